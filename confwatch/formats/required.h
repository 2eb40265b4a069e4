// SPDX-License-Identifier: GPL-2.0-or-later
// The list `required:` of confwatch.yaml.
#ifndef FORMATS_REQUIRED_H
#define FORMATS_REQUIRED_H

#include "core/required.h"
#include "formats/yaml.h"

/* The keys of one item. */
enum {
	REQUIRED_FILE,
	REQUIRED_ON_LOST,
	REQUIRED_REASON,
	REQUIRED_SEVERITY,
	REQUIRED_KEYS,
};
extern const char *const required_keys[REQUIRED_KEYS];

struct required_list {
	const struct required_file *items; /* in the order of the file, no path twice */
	size_t count;
};

/* `file` is the name in messages. Mistakes are -EINVAL; *result is not touched then. */
int required_read(struct arena *arena, const char *file, const struct yaml_node *list,
	struct required_list *result, struct error *error);

#endif

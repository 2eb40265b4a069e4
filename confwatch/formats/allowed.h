// SPDX-License-Identifier: GPL-2.0-or-later
// Mistakes in our own YAML files: what stands there, what is allowed there, what was meant.
#ifndef FORMATS_ALLOWED_H
#define FORMATS_ALLOWED_H

#include "core/configuration.h"
#include "formats/yaml.h"

/* "watch, ignore, protect" */
const char *allowed_join(struct arena *arena, const struct string_list *names)
	__attribute__((returns_nonnull));

/* "unknown key 'ignroe', perhaps 'ignore'; allowed here: watch, ignore, ..."; -EINVAL. */
int allowed_unknown_key(struct arena *arena, const char *file, const struct yaml_node *node,
	const struct string_list *names, struct error *error);

/* "'watch' is a string; allowed here: a list of ..."; -EINVAL. */
int allowed_wrong_kind(
	const char *file, const struct yaml_node *node, const char *allowed, struct error *error);

#endif

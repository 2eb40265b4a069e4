// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch.yaml: its keys, reading it, and writing the watch list that init remembers.
#ifndef FORMATS_CONFIGURATION_H
#define FORMATS_CONFIGURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "core/configuration.h"

enum key_kind {
	KEY_PATHS,	/* a list of absolute paths */
	KEY_PATTERNS,	/* a list of patterns */
	KEY_IGNORES,	/* a list of patterns and of mappings with ignore_keys[] */
	KEY_REQUIRED,	/* a list of mappings with required_keys[] */
	KEY_PARAMETERS, /* a mapping of names to strings and lists of them */
	KEY_NUMBER,	/* from least to most */
	KEY_FLAG,	/* true or false */
	KEY_MAIL,	/* one of report_mail_names[] */
	KEY_ADDRESS,	/* of mail_address_problem() */
	KEY_ADDRESSES,	/* a list of them */
	KEY_PATH,	/* an absolute path */
	KEY_COMMAND,	/* a list: the absolute path of a program, and its arguments */
	KEY_SECTION,	/* a mapping with the keys whose section is this one's name */
};

struct configuration_key {
	const char *section; /* NULL: at the top */
	const char *name;
	enum key_kind kind;
	size_t offset; /* of its value in struct configuration; sections have none */
	uint32_t least;
	uint32_t most;
};

extern const struct configuration_key configuration_keys[];
extern const size_t configuration_keys_count;

/* The keys of one item of `ignore:`. */
enum {
	IGNORE_PATH,
	IGNORE_REASON,
	IGNORE_KEYS,
};
extern const char *const ignore_keys[IGNORE_KEYS];

/*
 * Lays what the file says over what *configuration holds, the defaults: `watch`, `required`,
 * `params` and numbers replace, the other lists are added. `file` is the name in messages. Mistakes
 * are -EINVAL, "FILE:LINE:COLUMN: sentence; allowed here: ..."; *configuration is not touched then.
 */
int configuration_parse(struct arena *arena, const char *file, const void *bytes, size_t length,
	struct configuration *configuration, struct error *error);

/* STATE/watch.yaml: the same format, with the key `watch` alone, which must be there. */
int watch_list_parse(struct arena *arena, const char *file, const void *bytes, size_t length,
	struct configuration *configuration, struct error *error);

/* -EINVAL: a path is not absolute, or cannot be said in YAML (which is UTF-8). */
int watch_list_write(
	const char *const *paths, size_t count, struct text *result, struct error *error);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Which files systemd makes a unit of: its fragment, its names, its drop-ins.
#ifndef SETTINGS_UNIT_FILES_H
#define SETTINGS_UNIT_FILES_H

#include <stdbool.h>

#include "base/arena.h"
#include "settings/documents.h"

struct unit_files {
	const char *fragment;	    /* NULL: there is none */
	bool masked;		    /* a link to /dev/null, or an empty file */
	struct string_list names;   /* its own, then others that stand for it */
	struct string_list dropins; /* in the order in which they are read */
};

void unit_files_find(struct documents *documents, struct arena *arena, const char *name,
	struct unit_files *result);

/* All but the drop-ins and names that stand for it elsewhere. False: it is no name of a unit. */
bool unit_files_load(struct documents *documents, struct arena *arena, const char *name,
	struct unit_files *result);

/* "loaded", "masked", "missing" */
const char *unit_files_state(const struct unit_files *files) __attribute__((returns_nonnull));

/* "service" of "a@b.service"; "" when it is no name of a unit. */
const char *unit_type(const char *name) __attribute__((returns_nonnull));

/* "a@.service" of "a@b.service"; NULL: it is no instance. */
const char *unit_template(struct arena *arena, const char *name);

/* A pattern that matches this name alone. */
const char *unit_pattern(struct arena *arena, const char *name);

#endif

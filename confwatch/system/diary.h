// SPDX-License-Identifier: GPL-2.0-or-later
// refs/heads/diary: one Markdown file for each entry.
#ifndef SYSTEM_DIARY_H
#define SYSTEM_DIARY_H

#include "core/diary.h"
#include "system/history.h"

/*
 * Records the entry under an id of its own (entry->id is not looked at), which *id (may be NULL)
 * is told. Author as in "name <mail>"; host: of the committer, NULL for localhost. STATE must be
 * locked. The diary is no place for secrets: anybody who may read the history may read it.
 */
int diary_add(struct history *history, struct arena *arena, const struct diary_entry *entry,
	const char *host, const char **id, struct error *error);

/* All entries that can be read, oldest first; an empty diary when there is none. */
int diary_load(
	struct history *history, struct arena *arena, struct diary *result, struct error *error);

#endif

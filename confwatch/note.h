// SPDX-License-Identifier: GPL-2.0-or-later
// What a person writes into the diary.
#ifndef CONFWATCH_NOTE_H
#define CONFWATCH_NOTE_H

#include "core/diary.h"
#include "system/history.h"
#include "workspace.h"

struct note {
	const char *const *paths; /* absolute inside the root */
	size_t path_count;
	const char *const *tags;
	size_t tag_count;
	const char *owner; /* NULL: not given */
	const char *ticket;
	const char *review_by; /* YYYY-MM-DD */
	const char *text;
};

/* Everything but the text. -EINVAL: a date that is none; -ENOENT: as note_path(). */
int note_check(struct workspace *workspace, struct history *history, const struct note *note,
	struct error *error);

/*
 * Takes the lock, records it with the last snapshot and its author, and tells what was recorded.
 * -EINVAL, -ENOENT: as above; there is no text.
 */
int note_record(struct workspace *workspace, const struct note *note, struct diary_entry *result,
	struct error *error);

/* A note about a path that nobody has is a slip of the pen: -ENOENT, nor is it in any snapshot. */
int note_path(struct workspace *workspace, const char *path, const struct snapshot_list *snapshots,
	struct error *error);

#endif

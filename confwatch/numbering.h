// SPDX-License-Identifier: GPL-2.0-or-later
// The numbers that the last `confwatch status` gave to paths, for `restore 1`.
#ifndef CONFWATCH_NUMBERING_H
#define CONFWATCH_NUMBERING_H

#include "core/configuration.h"
#include "core/snapshot.h"
#include "workspace.h"

/* What numbering_save() writes to; -1 where STATE cannot be written. Opened before the sandbox. */
int numbering_open(const struct workspace *workspace);

/*
 * Item i has number i + 1; "" is a number that stands for no path. last: the snapshot that status
 * compared with. fd -1: does nothing.
 */
void numbering_save(int fd, const struct snapshot_id *last, const struct string_list *paths);

/* -ENOENT: no such number; -ESTALE: another snapshot was taken since. */
int numbering_find(struct workspace *workspace, const struct snapshot_id *last, size_t number,
	const char **result, struct error *error);

#endif

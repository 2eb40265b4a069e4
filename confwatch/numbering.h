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
 * Item i has number i + 1; what is no path is the id of a finding. last: the snapshot that status
 * compared with. fd -1: does nothing.
 */
void numbering_save(int fd, const struct snapshot_id *last, const struct string_list *paths);

/* -ENOENT: no such number; -ESTALE: another snapshot was taken since; -EINVAL: it is no path. */
int numbering_find(struct workspace *workspace, const struct snapshot_id *last, size_t number,
	const char **result, struct error *error);

/* Likewise, and the id of a finding that has no path of its own. */
int numbering_find_any(struct workspace *workspace, const struct snapshot_id *last, size_t number,
	const char **result, struct error *error);

#endif

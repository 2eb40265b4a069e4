// SPDX-License-Identifier: GPL-2.0-or-later
// The two states of a restore: what is wanted, from which snapshots, and what is there.
#ifndef CONFWATCH_RESTORE_WANT_H
#define CONFWATCH_RESTORE_WANT_H

#include "restore.h"
#include "system/scan.h"

/* Fills sources, source, source_snapshot and wanted. -ENOENT: no snapshot at all. */
int restore_want(struct workspace *workspace, struct history *history, const char *from,
	struct restoration *restoration, struct error *error);

/*
 * Looks at the paths and at the first names of wanted hard links; fills present and the options
 * that depend on what is kept and what is there, and gives the scan for the stamps.
 */
int restore_look(struct workspace *workspace, struct history *history,
	struct restoration *restoration, struct scan *scan, struct error *error);

/* Makes the plan, with stamps of what is there; refuses paths that no snapshot has. */
void restore_plan(
	struct workspace *workspace, struct restoration *restoration, const struct scan *scan);

/* What was done becomes an entry of the diary, if it can be written. */
void restore_tell_diary(struct workspace *workspace, const struct restoration *restoration,
	const struct restore_result *result);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Story 1: look at the watched tree, compare it with the last snapshot, record it.
#ifndef CONFWATCH_SNAPSHOT_H
#define CONFWATCH_SNAPSHOT_H

#include "core/diff.h"
#include "core/snapshot.h"
#include "system/history.h"
#include "workspace.h"

/* The present state beside the last recorded one. */
struct look {
	bool unchanged; /* the cache vouches for every entry: trees are empty, nothing was read */
	bool has_last;
	struct snapshot_id last;
	struct tree before;
	struct scan scan; /* scan.tree is the present */
	struct protection protection;
	struct change_list changes;
};

/* Looks without recording. paths (0 = all) limits the comparison. full: read every byte. */
int snapshot_look(struct workspace *workspace, struct history *history, const char *const *paths,
	size_t paths_count, bool full, struct look *result, struct error *error);

struct record {
	bool changed;	       /* a snapshot was made */
	struct snapshot_id id; /* it, or the last one when nothing changed */
	struct change_list changes;
	size_t entries;
	size_t unreadable;
};

/* Records the present state when it differs from the last one. Needs the lock. */
int snapshot_record(struct workspace *workspace, enum snapshot_kind kind, const char *message,
	struct record *result, struct error *error);

/* Resolves what a person calls a snapshot (see core/snapshot.h). */
int snapshot_resolve(struct workspace *workspace, struct history *history, const char *text,
	struct snapshot_id *result, struct error *error);

#endif

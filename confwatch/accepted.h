// SPDX-License-Identifier: GPL-2.0-or-later
// The state that everything is compared with: what a person, not a restore, recorded last.
#ifndef CONFWATCH_ACCEPTED_H
#define CONFWATCH_ACCEPTED_H

#include "core/diff.h"
#include "core/snapshot.h"
#include "system/cache.h"
#include "system/history.h"
#include "workspace.h"

/*
 * A restore records everything before it acts and after it, also what is lost or wrong beside
 * the paths it was asked for; and so does an acceptance of some paths. That must stay open: so the
 * accepted state is the newest snapshot that was not made by restore, undo or accept, and on top
 * of it just what restores changed since, and the paths that somebody accepted.
 */
struct accepted {
	struct snapshot_id head;
	struct snapshot base; /* the newest snapshot of another kind */
	bool is_head;	      /* it is the last snapshot; else restores came after it */
	struct tree tree;
	const struct layer *layers; /* newest first; NULL: none */
};

/* What one restore changed, or somebody accepted. */
struct layer {
	struct layer *older;
	const struct snapshot *snapshot;
	struct change_list changes;
	struct string_list paths; /* accepted, with what lies below; none: a restore */
	struct tree tree;	  /* of the snapshot, where there are such paths */
};

/*
 * paths (0 = all) limits the tree. cache: NULL, or used when it describes the tree, but for time
 * stamps and names. -ENOENT: there is no snapshot.
 */
int accepted_read(struct workspace *workspace, struct history *history, const struct cache *cache,
	const char *const *paths, size_t paths_count, struct accepted *result, struct error *error);

/* Only the base. -ENOENT: there is no snapshot. */
int accepted_base(struct workspace *workspace, struct history *history, struct snapshot *result,
	struct error *error);

/* Made around a restore or for some paths: it accepts nothing but what these changed. */
bool accepted_leaves_open(enum snapshot_kind kind);

/* The snapshot that holds the accepted state of a path. */
const struct snapshot_id *accepted_source(const struct accepted *accepted, const char *path)
	__attribute__((returns_nonnull));

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Story 3: bring files back: want, plan, record what is there, place, look again, record.
#ifndef CONFWATCH_RESTORE_H
#define CONFWATCH_RESTORE_H

#include "core/plan.h"
#include "core/protection.h"
#include "core/snapshot.h"
#include "snapshot.h"
#include "system/history.h"
#include "workspace.h"

struct restore_request {
	const char *from;	  /* SNAPSHOT as the person named it; NULL: choose (see below) */
	const char *const *paths; /* absolute inside the root */
	size_t paths_count;
	struct plan_options options; /* owner, forgotten and shared are filled in here */
};

/* Where one path comes from. */
struct restore_source {
	const char *path;
	bool found; /* false: no snapshot has it; the plan refuses it */
	struct snapshot_id snapshot;
};

/*
 * A restore that is ready to be applied. Without `from`, a path that an upgrade took comes
 * from the snapshot before it, as the open finding says; any other from the accepted state (see
 * accepted.h); when it is absent there, from the newest snapshot that has it. source is that of
 * the first path.
 */
struct restoration {
	struct snapshot_id source;
	struct snapshot source_snapshot;
	const struct restore_source *sources; /* one for each path */
	struct tree wanted;
	struct tree present;
	struct plan plan;
	struct plan_options options;
	const char *const *paths;
	size_t paths_count;
	bool undo;
	struct record_about about; /* of the snapshot of the result */
};

int restore_prepare(struct workspace *workspace, struct history *history,
	const struct restore_request *request, struct restoration *result, struct error *error);

/* The inverse of the last restore (or undo) snapshot. -ENOENT: there is none. */
int restore_prepare_undo(struct workspace *workspace, struct history *history,
	struct restoration *result, struct error *error);

struct restore_result {
	size_t done;
	bool recorded; /* a snapshot of the result was made */
	struct snapshot_id snapshot;
	const char *const *effective; /* commands that make it take effect; printed, never run */
	size_t effective_count;
};

/*
 * Records the present state, does the steps, records and looks again: anything that does not
 * equal the wanted state is an error (EIO). Stops at the first step that fails; what was done
 * before stays, and is recorded. Needs the lock.
 */
int restore_apply(struct workspace *workspace, struct history *history,
	struct restoration *restoration, struct restore_result *result, struct error *error);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// restore and undo: the plan, and what came of it.
#ifndef RENDER_RESTORE_H
#define RENDER_RESTORE_H

#include "core/plan.h"
#include "core/snapshot.h"
#include "render/style.h"

struct restore_view {
	const char *command;	       /* "restore" or "undo" */
	const struct snapshot *source; /* the first line names it; NULL: unknown */
	const struct plan *plan;
	bool applied;			    /* false: --dry-run, or everything was refused */
	size_t done;			    /* steps */
	const struct snapshot_id *snapshot; /* of the result; NULL: none was made */
	const char *const *effective;	    /* commands that make it take effect */
	size_t effective_count;
};

/* What will be done, and what is refused and why: all that --dry-run prints. */
void text_plan(
	const struct restore_view *view, const struct text_options *options, struct text *result);

/* What was done, refusals again, and what makes it take effect. */
void text_restore(
	const struct restore_view *view, const struct text_options *options, struct text *result);
void json_restore(const struct restore_view *view, struct text *result);

#endif

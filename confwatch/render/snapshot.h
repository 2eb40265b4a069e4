// SPDX-License-Identifier: GPL-2.0-or-later
// snapshot: the id, or that nothing changed.
#ifndef RENDER_SNAPSHOT_H
#define RENDER_SNAPSHOT_H

#include "core/diff.h"
#include "core/snapshot.h"
#include "render/style.h"

struct snapshot_view {
	bool dry_run;
	bool changed;			    /* differs from the last one (dry run), or was made */
	const struct snapshot_id *snapshot; /* the new one; NULL: none was made */
	const struct change_list *changes;  /* NULL: none */
	size_t entries;
	size_t unreadable;
};

/* The id first, alone on its line: scripts take it. Changes with --dry-run and --verbose. */
void text_snapshot(
	const struct snapshot_view *view, const struct text_options *options, struct text *result);
void json_snapshot(const struct snapshot_view *view, struct text *result);

#endif

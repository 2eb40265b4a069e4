// SPDX-License-Identifier: GPL-2.0-or-later
// What rules may see of the system as it would be with some paths as they were recorded.
#ifndef CONFWATCH_CHECK_OVERLAY_H
#define CONFWATCH_CHECK_OVERLAY_H

#include "check_world.h"
#include "core/tree.h"
#include "system/history.h"

/* Borrows everything but `bytes`; to be ended by check_overlay_end(). */
struct check_overlay {
	struct judge_world world; /* its context is this struct */
	const struct check_world *live;
	const struct facts *facts; /* NULL: those of `live` */
	struct history *history;
	const struct tree *recorded;
	struct path_set paths; /* they, and what is below, are as recorded: absent if not there */
	struct text bytes;
};

void check_overlay_begin(struct check_overlay *overlay, const struct check_world *live,
	struct history *history, const struct tree *recorded, const char *const *paths,
	size_t count);
void check_overlay_end(struct check_overlay *overlay);

#endif

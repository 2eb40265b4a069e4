// SPDX-License-Identifier: GPL-2.0-or-later
// The line that tells how far long work has come: when it is due, and what it says.
#ifndef RENDER_PROGRESS_H
#define RENDER_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Times are milliseconds of a clock that only goes forward. */
struct progress {
	int64_t begun;
	int64_t shown; /* when the line was written last */
	bool stands;   /* the line is to be seen */
};

/*
 * Once the work takes over a second, a line that replaces itself, but not so often that writing
 * it is work too. False, and nothing in result: it is not due.
 */
bool progress_tell(struct progress *progress, int64_t now, size_t done, struct text *result);

/* What takes the line away; nothing when there is none. */
void progress_wipe(struct progress *progress, struct text *result);

#endif

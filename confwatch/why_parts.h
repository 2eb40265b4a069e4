// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of why_look(), each defined in the file of its name.
#ifndef CONFWATCH_WHY_PARTS_H
#define CONFWATCH_WHY_PARTS_H

#include "why.h"

/* Of why->snapshots and why->diary. */
int why_find_life(
	struct workspace *workspace, struct history *history, struct why *why, struct error *error);

/* The difference is of what others may read on both sides. */
void why_find_vendor_text(struct workspace *workspace, struct history *history, struct why *why);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Unified text difference of two contents through libgit2; nothing configurable takes part.
#ifndef SYSTEM_PATCH_H
#define SYSTEM_PATCH_H

#include "base/error.h"
#include "core/difference.h"

/*
 * NULL is an absent file. Sets kind to DIFFERENCE_NONE, DIFFERENCE_TEXT or DIFFERENCE_BINARY (a
 * NUL among the first bytes of a side, as git decides it). result is one that was released or
 * freshly initialised.
 */
int patch_contents(const struct text *before, const struct text *after, struct difference *result,
	struct error *error);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// The octal form of vis(3): any bytes as one word of printable ASCII.
#ifndef CORE_VIS_H
#define CORE_VIS_H

#include "base/arena.h"
#include "base/text.h"

/*
 * Blank, control characters, '\\', '#', '=', glob characters "*?[" and bytes over 0176 become
 * "\ooo" (three octal digits), the rest stays: what mtree(8) writes (VIS_OCTAL | VIS_GLOB).
 */
void vis_append(struct text *text, const char *bytes, size_t length);

/* NULL when it is not that form (a lone backslash, an octal number over 0377, a NUL). */
const char *vis_decode(struct arena *arena, const char *bytes, size_t length);

#endif

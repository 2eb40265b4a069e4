// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as one harmless value of a header or trailer, and back.
#ifndef CORE_PERCENT_H
#define CORE_PERCENT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

/*
 * '%', controls (C1 as well) and what is not UTF-8 become "%XX", also a blank at either end; the
 * rest stays. keep: one more byte that stays, or 0. Bytes over `most` are cut off, whole
 * characters only.
 */
void percent_append(struct text *text, const char *bytes, size_t length, size_t most, char keep);

/*
 * The bytes, with a NUL behind; NULL when a byte stands there that percent_append() escapes, or
 * an escape is not whole.
 */
const char *percent_decode(struct arena *arena, const char *bytes, size_t length, char keep);

#endif

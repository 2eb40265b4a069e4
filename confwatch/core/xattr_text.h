// SPDX-License-Identifier: GPL-2.0-or-later
// Values of extended attributes as text, as getfattr(1) dumps them.
#ifndef CORE_XATTR_TEXT_H
#define CORE_XATTR_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

/*
 * "..." with '"' and '\\' escaped by a backslash when every byte is printable ASCII (but for one
 * NUL at the end, "\000", which labels have), else 0s and base64.
 */
void xattr_text_append(struct text *text, const unsigned char *value, size_t length);

/* Both forms; false when it is neither. The result is in the arena. */
bool xattr_text_parse(struct arena *arena, const char *bytes, size_t length,
	const unsigned char **value, size_t *value_length);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as mail carries them: quoted-printable bodies, headers of one paragraph.
#ifndef RENDER_QUOTED_H
#define RENDER_QUOTED_H

#include <stddef.h>

#include "base/text.h"

/*
 * What a mail can say: printable UTF-8 (base/unicode.h), newline and tab stay; each other
 * character (controls, carriage return, bidi controls) and each byte that is of none becomes
 * U+FFFD. A newline stands at the end.
 */
void quoted_clean(struct text *result, const char *bytes, size_t length);

/*
 * Clean bytes in quoted-printable (RFC 2045, 6.7): lines of 76 characters at most, none of which
 * begins with "From " or a dot, characters undivided. "=_" cannot occur.
 */
void quoted_body(struct text *result, const char *bytes, size_t length);

/*
 * Any string as the value behind "NAME: ", folded at 76 characters: blanks are joined, what is not
 * printable is cleaned, the rest is cut off behind 250 bytes with an ellipsis. Encoded words
 * (RFC 2047) where it is not plain ASCII, could be read as an encoded word, or cannot be folded.
 */
void quoted_header(struct text *result, const char *name, const char *value);

#endif

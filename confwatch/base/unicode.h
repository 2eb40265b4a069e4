// SPDX-License-Identifier: GPL-2.0-or-later
// UTF-8: which bytes are a character, and which characters a terminal shows.
#ifndef BASE_UNICODE_H
#define BASE_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * RFC 3629: no overlong forms, no surrogates, at most U+10FFFF. How many bytes the character
 * takes that begins here; 0: none does.
 */
size_t unicode_decode(const char *bytes, size_t length, uint32_t *result);

/* Whether all of it is characters. */
bool unicode_all_valid(const char *bytes, size_t length);

/* A terminal obeys it instead of showing it, or shows nothing. */
bool unicode_hidden(uint32_t character);

/* The bytes of the printable character that begins here; 0: something else does. */
size_t unicode_printable(const char *bytes, size_t length);
bool unicode_all_printable(const char *bytes, size_t length);

#endif

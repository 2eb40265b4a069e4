// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes as pairs of lower-case hexadecimal digits.
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stdbool.h>
#include <stddef.h>

/* 2 * size digits, with no NUL behind them. */
void hex_write(const unsigned char *bytes, size_t size, char *result);

/* False when one of the 2 * size characters is none of 0 to 9 and a to f. */
bool hex_read(const char *hex, size_t size, unsigned char *result)
	__attribute__((warn_unused_result));

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// The one number parser: strict, bounded, for bytes of known length.
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Digits of base 8, 10 or 16 and nothing else: no sign, no blanks, no prefix, at least one.
 * False when it is anything else or over max; *result is set only on success.
 */
bool number_parse(const char *bytes, size_t length, unsigned base, uint64_t max, uint64_t *result)
	__attribute__((warn_unused_result));

#endif

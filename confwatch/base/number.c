// SPDX-License-Identifier: GPL-2.0-or-later
// The one number parser.
#include "base/number.h"

static unsigned digit_value(char byte)
{
	if (byte >= '0' && byte <= '9')
		return (unsigned)(byte - '0');
	if (byte >= 'a' && byte <= 'f')
		return (unsigned)(byte - 'a') + 10;
	if (byte >= 'A' && byte <= 'F')
		return (unsigned)(byte - 'A') + 10;
	return 16;
}

bool number_parse(const char *bytes, size_t length, unsigned base, uint64_t max, uint64_t *result)
{
	uint64_t value = 0;

	if (length == 0)
		return false;
	for (size_t i = 0; i < length; i++) {
		unsigned digit = digit_value(bytes[i]);

		if (digit >= base || __builtin_mul_overflow(value, (uint64_t)base, &value) ||
			__builtin_add_overflow(value, (uint64_t)digit, &value) || value > max)
			return false;
	}
	*result = value;
	return true;
}

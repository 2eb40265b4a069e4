// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes as pairs of lower-case hexadecimal digits.
#include "base/hex.h"

void hex_write(const unsigned char *bytes, size_t size, char *result)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < size; i++) {
		*result++ = digits[bytes[i] >> 4];
		*result++ = digits[bytes[i] & 15];
	}
}

static int value_of(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool hex_read(const char *hex, size_t size, unsigned char *result)
{
	for (size_t i = 0; i < size; i++) {
		int high = value_of(hex[2 * i]);
		int low = value_of(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		result[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

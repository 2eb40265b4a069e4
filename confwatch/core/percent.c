// SPDX-License-Identifier: GPL-2.0-or-later
// Percent-escaping of values.
#include "core/percent.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/number.h"

/* How many bytes the first one announces (RFC 3629); 0: it starts no character. */
static size_t announced_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* Neither overlong, nor a surrogate, nor over U+10FFFF, nor a C1 control. */
static bool is_second_byte(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xc2:
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second < 0xa0;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second < 0x90;
	default:
		return true;
	}
}

/* Bytes of the character that may stand as it is; 0: its first byte must be escaped. */
static size_t plain_length(const char *bytes, size_t left)
{
	const unsigned char *at = (const unsigned char *)bytes;
	size_t length = announced_length(at[0]);

	if (length == 0 || length > left)
		return 0;
	if (length == 1)
		return at[0] < ' ' || at[0] == 0x7f || at[0] == '%' ? 0 : 1;
	for (size_t i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	}
	return is_second_byte(at[0], at[1]) ? length : 0;
}

/* A cut does not fall into a character. */
static size_t cut_length(const char *bytes, size_t length, size_t most)
{
	size_t at = 0;

	if (length <= most)
		return length;
	while (at < most) {
		size_t step = plain_length(bytes + at, length - at);

		if (step == 0)
			step = 1;
		if (step > most - at)
			break;
		at += step;
	}
	return at;
}

/* Bytes at `at` that stay; 0: escape one. */
static size_t kept_length(const char *bytes, size_t length, size_t at, char keep)
{
	if (bytes[at] == ' ' && (at == 0 || at == length - 1))
		return 0;
	if (bytes[at] == keep && keep != '\0')
		return 1;
	return plain_length(bytes + at, length - at);
}

void percent_append(struct text *text, const char *bytes, size_t length, size_t most, char keep)
{
	static const char digits[] = "0123456789ABCDEF";

	length = cut_length(bytes, length, most);
	for (size_t i = 0; i < length;) {
		size_t kept = kept_length(bytes, length, i, keep);
		unsigned char byte = (unsigned char)bytes[i];
		char escape[3] = {'%', digits[byte >> 4], digits[byte & 15]};

		if (kept > 0)
			text_append(text, bytes + i, kept);
		else
			text_append(text, escape, sizeof escape);
		i += kept > 0 ? kept : 1;
	}
}

/* Decodes into result (as long as bytes). */
static bool decode(const char *bytes, size_t length, char keep, char *result)
{
	for (size_t i = 0; i < length;) {
		size_t kept = kept_length(bytes, length, i, keep);
		uint64_t value;

		if (kept > 0) {
			memcpy(result, bytes + i, kept);
			result += kept;
			i += kept;
			continue;
		}
		if (bytes[i] != '%' || length - i < 3 ||
			!number_parse(bytes + i + 1, 2, 16, 255, &value) || value == 0)
			return false;
		*result++ = (char)value;
		i += 3;
	}
	*result = '\0';
	return true;
}

const char *percent_decode(struct arena *arena, const char *bytes, size_t length, char keep)
{
	char *result = arena_bytes(arena, bytes, length);

	return decode(bytes, length, keep, result) ? result : NULL;
}

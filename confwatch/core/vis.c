// SPDX-License-Identifier: GPL-2.0-or-later
// The octal form of vis(3).
#include "core/vis.h"

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"

static bool stands_for_itself(char byte)
{
	switch (byte) {
	case '\\':
	case '#':
	case '=':
	case '*':
	case '?':
	case '[':
		return false;
	default:
		return byte > ' ' && byte <= '~';
	}
}

static void append_escaped(struct text *text, unsigned value)
{
	const char escape[4] = {'\\', (char)('0' + (value >> 6)), (char)('0' + (value >> 3 & 7)),
		(char)('0' + (value & 7))};

	text_append(text, escape, sizeof escape);
}

void vis_append(struct text *text, const char *bytes, size_t length)
{
	size_t start = 0;

	for (size_t i = 0; i < length; i++) {
		if (stands_for_itself(bytes[i]))
			continue;
		text_append(text, bytes + start, i - start);
		append_escaped(text, (unsigned char)bytes[i]);
		start = i + 1;
	}
	text_append(text, bytes + start, length - start);
}

/* Decodes into result (as long as bytes); false when it is not that form. */
static bool decode(const char *bytes, size_t length, char *result, size_t *result_length)
{
	size_t out = 0;

	for (size_t i = 0; i < length; i++) {
		uint64_t value;

		if (stands_for_itself(bytes[i])) {
			result[out++] = bytes[i];
			continue;
		}
		if (bytes[i] != '\\' || length - i < 4 ||
			!number_parse(bytes + i + 1, 3, 8, 0377, &value) || value == 0)
			return false;
		result[out++] = (char)value;
		i += 3;
	}
	*result_length = out;
	return true;
}

const char *vis_decode(struct arena *arena, const char *bytes, size_t length)
{
	char *result = arena_bytes(arena, bytes, length);
	size_t result_length, plain = 0;

	while (plain < length && stands_for_itself(bytes[plain]))
		plain++;
	if (plain == length)
		return result;
	if (!decode(bytes, length, result, &result_length))
		return NULL;
	result[result_length] = '\0';
	return result;
}

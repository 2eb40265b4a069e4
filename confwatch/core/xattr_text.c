// SPDX-License-Identifier: GPL-2.0-or-later
// Values of extended attributes as text. base64 is our own: core stands on base alone.
#include "core/xattr_text.h"

#include <stdint.h>
#include <string.h>

#include "base/number.h"

/* RFC 4648, section 4. */
static const char base64_digits[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static bool is_printable(const unsigned char *value, size_t length)
{
	if (length > 0 && value[length - 1] == '\0')
		length--;
	for (size_t i = 0; i < length; i++) {
		if (value[i] < ' ' || value[i] > '~')
			return false;
	}
	return true;
}

static void append_quoted(struct text *text, const unsigned char *value, size_t length)
{
	text_byte(text, '"');
	for (size_t i = 0; i < length; i++) {
		if (value[i] == '\0') {
			text_add(text, "\\000");
			continue;
		}
		if (value[i] == '"' || value[i] == '\\')
			text_byte(text, '\\');
		text_byte(text, (char)value[i]);
	}
	text_byte(text, '"');
}

static void append_base64(struct text *text, const unsigned char *value, size_t length)
{
	text_add(text, "0s");
	for (size_t i = 0; i < length; i += 3) {
		size_t have = length - i < 3 ? length - i : 3;
		uint32_t bits = (uint32_t)value[i] << 16;
		char digits[4];

		bits |= have > 1 ? (uint32_t)value[i + 1] << 8 : 0;
		bits |= have > 2 ? (uint32_t)value[i + 2] : 0;
		for (size_t digit = 0; digit < 4; digit++)
			digits[digit] = base64_digits[bits >> (18 - 6 * digit) & 63];
		memset(digits + have + 1, '=', 3 - have);
		text_append(text, digits, sizeof digits);
	}
}

void xattr_text_append(struct text *text, const unsigned char *value, size_t length)
{
	if (is_printable(value, length))
		append_quoted(text, value, length);
	else
		append_base64(text, value, length);
}

/* What stands between the quotes. */
static bool parse_quoted(
	const char *bytes, size_t length, unsigned char *result, size_t *result_length)
{
	size_t out = 0;

	for (size_t i = 0; i < length; i++) {
		uint64_t value = (unsigned char)bytes[i];

		if (value < ' ' || value > '~' || value == '"')
			return false;
		if (value == '\\') {
			if (++i == length)
				return false;
			value = (unsigned char)bytes[i];
			if (value != '"' && value != '\\') {
				if (length - i < 3 || !number_parse(bytes + i, 3, 8, 255, &value))
					return false;
				i += 2;
			}
		}
		result[out++] = (unsigned char)value;
	}
	*result_length = out;
	return true;
}

/* Four digits -> 24 bits; *padding counts '=' at the end. */
static bool parse_quartet(const char *bytes, uint32_t *bits, size_t *padding)
{
	*bits = 0;
	*padding = 0;
	for (size_t i = 0; i < 4; i++) {
		const char *digit = strchr(base64_digits, bytes[i]);

		*bits <<= 6;
		if (bytes[i] == '=' && i >= 2) {
			++*padding;
			continue;
		}
		if (bytes[i] == '\0' || digit == NULL || *padding > 0)
			return false;
		*bits |= (uint32_t)(digit - base64_digits);
	}
	return true;
}

static bool parse_base64(
	const char *bytes, size_t length, unsigned char *result, size_t *result_length)
{
	size_t out = 0;
	size_t padding = 0;

	if (length % 4 != 0)
		return false;
	for (size_t i = 0; i < length; i += 4) {
		uint32_t bits;

		if (padding > 0 || !parse_quartet(bytes + i, &bits, &padding))
			return false;
		for (size_t byte = 0; byte < 3 - padding; byte++)
			result[out++] = (unsigned char)(bits >> (16 - 8 * byte) & 255);
	}
	*result_length = out;
	return true;
}

bool xattr_text_parse(struct arena *arena, const char *bytes, size_t length,
	const unsigned char **value, size_t *value_length)
{
	unsigned char *result = arena_alloc(arena, length + 1);
	bool good;

	if (length >= 2 && bytes[0] == '"' && bytes[length - 1] == '"')
		good = parse_quoted(bytes + 1, length - 2, result, value_length);
	else if (length >= 2 && bytes[0] == '0' && bytes[1] == 's')
		good = parse_base64(bytes + 2, length - 2, result, value_length);
	else
		return false;
	if (good)
		*value = result;
	return good;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes from disk -> bytes that are harmless where they go.
#include "render/escape.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * Characters that a terminal obeys instead of showing, or shows as nothing: controls (Cc), format
 * characters (Cf: bidi among them), line separators, fillers, tags, noncharacters. From
 * UnicodeData.txt 15 and its Default_Ignorable_Code_Point; U+FE0F and other variation selectors
 * are in it. In ascending order.
 */
static const struct range {
	uint32_t first;
	uint32_t last;
} hidden[] = {
	{0x0000, 0x001f},
	{0x007f, 0x009f},
	{0x00ad, 0x00ad},
	{0x034f, 0x034f},
	{0x0600, 0x0605},
	{0x061c, 0x061c},
	{0x06dd, 0x06dd},
	{0x070f, 0x070f},
	{0x0890, 0x0891},
	{0x08e2, 0x08e2},
	{0x115f, 0x1160},
	{0x17b4, 0x17b5},
	{0x180b, 0x180f},
	{0x200b, 0x200f},
	{0x2028, 0x202e},
	{0x2060, 0x206f},
	{0x3164, 0x3164},
	{0xe000, 0xf8ff},
	{0xfdd0, 0xfdef},
	{0xfe00, 0xfe0f},
	{0xfeff, 0xfeff},
	{0xffa0, 0xffa0},
	{0xfff0, 0xfffb},
	{0xfffe, 0xffff},
	{0x110bd, 0x110bd},
	{0x110cd, 0x110cd},
	{0x13430, 0x1343f},
	{0x1bca0, 0x1bca3},
	{0x1d173, 0x1d17a},
	{0xe0000, 0x10ffff},
};

static bool is_hidden(uint32_t character)
{
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		if (character <= hidden[i].last)
			return character >= hidden[i].first;
	}
	return true;
}

static bool is_octal(char byte)
{
	return byte >= '0' && byte <= '7';
}

/* How many bytes a UTF-8 sequence that begins so has; 0: none does. */
static size_t sequence_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/* RFC 3629: no overlong forms, no surrogates, at most U+10FFFF. Returns its bytes; 0: invalid. */
static size_t decode_character(const char *bytes, size_t length, uint32_t *result)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	static const unsigned char first_bits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	const unsigned char *in = (const unsigned char *)bytes;
	size_t needed = sequence_length(in[0]);
	uint32_t character;

	if (needed == 0 || needed > length)
		return 0;
	character = in[0] & first_bits[needed];
	for (size_t i = 1; i < needed; i++) {
		if ((in[i] & 0xc0) != 0x80)
			return 0;
		character = character << 6 | (in[i] & 0x3f);
	}
	if (character < least[needed] || character > 0x10ffff ||
		(character >= 0xd800 && character <= 0xdfff))
		return 0;
	*result = character;
	return needed;
}

/* The bytes of the printable character that begins here; 0: something else does. */
static size_t printable_length(const char *bytes, size_t length)
{
	uint32_t character;
	size_t size = decode_character(bytes, length, &character);

	return size > 0 && !is_hidden(character) ? size : 0;
}

static void add_octal(struct text *result, char byte)
{
	text_format(result, "\\%03o", (unsigned)(unsigned char)byte);
}

static bool needs_doubling(const char *rest, size_t length)
{
	return length > 0 &&
		(is_octal(*rest) || *rest == '\\' || printable_length(rest, length) == 0);
}

void escape_bytes(struct text *result, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		size_t size = printable_length(bytes + i, length - i);

		if (size == 0) {
			add_octal(result, bytes[i++]);
			continue;
		}
		if (bytes[i] == '\\' && needs_doubling(bytes + i + 1, length - i - 1))
			text_byte(result, '\\');
		text_append(result, bytes + i, size);
		i += size;
	}
}

void escape_name(struct text *result, const char *name)
{
	escape_bytes(result, name, strlen(name));
}

void escape_content(struct text *result, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		size_t size = printable_length(bytes + i, length - i);

		if (bytes[i] == '\n' || bytes[i] == '\t')
			size = 1;
		if (size == 0) {
			add_octal(result, bytes[i++]);
			continue;
		}
		text_append(result, bytes + i, size);
		i += size;
	}
}

static bool is_plain_word(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789/._+,:@%=-";

	return *word != '\0' && word[strspn(word, plain)] == '\0';
}

static bool is_printable(const char *word, size_t length)
{
	for (size_t i = 0; i < length;) {
		size_t size = printable_length(word + i, length - i);

		if (size == 0)
			return false;
		i += size;
	}
	return true;
}

void escape_shell(struct text *result, const char *word)
{
	size_t length = strlen(word);

	if (is_plain_word(word)) {
		text_add(result, word);
		return;
	}
	if (strchr(word, '\'') == NULL && is_printable(word, length)) {
		text_format(result, "'%s'", word);
		return;
	}
	text_add(result, "$'");
	for (size_t i = 0; i < length;) {
		size_t size = printable_length(word + i, length - i);

		if (size == 0) {
			add_octal(result, word[i++]);
			continue;
		}
		if (word[i] == '\\' || word[i] == '\'')
			text_byte(result, '\\');
		text_append(result, word + i, size);
		i += size;
	}
	text_byte(result, '\'');
}

static void add_json_unicode(struct text *result, uint32_t character)
{
	if (character < 0x10000) {
		text_format(result, "\\u%04x", (unsigned)character);
		return;
	}
	character -= 0x10000;
	text_format(result, "\\u%04x\\u%04x", (unsigned)(0xd800 + (character >> 10)),
		(unsigned)(0xdc00 + (character & 0x3ff)));
}

static void add_json_character(struct text *result, const char *bytes, size_t size, uint32_t value)
{
	if (value == '\n')
		text_add(result, "\\n");
	else if (value == '\t')
		text_add(result, "\\t");
	else if (value == '"')
		text_add(result, "\\\"");
	else if (value == '\\')
		text_add(result, "\\\\\\\\");
	else if (is_hidden(value))
		add_json_unicode(result, value);
	else
		text_append(result, bytes, size);
}

void escape_json(struct text *result, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		uint32_t character;
		size_t size = decode_character(bytes + i, length - i, &character);

		if (size == 0) {
			text_format(result, "\\\\x%02X", (unsigned)(unsigned char)bytes[i++]);
			continue;
		}
		add_json_character(result, bytes + i, size, character);
		i += size;
	}
}

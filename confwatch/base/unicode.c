// SPDX-License-Identifier: GPL-2.0-or-later
// UTF-8: which bytes are a character, and which characters a terminal shows.
#include "base/unicode.h"

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

bool unicode_hidden(uint32_t character)
{
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		if (character <= hidden[i].last)
			return character >= hidden[i].first;
	}
	return true;
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

size_t unicode_decode(const char *bytes, size_t length, uint32_t *result)
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

size_t unicode_printable(const char *bytes, size_t length)
{
	uint32_t character;
	size_t size = unicode_decode(bytes, length, &character);

	return size > 0 && !unicode_hidden(character) ? size : 0;
}

bool unicode_all_valid(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		uint32_t character;
		size_t size = unicode_decode(bytes + i, length - i, &character);

		if (size == 0)
			return false;
		i += size;
	}
	return true;
}

bool unicode_all_printable(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		size_t size = unicode_printable(bytes + i, length - i);

		if (size == 0)
			return false;
		i += size;
	}
	return true;
}

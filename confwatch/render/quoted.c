// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as mail carries them: RFC 2045, section 6.7, and RFC 2047.
#include "render/quoted.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/unicode.h"

enum {
	LINE = 76, /* of both RFCs */
	VALUE_LONGEST = 250,
	ESCAPED = 3, /* "=C3" */
};

static const char replacement[] = "\xef\xbf\xbd";
static const char ellipsis[] = "\xe2\x80\xa6";
static const char word_begin[] = "=?UTF-8?Q?";
static const char word_end[] = "?=";

/* A byte that begins none stands for itself. */
static size_t character_size(const char *bytes, size_t length)
{
	uint32_t character;
	size_t size = unicode_decode(bytes, length, &character);

	return size > 0 ? size : 1;
}

/* Appends the character that begins here, cleaned; how many bytes it took. */
static size_t clean_character(struct text *result, const char *bytes, size_t length)
{
	size_t size = unicode_printable(bytes, length);

	if (size > 0)
		text_append(result, bytes, size);
	else
		text_add(result, replacement);
	return size > 0 ? size : character_size(bytes, length);
}

void quoted_clean(struct text *result, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		if (bytes[i] == '\n' || bytes[i] == '\t')
			text_byte(result, bytes[i++]);
		else
			i += clean_character(result, bytes + i, length - i);
	}
	if (result->length == 0 || result->bytes[result->length - 1] != '\n')
		text_byte(result, '\n');
}

static void add_escaped(struct text *result, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		text_format(result, "=%02X", (unsigned)(unsigned char)bytes[i]);
}

/* What stays as it is inside of a line. Blanks at its end do not: transports strip them. */
static bool is_plain(const char *line, size_t at, size_t length)
{
	if (line[at] == ' ' || line[at] == '\t')
		return at + 1 < length;
	return line[at] > ' ' && line[at] <= '~' && line[at] != '=';
}

/* At the begin of a line, mbox files escape "From " and SMTP doubles a dot. */
static bool begins_what_acts(const char *line, size_t length)
{
	return (length >= 5 && memcmp(line, "From ", 5) == 0) || (length > 0 && line[0] == '.');
}

/* A soft break leaves room for itself. */
static void make_room(struct text *result, size_t *column, size_t needed)
{
	if (*column + needed <= LINE - 1)
		return;
	text_add(result, "=\n");
	*column = 0;
}

static void add_line(struct text *result, const char *line, size_t length)
{
	size_t column = 0;

	for (size_t i = 0; i < length;) {
		size_t size = character_size(line + i, length - i);
		bool plain = is_plain(line, i, length);

		make_room(result, &column, plain ? 1 : size * ESCAPED);
		if (column == 0 && begins_what_acts(line + i, length - i))
			plain = false;
		if (plain)
			text_byte(result, line[i]);
		else
			add_escaped(result, line + i, size);
		column += plain ? 1 : size * ESCAPED;
		i += size;
	}
}

void quoted_body(struct text *result, const char *bytes, size_t length)
{
	const char *end = bytes + length;

	while (bytes < end) {
		const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
		const char *stop = newline != NULL ? newline : end;

		add_line(result, bytes, (size_t)(stop - bytes));
		if (newline != NULL)
			text_byte(result, '\n');
		bytes = stop + (newline != NULL);
	}
}

/* One paragraph: blanks of all kinds are one, none stands at an end. */
static void clean_value(struct text *result, const char *value)
{
	size_t length = strlen(value);

	for (size_t i = 0; i < length;) {
		if (result->length > VALUE_LONGEST) {
			text_add(result, ellipsis);
			return;
		}
		if (strchr(" \t\r\n", value[i]) != NULL) {
			i += strspn(value + i, " \t\r\n");
			if (result->length > 0 && i < length)
				text_byte(result, ' ');
			continue;
		}
		i += clean_character(result, value + i, length - i);
	}
}

static bool can_stand_plain(const char *value)
{
	size_t word = 0;

	for (const char *at = value; *at != '\0'; at++) {
		word = *at == ' ' ? 0 : word + 1;
		if ((unsigned char)*at > '~' || word > LINE - 1)
			return false;
	}
	return strstr(value, "=?") == NULL;
}

/* Folds before blanks; the first word may have to leave the line of the name. */
static void add_plain(struct text *result, const char *value, size_t column)
{
	while (*value != '\0') {
		size_t word = strcspn(value, " ");
		size_t rest = word + (value[word] == ' ');

		if (column + 1 + word > LINE) {
			text_byte(result, '\n');
			column = 0;
		}
		text_byte(result, ' ');
		text_append(result, value, word);
		column += 1 + word;
		value += rest;
	}
}

/* Letters, digits, and what has no meaning in any header; a blank is an underscore. */
static bool is_plain_in_word(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
		(byte >= '0' && byte <= '9') || byte == ' ' || strchr("!*+-/", byte) != NULL;
}

static size_t encoded_size(const char *bytes, size_t size)
{
	return size == 1 && is_plain_in_word(*bytes) ? 1 : size * ESCAPED;
}

static void add_encoded_character(struct text *result, const char *bytes, size_t size)
{
	if (*bytes == ' ')
		text_byte(result, '_');
	else if (encoded_size(bytes, size) == 1)
		text_byte(result, *bytes);
	else
		add_escaped(result, bytes, size);
}

/* Blanks between two encoded words do not count. */
static void add_encoded(struct text *result, const char *value, size_t column)
{
	const size_t frame = 1 + strlen(word_begin) + strlen(word_end);
	size_t length = strlen(value), room = LINE - column - frame;

	text_format(result, " %s", word_begin);
	for (size_t i = 0; i < length;) {
		size_t size = character_size(value + i, length - i);
		size_t needed = encoded_size(value + i, size);

		if (needed > room) {
			text_format(result, "%s\n %s", word_end, word_begin);
			room = LINE - frame;
		}
		add_encoded_character(result, value + i, size);
		room -= needed;
		i += size;
	}
	text_add(result, word_end);
}

void quoted_header(struct text *result, const char *name, const char *value)
{
	TEXT_CLEANUP struct text clean = TEXT_INIT;
	size_t column = strlen(name) + 1;

	clean_value(&clean, value);
	text_format(result, "%s:", name);
	if (can_stand_plain(text_string(&clean)))
		add_plain(result, text_string(&clean), column);
	else
		add_encoded(result, text_string(&clean), column);
	text_byte(result, '\n');
}

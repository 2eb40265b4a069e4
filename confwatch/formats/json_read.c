// SPDX-License-Identifier: GPL-2.0-or-later
// RFC 8259, one token at a time.
#include "formats/json_read.h"

#include <stdint.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

enum {
	DEEPEST = 64, /* brackets inside one another that json_read_skip() follows */
};

static bool fail(struct json_reader *reader, const char *problem)
{
	if (reader->problem == NULL)
		reader->problem = problem;
	return false;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static void skip_blanks(struct json_reader *reader)
{
	while (reader->at < reader->length && is_blank(reader->bytes[reader->at]))
		reader->at++;
}

char json_read_peek(struct json_reader *reader)
{
	if (reader->problem != NULL)
		return 0;
	skip_blanks(reader);
	if (reader->at == reader->length)
		return 0;
	return reader->bytes[reader->at];
}

static bool take(struct json_reader *reader, char byte)
{
	if (byte == 0 || json_read_peek(reader) != byte)
		return false;
	reader->at++;
	return true;
}

bool json_read_enter(struct json_reader *reader, char bracket)
{
	if (!take(reader, bracket))
		return fail(reader, bracket == '{' ? "an object is missing" : "a list is missing");
	reader->fresh = true;
	return true;
}

/* True when another member or item follows; false behind the closing bracket. */
static bool another(struct json_reader *reader, char closing)
{
	bool fresh = reader->fresh;

	reader->fresh = false;
	if (take(reader, closing))
		return false;
	if (!fresh && !take(reader, ','))
		return fail(reader, "a comma is missing");
	return reader->problem == NULL;
}

bool json_read_item(struct json_reader *reader)
{
	return another(reader, ']');
}

bool json_read_key(struct json_reader *reader, const char **result)
{
	if (!another(reader, '}') || !json_read_string(reader, result))
		return false;
	if (!take(reader, ':'))
		return fail(reader, "a colon is missing");
	return true;
}

/* The four digits of \uXXXX. */
static bool read_unit(struct json_reader *reader, uint32_t *result)
{
	uint64_t value;

	if (reader->length - reader->at < 4 ||
		!number_parse(reader->bytes + reader->at, 4, 16, 0xffff, &value))
		return fail(reader, "an escape is not four hexadecimal digits");
	reader->at += 4;
	*result = (uint32_t)value;
	return true;
}

static void add_utf8(struct text *text, uint32_t point)
{
	if (point < 0x80) {
		text_byte(text, (char)point);
		return;
	}
	if (point < 0x800) {
		text_byte(text, (char)(0xc0 | point >> 6));
	} else if (point < 0x10000) {
		text_byte(text, (char)(0xe0 | point >> 12));
		text_byte(text, (char)(0x80 | (point >> 6 & 0x3f)));
	} else {
		text_byte(text, (char)(0xf0 | point >> 18));
		text_byte(text, (char)(0x80 | (point >> 12 & 0x3f)));
		text_byte(text, (char)(0x80 | (point >> 6 & 0x3f)));
	}
	text_byte(text, (char)(0x80 | (point & 0x3f)));
}

/* Halves of a pair that stand alone become U+FFFD. */
static bool read_point(struct json_reader *reader, struct text *text)
{
	uint32_t high, low = 0;
	bool paired;

	if (!read_unit(reader, &high))
		return false;
	if (high == 0)
		return fail(reader, "a string holds NUL");
	if (high < 0xd800 || high > 0xdfff) {
		add_utf8(text, high);
		return true;
	}
	paired = high < 0xdc00 && reader->length - reader->at >= 6 &&
		memcmp(reader->bytes + reader->at, "\\u", 2) == 0;
	if (paired) {
		reader->at += 2;
		if (!read_unit(reader, &low))
			return false;
		if (low < 0xdc00 || low > 0xdfff) {
			reader->at -= 6;
			paired = false;
		}
	}
	add_utf8(text, paired ? 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00) : 0xfffd);
	return true;
}

static bool read_escape(struct json_reader *reader, struct text *text)
{
	static const char letters[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
	const char *letter;

	if (reader->at == reader->length)
		return fail(reader, "a string does not end");
	if (reader->bytes[reader->at] == 'u') {
		reader->at++;
		return read_point(reader, text);
	}
	letter = memchr(letters, reader->bytes[reader->at], sizeof letters - 1);
	if (letter == NULL)
		return fail(reader, "an escape is not known");
	reader->at++;
	text_byte(text, bytes[letter - letters]);
	return true;
}

static bool read_string(struct json_reader *reader, struct text *text)
{
	while (reader->at < reader->length) {
		char byte = reader->bytes[reader->at++];

		if (byte == '"')
			return true;
		if ((unsigned char)byte < 0x20)
			return fail(reader, "a string holds a control character");
		if (byte != '\\')
			text_byte(text, byte);
		else if (!read_escape(reader, text))
			return false;
	}
	return fail(reader, "a string does not end");
}

bool json_read_string(struct json_reader *reader, const char **result)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (!take(reader, '"'))
		return fail(reader, "a string is missing");
	if (!read_string(reader, &text))
		return false;
	*result = arena_bytes(reader->arena, text_string(&text), text.length);
	return true;
}

static size_t word_length(struct json_reader *reader)
{
	static const char letters[] = "+-.0123456789Eabcdefghijklmnopqrstuvwxyz";
	size_t length = 0;

	(void)json_read_peek(reader);
	while (reader->problem == NULL && length < reader->length - reader->at &&
		memchr(letters, reader->bytes[reader->at + length], sizeof letters - 1) != NULL)
		length++;
	return length;
}

bool json_read_word(struct json_reader *reader, const char **result)
{
	size_t length = word_length(reader);

	if (length == 0)
		return fail(reader, "a value is missing");
	*result = arena_bytes(reader->arena, reader->bytes + reader->at, length);
	reader->at += length;
	return true;
}

/* A string is passed over without being kept. */
static bool skip_string(struct json_reader *reader)
{
	TEXT_CLEANUP struct text ignored = TEXT_INIT;

	return take(reader, '"') && read_string(reader, &ignored);
}

static bool skip_scalar(struct json_reader *reader)
{
	size_t length;

	if (json_read_peek(reader) == '"')
		return skip_string(reader);
	length = word_length(reader);
	reader->at += length;
	return length > 0 ? true : fail(reader, "a value is missing");
}

/* Stands before a value, a key, a comma or a closing bracket of what is open. */
static bool skip_step(struct json_reader *reader, char *open, size_t *depth)
{
	char next = json_read_peek(reader);

	if (next == '{' || next == '[') {
		if (*depth == DEEPEST)
			return fail(reader, "brackets are too deep");
		open[(*depth)++] = next == '{' ? '}' : ']';
		return json_read_enter(reader, next);
	}
	return skip_scalar(reader);
}

/* Behind a value: closes what ends there, and goes to the next one. False: all is closed. */
static bool skip_ahead(struct json_reader *reader, const char *open, size_t *depth)
{
	while (*depth > 0) {
		char closing = open[*depth - 1];

		if (!another(reader, closing)) {
			if (reader->problem != NULL)
				return false;
			(*depth)--;
			continue;
		}
		if (closing == ']')
			return true;
		if (!skip_string(reader))
			return fail(reader, "a key is missing");
		return take(reader, ':') ? true : fail(reader, "a colon is missing");
	}
	return false;
}

bool json_read_skip(struct json_reader *reader)
{
	char open[DEEPEST];
	size_t depth = 0;

	do {
		if (!skip_step(reader, open, &depth))
			return false;
	} while (skip_ahead(reader, open, &depth));
	return reader->problem == NULL;
}

bool json_read_end(struct json_reader *reader)
{
	if (json_read_peek(reader) != 0 || reader->at < reader->length)
		return fail(reader, "something follows");
	return reader->problem == NULL;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes from disk -> bytes that are harmless where they go.
#include "render/escape.h"

#include <stdbool.h>
#include <string.h>

#include "base/unicode.h"

static bool is_octal(char byte)
{
	return byte >= '0' && byte <= '7';
}

static void add_octal(struct text *result, char byte)
{
	text_format(result, "\\%03o", (unsigned)(unsigned char)byte);
}

static bool needs_doubling(const char *rest, size_t length)
{
	return length > 0 &&
		(is_octal(*rest) || *rest == '\\' || unicode_printable(rest, length) == 0);
}

void escape_bytes(struct text *result, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		size_t size = unicode_printable(bytes + i, length - i);

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
		size_t size = unicode_printable(bytes + i, length - i);

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

static const char *reference_of(char byte)
{
	switch (byte) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

void escape_references(struct text *result, const char *words)
{
	while (*words != '\0') {
		size_t plain = strcspn(words, "&<>\"'");

		text_append(result, words, plain);
		words += plain;
		if (*words != '\0')
			text_add(result, reference_of(*words++));
	}
}

void escape_markup(struct text *result, const char *bytes, size_t length)
{
	TEXT_CLEANUP struct text printable = TEXT_INIT;

	escape_bytes(&printable, bytes, length);
	escape_references(result, text_string(&printable));
}

void escape_command(struct text *result, const char *command)
{
	size_t length = strlen(command);

	if (unicode_all_printable(command, length))
		text_add(result, command);
	else
		escape_bytes(result, command, length);
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
	else if (unicode_hidden(value))
		add_json_unicode(result, value);
	else
		text_append(result, bytes, size);
}

void escape_json(struct text *result, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length;) {
		uint32_t character;
		size_t size = unicode_decode(bytes + i, length - i, &character);

		if (size == 0) {
			text_format(result, "\\\\x%02X", (unsigned)(unsigned char)bytes[i++]);
			continue;
		}
		add_json_character(result, bytes + i, size, character);
		i += size;
	}
}

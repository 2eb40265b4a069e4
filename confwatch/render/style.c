// SPDX-License-Identifier: GPL-2.0-or-later
// How text for people looks: colour, width.
#include "render/style.h"

#include <string.h>

#include "render/escape.h"

/* ECMA-48 SGR parameters: readable on dark and on light ground. */
static const char *const parameters[] = {
	[STYLE_HEADING] = "1",
	[STYLE_CRITICAL] = "1;31",
	[STYLE_WARNING] = "1;33",
	[STYLE_NOTICE] = "1;36",
	[STYLE_ADDED] = "32",
	[STYLE_REMOVED] = "31",
	[STYLE_HUNK] = "36",
	[STYLE_FAINT] = "2",
};

enum style style_severity(enum severity severity)
{
	static const enum style styles[] = {
		[SEVERITY_INFO] = STYLE_FAINT,
		[SEVERITY_NOTICE] = STYLE_NOTICE,
		[SEVERITY_WARNING] = STYLE_WARNING,
		[SEVERITY_CRITICAL] = STYLE_CRITICAL,
	};

	return styles[severity];
}

void style_on(struct text *result, const struct text_options *options, enum style style)
{
	if (options->color)
		text_format(result, "\033[%sm", parameters[style]);
}

void style_off(struct text *result, const struct text_options *options)
{
	if (options->color)
		text_add(result, "\033[m");
}

/* Columns that valid UTF-8 takes, near enough: a character each. */
static size_t columns_of(const char *bytes, size_t length)
{
	size_t columns = 0;

	for (size_t i = 0; i < length; i++)
		columns += ((unsigned char)bytes[i] & 0xc0) != 0x80;
	return columns;
}

void style_wrap(struct text *result, const struct text_options *options, size_t column,
	size_t indent, const char *words)
{
	bool first = true;

	while (*words != '\0') {
		size_t length = strcspn(words, " ");
		size_t width = columns_of(words, length);

		if (!first && options->columns > 0 && column + 1 + width > options->columns) {
			text_format(result, "\n%*s", (int)indent, "");
			column = indent;
		} else if (!first) {
			text_byte(result, ' ');
			column++;
		}
		text_append(result, words, length);
		column += width;
		words += length;
		if (*words == ' ')
			words++;
		first = false;
	}
}

void style_line(struct text *result, const struct text_options *options, size_t indent, size_t hang,
	const char *words)
{
	text_format(result, "%*s", (int)indent, "");
	style_wrap(result, options, indent, hang, words);
	text_byte(result, '\n');
}

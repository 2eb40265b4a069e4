// SPDX-License-Identifier: GPL-2.0-or-later
// Words in HTML: the same that a terminal shows, with nothing in them that is markup.
#include "render/html.h"

#include <string.h>

#include "render/escape.h"

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

void html_words(struct text *result, const char *words)
{
	while (*words != '\0') {
		size_t plain = strcspn(words, "&<>\"'");

		text_append(result, words, plain);
		words += plain;
		if (*words != '\0')
			text_add(result, reference_of(*words++));
	}
}

void html_name(struct text *result, const char *name)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;

	escape_name(&words, name);
	html_words(result, text_string(&words));
}

void html_content(struct text *result, const char *bytes, size_t length)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;

	escape_content(&words, bytes, length);
	html_words(result, text_string(&words));
}

void html_element(struct text *result, const char *tag, const char *class, const struct text *words)
{
	text_format(result, "<%s", tag);
	if (class != NULL)
		text_format(result, " class=\"%s\"", class);
	text_byte(result, '>');
	html_words(result, text_string(words));
	text_format(result, "</%s>\n", tag);
}

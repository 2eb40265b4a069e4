// SPDX-License-Identifier: GPL-2.0-or-later
// Words in HTML: the same that a terminal shows, with nothing in them that is markup.
#include "render/html.h"

#include <string.h>

#include "render/escape.h"

void html_name(struct text *result, const char *name)
{
	escape_markup(result, name, strlen(name));
}

void html_content(struct text *result, const char *bytes, size_t length)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;

	escape_content(&words, bytes, length);
	escape_references(result, text_string(&words));
}

void html_element(struct text *result, const char *tag, const char *class, const struct text *words)
{
	text_format(result, "<%s", tag);
	if (class != NULL)
		text_format(result, " class=\"%s\"", class);
	text_byte(result, '>');
	escape_references(result, text_string(words));
	text_format(result, "</%s>\n", tag);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Words in HTML: the same that a terminal shows, with nothing in them that is markup.
#ifndef RENDER_HTML_H
#define RENDER_HTML_H

#include "base/text.h"

/* Names and sentences as escape_name() has them. */
void html_name(struct text *result, const char *name);

/* Content as escape_content() has it: newline and tab stay. */
void html_content(struct text *result, const char *bytes, size_t length);

/* <tag class="class">words</tag> and a newline; class NULL: none. */
void html_element(
	struct text *result, const char *tag, const char *class, const struct text *words);

#endif

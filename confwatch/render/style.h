// SPDX-License-Identifier: GPL-2.0-or-later
// How text for people looks: colour, width, the command in remedies.
#ifndef RENDER_STYLE_H
#define RENDER_STYLE_H

#include <stdbool.h>

#include "base/text.h"
#include "core/finding.h"

struct text_options {
	bool color;
	bool verbose;
	unsigned columns; /* of the terminal; 0: none, so nothing is wrapped or cut */
	int zone;	  /* minutes east of UTC, for times */
	const char
		*program; /* shell words: "confwatch", "confwatch --root=/mnt"; NULL: confwatch */
};

enum style {
	STYLE_HEADING,
	STYLE_CRITICAL,
	STYLE_WARNING,
	STYLE_NOTICE,
	STYLE_ADDED,
	STYLE_REMOVED,
	STYLE_HUNK,
	STYLE_FAINT,
};

enum style style_severity(enum severity severity);

/* Nothing at all without colour. Every style_on() is ended by one style_off(). */
void style_on(struct text *result, const struct text_options *options, enum style style);
void style_off(struct text *result, const struct text_options *options);

/*
 * Words (escaped already), broken at blanks where a terminal has columns; column is
 * where the cursor stands, indent what later lines begin with. Not for names and commands.
 */
void style_wrap(struct text *result, const struct text_options *options, size_t column,
	size_t indent, const char *words);

/* Such words on lines of their own: the first begins at indent, later ones at hang. */
void style_line(struct text *result, const struct text_options *options, size_t indent, size_t hang,
	const char *words);

#endif

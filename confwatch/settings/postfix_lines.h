// SPDX-License-Identifier: GPL-2.0-or-later
// Logical lines of Postfix's files, and the words in them.
#ifndef SETTINGS_POSTFIX_LINES_H
#define SETTINGS_POSTFIX_LINES_H

#include "base/text.h"
#include "settings/document.h"

struct line_break {
	size_t offset; /* in the text: from here on it stands in this line */
	uint32_t line;
};

/* Where a reader is in a file. Begin with POSTFIX_LINES(); end with postfix_lines_release(). */
struct postfix_lines {
	const char *at;
	const char *end;
	uint32_t line; /* of at */
	/* The logical line: its bytes in the file, and as they are joined, without newlines. */
	const char *start;
	uint32_t first;
	struct text text;
	size_t length; /* of the text up to a NUL: there C strings end, and Postfix with them */
	struct line_break *breaks;
	size_t break_count;
	size_t break_capacity;
};

#define POSTFIX_LINES(bytes, size)                                                                 \
	{                                                                                          \
		.at = (bytes), .end = (bytes) + (size), .line = 1                                  \
	}
#define POSTFIX_LINES_CLEANUP __attribute__((cleanup(postfix_lines_release)))

void postfix_lines_release(struct postfix_lines *lines);

/*
 * The next logical line; false: there is none. As Postfix's readllines(): lines that begin with
 * white space continue the one before, whatever comments and empty lines stand between them.
 * Comments before it, and text that continues nothing, go into the document.
 */
bool postfix_lines_next(struct postfix_lines *lines, struct document *document);

/* Puts the comments inside the logical line, and what follows a NUL, into the document. */
void postfix_lines_rest(struct postfix_lines *lines, struct document *document);

/* The line of the file that a byte of the text stands in; bytes: of lines->text. */
uint32_t postfix_lines_at(const struct postfix_lines *lines, const char *bytes);

/* The whole logical line is what nobody understands. */
void postfix_lines_unread(
	const struct postfix_lines *lines, struct document *document, const char *why);

/* Some of the bytes of a text. */
struct piece {
	const char *bytes;
	size_t length;
};

struct piece postfix_lines_piece(const struct postfix_lines *lines);

/* What Postfix takes for white space: that of ASCII. */
bool postfix_is_space(char byte);
struct piece postfix_trim(struct piece piece);

#define POSTFIX_BLANKS " \t\r\n"
#define POSTFIX_COMMAS ", \t\r\n"

/*
 * Cuts the next word off the rest; false: there is none. With braces, separators between { and }
 * separate nothing.
 */
bool postfix_word(struct piece *rest, const char *separators, bool braces, struct piece *result);

/*
 * The inside of {text}, without white space around it; NULL, or why it is none (and then the
 * piece is what follows its first brace).
 */
const char *postfix_inside(struct piece *piece);

/* "name = value", trimmed; NULL, or why it is none. */
const char *postfix_name_value(struct piece text, struct piece *name, struct piece *value);

bool piece_is(struct piece piece, const char *string);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes from disk -> bytes that are harmless where they go.
#ifndef RENDER_ESCAPE_H
#define RENDER_ESCAPE_H

#include <stddef.h>

#include "base/text.h"

/*
 * Names and other words for a terminal. Printable UTF-8 stays. Each byte of anything else
 * (controls, DEL, C1, invalid UTF-8, bidi controls, invisible and format characters) becomes
 * "\ooo", three octal digits. A backslash is doubled only where it would read as the begin of an
 * escape: before an octal digit, a backslash, or a byte that is escaped. Reversible.
 */
void escape_name(struct text *result, const char *name);
void escape_bytes(struct text *result, const char *bytes, size_t length);

/* Content for a terminal: as above, but newline and tab stay, and so does every backslash. */
void escape_content(struct text *result, const char *bytes, size_t length);

/* Words that are printable already, between tags or quotes of HTML or XML. */
void escape_references(struct text *result, const char *words);

/* As escape_bytes(), in the same places. */
void escape_markup(struct text *result, const char *bytes, size_t length);

/* A command line whose words were made by shell_word(). */
void escape_command(struct text *result, const char *command);

/*
 * What stands between the quotes of a JSON string. The string's value is the bytes, but for
 * '\\', which becomes two of them, and bytes that are not valid UTF-8, which become "\xHH" (two
 * upper-case hex digits): so its value is always UTF-8, and reversible. Characters that
 * escape_name() escapes are written as \uXXXX, which changes no value.
 */
void escape_json(struct text *result, const char *bytes, size_t length);

#endif

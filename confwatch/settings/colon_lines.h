// SPDX-License-Identifier: GPL-2.0-or-later
// Lines of passwd(5), group(5) and shadow(5), cut into fields as glibc cuts them.
#ifndef SETTINGS_COLON_LINES_H
#define SETTINGS_COLON_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "settings/document.h"

/* What is left of a line, and of it a field. */
struct field {
	const char *bytes;
	size_t length;
};

/*
 * Puts one line that is neither blank nor a comment into the document; false: glibc skips it, and
 * nothing has been put. Its leading blanks are gone.
 */
typedef bool colon_line_reader(struct document *document, struct field line, uint32_t number);

/* Comments and unread lines come without their text: a hash may stand in them. */
void colon_lines_read(
	struct document *document, const char *bytes, size_t length, colon_line_reader *read);

void colon_skip_space(struct field *line);

/* Up to the next colon, which is taken too. The last field is what is left. */
struct field colon_field(struct field *line);

/*
 * A number up to the next colon or the end, as strtoul(3) and 32 bits take it. It may be empty:
 * then *given is false. The line must not end before it.
 */
bool colon_number(struct field *line, uint32_t *result, bool *given);

/* The same of an id, which is empty in lines of nss_compat alone: "+", "-name", "+@netgroup". */
bool colon_id(struct field *line, struct field name, uint32_t *result, bool *given);

/* Opens the element of a line that is called so. */
void colon_open(struct document *document, const char *element, struct field name, uint32_t number);

/* True: behind its name a line of nss_compat says no more, which has been put. */
bool colon_put_bare(struct document *document, const char *element, struct field name,
	struct field rest, uint32_t number);

void colon_put(struct document *document, const char *name, struct field field);
void colon_put_number(struct document *document, const char *name, uint32_t number);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Lines cut by colons, as nss/nss_readline.c and nss_files/files-parse.c of glibc take them.
#include "settings/colon_lines.h"

#include <stdio.h>
#include <string.h>

/* isspace(3) of the C locale. */
static bool is_space(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

void colon_skip_space(struct field *line)
{
	while (line->length > 0 && is_space(*line->bytes)) {
		line->bytes++;
		line->length--;
	}
}

struct field colon_field(struct field *line)
{
	const char *colon = line->length > 0 ? memchr(line->bytes, ':', line->length) : NULL;
	struct field field = *line;

	if (colon == NULL) {
		line->bytes += line->length;
		line->length = 0;
		return field;
	}
	field.length = (size_t)(colon - line->bytes);
	line->bytes = colon + 1;
	line->length -= field.length + 1;
	return field;
}

/* crypt(5): a line that was broken in two may begin with a hash. Only Samba's names end in '$'. */
static bool is_misplaced_hash(struct field line)
{
	struct field name = colon_field(&line);
	const char *dollar = name.length > 0 ? memchr(name.bytes, '$', name.length) : NULL;

	return dollar != NULL && dollar + 1 < name.bytes + name.length;
}

static void read_line(
	struct document *document, struct field line, uint32_t number, colon_line_reader *read)
{
	if (memchr(line.bytes, '\0', line.length) != NULL) {
		document_unread(document, number, "a NUL byte", NULL, 0);
		return;
	}
	colon_skip_space(&line);
	if (line.length == 0)
		return;
	if (*line.bytes == '#')
		document_comment(document, number, NULL, 0);
	else if (is_misplaced_hash(line) || !read(document, line, number))
		document_unread(document, number, "not of the form that glibc takes", NULL, 0);
}

void colon_lines_read(
	struct document *document, const char *bytes, size_t length, colon_line_reader *read)
{
	const char *end = bytes + length;
	uint32_t number = 1;

	for (const char *at = bytes; at < end; number++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;

		read_line(document, (struct field){at, (size_t)(stop - at)}, number, read);
		at = newline != NULL ? newline + 1 : end;
	}
}

/*
 * strtoul(3) to base 10. Of what does not fit 32 bits glibc makes 0xffffffff, the id of nobody, and
 * Debian's glibc refuses the line. False: no digits, or that.
 */
static bool take_number(struct field *line, uint32_t *result)
{
	struct field rest = *line;
	uint64_t value = 0;
	bool negative = false;

	colon_skip_space(&rest);
	if (rest.length > 0 && (*rest.bytes == '-' || *rest.bytes == '+')) {
		negative = *rest.bytes == '-';
		rest.bytes++;
		rest.length--;
	}
	if (rest.length == 0 || *rest.bytes < '0' || *rest.bytes > '9')
		return false;
	for (; rest.length > 0 && *rest.bytes >= '0' && *rest.bytes <= '9';
		rest.bytes++, rest.length--)
		if (value <= UINT32_MAX)
			value = value * 10 + (uint64_t)(*rest.bytes - '0');
	if (value > UINT32_MAX || (negative && value > 0))
		return false;
	*result = (uint32_t)value;
	*line = rest;
	return true;
}

/* Behind a number there is a colon, which is taken, or nothing. */
static bool end_number(struct field *line)
{
	if (line->length == 0)
		return true;
	if (*line->bytes != ':')
		return false;
	line->bytes++;
	line->length--;
	return true;
}

bool colon_number(struct field *line, uint32_t *result, bool *given)
{
	if (line->length == 0)
		return false;
	*given = take_number(line, result);
	return end_number(line);
}

/* Whom it adds, or leaves out. */
static bool is_compat(struct field name)
{
	return name.length > 0 && (*name.bytes == '+' || *name.bytes == '-');
}

bool colon_id(struct field *line, struct field name, uint32_t *result, bool *given)
{
	return colon_number(line, result, given) && (*given || is_compat(name));
}

void colon_open(struct document *document, const char *element, struct field name, uint32_t number)
{
	document_open(document, element, number);
	colon_put(document, "name", name);
	if (is_compat(name))
		document_attribute_string(document, "compat", "yes");
}

bool colon_put_bare(struct document *document, const char *element, struct field name,
	struct field rest, uint32_t number)
{
	if (rest.length > 0 || !is_compat(name))
		return false;
	colon_open(document, element, name, number);
	document_close(document);
	return true;
}

void colon_put(struct document *document, const char *name, struct field field)
{
	document_attribute(document, name, field.bytes, field.length);
}

void colon_put_number(struct document *document, const char *name, uint32_t number)
{
	char digits[16];

	(void)snprintf(digits, sizeof digits, "%u", (unsigned)number);
	document_attribute_string(document, name, digits);
}

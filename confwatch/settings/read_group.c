// SPDX-License-Identifier: GPL-2.0-or-later
// group(5) as glibc's fgetgrent(3) reads it. Hashes stay out of the document.
#include <string.h>

#include "settings/colon_lines.h"
#include "settings/formats.h"

/* As glibc: blanks before a member go, those behind it stay; nothing is no member. */
static void put_members(struct document *document, struct field list)
{
	const char *end = list.bytes + list.length;

	for (const char *at = list.bytes; at < end;) {
		const char *comma;
		const char *stop;

		while (at < end && (*at == ' ' || (*at >= '\t' && *at <= '\r')))
			at++;
		comma = at < end ? memchr(at, ',', (size_t)(end - at)) : NULL;
		stop = comma != NULL ? comma : end;
		if (stop > at) {
			document_open(document, "member", 0);
			document_attribute(document, "name", at, (size_t)(stop - at));
			document_close(document);
		}
		at = comma != NULL ? comma + 1 : end;
	}
}

static void put_name(struct document *document, struct field name, uint32_t number)
{
	document_open(document, "group", number);
	colon_put(document, "name", name);
	if (colon_is_compat(name))
		document_attribute_string(document, "compat", "yes");
}

static bool read_group_line(struct document *document, struct field line, uint32_t number)
{
	struct field name = colon_field(&line);
	bool given = true;
	uint32_t gid = 0;

	if (line.length == 0 && colon_is_compat(name)) {
		put_name(document, name, number);
		document_close(document);
		return true;
	}
	(void)colon_field(&line);
	if (colon_is_compat(name) ? !colon_number_maybe(&line, &gid, &given)
				  : !colon_number(&line, &gid))
		return false;
	put_name(document, name, number);
	if (given)
		colon_put_number(document, "gid", gid);
	put_members(document, line);
	document_close(document);
	return true;
}

void read_group(struct document *document, const char *bytes, size_t length)
{
	colon_lines_read(document, bytes, length, read_group_line);
}

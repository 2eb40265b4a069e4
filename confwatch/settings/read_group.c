// SPDX-License-Identifier: GPL-2.0-or-later
// group(5) as glibc's fgetgrent(3) reads it. Hashes stay out of the document.
#include <string.h>

#include "settings/colon_lines.h"
#include "settings/formats.h"

/* As glibc: blanks before a member go, those behind it stay; nothing is no member. */
static void put_members(struct document *document, struct field list)
{
	for (colon_skip_space(&list); list.length > 0; colon_skip_space(&list)) {
		const char *comma = memchr(list.bytes, ',', list.length);
		size_t length = comma != NULL ? (size_t)(comma - list.bytes) : list.length;
		size_t taken = length + (comma != NULL);

		if (length > 0) {
			document_open(document, "member", 0);
			document_attribute(document, "name", list.bytes, length);
			document_close(document);
		}
		list.bytes += taken;
		list.length -= taken;
	}
}

static bool read_group_line(struct document *document, struct field line, uint32_t number)
{
	struct field name = colon_field(&line);
	uint32_t gid = 0;
	bool given;

	if (colon_put_bare(document, "group", name, line, number))
		return true;
	(void)colon_field(&line);
	if (!colon_id(&line, name, &gid, &given))
		return false;
	colon_open(document, "group", name, number);
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

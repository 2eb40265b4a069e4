// SPDX-License-Identifier: GPL-2.0-or-later
// Files of which only the lines matter: <line value="..." line="N"/> for each.
#include <string.h>

#include "settings/formats.h"

void read_plain(struct document *document, const char *bytes, size_t length)
{
	const char *end = bytes + length;
	uint32_t line = 1;

	for (const char *at = bytes; at < end; line++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;

		document_open(document, "line", line);
		document_attribute(document, "value", at, (size_t)(stop - at));
		document_close(document);
		at = newline != NULL ? newline + 1 : end;
	}
}

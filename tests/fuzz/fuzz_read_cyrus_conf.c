// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as Cyrus IMAP's cyrus.conf: each line begins an element, or ends a section.
#include <stdlib.h>

#include "read_target.h"

static bool is_space(char byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	xmlDocPtr document = read_target("cyrus-conf", data, size);
	bool *told = lines_told(document, lines_of(data, size));
	const char *at = (const char *)data;
	const char *end = at + size;

	for (size_t line = 1; at < end; line++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;

		while (at < stop && is_space(*at))
			at++;
		must(at == stop || *at == '}' || told[line]);
		at = newline != NULL ? newline + 1 : end;
	}
	free(told);
	xmlFreeDoc(document);
	return 0;
}

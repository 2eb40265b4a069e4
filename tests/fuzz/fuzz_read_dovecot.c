// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a configuration of Dovecot: no line of it is lost.
#include <stdlib.h>

#include "read_target.h"

/* Each line but the end of a block, and what may continue another one. */
static void nothing_lost(const bool *told, const char *at, const char *end)
{
	bool continued = false;

	for (size_t line = 1; at < end; line++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;
		bool backslash = memchr(at, '\\', (size_t)(stop - at)) != NULL;

		while (at < stop && (*at == ' ' || *at == '\t'))
			at++;
		if (at < stop && *at == '#')
			must(told[line]);
		else if (at < stop && *at != '}' && *at != '\\' && *at != '\r' && *at != '"')
			must(continued || told[line]);
		continued = backslash;
		at = newline != NULL ? newline + 1 : end;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	xmlDocPtr document = read_target("dovecot", data, size);
	bool *told = lines_told(document, lines_of(data, size));

	nothing_lost(told, (const char *)data, (const char *)data + size);
	free(told);
	xmlFreeDoc(document);
	return 0;
}

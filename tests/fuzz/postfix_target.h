// SPDX-License-Identifier: GPL-2.0-or-later
// What holds of the readers of logical lines: no line of the file is lost.
#ifndef FUZZ_POSTFIX_TARGET_H
#define FUZZ_POSTFIX_TARGET_H

#include "read_target.h"
#include "settings/postfix_lines.h"

static inline bool is_blank_line(const char *start, const char *end)
{
	while (start < end && postfix_is_space(*start))
		start++;
	return start == end;
}

/* Each logical line, and each comment, begins an element. */
static inline void nothing_lost(xmlDocPtr document, const uint8_t *data, size_t size)
{
	size_t lines = lines_of(data, size);
	bool *told = lines_told(document, lines);
	const char *at = (const char *)data;
	const char *end = at + size;

	for (size_t line = 1; at < end; line++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;

		if (!is_blank_line(at, stop) && !postfix_is_space(*at))
			must(told[line]);
		at = newline != NULL ? newline + 1 : end;
	}
	free(told);
}

static inline int postfix_target(const char *format, const uint8_t *data, size_t size)
{
	xmlDocPtr document = read_target(format, data, size);

	nothing_lost(document, data, size);
	xmlFreeDoc(document);
	return 0;
}

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// What holds of readers that take lines one by one: each is blank, or in just one element.
#ifndef FUZZ_ACCOUNTED_TARGET_H
#define FUZZ_ACCOUNTED_TARGET_H

#include "read_target.h"

/* @last of an element that covers several lines; else its own. */
static inline size_t last_line_of(xmlNodePtr node, size_t lines, size_t line)
{
	xmlChar *text = xmlGetProp(node, BAD_CAST "last");
	uint64_t last = line;

	if (text == NULL)
		return line;
	must(number_parse((const char *)text, strlen((const char *)text), 10, lines, &last));
	must(last > line);
	xmlFree(text);
	return (size_t)last;
}

/* The bytes of a line that is no element must all be blanks. */
static inline void skips_blanks(
	const uint8_t **at, const uint8_t *end, size_t count, const char *blanks)
{
	for (; count > 0 && *at < end; count--) {
		for (; *at < end && **at != '\n'; ++*at)
			must(**at != '\0' && strchr(blanks, **at) != NULL);
		*at += *at < end;
	}
}

static inline void skip_lines(const uint8_t **at, const uint8_t *end, size_t count)
{
	for (; count > 0 && *at < end; count--) {
		const uint8_t *newline = memchr(*at, '\n', (size_t)(end - *at));

		*at = newline != NULL ? newline + 1 : end;
	}
}

/* Each element below the root begins behind the one before it ends. */
static inline void accounted(
	xmlDocPtr document, const uint8_t *data, size_t size, const char *blanks)
{
	const uint8_t *at = data;
	const uint8_t *end = data + size;
	size_t lines = lines_of(data, size);
	size_t next = 1;

	for (xmlNodePtr node = xmlDocGetRootElement(document)->children; node != NULL;
		node = node->next) {
		size_t first = line_of(node, lines);
		size_t last = last_line_of(node, lines, first);

		must(first >= next);
		skips_blanks(&at, end, first - next, blanks);
		skip_lines(&at, end, last - first + 1);
		next = last + 1;
	}
	skips_blanks(&at, end, lines - next + 1, blanks);
}

static inline int accounted_target(
	const char *format, const uint8_t *data, size_t size, const char *blanks)
{
	xmlDocPtr document = read_target(format, data, size);

	accounted(document, data, size, blanks);
	xmlFreeDoc(document);
	return 0;
}

/* Of files with hashes: no bytes of a line that is no account get into the document. */
static inline int account_target(const char *format, const uint8_t *data, size_t size)
{
	xmlDocPtr document = read_target(format, data, size);

	accounted(document, data, size, " \t\v\f\r");
	for (xmlNodePtr node = xmlDocGetRootElement(document)->children; node != NULL;
		node = node->next) {
		xmlChar *text = xmlNodeGetContent(node);
		xmlChar *name = xmlGetProp(node, BAD_CAST "name");
		const char *dollar = name != NULL ? strchr((const char *)name, '$') : NULL;

		must(text == NULL || text[0] == '\0');
		must(dollar == NULL || dollar[1] == '\0');
		xmlFree(text);
		xmlFree(name);
	}
	xmlFreeDoc(document);
	return 0;
}

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// What holds of every reader, whatever bytes it reads.
#ifndef FUZZ_READ_TARGET_H
#define FUZZ_READ_TARGET_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "settings/formats.h"
#include "target.h"

static inline size_t lines_of(const uint8_t *data, size_t size)
{
	size_t lines = 1;

	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	return lines;
}

/* An attribute that is a line which the file has; 0: it is not there. */
static inline uint64_t line_at(xmlNodePtr node, const char *attribute, size_t lines)
{
	xmlChar *text = xmlGetProp(node, BAD_CAST attribute);
	uint64_t line = 0;

	if (text == NULL)
		return 0;
	must(number_parse((const char *)text, strlen((const char *)text), 10, lines, &line));
	must(line > 0);
	xmlFree(text);
	return line;
}

static inline uint64_t line_of(xmlNodePtr node, size_t lines)
{
	return line_at(node, "line", lines);
}

/* The next node in document order. */
static inline xmlNodePtr node_after(xmlNodePtr node)
{
	if (node->children != NULL)
		return node->children;
	while (node != NULL && node->next == NULL)
		node = node->parent;
	return node != NULL ? node->next : NULL;
}

/* Lines on which something of the document stands. The caller frees them. */
static inline bool *lines_told(xmlDocPtr document, size_t lines)
{
	bool *told = calloc(lines + 1, sizeof *told);
	xmlNodePtr node = xmlDocGetRootElement(document)->children;

	must(told != NULL);
	for (; node != NULL; node = node_after(node))
		if (node->type == XML_ELEMENT_NODE) {
			told[line_of(node, lines)] = true;
			told[line_at(node, "end", lines)] = true;
		}
	return told;
}

/* Reads, and holds each line number against the file; the caller frees the document. */
static inline xmlDocPtr read_target(const char *format, const uint8_t *data, size_t size)
{
	size_t lines = lines_of(data, size);
	bool full;
	xmlDocPtr document = settings_read(format, data, size, &full);
	xmlNodePtr root;

	must(document != NULL);
	root = xmlDocGetRootElement(document);
	must(root != NULL && root->next == NULL);
	for (xmlNodePtr node = root->children; node != NULL; node = node_after(node)) {
		if (node->type == XML_ELEMENT_NODE)
			(void)line_of(node, lines);
		else
			must(node->type == XML_TEXT_NODE);
	}
	return document;
}

#endif

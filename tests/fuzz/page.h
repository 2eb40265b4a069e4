// SPDX-License-Identifier: GPL-2.0-or-later
// Pages and XML as libxml2's two readers have them: their elements, and what these say.
#ifndef FUZZ_PAGE_H
#define FUZZ_PAGE_H

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include "said.h"

/* Names of attributes are part of a shape; their values where the program alone makes them. */
enum page_values {
	PAGE_NAMES_ONLY,
	PAGE_WITH_VALUES,
};

static inline xmlDoc *page_read_xml(const struct text *text)
{
	xmlDoc *document = xmlReadMemory(text_string(text), (int)text->length, NULL, "UTF-8",
		XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);

	must(document != NULL);
	return document;
}

static inline xmlDoc *page_read_html(const struct text *text)
{
	xmlDoc *document = htmlReadMemory(text_string(text), (int)text->length, NULL, "UTF-8",
		HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);

	must(document != NULL);
	return document;
}

static inline void page_add_attributes(
	const xmlNode *node, enum page_values values, struct text *result)
{
	for (const xmlAttr *attribute = node->properties; attribute != NULL;
		attribute = attribute->next) {
		text_format(result, " %s", (const char *)attribute->name);
		if (values == PAGE_WITH_VALUES && attribute->children != NULL)
			text_format(result, "='%s'", (const char *)attribute->children->content);
	}
}

/* A line for each element, in order. Nothing else may be there: no comment, no instruction. */
static inline void page_add_shape(
	const xmlNode *node, int depth, enum page_values values, struct text *result)
{
	for (; node != NULL; node = node->next) {
		must(node->type != XML_COMMENT_NODE && node->type != XML_PI_NODE &&
			node->type != XML_ENTITY_REF_NODE);
		if (node->type != XML_ELEMENT_NODE)
			continue;
		text_format(result, "%d %s", depth, (const char *)node->name);
		page_add_attributes(node, values, result);
		text_byte(result, '\n');
		page_add_shape(node->children, depth + 1, values, result);
	}
}

static inline void page_shape(xmlDoc *document, enum page_values values, struct text *result)
{
	page_add_shape(xmlDocGetRootElement(document), 0, values, result);
	xmlFreeDoc(document);
}

/* Whatever was said, both readers find the elements of the page that says nothing special. */
static inline void must_be_the_same_page(const struct text *page, const struct text *tame_page)
{
	xmlDoc *(*const readers[])(const struct text *text) = {page_read_xml, page_read_html};

	for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
		TEXT_CLEANUP struct text shape = TEXT_INIT;
		TEXT_CLEANUP struct text expected = TEXT_INIT;

		page_shape(readers[i](page), PAGE_WITH_VALUES, &shape);
		page_shape(readers[i](tame_page), PAGE_WITH_VALUES, &expected);
		must(text_equals(&shape, &expected));
	}
}

/* The first element below of that name; class NULL: whatever it has. */
static inline const xmlNode *page_find(const xmlNode *node, const char *name, const char *class)
{
	for (; node != NULL; node = node->next) {
		xmlChar *has = node->type == XML_ELEMENT_NODE
			? xmlGetProp(node, (const xmlChar *)"class")
			: NULL;
		bool fits = node->type == XML_ELEMENT_NODE &&
			strcmp((const char *)node->name, name) == 0 &&
			(class == NULL || (has != NULL && strcmp((const char *)has, class) == 0));
		const xmlNode *found = fits ? node : page_find(node->children, name, class);

		xmlFree(has);
		if (found != NULL)
			return found;
	}
	return NULL;
}

#endif

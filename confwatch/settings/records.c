// SPDX-License-Identifier: GPL-2.0-or-later
// A document as a flat list of settings: names that read well in a comparison.
#include "settings/records.h"

#include <string.h>

#include "base/text.h"
#include "settings/documents.h"
#include "settings/formats.h"
#include "settings/xml.h"

struct taking {
	int (*take)(void *context, const struct setting_record *record);
	void *context;
	struct text name;
	struct text value;
};

xmlDocPtr records_document(const char *format, const void *bytes, size_t length, bool *full)
{
	return strcmp(format, "xml") == 0 ? xml_read(bytes, length, full)
					  : settings_read(format, bytes, length, full);
}

static void add_attribute(struct text *text, const xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetNoNsProp(node, xml_string(name));

	if (value != NULL)
		text_add(text, (const char *)value);
	xmlFree(value);
}

static bool has(const xmlNode *node, const char *name)
{
	return xmlHasProp(node, xml_string(name)) != NULL;
}

static bool is(const xmlNode *node, const char *name)
{
	return xmlStrEqual(node->name, xml_string(name));
}

/* Sections and services that it stands in, from outside to inside. */
static void add_places(struct text *text, const xmlNode *node)
{
	if (node->parent == NULL || node->parent->type != XML_ELEMENT_NODE ||
		is(node->parent, "file"))
		return;
	add_places(text, node->parent);
	if (is(node->parent, "section")) {
		text_byte(text, '[');
		add_attribute(text, node->parent, "name");
		text_add(text, "] ");
	} else if (has(node->parent, "name")) {
		add_attribute(text, node->parent, "name");
		text_byte(text, ' ');
	}
}

/* Attributes other than name and line, for elements that are no setting. */
static void add_others(struct text *text, const xmlNode *node)
{
	for (const xmlAttr *at = node->properties; at != NULL; at = at->next) {
		if (xmlStrEqual(at->name, xml_string("name")) ||
			xmlStrEqual(at->name, xml_string("line")))
			continue;
		if (text->length > 0)
			text_byte(text, ' ');
		if (!xmlStrEqual(at->name, xml_string("value")))
			text_format(text, "%s=", (const char *)at->name);
		add_attribute(text, node, (const char *)at->name);
	}
}

static void add_children(struct text *text, const xmlNode *node)
{
	for (const xmlNode *at = node->children; at != NULL; at = at->next) {
		if (at->type != XML_ELEMENT_NODE || has(at, "line"))
			continue;
		if (has(at, "name")) {
			text_byte(text, ' ');
			add_attribute(text, at, "name");
		}
		add_others(text, at);
	}
}

static int take_unread(struct taking *taking, xmlNodePtr node)
{
	xmlChar *content = xmlNodeGetContent(node);
	const struct setting_record record = {
		.name = "",
		.value = (const char *)content,
		.line = documents_line(node),
		.unread = true,
	};
	int result = taking->take(taking->context, &record);

	xmlFree(content);
	return result;
}

static int take_setting(struct taking *taking, xmlNodePtr node)
{
	struct setting_record record = {.line = documents_line(node)};

	text_clear(&taking->name);
	text_clear(&taking->value);
	add_places(&taking->name, node);
	if (has(node, "name"))
		add_attribute(&taking->name, node, "name");
	else
		text_add(&taking->name, (const char *)node->name);
	if (is(node, "setting")) {
		add_attribute(&taking->value, node, "value");
	} else {
		add_others(&taking->value, node);
		add_children(&taking->value, node);
	}
	record.name = text_string(&taking->name);
	if (has(node, "value") || taking->value.length > 0)
		record.value = text_string(&taking->value);
	return taking->take(taking->context, &record);
}

/* What carries a line is a setting; comments are none, and sections only name their places. */
int records_take(xmlDocPtr tree, int (*take)(void *context, const struct setting_record *record),
	void *context)
{
	struct taking taking = {.take = take, .context = context};
	xmlNodePtr root = xmlDocGetRootElement(tree);
	int result = 0;

	for (xmlNodePtr node = root; node != NULL && result == 0;
		node = documents_next(node, root)) {
		if (node->type != XML_ELEMENT_NODE || is(node, "comment") || is(node, "section"))
			continue;
		if (is(node, "unread"))
			result = take_unread(&taking, node);
		else if (documents_line(node) > 0)
			result = take_setting(&taking, node);
	}
	text_release(&taking.name);
	text_release(&taking.value);
	return result;
}

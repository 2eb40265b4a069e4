// SPDX-License-Identifier: GPL-2.0-or-later
// Walking documents: elements by name, attributes as strings.
#include "settings/node.h"

#include <string.h>

bool node_is(const xmlNode *node, const char *element)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, element) == 0;
}

const char *node_attribute(const xmlNode *node, const char *name)
{
	const xmlAttr *attribute = node != NULL ? xmlHasProp(node, BAD_CAST name) : NULL;

	if (attribute == NULL || attribute->children == NULL)
		return "";
	return attribute->children->content != NULL ? (const char *)attribute->children->content
						    : "";
}

bool node_has(const xmlNode *node, const char *name, const char *value)
{
	return strcmp(node_attribute(node, name), value) == 0;
}

static xmlNodePtr from_here(xmlNodePtr node, const char *element)
{
	while (node != NULL && !node_is(node, element))
		node = node->next;
	return node;
}

xmlNodePtr node_first(const xmlNode *parent, const char *element)
{
	return parent != NULL ? from_here(parent->children, element) : NULL;
}

xmlNodePtr node_next(const xmlNode *node, const char *element)
{
	return from_here(node->next, element);
}

xmlNodePtr node_named(const xmlNode *parent, const char *element, const char *name)
{
	xmlNodePtr found = NULL;

	for (xmlNodePtr node = node_first(parent, element); node != NULL;
		node = node_next(node, element))
		if (node_has(node, "name", name))
			found = node;
	return found;
}

const char *node_value(const xmlNode *parent, const char *name)
{
	return node_attribute(node_named(parent, "setting", name), "value");
}

const char *node_line(const xmlNode *node)
{
	return node_attribute(node, "line");
}

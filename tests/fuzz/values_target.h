// SPDX-License-Identifier: GPL-2.0-or-later
// What holds of the readers of names and values: one setting of each name in its section.
#ifndef FUZZ_VALUES_TARGET_H
#define FUZZ_VALUES_TARGET_H

#include <libxml/hash.h>

#include "read_target.h"

static inline void once_each(xmlNodePtr parent)
{
	xmlHashTablePtr names = xmlHashCreate(16);

	must(names != NULL);
	for (xmlNodePtr node = parent->children; node != NULL; node = node->next) {
		xmlChar *name = xmlGetProp(node, BAD_CAST "name");

		if (xmlStrEqual(node->name, BAD_CAST "section"))
			once_each(node);
		else if (xmlStrEqual(node->name, BAD_CAST "setting"))
			must(name != NULL && xmlHashAddEntry(names, name, node) == 0);
		xmlFree(name);
	}
	xmlHashFree(names, NULL);
}

static inline int values_target(const char *format, const uint8_t *data, size_t size)
{
	xmlDocPtr document = read_target(format, data, size);

	once_each(xmlDocGetRootElement(document));
	xmlFreeDoc(document);
	return 0;
}

#endif

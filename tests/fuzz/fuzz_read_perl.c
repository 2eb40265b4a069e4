// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as settings written in Perl: one setting of each variable that others see.
#include <libxml/hash.h>

#include "read_target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	xmlDocPtr document = read_target("perl", data, size);
	xmlHashTablePtr names = xmlHashCreate(16);

	must(names != NULL);
	for (xmlNodePtr node = xmlDocGetRootElement(document)->children; node != NULL;
		node = node->next) {
		xmlChar *name = xmlGetProp(node, BAD_CAST "name");

		if (xmlStrEqual(node->name, BAD_CAST "setting") && !xmlHasProp(node, BAD_CAST "my"))
			must(name != NULL && xmlHashAddEntry(names, name, node) == 0);
		xmlFree(name);
	}
	xmlHashFree(names, NULL);
	xmlFreeDoc(document);
	return 0;
}

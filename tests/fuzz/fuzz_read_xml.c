// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as XML: one tree below <file>, not deep, of elements and text alone, or what was wrong.
#include "settings/document.h"
#include "settings/formats.h"
#include "target.h"

/* No entity, no type, no comment: nothing that stands for something else. */
static void must_be_plain(const xmlNode *parent, unsigned depth)
{
	must(depth <= DOCUMENT_DEPTH_MOST + 1);
	for (const xmlNode *node = parent->children; node != NULL; node = node->next) {
		must(node->type == XML_ELEMENT_NODE || node->type == XML_TEXT_NODE ||
			node->type == XML_CDATA_SECTION_NODE);
		if (node->type == XML_ELEMENT_NODE)
			must_be_plain(node, depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool full = false;
	xmlDocPtr document = settings_read("xml", data, size, &full);
	const xmlNode *root;

	must(document != NULL);
	root = xmlDocGetRootElement(document);
	must(root != NULL && xmlStrEqual(root->name, BAD_CAST "file"));
	must(document->intSubset == NULL && document->extSubset == NULL);
	must_be_plain(root, 0);
	xmlFreeDoc(document);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as fetchmailrc: no password is in the document.
#include "read_target.h"

static void keeps_secret(xmlNodePtr node)
{
	xmlChar *name = xmlGetProp(node, BAD_CAST "name");
	xmlChar *value = xmlGetProp(node, BAD_CAST "value");

	if (xmlStrEqual(node->name, BAD_CAST "setting") &&
		(xmlStrEqual(name, BAD_CAST "password") ||
			xmlStrEqual(name, BAD_CAST "esmtppassword")))
		must(xmlStrEqual(value, BAD_CAST "set") || xmlStrEqual(value, BAD_CAST "empty"));
	xmlFree(name);
	xmlFree(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	xmlDocPtr document = read_target("fetchmail", data, size);
	xmlNodePtr node = xmlDocGetRootElement(document)->children;

	for (; node != NULL; node = node_after(node)) {
		if (node->type == XML_ELEMENT_NODE)
			keeps_secret(node);
		else
			must(node->content == NULL || *node->content == '\0');
	}
	xmlFreeDoc(document);
	return 0;
}

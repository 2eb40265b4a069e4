// SPDX-License-Identifier: GPL-2.0-or-later
// For tests of readers: what a text becomes, written out, once it fits the format's schema.
#ifndef TESTS_SETTINGS_DOCUMENT_H
#define TESTS_SETTINGS_DOCUMENT_H

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings/formats.h"

/* Aborts the test when the document does not fit schemas/settings-NAME.rng. */
static inline void fits_schema(xmlDocPtr document, const char *name)
{
	char path[4096];
	xmlRelaxNGParserCtxtPtr parser;
	xmlRelaxNGPtr schema;
	xmlRelaxNGValidCtxtPtr valid;

	(void)snprintf(path, sizeof path, "%s/schemas/settings-%s.rng", getenv("SOURCE_DIR"), name);
	parser = xmlRelaxNGNewParserCtxt(path);
	schema = xmlRelaxNGParse(parser);
	xmlRelaxNGFreeParserCtxt(parser);
	assert_non_null(schema);
	valid = xmlRelaxNGNewValidCtxt(schema);
	if (xmlRelaxNGValidateDoc(valid, document) != 0) {
		xmlDocDump(stderr, document);
		fail_msg("it does not fit %s", path);
	}
	xmlRelaxNGFreeValidCtxt(valid);
	xmlRelaxNGFree(schema);
}

/* To be freed. One line for each element of the root, without the root. */
static inline char *written_elements(xmlDocPtr document)
{
	xmlBufferPtr buffer = xmlBufferCreate();
	char *result;

	for (xmlNodePtr node = xmlDocGetRootElement(document)->children; node != NULL;
		node = node->next) {
		(void)xmlNodeDump(buffer, document, node, 0, 0);
		xmlBufferCCat(buffer, "\n");
	}
	result = strdup((const char *)xmlBufferContent(buffer));
	xmlBufferFree(buffer);
	return result;
}

static inline void reads_bytes(const char *format, const char *schema, const void *bytes,
	size_t length, const char *expected)
{
	bool full = false;
	xmlDocPtr document = settings_read(format, bytes, length, &full);
	char *written;

	assert_non_null(document);
	assert_false(full);
	fits_schema(document, schema);
	written = written_elements(document);
	assert_string_equal(written, expected);
	free(written);
	xmlFreeDoc(document);
}

#endif

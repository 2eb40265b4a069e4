// SPDX-License-Identifier: GPL-2.0-or-later
// For tests of readers: what a text becomes, which must fit the format's schema.
#ifndef TESTS_SETTINGS_DOCUMENT_H
#define TESTS_SETTINGS_DOCUMENT_H

#include <libxml/relaxng.h>
#include <stdio.h>
#include <stdlib.h>

#include "document_text.h"

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

static inline void reads_bytes(const char *format, const char *schema, const void *bytes,
	size_t length, const char *expected)
{
	bool full = false;
	xmlDocPtr document = settings_read(format, bytes, length, &full);

	assert_non_null(document);
	fits_schema(document, schema);
	xmlFreeDoc(document);
	assert_reads_bytes(format, bytes, length, expected);
}

#endif

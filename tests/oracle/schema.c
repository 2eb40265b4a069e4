// SPDX-License-Identifier: GPL-2.0-or-later
// RELAX NG by libxml2, as tests of readers have it.
#include "schema.h"

#include <libxml/relaxng.h>
#include <stdio.h>
#include <stdlib.h>

struct schema {
	xmlRelaxNGPtr rules;
};

struct schema *schema_read(const char *name)
{
	const char *sources = getenv("SOURCE_DIR");
	struct schema *schema = malloc(sizeof *schema);
	xmlRelaxNGParserCtxtPtr parser;
	char path[4096];

	(void)snprintf(path, sizeof path, "%s/schemas/settings-%s.rng",
		sources != NULL ? sources : ".", name);
	parser = xmlRelaxNGNewParserCtxt(path);
	if (schema == NULL || parser == NULL)
		abort();
	schema->rules = xmlRelaxNGParse(parser);
	xmlRelaxNGFreeParserCtxt(parser);
	if (schema->rules == NULL) {
		(void)fprintf(stderr, "%s is no schema\n", path);
		exit(2);
	}
	return schema;
}

void schema_free(struct schema *schema)
{
	xmlRelaxNGFree(schema->rules);
	free(schema);
}

bool schema_fits(const struct schema *schema, xmlDocPtr document)
{
	xmlRelaxNGValidCtxtPtr context = xmlRelaxNGNewValidCtxt(schema->rules);
	bool fits = context != NULL && xmlRelaxNGValidateDoc(context, document) == 0;

	xmlRelaxNGFreeValidCtxt(context);
	return fits;
}

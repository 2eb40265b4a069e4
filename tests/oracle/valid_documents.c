// SPDX-License-Identifier: GPL-2.0-or-later
// For suites that hold readers against daemons: whether the documents of their files fit the
// schema.
//
//	valid_documents FORMAT FILE...		prints "N documents"; status 1: some do not fit
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "schema.h"
#include "settings/formats.h"

static bool read_file(const char *path, struct text *bytes)
{
	FILE *stream = fopen(path, "rbe");
	char buffer[65536];
	size_t length;

	text_clear(bytes);
	if (stream == NULL) {
		perror(path);
		return false;
	}
	while ((length = fread(buffer, 1, sizeof buffer, stream)) > 0)
		text_append(bytes, buffer, length);
	(void)fclose(stream);
	return true;
}

static bool fits(
	const struct schema *schema, const char *format, const char *path, const struct text *bytes)
{
	bool full;
	xmlDocPtr document = settings_read(format, text_string(bytes), bytes->length, &full);
	bool right = document != NULL && schema_fits(schema, document);

	xmlFreeDoc(document);
	if (!right)
		(void)printf("%s: no document of %s\n", path, format);
	return right;
}

int main(int argc, char **argv)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	struct schema *schema;
	int wrong = 0;

	if (argc < 2) {
		(void)fputs("usage: valid_documents FORMAT FILE...\n", stderr);
		return 2;
	}
	schema = schema_read(strcmp(argv[1], "pam-conf") == 0 ? "pam" : argv[1]);
	for (int i = 2; i < argc; i++)
		wrong += !read_file(argv[i], &bytes) || !fits(schema, argv[1], argv[i], &bytes);
	schema_free(schema);
	(void)printf("%d documents\n", argc - 2 - wrong);
	return wrong > 0 ? 1 : 0;
}

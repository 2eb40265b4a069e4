// SPDX-License-Identifier: GPL-2.0-or-later
// For suites that hold documents against daemons and schemas: prints the document of a file as XML.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "settings/formats.h"

static void read_stream(FILE *stream, struct text *result)
{
	char buffer[65536];
	size_t length;

	while ((length = fread(buffer, 1, sizeof buffer, stream)) > 0)
		text_append(result, buffer, length);
}

static int print(const char *format, const struct text *bytes)
{
	bool full;
	xmlDocPtr document = settings_read(format, text_string(bytes), bytes->length, &full);

	if (document == NULL) {
		(void)fprintf(stderr, "print_document: nobody reads '%s'\n", format);
		return 2;
	}
	(void)xmlDocFormatDump(stdout, document, 1);
	xmlFreeDoc(document);
	return full ? 1 : 0;
}

/* FORMAT FILE (- is standard input); status 1: a limit was reached. */
int main(int argc, char **argv)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	FILE *stream;

	if (argc != 3) {
		(void)fputs("usage: print_document FORMAT FILE\n", stderr);
		return 2;
	}
	stream = strcmp(argv[2], "-") == 0 ? stdin : fopen(argv[2], "rbe");
	if (stream == NULL) {
		perror(argv[2]);
		return 2;
	}
	read_stream(stream, &bytes);
	if (stream != stdin)
		(void)fclose(stream);
	return print(argv[1], &bytes);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// For suites that hold views against daemons and schemas: prints a view of a root as XML.
#include <stdio.h>

#include "directory_world.h"
#include "settings/documents.h"
#include "settings/functions.h"

static const struct directory_format formats[] = {
	{"*/dovecot/*", "dovecot"},
	{0},
};

static int print(struct documents *documents, settings_view *view, const char *argument)
{
	xmlNodePtr root = view(documents, argument);
	const char *path;
	uint32_t line;

	if (root == NULL)
		return 2;
	(void)xmlDocFormatDump(stdout, root->doc, 1);
	return documents_doubted(documents, &path, &line) != DOUBT_NONE ? 1 : 0;
}

/* ROOT VIEW [ARGUMENT]; status 1: something is in doubt. */
int main(int argc, char **argv)
{
	struct directory_world directory = {.formats = formats};
	const struct settings_function *function =
		argc > 2 ? settings_function_find(argv[2]) : NULL;
	struct judge_world world;
	struct documents *documents;
	int status;

	if (function == NULL || function->view == NULL) {
		(void)fputs("usage: print_view ROOT VIEW [ARGUMENT]\n", stderr);
		return 2;
	}
	(void)snprintf(directory.root.path, sizeof directory.root.path, "%s", argv[1]);
	world = directory_judged(&directory);
	documents = documents_new(&world);
	status = print(documents, function->view, argc > 3 ? argv[3] : "");
	documents_free(documents);
	free(directory.bytes);
	return status;
}

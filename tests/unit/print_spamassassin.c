// SPDX-License-Identifier: GPL-2.0-or-later
// For tests/e2e/oracle-spamassassin: what SpamAssassin reads below a root.
#include <stdio.h>

#include "directory_world.h"
#include "settings/views_filter.h"

static const struct directory_format formats[] = {{0}};
static const struct directory_package packages[] = {{0}};

/* ROOT; status 1: something is in doubt. */
int main(int argc, char **argv)
{
	struct directory_world directory = {.formats = formats, .packages = packages};
	struct judge_world world;
	struct documents *documents;
	xmlNodePtr root;
	const char *path;
	uint32_t line;
	int status;

	if (argc != 2) {
		(void)fputs("usage: print_spamassassin ROOT\n", stderr);
		return 2;
	}
	(void)snprintf(directory.root.path, sizeof directory.root.path, "%s", argv[1]);
	directory.root.fd = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	world = directory_judged(&directory);
	documents = documents_new(&world);
	root = view_spamassassin(documents, "");
	if (root != NULL)
		(void)xmlDocFormatDump(stdout, root->doc, 1);
	status = documents_doubted(documents, &path, &line) != DOUBT_NONE ? 1 : 0;
	documents_free(documents);
	free(directory.bytes);
	(void)close(directory.root.fd);
	return status;
}

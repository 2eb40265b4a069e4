// SPDX-License-Identifier: GPL-2.0-or-later
// For tests/e2e/oracle-postfix: what each parameter that main.cf of a root sets comes to.
#include <stdio.h>

#include "directory_world.h"
#include "settings/postfix_scope.h"

static const struct directory_format formats[] = {
	{"*/main.cf", "postfix-main"},
	{"*/master.cf", "postfix-master"},
	{0},
};

static const struct directory_package packages[] = {{"postfix", "3.7.11"}, {0}};

static void print_all(const struct postfix_scope *scope)
{
	for (const xmlNode *node = scope->main->children; node != NULL; node = node->next) {
		const char *name = node_attribute(node, "name");
		TEXT_CLEANUP struct text value = TEXT_INIT;

		if (!node_is(node, "setting") || postfix_scope_setting(scope, name) != node)
			continue;
		postfix_scope_value(scope, name, &value);
		(void)printf("%s\t%s\n", name, text_string(&value));
	}
}

/* ROOT; status 1: something is in doubt. */
int main(int argc, char **argv)
{
	struct directory_world directory = {.formats = formats, .packages = packages};
	struct judge_world world;
	struct documents *documents;
	struct postfix_scope scope;
	const char *path;
	uint32_t line;
	int status;

	if (argc != 2) {
		(void)fputs("usage: print_postfix ROOT\n", stderr);
		return 2;
	}
	(void)snprintf(directory.root.path, sizeof directory.root.path, "%s", argv[1]);
	directory.root.fd = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	world = directory_judged(&directory);
	documents = documents_new(&world);
	postfix_scope_begin(&scope, documents);
	if (scope.main != NULL)
		print_all(&scope);
	status = documents_doubted(documents, &path, &line) != DOUBT_NONE ? 1 : 0;
	documents_free(documents);
	free(directory.bytes);
	(void)close(directory.root.fd);
	return status;
}

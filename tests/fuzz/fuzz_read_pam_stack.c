// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a directory of services: cw:pam() ends, and all that it tells is in its files.
#include <stdio.h>

#include "directory_target.h"

static const char *const paths[FILES] = {
	"/etc/pam.d/imap",
	"/etc/pam.d/other",
	"/etc/pam.d/a",
	"/usr/lib/pam.d/b",
};

static int give_entry(void *context, const char *path, bool follow, struct judged_entry *result)
{
	(void)follow;
	*result = (struct judged_entry){.presence = PRESENCE_ABSENT};
	if (directory_find(context, path) < 0 && strcmp(path, "/etc/pam.d") != 0 &&
		strcmp(path, "/lib/security/a") != 0)
		return 0;
	result->presence = PRESENCE_THERE;
	result->type = (char)(strcmp(path, "/etc/pam.d") == 0 ? 'd' : 'f');
	return 0;
}

/* Debian's libpam, or another one. */
static int give_package(void *context, const char *name, char version[JUDGED_NAME_MOST])
{
	const struct directory *directory = context;
	const char *wanted = directory->lengths[FILES - 1] % 2 == 0 ? "libpam0g" : "pam";

	(void)snprintf(version, JUDGED_NAME_MOST, "%s", strcmp(name, wanted) == 0 ? "1" : "");
	return 0;
}

static void hold(const struct directory *directory, xmlNodePtr root)
{
	for (xmlNodePtr node = root->children; node != NULL; node = node->next) {
		xmlChar *file = xmlGetProp(node, BAD_CAST "file");

		must(node->type == XML_ELEMENT_NODE);
		must(file == NULL || directory_find(directory, (const char *)file) >= 0);
		xmlFree(file);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct directory directory = {.format = "pam", .paths = paths};
	const struct judge_world world = {
		.context = &directory,
		.file = directory_file,
		.entry = give_entry,
		.package = give_package,
	};
	struct documents *documents = documents_new(&world);
	xmlNodePtr root;

	must(documents != NULL);
	directory_cut(&directory, data, size);
	root = view_pam(documents, "imap");
	must(root != NULL && view_pam(documents, "IMAP") == root);
	hold(&directory, root);
	documents_free(documents);
	return 0;
}

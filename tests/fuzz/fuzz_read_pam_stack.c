// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a directory of services: cw:pam() ends, and all that it tells is in its files.
#include <stdio.h>

#include "read_target.h"
#include "settings/views.h"

/* Files are separated by this byte, which no text has. */
enum {
	SEPARATOR = 0xFF,
	FILES = 4,
};

static const char *const paths[FILES] = {
	"/etc/pam.d/imap",
	"/etc/pam.d/other",
	"/etc/pam.d/a",
	"/usr/lib/pam.d/b",
};

struct directory {
	const uint8_t *bytes[FILES];
	size_t lengths[FILES];
};

static int find_path(const char *path)
{
	for (int i = 0; i < FILES; i++)
		if (strcmp(path, paths[i]) == 0)
			return i;
	return -1;
}

static int give_file(void *context, const char *path, struct judged_file *result)
{
	const struct directory *directory = context;
	int found = find_path(path);

	*result = (struct judged_file){.presence = PRESENCE_ABSENT, .format = "pam"};
	if (found < 0)
		return 0;
	result->presence = PRESENCE_THERE;
	result->bytes = directory->bytes[found];
	result->length = directory->lengths[found];
	return 0;
}

static int give_entry(void *context, const char *path, bool follow, struct judged_entry *result)
{
	(void)context;
	(void)follow;
	*result = (struct judged_entry){.presence = PRESENCE_ABSENT};
	if (find_path(path) < 0 && strcmp(path, "/etc/pam.d") != 0 &&
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

static void cut(struct directory *directory, const uint8_t *data, size_t size)
{
	for (int i = 0; i < FILES; i++) {
		const uint8_t *stop = size > 0 ? memchr(data, SEPARATOR, size) : NULL;
		size_t length = stop != NULL ? (size_t)(stop - data) : size;

		directory->bytes[i] = data;
		directory->lengths[i] = length;
		data += length + (stop != NULL);
		size -= length + (stop != NULL);
	}
}

static void hold(xmlNodePtr root)
{
	for (xmlNodePtr node = root->children; node != NULL; node = node->next) {
		xmlChar *file = xmlGetProp(node, BAD_CAST "file");

		must(node->type == XML_ELEMENT_NODE);
		must(file == NULL || find_path((const char *)file) >= 0);
		xmlFree(file);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct directory directory;
	const struct judge_world world = {
		.context = &directory,
		.file = give_file,
		.entry = give_entry,
		.package = give_package,
	};
	struct documents *documents = documents_new(&world);
	xmlNodePtr root;

	must(documents != NULL);
	cut(&directory, data, size);
	root = view_pam(documents, "imap");
	must(root != NULL && view_pam(documents, "IMAP") == root);
	hold(root);
	documents_free(documents);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as Dovecot's directory: cw:dovecot() ends, and all that it tells is in its files.
#include <stdio.h>

#include "base/path.h"
#include "read_target.h"
#include "settings/view_dovecot.h"

/* Files are separated by this byte, which no text has. */
enum {
	SEPARATOR = 0xFF,
	FILES = 4,
};

static const char *const paths[FILES] = {
	"/etc/dovecot/dovecot.conf",
	"/etc/dovecot/a.conf",
	"/etc/dovecot/conf.d/b.conf",
	"/etc/dovecot/conf.d/c.conf",
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

	*result = (struct judged_file){.presence = PRESENCE_ABSENT, .format = "dovecot"};
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
	if (find_path(path) < 0)
		return 0;
	result->presence = PRESENCE_THERE;
	result->type = 'f';
	return 0;
}

/* One more than there is: a link to nothing. */
static int give_list(
	void *context, const char *pattern, struct arena *arena, struct string_list *result)
{
	(void)context;
	for (int i = 0; i < FILES; i++)
		if (path_matches(pattern, paths[i]))
			string_list_add(result, arena, paths[i]);
	if (path_matches(pattern, "/etc/dovecot/gone"))
		string_list_add(result, arena, "/etc/dovecot/gone");
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

static void hold(const struct directory *directory, xmlNodePtr root)
{
	for (xmlNodePtr node = root->children; node != NULL; node = node_after(node)) {
		xmlChar *file = xmlGetProp(node, BAD_CAST "file");
		int found = file != NULL ? find_path((const char *)file) : -1;

		must(node->type == XML_ELEMENT_NODE);
		must(file == NULL || found >= 0);
		if (found >= 0)
			must(line_of(node,
				     lines_of(directory->bytes[found], directory->lengths[found])) >
				0);
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
		.list = give_list,
	};
	struct documents *documents = documents_new(&world);
	xmlNodePtr root;

	must(documents != NULL);
	cut(&directory, data, size);
	root = view_dovecot(documents, "");
	must(root != NULL && view_dovecot(documents, "") == root);
	hold(&directory, root);
	documents_free(documents);
	return 0;
}

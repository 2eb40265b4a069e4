// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as Dovecot's directory: cw:dovecot() ends, and all that it tells is in its files.
#include "base/path.h"
#include "directory_target.h"
#include "settings/view_dovecot.h"

static const char *const paths[FILES] = {
	"/etc/dovecot/dovecot.conf",
	"/etc/dovecot/a.conf",
	"/etc/dovecot/conf.d/b.conf",
	"/etc/dovecot/conf.d/c.conf",
};

static int give_entry(void *context, const char *path, bool follow, struct judged_entry *result)
{
	(void)follow;
	*result = (struct judged_entry){.presence = PRESENCE_ABSENT};
	if (directory_find(context, path) < 0)
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

static void hold(const struct directory *directory, xmlNodePtr root)
{
	for (xmlNodePtr node = root->children; node != NULL; node = node_after(node)) {
		xmlChar *file = xmlGetProp(node, BAD_CAST "file");
		int found = file != NULL ? directory_find(directory, (const char *)file) : -1;

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
	struct directory directory = {.format = "dovecot", .paths = paths};
	const struct judge_world world = {
		.context = &directory,
		.file = directory_file,
		.entry = give_entry,
		.list = give_list,
	};
	struct documents *documents = documents_new(&world);
	xmlNodePtr root;

	must(documents != NULL);
	directory_cut(&directory, data, size);
	root = view_dovecot(documents, "");
	must(root != NULL && view_dovecot(documents, "") == root);
	hold(&directory, root);
	documents_free(documents);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Variables in documents of Perl that are read one behind the other.
#include "settings/perl_lookup.h"

#include "settings/node.h"

enum {
	INCLUDES_MOST = 8, /* inside one another */
};

static void look(struct documents *documents, const xmlNode *root, const char *name,
	struct perl_found *found, unsigned depth)
{
	for (const xmlNode *node = root->children; node != NULL; node = node->next) {
		if (node_is(node, "setting") && node_has(node, "name", name) &&
			!node_has(node, "my", "yes")) {
			found->setting = node;
			found->file = node_attribute(root, "path");
		} else if (node_is(node, "include") && depth < INCLUDES_MOST) {
			const xmlNode *other =
				documents_file(documents, node_attribute(node, "file"));

			if (other != NULL)
				look(documents, other, name, found, depth + 1);
		}
	}
}

void perl_lookup(struct documents *documents, const xmlNode *root, const char *name,
	struct perl_found *found)
{
	look(documents, root, name, found, 0);
}

bool perl_is_known(
	struct documents *documents, const struct perl_found *found, const xmlNode *value)
{
	if (!node_has(value, "unexpanded", "yes"))
		return true;
	documents_unknown(documents, found->file);
	return false;
}

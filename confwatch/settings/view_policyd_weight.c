// SPDX-License-Identifier: GPL-2.0-or-later
// Where policyd-weight listens: as its configuration says, or as it is built.
#include <string.h>

#include "settings/document.h"
#include "settings/node.h"
#include "settings/perl_lookup.h"
#include "settings/views_filter.h"

enum {
	WRITABLE_BY_OTHERS = 02,
};

static const char options_file[] = "/etc/default/policyd-weight";
static const char *const files[] = {"/etc/policyd-weight.conf", "/etc/postfix/policyd-weight.cf",
	"/usr/local/etc/policyd-weight.conf"};

/* -f of what starts it; NULL: it looks itself. */
static const char *named_file(struct documents *documents)
{
	const xmlNode *options = documents_file(documents, options_file);

	for (const xmlNode *word =
			node_first(node_named(options, "setting", "DAEMON_OPTS"), "word");
		word != NULL; word = node_next(word, "word")) {
		const xmlNode *next = node_next(word, "word");

		if (node_has(word, "value", "-f") && next != NULL)
			return node_attribute(next, "value");
	}
	return NULL;
}

static bool is_there(struct documents *documents, const char *path, struct judged_entry *entry)
{
	return documents_entry(documents, path, true, entry) && entry->presence == PRESENCE_THERE &&
		entry->type == 'f';
}

/* What others may write it passes over, and takes what is built in. */
static const xmlNode *configuration(struct documents *documents)
{
	const char *path = named_file(documents);
	struct judged_entry entry = {0};

	for (size_t i = 0; i < sizeof files / sizeof files[0] && path == NULL; i++)
		if (is_there(documents, files[i], &entry))
			path = files[i];
	if (path == NULL || !is_there(documents, path, &entry) ||
		(entry.mode & WRITABLE_BY_OTHERS) != 0)
		return NULL;
	return documents_file_as(documents, path, "perl");
}

static const char *value_of(struct documents *documents, const xmlNode *root, const char *name,
	const char *built_in, struct perl_found *found)
{
	if (root != NULL)
		perl_lookup(documents, root, name, found);
	if (found->setting == NULL || !perl_is_known(documents, found, found->setting))
		return built_in;
	return node_attribute(found->setting, "value");
}

static void fill(struct documents *documents, const char *argument, xmlNodePtr root)
{
	struct document document = document_below(root);
	const xmlNode *file = configuration(documents);
	struct perl_found port = {0}, address = {0};

	(void)argument;
	document_open(&document, "listener", 0);
	document_attribute_string(
		&document, "port", value_of(documents, file, "$TCP_PORT", "12525", &port));
	document_attribute_string(&document, "address",
		value_of(documents, file, "$BIND_ADDRESS", "127.0.0.1", &address));
	if (file != NULL)
		document_attribute_string(&document, "file", node_attribute(file, "path"));
	if (port.setting != NULL)
		document_attribute_string(&document, "line", node_line(port.setting));
	document_close(&document);
}

xmlNodePtr view_policyd_weight(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"policyd-weight", "policyd-weight", fill};

	return documents_view(documents, &kind, argument);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// What SpamAssassin makes of its directory: *.pre, then *.cf, what they include, and which of
// their conditions hold.
#include <libxml/hash.h>
#include <string.h>

#include "base/arena.h"
#include "settings/document.h"
#include "settings/node.h"
#include "settings/views_filter.h"

enum {
	INCLUDES_MOST = 8, /* inside one another */
};

static const char *const directories[] = {"/etc/spamassassin", "/etc/mail/spamassassin"};

enum holds {
	HOLDS_NOT,
	HOLDS,
	HOLDS_PERHAPS,
};

struct making {
	struct documents *documents;
	xmlNodePtr root;
	struct document document;
	xmlHashTablePtr conditions; /* that were asked: enum holds of each; and files */
	unsigned includes;
};

static bool is_loaded(const struct making *making, const char *name, size_t length)
{
	for (const xmlNode *node = node_first(making->root, "plugin"); node != NULL;
		node = node_next(node, "plugin")) {
		const char *loaded = node_attribute(node, "name");

		if (strlen(loaded) == length && memcmp(loaded, name, length) == 0)
			return true;
	}
	return false;
}

/* plugin (NAME), !plugin (NAME); versions and functions nobody here knows. */
static enum holds ask(const struct making *making, const char *at)
{
	bool wanted = true;
	size_t length;

	at += strspn(at, " (");
	if (*at == '!') {
		wanted = false;
		at += 1 + strspn(at + 1, " (");
	}
	if (strncmp(at, "plugin", 6) != 0)
		return HOLDS_PERHAPS;
	at += 6;
	at += strspn(at, " (");
	length = strcspn(at, " )");
	if (at[length + strspn(at + length, " )")] != '\0')
		return HOLDS_PERHAPS;
	return is_loaded(making, at, length) == wanted ? HOLDS : HOLDS_NOT;
}

/* As it was when SpamAssassin first asked it: in other words it is another condition. */
static enum holds evaluate(struct making *making, const xmlNode *condition)
{
	static const enum holds answers[] = {HOLDS_NOT, HOLDS, HOLDS_PERHAPS};
	const char *pattern = node_attribute(condition, "pattern");
	const char *kind = node_attribute(condition, "ifplugin");
	enum holds *known =
		xmlHashLookup2(making->conditions, xml_string(pattern), xml_string(kind));

	if (known == NULL) {
		known = (enum holds *)&answers[ask(making, pattern)];
		if (xmlHashAddEntry2(
			    making->conditions, xml_string(pattern), xml_string(kind), known) < 0)
			documents_unknown(making->documents, directories[0]);
	}
	if (!node_has(condition, "not", "yes") || *known == HOLDS_PERHAPS)
		return *known;
	return *known == HOLDS ? HOLDS_NOT : HOLDS;
}

static void put(struct making *making, const xmlNode *node, const char *file, bool sure)
{
	struct document *document = &making->document;
	bool plugin = node_is(node, "plugin");

	if (plugin && !sure)
		documents_unknown(making->documents, file);
	document_open(document, plugin ? "plugin" : "setting", 0);
	document_attribute_string(document, "name", node_attribute(node, "name"));
	if (!plugin)
		document_attribute_string(document, "value", node_attribute(node, "value"));
	document_attribute_string(document, "sure", sure ? "yes" : "no");
	document_attribute_string(document, "file", file);
	document_attribute_string(document, "line", node_line(node));
	document_close(document);
}

static void take_file(struct making *making, const char *path, enum holds holds);

/* Beside the file that names it, and under its conditions. */
static void take_include(
	struct making *making, const char *name, const char *file, enum holds holds)
{
	TEXT_CLEANUP struct text path = TEXT_INIT;

	if (name[0] != '/')
		text_append(&path, file, (size_t)(strrchr(file, '/') + 1 - file));
	text_add(&path, name);
	if (making->includes == INCLUDES_MOST) {
		documents_unknown(making->documents, text_string(&path));
		return;
	}
	making->includes++;
	take_file(making, text_string(&path), holds);
	making->includes--;
}

static void take_nodes(
	struct making *making, const xmlNode *parent, const char *file, enum holds holds)
{
	for (const xmlNode *node = parent->children; node != NULL; node = node->next) {
		if (node_is(node, "include")) {
			take_include(making, node_attribute(node, "file"), file, holds);
		} else if (node_is(node, "if")) {
			enum holds inner = evaluate(making, node);

			if (holds == HOLDS_NOT || inner == HOLDS)
				inner = holds;
			take_nodes(making, node, file, inner);
		} else if (holds != HOLDS_NOT &&
			(node_is(node, "plugin") || node_is(node, "setting"))) {
			put(making, node, file, holds == HOLDS && node_has(node, "lang", ""));
		}
	}
}

static void take_file(struct making *making, const char *path, enum holds holds)
{
	const xmlNode *root = NULL;

	/* Each file is read once. */
	if (xmlHashAddEntry2(making->conditions, xml_string(path), xml_string("file"), making) == 0)
		root = documents_file_as(making->documents, path, "spamassassin");
	if (root != NULL)
		take_nodes(making, root, path, holds);
}

static void take_all(struct making *making, const char *directory, const char *ending)
{
	struct arena arena = ARENA_INIT;
	struct string_list paths = {0};

	documents_list(making->documents, arena_format(&arena, "%s/*%s", directory, ending), &arena,
		&paths);
	for (size_t i = 0; i < paths.count; i++)
		take_file(making, paths.items[i], HOLDS);
	arena_release(&arena);
}

static void fill(struct documents *documents, const char *argument, xmlNodePtr root)
{
	struct making making = {.documents = documents,
		.root = root,
		.document = document_below(root),
		.conditions = xmlHashCreate(64)};

	(void)argument;
	if (making.conditions == NULL)
		documents_unknown(documents, directories[0]);
	for (size_t i = 0; i < sizeof directories / sizeof directories[0] &&
		making.conditions != NULL && root->children == NULL;
		i++) {
		take_all(&making, directories[i], ".pre");
		if (root->children != NULL)
			take_all(&making, directories[i], ".cf");
	}
	xmlHashFree(making.conditions, NULL);
}

xmlNodePtr view_spamassassin(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"spamassassin", "spamassassin", fill};

	return documents_view(documents, &kind, argument);
}

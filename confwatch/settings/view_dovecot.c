// SPDX-License-Identifier: GPL-2.0-or-later
// What Dovecot makes of its configuration: files included, blocks of one name merged.
#include "settings/view_dovecot.h"

#include <string.h>

#include "base/arena.h"
#include "base/path.h"
#include "settings/document.h"
#include "settings/dovecot_values.h"
#include "settings/node.h"

enum {
	DEEP = 16,	   /* files that include one another */
	FILES_MOST = 1024, /* that are included */
};

static const char dovecot_conf[] = "/etc/dovecot/dovecot.conf";

struct view {
	struct documents *documents;
	struct document document;
	struct dovecot_names names;
	struct arena arena;
	const char *paths[DEEP]; /* the file, and those that include it */
	unsigned depth;
	unsigned files;
	unsigned settings; /* anything that is no comment, so far */
	bool modern;	   /* 2.4 */
};

static void place(struct view *view, const xmlNode *node)
{
	document_attribute_string(&view->document, "file", view->paths[view->depth - 1]);
	document_attribute_string(&view->document, "line", node_line(node));
}

static void doubt(struct view *view, const xmlNode *node)
{
	documents_doubt(view->documents, DOUBT_TOO_LARGE, view->paths[view->depth - 1],
		documents_line(node));
}

static void copy(struct view *view, const char *name, const xmlNode *node)
{
	if (xmlHasProp(node, xml_string(name)) != NULL)
		document_attribute_copy(&view->document, name, node_attribute(node, name));
}

static void put_setting(struct view *view, const xmlNode *node)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;
	const char *name = node_attribute(node, "name");
	const xmlNode *section = document_here(&view->document);
	bool known = true;

	if (section == NULL)
		return;
	if (view->settings == 1 && strcmp(name, "dovecot_config_version") == 0)
		view->modern = true;
	if (node_has(node, "kind", "variable"))
		known = dovecot_expand(&view->names, section, name, node_attribute(node, "value"),
			view->modern, &value);
	else
		text_add(&value, node_attribute(node, "value"));
	document_override(dovecot_named(&view->names, section, "setting", name, ""));
	document_open(&view->document, "setting", 0);
	document_attribute_copy(&view->document, "name", name);
	document_attribute_copy(&view->document, "value", text_string(&value));
	if (!known)
		document_attribute_string(&view->document, "unexpanded", "yes");
	else if (node_has(node, "kind", "file"))
		document_attribute_string(&view->document, "kind", "file");
	place(view, node);
	if (document_here(&view->document) != NULL &&
		!dovecot_name(
			&view->names, section, "setting", name, "", document_here(&view->document)))
		doubt(view, node);
	document_close(&view->document);
}

/* Each of these blocks without a name of its own is another one. */
static bool stands_alone(const char *name, const char *argument)
{
	static const char *const names[] = {"fifo_listener", "inet_listener", "mailbox",
		"namespace", "passdb", "unix_listener", "userdb"};

	for (size_t i = 0; argument[0] == '\0' && i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* The block of that name that is there already, or a new one. */
static void open_section(struct view *view, const xmlNode *node)
{
	const char *name = node_attribute(node, "name");
	const char *argument = node_attribute(node, "argument");
	const xmlNode *section = document_here(&view->document);
	xmlNodePtr found = NULL;

	if (section != NULL && !stands_alone(name, argument))
		found = dovecot_named(&view->names, section, "section", name, argument);
	if (found != NULL) {
		document_reopen(&view->document, found);
		return;
	}
	document_open(&view->document, "section", 0);
	document_attribute_copy(&view->document, "name", name);
	copy(view, "argument", node);
	copy(view, "group", node);
	place(view, node);
	if (document_here(&view->document) != NULL &&
		!dovecot_name(&view->names, section, "section", name, argument,
			document_here(&view->document)))
		doubt(view, node);
}

static void put_other(struct view *view, const char *element, const xmlNode *node, const char *what,
	const char *why)
{
	document_open(&view->document, element, 0);
	if (what != NULL)
		document_attribute_string(&view->document, what, why);
	copy(view, "value", node);
	place(view, node);
	document_close(&view->document);
}

/* The file is in doubt for every other unread line, too. */
static void put_refused(struct view *view, const xmlNode *node)
{
	const char *why = node_attribute(node, "why");

	if (strncmp(why, "Dovecot ", strlen("Dovecot ")) == 0)
		put_other(view, "refused", node, "why", why);
}

static void take(struct view *view, const xmlNode *parent);

static bool is_open(const struct view *view, const char *path)
{
	for (unsigned i = 0; i < view->depth; i++)
		if (strcmp(view->paths[i], path) == 0)
			return true;
	return false;
}

static void include_file(struct view *view, const xmlNode *node, const char *path)
{
	const xmlNode *file;

	if (is_open(view, path)) {
		put_other(view, "refused", node, "why", "a file that includes itself");
		return;
	}
	if (view->depth == DEEP || view->files == FILES_MOST) {
		doubt(view, node);
		return;
	}
	view->files++;
	file = documents_file_as(view->documents, path, "dovecot");
	if (file == NULL) {
		struct judged_entry entry;

		if (node_has(node, "try", "no") &&
			documents_entry(view->documents, path, true, &entry) &&
			entry.presence != PRESENCE_THERE)
			put_other(view, "missing", node, "path", path);
		return;
	}
	view->paths[view->depth++] = path;
	take(view, file);
	view->depth--;
}

/* Beside the file that includes it. */
static const char *from_here(struct view *view, const char *pattern)
{
	const char *path = view->paths[view->depth - 1];

	if (pattern[0] == '/')
		return arena_string(&view->arena, pattern);
	return arena_format(&view->arena, "%.*s/%s", (int)path_parent_length(path), path, pattern);
}

static void include(struct view *view, const xmlNode *node)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	struct string_list paths = {0};
	const char *pattern;

	(void)document_unescape(node_attribute(node, "value"), &bytes);
	pattern = from_here(view, text_string(&bytes));

	/* What braces stand for, nobody here tells. */
	if (strpbrk(pattern, "{~") != NULL) {
		doubt(view, node);
		return;
	}
	documents_list(view->documents, pattern, &view->arena, &paths);
	if (paths.count == 0 && node_has(node, "try", "no"))
		put_other(view, "missing", node, "path", pattern);
	for (size_t i = 0; i < paths.count; i++)
		include_file(view, node, paths.items[i]);
}

/* Everything in a file or block, in its order. Neither is deeper than its bound. */
static void take(struct view *view, const xmlNode *parent)
{
	for (const xmlNode *node = parent->children; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE || node_is(node, "comment"))
			continue;
		view->settings += !node_is(node, "dropped");
		if (node_is(node, "setting")) {
			put_setting(view, node);
		} else if (node_is(node, "include")) {
			include(view, node);
		} else if (node_is(node, "unread")) {
			put_refused(view, node);
		} else if (node_is(node, "dropped")) {
			put_other(view, "dropped", node, NULL, NULL);
		} else {
			open_section(view, node);
			take(view, node);
			document_close(&view->document);
		}
	}
}

static void fill(struct documents *documents, const char *argument, xmlNodePtr root)
{
	struct view view = {
		.documents = documents,
		.document = document_below(root),
		.names.table = xmlHashCreate(256),
		.paths = {dovecot_conf},
		.depth = 1,
	};
	const xmlNode *file = documents_file_as(documents, dovecot_conf, "dovecot");

	(void)argument;
	if (view.names.table == NULL) {
		documents_doubt(documents, DOUBT_TOO_LARGE, dovecot_conf, 0);
		return;
	}
	if (file != NULL)
		take(&view, file);
	document_attribute_string(&view.document, "syntax", view.modern ? "2.4" : "2.3");
	dovecot_sum_up(&view.document, root);
	if (view.document.full)
		documents_doubt(documents, DOUBT_TOO_LARGE, dovecot_conf, 0);
	xmlHashFree(view.names.table, NULL);
	arena_release(&view.arena);
}

xmlNodePtr view_dovecot(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"dovecot", "dovecot", fill};

	return documents_view(documents, &kind, argument);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// What Cyrus IMAP makes of imapd.conf and cyrus.conf.
#include "settings/view_cyrus.h"

#include <libxml/hash.h>
#include <string.h>

#include "settings/document.h"
#include "settings/node.h"

enum {
	DEEP = 16,	  /* files that include one another */
	FILES_MOST = 256, /* that are included */
};

static const char imapd_conf[] = "/etc/imapd.conf";
static const char cyrus_conf[] = "/etc/cyrus.conf";

struct view {
	struct documents *documents;
	struct document document;
	xmlHashTablePtr names; /* of options */
	xmlHashTablePtr files; /* each may be read once */
	unsigned depth;
	unsigned count; /* of files */
};

static void place(struct view *view, const char *path, const xmlNode *node)
{
	document_attribute_string(&view->document, "file", path);
	document_attribute_string(&view->document, "line", node_line(node));
}

static void put(struct view *view, const char *element, const char *what, const char *value,
	const char *path, const xmlNode *node)
{
	document_open(&view->document, element, 0);
	document_attribute_copy(&view->document, what, value);
	place(view, path, node);
	document_close(&view->document);
}

/* The file is in doubt for every other unread line, too. */
static void put_refused(struct view *view, const char *path, const xmlNode *node)
{
	const char *why = node_attribute(node, "why");

	if (strncmp(why, "Cyrus refuses ", strlen("Cyrus refuses ")) == 0)
		put(view, "refused", "why", why, path, node);
}

static bool is_first(xmlHashTablePtr names, const char *name)
{
	return xmlHashAddEntry(names, xml_string(name), names) == 0;
}

static void put_setting(struct view *view, const char *path, const xmlNode *node)
{
	const char *name = node_attribute(node, "name");

	if (!is_first(view->names, name)) {
		put(view, "refused", "why", "Cyrus refuses an option that is given twice", path,
			node);
		return;
	}
	document_open(&view->document, "setting", 0);
	document_attribute_copy(&view->document, "name", name);
	document_attribute_copy(&view->document, "value", node_attribute(node, "value"));
	place(view, path, node);
	document_close(&view->document);
}

static void take_settings(struct view *view, const char *path, const xmlNode *file);

/* The path as it is written: a relative one depends on where the daemon runs. */
static void include(struct view *view, const char *path, const xmlNode *node)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	const char *other;
	const xmlNode *file;
	struct judged_entry entry;

	(void)document_unescape(node_attribute(node, "value"), &bytes);
	other = text_string(&bytes);

	if (view->depth == DEEP || ++view->count > FILES_MOST || other[0] != '/') {
		documents_doubt(view->documents, DOUBT_TOO_LARGE, path, documents_line(node));
		return;
	}
	if (!is_first(view->files, other)) {
		put(view, "refused", "why", "Cyrus refuses a file that is included twice", path,
			node);
		return;
	}
	file = documents_file_as(view->documents, other, "cyrus-imapd");
	if (file != NULL)
		take_settings(view, other, file);
	else if (documents_entry(view->documents, other, true, &entry) &&
		entry.presence != PRESENCE_THERE)
		put(view, "missing", "path", node_attribute(node, "value"), path, node);
}

static void take_settings(struct view *view, const char *path, const xmlNode *file)
{
	view->depth++;
	for (const xmlNode *node = file->children; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (node_is(node, "setting"))
			put_setting(view, path, node);
		else if (node_is(node, "include"))
			include(view, path, node);
		else if (node_is(node, "unread"))
			put_refused(view, path, node);
	}
	view->depth--;
}

/* "/usr/sbin/imapd -s": imapd. */
static void put_program(struct view *view, const char *command)
{
	TEXT_CLEANUP struct text program = TEXT_INIT;
	const char *end = command + strcspn(command, " \t");
	const char *name = end;

	while (name > command && name[-1] != '/')
		name--;
	text_append(&program, name, (size_t)(end - name));
	document_attribute_copy(&view->document, "program", text_string(&program));
	document_attribute_copy(&view->document, "command", command);
}

static void put_service(struct view *view, const xmlNode *entry)
{
	document_open(&view->document, "service", 0);
	document_attribute_copy(&view->document, "name", node_attribute(entry, "name"));
	put_program(view, node_value(entry, "cmd"));
	document_attribute_copy(&view->document, "listen", node_value(entry, "listen"));
	place(view, cyrus_conf, entry);
	document_close(&view->document);
}

static void take_services(struct view *view, const xmlNode *file)
{
	for (xmlNodePtr node = file != NULL ? file->children : NULL; node != NULL;
		node = documents_next(node, file)) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (node_is(node, "unread"))
			put_refused(view, cyrus_conf, node);
		else if (node_is(node, "section") && node_has(node->parent, "name", "SERVICES"))
			put_service(view, node);
	}
}

static void fill(struct documents *documents, const char *argument, xmlNodePtr root)
{
	struct view view = {
		.documents = documents,
		.document = document_below(root),
		.names = xmlHashCreate(256),
		.files = xmlHashCreate(16),
	};
	const xmlNode *file = documents_file_as(documents, imapd_conf, "cyrus-imapd");

	(void)argument;
	if (file != NULL && view.names != NULL && view.files != NULL) {
		(void)is_first(view.files, imapd_conf);
		take_settings(&view, imapd_conf, file);
	}
	take_services(&view, documents_file_as(documents, cyrus_conf, "cyrus-conf"));
	if (view.document.full || view.names == NULL || view.files == NULL)
		documents_doubt(documents, DOUBT_TOO_LARGE, imapd_conf, 0);
	if (view.names != NULL)
		xmlHashFree(view.names, NULL);
	if (view.files != NULL)
		xmlHashFree(view.files, NULL);
}

xmlNodePtr view_cyrus(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"cyrus", "cyrus", fill};

	return documents_view(documents, &kind, argument);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// The documents that questions speak of: read once, kept, and doubted where they are not whole.
#include "settings/documents.h"

#include <errno.h>
#include <libxml/hash.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "settings/formats.h"

enum {
	TABLE_SIZE = 64,
};

/* What is known of a path: a tree, or a doubt, or both, or that it is absent. */
struct known {
	xmlDocPtr tree;
	enum doubt doubt;
	uint32_t line;
};

struct documents {
	const struct judge_world *world;
	xmlHashTablePtr files; /* path -> struct known */
	xmlHashTablePtr views; /* name -> xmlDoc */
	size_t memory;	       /* of all of them */
	enum doubt doubt;
	uint32_t line;
	bool blind;
	char path[JUDGED_PATH_MOST];
};

struct documents *documents_new(const struct judge_world *world)
{
	struct documents *documents = calloc(1, sizeof *documents);

	if (documents == NULL)
		return NULL;
	documents->world = world;
	documents->files = xmlHashCreate(TABLE_SIZE);
	documents->views = xmlHashCreate(TABLE_SIZE);
	if (documents->files != NULL && documents->views != NULL)
		return documents;
	documents_free(documents);
	return NULL;
}

static void free_known(void *payload, const xmlChar *name)
{
	struct known *known = payload;

	(void)name;
	xmlFreeDoc(known->tree);
	free(known);
}

static void free_view(void *payload, const xmlChar *name)
{
	(void)name;
	xmlFreeDoc(payload);
}

void documents_free(struct documents *documents)
{
	if (documents == NULL)
		return;
	xmlHashFree(documents->files, free_known);
	xmlHashFree(documents->views, free_view);
	free(documents);
}

void documents_tidy(struct documents *documents)
{
	if (documents->memory < DOCUMENTS_MEMORY_MOST)
		return;
	xmlHashFree(documents->files, free_known);
	xmlHashFree(documents->views, free_view);
	documents->files = xmlHashCreate(TABLE_SIZE);
	documents->views = xmlHashCreate(TABLE_SIZE);
	documents->memory = 0;
}

const struct judge_world *documents_world(const struct documents *documents)
{
	return documents->world;
}

xmlNodePtr documents_next(xmlNodePtr node, const xmlNode *top)
{
	if (node->type == XML_ELEMENT_NODE && node->children != NULL)
		return node->children;
	while (node != top && node->next == NULL)
		node = node->parent;
	return node == top ? NULL : node->next;
}

static size_t count_attributes(const xmlNode *node)
{
	size_t count = 0;

	if (node->type != XML_ELEMENT_NODE)
		return 0;
	for (const xmlAttr *attribute = node->properties; attribute != NULL;
		attribute = attribute->next)
		count++;
	return count;
}

uint32_t documents_line(const xmlNode *node)
{
	/* Of a text that is XML itself, libxml2 knows the line. */
	const xmlAttr *line = node->line > 0 ? NULL : xmlHasProp(node, xml_string("line"));
	const char *text = line != NULL && line->children != NULL
		? (const char *)line->children->content
		: NULL;

	if (node->line > 0)
		return (uint32_t)xmlGetLineNo(node);
	return text != NULL ? (uint32_t)strtoul(text, NULL, 10) : 0;
}

/* The number of nodes: an attribute is two. The first line that was not read is remembered. */
static size_t look_through(xmlNodePtr root, struct known *known)
{
	size_t count = 0;

	for (xmlNodePtr node = root; node != NULL; node = documents_next(node, root)) {
		count += 1 + 2 * count_attributes(node);
		if (known->doubt == DOUBT_NONE && node->type == XML_ELEMENT_NODE &&
			xmlStrEqual(node->name, xml_string("unread"))) {
			known->doubt = DOUBT_UNREAD;
			known->line = documents_line(node);
		}
	}
	return count;
}

static void read_bytes(
	struct documents *documents, const struct judged_file *file, struct known *known)
{
	bool full = false;

	if (documents->memory >= DOCUMENTS_MEMORY_MOST) {
		known->doubt = DOUBT_TOO_LARGE;
		return;
	}
	known->tree = settings_read(file->format, file->bytes, file->length, &full);
	if (known->tree == NULL || full)
		known->doubt = known->tree != NULL ? DOUBT_TOO_LARGE : DOUBT_NO_FORMAT;
	if (known->tree != NULL)
		documents->memory += 2 * file->length +
			DOCUMENT_NODE * look_through(xmlDocGetRootElement(known->tree), known);
}

static enum doubt doubt_of(const struct judged_file *file)
{
	switch (file->presence) {
	case PRESENCE_ABSENT:
	case PRESENCE_DANGLING:
		return DOUBT_NONE;
	case PRESENCE_UNWATCHED:
		return DOUBT_UNWATCHED;
	case PRESENCE_TOO_LARGE:
		return DOUBT_TOO_LARGE;
	case PRESENCE_THERE:
		return file->format[0] == '\0' ? DOUBT_NO_FORMAT : DOUBT_NONE;
	default:
		return DOUBT_UNREADABLE;
	}
}

static void set_path(xmlNodePtr root, const char *path)
{
	TEXT_CLEANUP struct text encoded = TEXT_INIT;

	document_escape(&encoded, path, strlen(path));
	(void)xmlSetProp(root, xml_string("path"), xml_string(text_string(&encoded)));
}

/* Kept under a key; format: for a file of which nobody knows it, or NULL. NULL: no memory. */
static struct known *look_at(
	struct documents *documents, const char *key, const char *path, const char *format)
{
	struct known *known = calloc(1, sizeof *known);
	struct judged_file file = {0};
	int code;

	if (known == NULL)
		return NULL;
	code = documents->world->file(documents->world->context, path, &file);
	if (format != NULL && file.format[0] == '\0')
		(void)snprintf(file.format, sizeof file.format, "%s", format);
	if (code < 0)
		known->doubt = code == -EOWNERDEAD ? DOUBT_KILLED : DOUBT_UNREADABLE;
	else
		known->doubt = doubt_of(&file);
	if (code == 0 && known->doubt == DOUBT_NONE && file.presence == PRESENCE_THERE)
		read_bytes(documents, &file, known);
	if (code == 0 && documents->world->parsed != NULL)
		documents->world->parsed(documents->world->context);
	if (known->tree != NULL)
		set_path(xmlDocGetRootElement(known->tree), path);
	if (xmlHashAddEntry(documents->files, xml_string(key), known) == 0)
		return known;
	free_known(known, NULL);
	return NULL;
}

/* known NULL: there was no memory. */
static xmlNodePtr use(struct documents *documents, const struct known *known, const char *path)
{
	if (known == NULL) {
		documents_doubt(documents, DOUBT_TOO_LARGE, path, 0);
		documents->blind = true;
		return NULL;
	}
	if (known->doubt != DOUBT_NONE)
		documents_doubt(documents, known->doubt, path, known->line);
	if (known->tree != NULL)
		return xmlDocGetRootElement(known->tree);
	documents->blind |= known->doubt != DOUBT_NONE;
	return NULL;
}

static struct known *know(
	struct documents *documents, const char *key, const char *path, const char *format)
{
	struct known *known = xmlHashLookup(documents->files, xml_string(key));

	return known != NULL ? known : look_at(documents, key, path, format);
}

xmlNodePtr documents_file(struct documents *documents, const char *path)
{
	return use(documents, know(documents, path, path, NULL), path);
}

xmlNodePtr documents_file_as(struct documents *documents, const char *path, const char *format)
{
	TEXT_CLEANUP struct text key = TEXT_INIT;
	const struct known *known = know(documents, path, path, NULL);

	if (known == NULL || known->tree != NULL || known->doubt != DOUBT_NO_FORMAT)
		return use(documents, known, path);
	/* Beside what cw:file() says of it. */
	text_format(&key, "%s\n%s", path, format);
	return use(documents, know(documents, text_string(&key), path, format), path);
}

xmlNodePtr documents_view(struct documents *documents, const char *name)
{
	xmlDocPtr view = xmlHashLookup(documents->views, xml_string(name));

	return view != NULL ? xmlDocGetRootElement(view) : NULL;
}

xmlNodePtr documents_keep(struct documents *documents, const char *name, xmlDocPtr view)
{
	struct known nothing = {.doubt = DOUBT_EXPRESSION};
	xmlNodePtr root = view != NULL ? xmlDocGetRootElement(view) : NULL;

	if (root == NULL || xmlHashAddEntry(documents->views, xml_string(name), view) < 0) {
		xmlFreeDoc(view);
		return NULL;
	}
	documents->memory += DOCUMENT_NODE * look_through(root, &nothing);
	return root;
}

void documents_doubt(struct documents *documents, enum doubt doubt, const char *path, uint32_t line)
{
	if (documents->doubt != DOUBT_NONE)
		return;
	documents->doubt = doubt;
	documents->line = line;
	(void)snprintf(documents->path, sizeof documents->path, "%s", path);
}

void documents_trust(struct documents *documents)
{
	documents->doubt = DOUBT_NONE;
	documents->blind = false;
}

enum doubt documents_doubted(const struct documents *documents, const char **path, uint32_t *line)
{
	*path = documents->path;
	*line = documents->line;
	return documents->doubt;
}

bool documents_blind(const struct documents *documents)
{
	return documents->blind;
}

void documents_blind_now(struct documents *documents)
{
	documents->blind = true;
}

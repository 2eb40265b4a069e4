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

/* The first that arose, and whether any was of something that nothing could be read of. */
struct doubts {
	enum doubt doubt;
	uint32_t line;
	bool blind;
	char path[JUDGED_PATH_MOST];
};

/* What is known of a file or a view: a tree, or a doubt, or both, or that it is absent. */
struct known {
	xmlDocPtr tree;
	enum doubt doubt;
	uint32_t line;
	bool blind;
	char *path; /* that the doubt is about */
};

struct documents {
	const struct judge_world *world;
	xmlHashTablePtr files; /* path -> struct known */
	xmlHashTablePtr views; /* name and argument -> struct known */
	size_t memory;	       /* of all of them */
	struct doubts doubts;  /* of what was asked for since documents_trust() */
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
	free(known->path);
	free(known);
}

void documents_free(struct documents *documents)
{
	if (documents == NULL)
		return;
	xmlHashFree(documents->files, free_known);
	xmlHashFree(documents->views, free_known);
	free(documents);
}

void documents_tidy(struct documents *documents)
{
	if (documents->memory < DOCUMENTS_MEMORY_MOST)
		return;
	xmlHashFree(documents->files, free_known);
	xmlHashFree(documents->views, free_known);
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

/* What a tree takes, an attribute being two nodes; and its first unread line, or NULL. */
static size_t memory_of(xmlNodePtr root, xmlNodePtr *unread)
{
	size_t count = 0;

	*unread = NULL;
	for (xmlNodePtr node = root; node != NULL; node = documents_next(node, root)) {
		count += 1 + 2 * count_attributes(node);
		if (*unread == NULL && node->type == XML_ELEMENT_NODE &&
			xmlStrEqual(node->name, xml_string("unread")))
			*unread = node;
	}
	return DOCUMENT_NODE * count;
}

static void read_bytes(
	struct documents *documents, const struct judged_file *file, struct known *known)
{
	xmlNodePtr unread;
	bool full = false;

	if (documents->memory >= DOCUMENTS_MEMORY_MOST) {
		known->doubt = DOUBT_TOO_LARGE;
		return;
	}
	known->tree = settings_read(file->format, file->bytes, file->length, &full);
	if (known->tree == NULL || full)
		known->doubt = known->tree != NULL ? DOUBT_TOO_LARGE : DOUBT_NO_FORMAT;
	if (known->tree == NULL)
		return;
	documents->memory +=
		2 * file->length + memory_of(xmlDocGetRootElement(known->tree), &unread);
	if (known->doubt == DOUBT_NONE && unread != NULL) {
		known->doubt = DOUBT_UNREAD;
		known->line = documents_line(unread);
	}
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

/* NULL: there is no memory to keep it. */
static struct known *keep(xmlHashTablePtr table, const char *key, struct known *known)
{
	if (known->path != NULL && xmlHashAddEntry(table, xml_string(key), known) == 0)
		return known;
	free_known(known, NULL);
	return NULL;
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
	known->blind = known->tree == NULL && known->doubt != DOUBT_NONE;
	known->path = strdup(path);
	return keep(documents->files, key, known);
}

/* known NULL: there was no memory for what this names. */
static xmlNodePtr use(struct documents *documents, const struct known *known, const char *name)
{
	if (known == NULL) {
		documents_doubt(documents, DOUBT_TOO_LARGE, name, 0);
		documents->doubts.blind = true;
		return NULL;
	}
	if (known->doubt != DOUBT_NONE)
		documents_doubt(documents, known->doubt, known->path, known->line);
	documents->doubts.blind |= known->blind;
	return known->tree != NULL ? xmlDocGetRootElement(known->tree) : NULL;
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

bool documents_entry(
	struct documents *documents, const char *path, bool follow, struct judged_entry *result)
{
	const struct judge_world *world = documents->world;

	if (world->entry(world->context, path, follow, result) == 0 &&
		result->presence != PRESENCE_UNREADABLE && result->presence != PRESENCE_UNWATCHED)
		return true;
	documents_unknown(documents, path);
	return false;
}

void documents_list(struct documents *documents, const char *pattern, struct arena *arena,
	struct string_list *result)
{
	if (documents->world->list(documents->world->context, pattern, arena, result) < 0)
		documents_unknown(documents, pattern);
}

/* NULL: no memory. */
static struct known *make(struct documents *documents, const struct documents_kind *kind,
	const char *argument, const char *key)
{
	const struct doubts outer = documents->doubts;
	xmlDocPtr tree = document_tree(kind->element);
	struct known *known = calloc(1, sizeof *known);
	xmlNodePtr unread;

	if (tree == NULL || known == NULL) {
		xmlFreeDoc(tree);
		free(known);
		return NULL;
	}
	documents_trust(documents);
	kind->fill(documents, argument, xmlDocGetRootElement(tree));
	documents->memory += memory_of(xmlDocGetRootElement(tree), &unread);
	known->tree = tree;
	known->doubt = documents->doubts.doubt;
	known->line = documents->doubts.line;
	known->blind = documents->doubts.blind;
	known->path = strdup(documents->doubts.path);
	documents->doubts = outer;
	return keep(documents->views, key, known);
}

xmlNodePtr documents_view(
	struct documents *documents, const struct documents_kind *kind, const char *argument)
{
	TEXT_CLEANUP struct text key = TEXT_INIT;
	struct known *known;

	text_format(&key, "%s %s", kind->name, argument);
	known = xmlHashLookup(documents->views, xml_string(text_string(&key)));
	if (known == NULL)
		known = make(documents, kind, argument, text_string(&key));
	return use(documents, known, text_string(&key));
}

void documents_doubt(struct documents *documents, enum doubt doubt, const char *path, uint32_t line)
{
	struct doubts *doubts = &documents->doubts;

	if (doubts->doubt != DOUBT_NONE)
		return;
	doubts->doubt = doubt;
	doubts->line = line;
	(void)snprintf(doubts->path, sizeof doubts->path, "%s", path);
}

void documents_unknown(struct documents *documents, const char *path)
{
	documents_doubt(documents, DOUBT_UNREADABLE, path, 0);
	documents->doubts.blind = true;
}

void documents_trust(struct documents *documents)
{
	documents->doubts = (struct doubts){.doubt = DOUBT_NONE};
}

enum doubt documents_doubted(const struct documents *documents, const char **path, uint32_t *line)
{
	*path = documents->doubts.path;
	*line = documents->doubts.line;
	return documents->doubts.doubt;
}

bool documents_blind(const struct documents *documents)
{
	return documents->doubts.blind;
}

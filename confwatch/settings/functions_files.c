// SPDX-License-Identifier: GPL-2.0-or-later
// Functions that ask the world: documents, what stat(2) says, packages.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "settings/evaluation.h"
#include "settings/functions.h"

static const struct judge_world *world_of(xmlXPathParserContextPtr call)
{
	return documents_world(evaluation_of(call)->documents);
}

/* The one argument, to be freed with xmlFree(); NULL: refused. */
static xmlChar *only_string(xmlXPathParserContextPtr call, int count)
{
	return evaluation_takes(call, count, 1, 1) ? xmlXPathPopString(call) : NULL;
}

static void doubt(xmlXPathParserContextPtr call, const char *path)
{
	documents_doubt(evaluation_of(call)->documents, DOUBT_UNREADABLE, path, 0);
	documents_blind_now(evaluation_of(call)->documents);
}

void function_file(xmlXPathParserContextPtr call, int count)
{
	xmlChar *path = only_string(call, count);

	if (path == NULL)
		return;
	valuePush(call,
		xmlXPathNewNodeSet(
			documents_file(evaluation_of(call)->documents, (const char *)path)));
	xmlFree(path);
}

static void add_files(xmlXPathParserContextPtr call, const struct string_list *paths)
{
	xmlXPathObjectPtr result = xmlXPathNewNodeSet(NULL);

	for (size_t i = 0; result != NULL && i < paths->count; i++) {
		xmlNodePtr root = documents_file(evaluation_of(call)->documents, paths->items[i]);

		if (root != NULL)
			(void)xmlXPathNodeSetAddUnique(result->nodesetval, root);
	}
	valuePush(call, result);
}

void function_files(xmlXPathParserContextPtr call, int count)
{
	xmlChar *pattern = only_string(call, count);
	const struct judge_world *world = world_of(call);
	struct arena arena = ARENA_INIT;
	struct string_list paths = {0};

	if (pattern == NULL)
		return;
	if (world->list(world->context, (const char *)pattern, &arena, &paths) < 0)
		doubt(call, (const char *)pattern);
	add_files(call, &paths);
	xmlFree(pattern);
	arena_release(&arena);
}

static void attribute(xmlNodePtr node, const char *name, const char *value)
{
	(void)xmlNewProp(node, BAD_CAST name, BAD_CAST value);
}

static void number(xmlNodePtr node, const char *name, const char *format, int64_t value)
{
	char text[32];

	/* The formats are those of describe(). */
	(void)snprintf(
		text, sizeof text, strcmp(format, "o") == 0 ? "%04" PRIo64 : "%" PRId64, value);
	attribute(node, name, text);
}

static const char *type_name(char type)
{
	static const char letters[] = "fdlpsbc";
	static const char *const names[] = {
		"file", "directory", "link", "fifo", "socket", "block", "character", "other"};
	const char *found = type != '\0' ? strchr(letters, type) : NULL;

	return names[found != NULL ? (size_t)(found - letters) : sizeof letters - 1];
}

static void describe(xmlNodePtr node, const char *path, const struct judged_entry *entry)
{
	attribute(node, "file", path);
	attribute(node, "type", type_name(entry->type));
	number(node, "mode", "o", entry->mode);
	attribute(node, "user", entry->user);
	attribute(node, "group", entry->group);
	number(node, "uid", "d", entry->uid);
	number(node, "gid", "d", entry->gid);
	number(node, "size", "d", (int64_t)entry->size);
	number(node, "mtime", "d", entry->mtime);
	if (entry->link)
		attribute(node, "target", entry->target);
}

/* False: nobody can tell, which is noted. */
static bool look(
	xmlXPathParserContextPtr call, const char *path, bool follow, struct judged_entry *result)
{
	const struct judge_world *world = world_of(call);
	int code = world->entry(world->context, path, follow, result);

	if (code == 0 && result->presence != PRESENCE_UNREADABLE &&
		result->presence != PRESENCE_UNWATCHED)
		return true;
	doubt(call, path);
	return false;
}

static void push_entry(xmlXPathParserContextPtr call, int count, bool follow)
{
	xmlChar *path = only_string(call, count);
	struct judged_entry entry = {0};
	xmlNodePtr node = NULL;

	if (path == NULL)
		return;
	if (look(call, (const char *)path, follow, &entry) && entry.presence == PRESENCE_THERE) {
		node = evaluation_make(call, "entry");
		if (node != NULL)
			describe(node, (const char *)path, &entry);
	}
	valuePush(call, xmlXPathNewNodeSet(node));
	xmlFree(path);
}

void function_stat(xmlXPathParserContextPtr call, int count)
{
	push_entry(call, count, true);
}

void function_lstat(xmlXPathParserContextPtr call, int count)
{
	push_entry(call, count, false);
}

void function_exists(xmlXPathParserContextPtr call, int count)
{
	xmlChar *path = only_string(call, count);
	struct judged_entry entry = {0};
	bool there;

	if (path == NULL)
		return;
	there = look(call, (const char *)path, true, &entry) && entry.presence == PRESENCE_THERE;
	valuePush(call, xmlXPathNewBoolean(there));
	xmlFree(path);
}

void function_same(xmlXPathParserContextPtr call, int count)
{
	const struct judge_world *world = world_of(call);
	xmlChar *a, *b;
	bool same = false;

	if (!evaluation_takes(call, count, 2, 2))
		return;
	b = xmlXPathPopString(call);
	a = xmlXPathPopString(call);
	if (a != NULL && b != NULL) {
		if (world->same(world->context, (const char *)a, (const char *)b, &same) < 0)
			doubt(call, (const char *)a);
		valuePush(call, xmlXPathNewBoolean(same));
	}
	xmlFree(a);
	xmlFree(b);
}

/* "" where it is not installed. */
static bool ask_package(xmlXPathParserContextPtr call, int count, char version[JUDGED_NAME_MOST])
{
	xmlChar *name = only_string(call, count);
	const struct judge_world *world = world_of(call);

	version[0] = '\0';
	if (name == NULL)
		return false;
	if (world->package(world->context, (const char *)name, version) < 0) {
		version[0] = '\0';
		doubt(call, (const char *)name);
	}
	xmlFree(name);
	return true;
}

void function_installed(xmlXPathParserContextPtr call, int count)
{
	char version[JUDGED_NAME_MOST];

	if (ask_package(call, count, version))
		valuePush(call, xmlXPathNewBoolean(version[0] != '\0'));
}

void function_version(xmlXPathParserContextPtr call, int count)
{
	char version[JUDGED_NAME_MOST];

	if (ask_package(call, count, version))
		valuePush(call, xmlXPathNewCString(version));
}

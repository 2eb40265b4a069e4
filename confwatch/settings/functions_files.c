// SPDX-License-Identifier: GPL-2.0-or-later
// Functions that ask the world: documents, what stat(2) says, packages.
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "settings/document.h"
#include "settings/evaluation.h"
#include "settings/functions.h"
#include "settings/pam_decision.h"

/* The next argument from the right, as bytes that the world knows. */
static bool pop_bytes(xmlXPathParserContextPtr call, struct text *result)
{
	xmlChar *string = xmlXPathPopString(call);

	if (string == NULL)
		return false;
	(void)document_unescape((const char *)string, result);
	xmlFree(string);
	return true;
}

/* The one argument; false: refused. */
static bool only_bytes(xmlXPathParserContextPtr call, int count, struct text *result)
{
	return evaluation_takes(call, count, 1, 1) && pop_bytes(call, result);
}

void function_file(xmlXPathParserContextPtr call, int count)
{
	TEXT_CLEANUP struct text path = TEXT_INIT;

	if (only_bytes(call, count, &path))
		valuePush(call,
			xmlXPathNewNodeSet(documents_file(
				evaluation_of(call)->documents, text_string(&path))));
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
	TEXT_CLEANUP struct text pattern = TEXT_INIT;
	struct arena arena = ARENA_INIT;
	struct string_list paths = {0};

	if (!only_bytes(call, count, &pattern))
		return;
	documents_list(evaluation_of(call)->documents, text_string(&pattern), &arena, &paths);
	add_files(call, &paths);
	arena_release(&arena);
}

static void attribute(xmlNodePtr node, const char *name, const char *value)
{
	TEXT_CLEANUP struct text encoded = TEXT_INIT;

	document_escape(&encoded, value, strlen(value));
	(void)xmlNewProp(node, xml_string(name), xml_string(text_string(&encoded)));
}

void function_paths(xmlXPathParserContextPtr call, int count)
{
	TEXT_CLEANUP struct text pattern = TEXT_INIT;
	struct arena arena = ARENA_INIT;
	struct string_list paths = {0};
	xmlXPathObjectPtr result;

	if (!only_bytes(call, count, &pattern))
		return;
	documents_list(evaluation_of(call)->documents, text_string(&pattern), &arena, &paths);
	result = xmlXPathNewNodeSet(NULL);
	for (size_t i = 0; result != NULL && i < paths.count; i++) {
		xmlNodePtr node = evaluation_make(call, "path", NULL);

		if (node == NULL)
			break;
		attribute(node, "value", paths.items[i]);
		(void)xmlXPathNodeSetAddUnique(result->nodesetval, node);
	}
	valuePush(call, result);
	arena_release(&arena);
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

static void push_entry(xmlXPathParserContextPtr call, int count, bool follow)
{
	TEXT_CLEANUP struct text path = TEXT_INIT;
	struct judged_entry entry = {0};
	xmlNodePtr node = NULL;

	if (!only_bytes(call, count, &path))
		return;
	if (documents_entry(evaluation_of(call)->documents, text_string(&path), follow, &entry) &&
		entry.presence == PRESENCE_THERE) {
		node = evaluation_make(call, "entry", NULL);
		if (node != NULL)
			describe(node, text_string(&path), &entry);
	}
	valuePush(call, xmlXPathNewNodeSet(node));
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
	TEXT_CLEANUP struct text path = TEXT_INIT;
	struct judged_entry entry = {0};

	if (only_bytes(call, count, &path))
		valuePush(call,
			xmlXPathNewBoolean(documents_entry(evaluation_of(call)->documents,
						   text_string(&path), true, &entry) &&
				entry.presence == PRESENCE_THERE));
}

void function_same(xmlXPathParserContextPtr call, int count)
{
	TEXT_CLEANUP struct text a = TEXT_INIT, b = TEXT_INIT;
	struct documents *documents = evaluation_of(call)->documents;
	const struct judge_world *world = documents_world(documents);
	bool same = false;

	if (!evaluation_takes(call, count, 2, 2) || !pop_bytes(call, &b) || !pop_bytes(call, &a))
		return;
	if (world->same(world->context, text_string(&a), text_string(&b), &same) < 0)
		documents_unknown(documents, text_string(&a));
	valuePush(call, xmlXPathNewBoolean(same));
}

void function_pam_permits(xmlXPathParserContextPtr call, int count)
{
	xmlChar *service, *type, *modules;

	if (!evaluation_takes(call, count, 3, 3))
		return;
	modules = xmlXPathPopString(call);
	type = xmlXPathPopString(call);
	service = xmlXPathPopString(call);
	if (modules != NULL && type != NULL && service != NULL)
		valuePush(call,
			xmlXPathNewBoolean(pam_decision_permits(
				view_pam(evaluation_of(call)->documents, (const char *)service),
				(const char *)type, (const char *)modules)));
	xmlFree(service);
	xmlFree(type);
	xmlFree(modules);
}

/* "" where it is not installed. */
static bool ask_package(xmlXPathParserContextPtr call, int count, char version[JUDGED_NAME_MOST])
{
	TEXT_CLEANUP struct text name = TEXT_INIT;
	struct documents *documents = evaluation_of(call)->documents;
	const struct judge_world *world = documents_world(documents);

	version[0] = '\0';
	if (!only_bytes(call, count, &name))
		return false;
	if (world->package(world->context, text_string(&name), version) < 0) {
		version[0] = '\0';
		documents_unknown(documents, text_string(&name));
	}
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

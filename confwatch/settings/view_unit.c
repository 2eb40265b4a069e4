// SPDX-License-Identifier: GPL-2.0-or-later
// What systemd makes of one unit: its files, merged, and whether something starts it.
#include <libxml/hash.h>
#include <string.h>

#include "base/path.h"
#include "settings/node.h"
#include "settings/unit_files.h"
#include "settings/unit_settings.h"
#include "settings/views_systemd.h"

struct merging {
	struct documents *documents;
	struct arena *arena;
	xmlNodePtr root;
	struct document document;
	/* Section, list or name -> the setting that holds, or where the list begins. */
	xmlHashTablePtr known;
	const char *file;
};

static void put(
	struct merging *merging, const char *element, const char *section, const xmlNode *setting)
{
	struct document *document = &merging->document;

	document_open(document, element, documents_line(setting));
	document_attribute_copy(document, "section", section);
	document_attribute_copy(document, "name", node_attribute(setting, "name"));
	document_attribute_copy(document, "value", node_attribute(setting, "value"));
	document_attribute_string(document, "file", merging->file);
	document_close(document);
}

static void empty(const struct merging *merging, const char *section, const char *list)
{
	const xmlNode *from = xmlHashLookup2(merging->known, xml_string(section), xml_string(list));
	xmlNodePtr node = from != NULL ? from->next : merging->root->children;

	for (; node != NULL; node = node->next) {
		const char *its;

		if (!node_is(node, "setting") || !node_has(node, "section", section))
			continue;
		(void)unit_merge(section, node_attribute(node, "name"), &its);
		if (strcmp(its, list) == 0)
			document_override(node);
	}
}

static void take_setting(struct merging *merging, const char *section, const xmlNode *setting)
{
	const char *list;
	enum unit_merge merge = unit_merge(section, node_attribute(setting, "name"), &list);
	bool resets = merge == UNIT_APPENDS && node_has(setting, "value", "");
	xmlNodePtr before = NULL;

	if (merge == UNIT_REPLACES)
		before = xmlHashLookup2(merging->known, xml_string(section), xml_string(list));
	else if (resets)
		empty(merging, section, list);
	if (merge == UNIT_ADDS && node_has(setting, "value", ""))
		return;
	document_override(before);
	put(merging, resets ? "reset" : "setting", section, setting);
	if ((resets || merge == UNIT_REPLACES) &&
		xmlHashUpdateEntry2(merging->known, xml_string(section), xml_string(list),
			merging->root->last, NULL) < 0)
		documents_unknown(merging->documents, merging->file);
}

static void take_file(struct merging *merging, const char *path)
{
	const xmlNode *file = documents_file_as(merging->documents, path, "unit");

	merging->file = path;
	for (const xmlNode *section = node_first(file, "section"); section != NULL;
		section = node_next(section, "section"))
		for (const xmlNode *setting = node_first(section, "setting"); setting != NULL;
			setting = node_next(setting, "setting"))
			take_setting(merging, node_attribute(section, "name"), setting);
}

/* "multi-user.target" of ".../multi-user.target.wants/a.service". */
static const char *who_wants(struct arena *arena, const char *path)
{
	const char *directory = path_name(path_parent(arena, path));
	const char *dot = strrchr(directory, '.');

	return arena_format(arena, "%.*s", (int)(dot - directory), directory);
}

static void add_wanted(struct merging *merging, const char *directory, const char *name)
{
	static const char *const suffixes[] = {"wants", "requires", "upholds"};

	for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
		struct string_list paths = {0};

		documents_list(merging->documents,
			arena_format(merging->arena, "%s/*.%s/%s", directory, suffixes[i],
				unit_pattern(merging->arena, name)),
			merging->arena, &paths);
		for (size_t j = 0; j < paths.count; j++) {
			document_open(&merging->document, "wanted", 0);
			document_attribute_string(&merging->document, "by",
				who_wants(merging->arena, paths.items[j]));
			document_attribute_string(&merging->document, "file", paths.items[j]);
			document_close(&merging->document);
		}
	}
}

static bool is_link_in_etc(const struct merging *merging, const char *name)
{
	struct judged_entry entry;

	return documents_entry(merging->documents,
		       path_join(merging->arena, "/etc/systemd/system", name), false, &entry) &&
		entry.presence == PRESENCE_THERE && entry.link;
}

/* A link in /etc starts it: one of its names, or one below what wants it. */
static bool is_enabled(const struct merging *merging, const struct unit_files *files)
{
	if (files->masked)
		return false;
	for (const xmlNode *wanted = node_first(merging->root, "wanted"); wanted != NULL;
		wanted = node_next(wanted, "wanted")) {
		if (path_is_within(node_attribute(wanted, "file"), "/etc"))
			return true;
	}
	for (size_t i = 1; i < files->names.count; i++) {
		if (is_link_in_etc(merging, files->names.items[i]))
			return true;
	}
	return false;
}

static void describe(struct merging *merging, const struct unit_files *files, const char *name)
{
	struct document *document = &merging->document;

	document_attribute_copy(document, "name", name);
	document_attribute_string(document, "load", unit_files_state(files));
	if (files->fragment != NULL)
		document_attribute_string(document, "file", files->fragment);
	for (size_t i = 0; i < files->names.count; i++) {
		document_item(
			document, "name", files->names.items[i], strlen(files->names.items[i]));
		add_wanted(merging, "/etc/systemd/system", files->names.items[i]);
		add_wanted(merging, "/usr/lib/systemd/system", files->names.items[i]);
	}
	document_attribute_string(document, "enabled", is_enabled(merging, files) ? "yes" : "no");
}

static void fill(struct documents *documents, const char *argument, xmlNodePtr root)
{
	TEXT_CLEANUP struct text name = TEXT_INIT;
	struct arena arena = ARENA_INIT;
	struct merging merging = {.documents = documents,
		.arena = &arena,
		.root = root,
		.document = document_below(root),
		.known = xmlHashCreate(64)};
	struct unit_files files;

	(void)document_unescape(argument, &name);
	unit_files_find(documents, &arena, text_string(&name), &files);
	describe(&merging, &files, argument);
	if (merging.known == NULL) {
		documents_unknown(documents, argument);
	} else if (files.fragment != NULL && !files.masked) {
		take_file(&merging, files.fragment);
		for (size_t i = 0; i < files.dropins.count; i++) {
			document_open(&merging.document, "dropin", 0);
			document_attribute_string(
				&merging.document, "file", files.dropins.items[i]);
			document_close(&merging.document);
			take_file(&merging, files.dropins.items[i]);
		}
	}
	xmlHashFree(merging.known, NULL);
	arena_release(&arena);
}

xmlNodePtr view_unit(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"unit", "unit", fill};

	return documents_view(documents, &kind, argument);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// All units that /etc starts or changes, and which lines of packages are changed there.
#include <libxml/hash.h>
#include <string.h>

#include "base/path.h"
#include "settings/node.h"
#include "settings/unit_files.h"
#include "settings/unit_settings.h"
#include "settings/views_systemd.h"

#define UNITS_HERE "/etc/systemd/system"

enum {
	CHUNK_MOST = 240, /* bytes that an answer, and so a parameter, surely holds */
};

/* FNV-1a. */
static const uint32_t digest_start = 0x811c9dc5, digest_prime = 0x01000193;

struct listing {
	struct documents *documents;
	struct arena *arena;
	xmlNodePtr root;
	struct document document;
};

/* What a unit's package says under one name. */
struct vendor_line {
	uint32_t digest;
	const xmlNode *last;
	bool told;
};

/* Not against forgery: whoever writes units needs none. */
static uint32_t digest_of(uint32_t digest, const char *string)
{
	for (; *string != '\0'; string++)
		digest = (digest ^ (unsigned char)*string) * digest_prime;
	return (digest ^ '\n') * digest_prime;
}

/* Nothing that would have to be quoted. */
static bool is_plain(const char *name)
{
	return name[strspn(name,
		       "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		       "0123456789:_.@-/*")] == '\0';
}

/* Made at boot by others, or of several units: nobody can say whether they are there. */
static bool is_of_files(const char *unit)
{
	static const char *const types[] = {"service", "timer", "socket", "path", "target"};
	const char *type = unit_type(unit);

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (strcmp(type, types[i]) == 0)
			return strrchr(unit, '.')[-1] != '-';
	}
	return false;
}

static bool exists(const struct listing *listing, const char *path)
{
	struct judged_entry entry;

	return documents_entry(listing->documents, path, true, &entry) &&
		entry.presence == PRESENCE_THERE;
}

/* A script of SysV counts: systemd makes a unit of it. */
static const char *state_of(const struct listing *listing, const char *unit)
{
	struct unit_files files;
	const char *script = arena_format(
		listing->arena, "/etc/init.d/%.*s", (int)(strrchr(unit, '.') - unit), unit);

	(void)unit_files_load(listing->documents, listing->arena, unit, &files);
	if (files.fragment == NULL && strcmp(unit_type(unit), "service") == 0 &&
		exists(listing, script))
		return "loaded";
	return unit_files_state(&files);
}

static void put(struct listing *listing, const char *element, const char *key, const char *unit,
	const char *file)
{
	if (!is_of_files(unit))
		return;
	document_open(&listing->document, element, 0);
	document_attribute_string(&listing->document, key, unit);
	document_attribute_string(&listing->document, "load", state_of(listing, unit));
	document_attribute_string(&listing->document, "file", file);
	document_close(&listing->document);
}

static void list_enabled(struct listing *listing, const char *suffix)
{
	struct string_list paths = {0};

	documents_list(listing->documents,
		arena_format(listing->arena, UNITS_HERE "/*.%s/*", suffix), listing->arena, &paths);
	for (size_t i = 0; i < paths.count; i++)
		put(listing, "enabled", "name", path_name(paths.items[i]), paths.items[i]);
}

static void put_override(struct listing *listing, const char *unit, const char *name,
	const char *file, const struct vendor_line *vendor)
{
	struct document *document = &listing->document;
	TEXT_CLEANUP struct text key = TEXT_INIT;

	text_format(&key, "%s/%s:%08x", unit, name, vendor->digest);
	if (!is_plain(text_string(&key)))
		return;
	document_open(
		document, "override", vendor->last != NULL ? documents_line(vendor->last) : 0);
	document_attribute_string(document, "unit", unit);
	document_attribute_string(document, "name", name);
	document_attribute_string(document, "key", text_string(&key));
	document_attribute_copy(document, "value", node_attribute(vendor->last, "value"));
	document_attribute_copy(document, "file", file);
	document_close(document);
}

/* NULL: no memory, which is noted. */
static struct vendor_line *line_of(
	struct listing *listing, xmlHashTablePtr lines, const xmlNode *setting, bool add)
{
	const char *section = node_attribute(setting, "section");
	const char *list;
	struct vendor_line *line;

	(void)unit_merge(section, node_attribute(setting, "name"), &list);
	line = xmlHashLookup2(lines, xml_string(section), xml_string(list));
	if (line != NULL || !add)
		return line;
	line = arena_alloc(listing->arena, sizeof *line);
	*line = (struct vendor_line){.digest = digest_start};
	if (xmlHashAddEntry2(lines, xml_string(section), xml_string(list), line) < 0)
		documents_unknown(listing->documents, UNITS_HERE);
	return line;
}

/* Whether a line in /etc takes the place of the package's. */
static bool overrides(const xmlNode *node, const char *own)
{
	const char *list;

	if (node_has(node, "name", "") ||
		!path_is_within(node_attribute(node, "file"), UNITS_HERE) ||
		node_has(node, "file", own) || node_has(node, "section", "Install"))
		return false;
	return node_is(node, "reset") ||
		unit_merge(node_attribute(node, "section"), node_attribute(node, "name"), &list) ==
		UNIT_REPLACES;
}

static void compare_lines(
	struct listing *listing, const xmlNode *unit, const char *name, xmlHashTablePtr lines)
{
	const char *own = node_attribute(unit, "file");

	for (const xmlNode *node = unit->children; node != NULL; node = node->next) {
		struct vendor_line *line;

		if (!node_has(node, "file", own) || node_is(node, "reset"))
			continue;
		line = line_of(listing, lines, node, true);
		line->digest = digest_of(line->digest, node_attribute(node, "name"));
		line->digest = digest_of(line->digest, node_attribute(node, "value"));
		line->last = node;
	}
	for (const xmlNode *node = unit->children; node != NULL; node = node->next) {
		struct vendor_line *line;

		if (!overrides(node, own))
			continue;
		line = line_of(listing, lines, node, true);
		if (!line->told)
			put_override(listing, name, node_attribute(node, "name"), own, line);
		line->told = true;
	}
}

static bool is_vendors(const char *file)
{
	return path_is_within(file, "/usr") || path_is_within(file, "/lib");
}

static void list_overrides(struct listing *listing, const char *name)
{
	const xmlNode *unit = view_unit(listing->documents, name);
	xmlHashTablePtr lines;

	if (unit == NULL || !is_vendors(node_attribute(unit, "file")))
		return;
	lines = xmlHashCreate(64);
	if (lines == NULL)
		documents_unknown(listing->documents, UNITS_HERE);
	else
		compare_lines(listing, unit, name, lines);
	xmlHashFree(lines, NULL);
}

static void list_dropins(struct listing *listing)
{
	struct string_list paths = {0}, units = {0};

	documents_list(listing->documents, UNITS_HERE "/*.d/*.conf", listing->arena, &paths);
	for (size_t i = 0; i < paths.count; i++) {
		const char *directory = path_name(path_parent(listing->arena, paths.items[i]));
		const char *unit = arena_format(
			listing->arena, "%.*s", (int)(strlen(directory) - 2), directory);

		put(listing, "dropin", "unit", unit, paths.items[i]);
		if (is_of_files(unit) &&
			(units.count == 0 || strcmp(units.items[units.count - 1], unit) != 0))
			string_list_add(&units, listing->arena, unit);
	}
	for (size_t i = 0; i < units.count; i++)
		list_overrides(listing, units.items[i]);
}

/* A unit in /etc that hides the package's of the same name altogether. */
static void list_copies(struct listing *listing, const char *type)
{
	struct string_list paths = {0};

	documents_list(listing->documents, arena_format(listing->arena, UNITS_HERE "/*.%s", type),
		listing->arena, &paths);
	for (size_t i = 0; i < paths.count; i++) {
		const char *name = path_name(paths.items[i]);
		const char *hidden = path_join(listing->arena, "/usr/lib/systemd/system", name);
		struct vendor_line whole = {.digest = digest_start};
		struct judged_entry entry;
		xmlNodePtr file;

		if (!documents_entry(listing->documents, paths.items[i], false, &entry) ||
			entry.link || !exists(listing, hidden))
			continue;
		file = documents_file_as(listing->documents, hidden, "unit");
		for (xmlNodePtr node = file; node != NULL; node = documents_next(node, file)) {
			if (!node_is(node, "setting"))
				continue;
			whole.digest = digest_of(whole.digest, node_attribute(node, "name"));
			whole.digest = digest_of(whole.digest, node_attribute(node, "value"));
		}
		put_override(listing, name, "*", hidden, &whole);
	}
}

static void put_chunk(struct listing *listing, const char *of, struct text *value)
{
	if (value->length == 0)
		return;
	document_open(&listing->document, "chunk", 0);
	document_attribute_string(&listing->document, "of", of);
	document_attribute_string(&listing->document, "value", text_string(value));
	document_close(&listing->document);
	text_clear(value);
}

static void join(struct listing *listing, const char *element, const char *attribute)
{
	TEXT_CLEANUP struct text value = TEXT_INIT;

	for (const xmlNode *node = node_first(listing->root, element); node != NULL;
		node = node_next(node, element)) {
		const char *word = node_attribute(node, attribute);

		if (!is_plain(word) || strlen(word) >= CHUNK_MOST ||
			(strcmp(element, "enabled") == 0 && !node_has(node, "load", "loaded")))
			continue;
		if (value.length + 1 + strlen(word) > CHUNK_MOST)
			put_chunk(listing, element, &value);
		if (value.length > 0)
			text_byte(&value, ' ');
		text_add(&value, word);
	}
	put_chunk(listing, element, &value);
}

static void fill(struct documents *documents, const char *argument, xmlNodePtr root)
{
	struct arena arena = ARENA_INIT;
	struct listing listing = {.documents = documents,
		.arena = &arena,
		.root = root,
		.document = document_below(root)};

	(void)argument;
	list_enabled(&listing, "wants");
	list_enabled(&listing, "requires");
	list_dropins(&listing);
	list_copies(&listing, "service");
	list_copies(&listing, "timer");
	list_copies(&listing, "socket");
	join(&listing, "enabled", "name");
	join(&listing, "override", "key");
	arena_release(&arena);
}

xmlNodePtr view_units(struct documents *documents, const char *argument)
{
	static const struct documents_kind kind = {"units", "units", fill};

	return documents_view(documents, &kind, argument);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Which files systemd makes a unit of: its fragment, its names, its drop-ins.
#include "settings/unit_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "settings/node.h"

enum {
	LINKS_MOST = 8, /* of a name that stands for another one */
};

/* In systemd's order (lookup_paths_init()): of files with one name, the first counts. */
static const char *const directories[] = {"/etc/systemd/system.control",
	"/run/systemd/system.control", "/run/systemd/transient", "/run/systemd/generator.early",
	"/etc/systemd/system", "/etc/systemd/system.attached", "/run/systemd/system",
	"/run/systemd/system.attached", "/run/systemd/generator", "/usr/local/lib/systemd/system",
	"/lib/systemd/system", "/usr/lib/systemd/system", "/run/systemd/generator.late"};

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* Where links stand that give a unit a second name. */
static const char *const alias_directories[] = {"/etc/systemd/system", "/run/systemd/system",
	"/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"};

struct finding {
	struct documents *documents;
	struct arena *arena;
	struct unit_files *result;
	struct string_list places; /* directories of drop-ins, the first before all others */
};

const char *unit_type(const char *name)
{
	static const char *const types[] = {"service", "timer", "socket", "path", "target", "mount",
		"automount", "swap", "slice", "scope", "device"};
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot != NULL && dot != name && i < LENGTH(types); i++) {
		if (strcmp(dot + 1, types[i]) == 0)
			return types[i];
	}
	return "";
}

const char *unit_template(struct arena *arena, const char *name)
{
	const char *at = strchr(name, '@');
	const char *dot = strrchr(name, '.');

	if (at == NULL || dot == NULL || dot <= at + 1)
		return NULL;
	return arena_format(arena, "%.*s%s", (int)(at + 1 - name), name, dot);
}

const char *unit_pattern(struct arena *arena, const char *name)
{
	TEXT_CLEANUP struct text pattern = TEXT_INIT;

	for (; *name != '\0'; name++) {
		if (strchr("*?[\\", *name) != NULL)
			text_byte(&pattern, '\\');
		text_byte(&pattern, *name);
	}
	return arena_string(arena, text_string(&pattern));
}

/* With one /usr, /lib is a link into it, and the same directory again. */
static bool is_same_again(struct documents *documents, const char *directory)
{
	struct judged_entry entry;

	return strncmp(directory, "/lib/", 5) == 0 &&
		documents_entry(documents, "/lib", false, &entry) && entry.link;
}

static bool is_there(const struct finding *finding, const char *path, struct judged_entry *entry)
{
	return documents_entry(finding->documents, path, false, entry) &&
		entry->presence == PRESENCE_THERE;
}

static bool is_masked(const struct judged_entry *entry)
{
	return entry->link ? strcmp(entry->target, "/dev/null") == 0
			   : entry->type == 'f' && entry->size == 0;
}

static void add_name(struct finding *finding, const char *name)
{
	if (!string_list_holds(&finding->result->names, name))
		string_list_add(&finding->result->names, finding->arena,
			arena_string(finding->arena, name));
}

/* A link to another place has the name of the file that it stands in for. */
static bool leads_to_units(const char *target)
{
	static const char ending[] = "/systemd/system";
	const char *slash = strrchr(target, '/');

	return slash == NULL ||
		(slash - target >= (long)sizeof ending - 1 &&
			strncmp(slash - (sizeof ending - 1), ending, sizeof ending - 1) == 0);
}

/* The name that a link among the units stands for; NULL: the file is the unit's own, linked. */
static const char *stands_for(const struct judged_entry *entry, const char *name)
{
	const char *target = path_name(entry->target);

	return leads_to_units(entry->target) && strcmp(target, name) != 0 ? target : NULL;
}

/* A service for a service, an instance for an instance; systemd passes over other links. */
static bool may_stand_for(const char *name, const char *target)
{
	return strcmp(unit_type(target), unit_type(name)) == 0 &&
		(strchr(target, '@') != NULL) == (strchr(name, '@') != NULL);
}

static bool look_in(
	struct finding *finding, const char *directory, const char *name, const char **other)
{
	struct judged_entry entry;
	const char *path = path_join(finding->arena, directory, name);

	*other = NULL;
	if (!is_there(finding, path, &entry))
		return false;
	finding->result->masked = is_masked(&entry);
	if (entry.link && !finding->result->masked && stands_for(&entry, name) != NULL) {
		if (!may_stand_for(name, stands_for(&entry, name)))
			return false;
		*other = arena_string(finding->arena, stands_for(&entry, name));
		return true;
	}
	finding->result->fragment = path;
	return true;
}

/* False: no directory has it. */
static bool look_for(struct finding *finding, const char *name, const char **other)
{
	for (size_t i = 0; i < LENGTH(directories); i++) {
		if (!is_same_again(finding->documents, directories[i]) &&
			look_in(finding, directories[i], name, other))
			return true;
	}
	return false;
}

static const char *instance_of(struct arena *arena, const char *template, const char *name)
{
	const char *at = strchr(name, '@');
	const char *dot = strrchr(name, '.');
	const char *end = strchr(template, '@');

	if (at == NULL || end == NULL || dot == NULL || end[1] != '.')
		return template;
	return arena_format(arena, "%.*s%.*s%s", (int)(end + 1 - template), template,
		(int)(dot - at - 1), at + 1, end + 1);
}

static void find_fragment(struct finding *finding, const char *name)
{
	for (unsigned links = 0; links < LINKS_MOST && name != NULL; links++) {
		const char *template = unit_template(finding->arena, name);
		const char *other = NULL;

		add_name(finding, name);
		if (!look_for(finding, name, &other) && template != NULL &&
			look_for(finding, template, &other) && other != NULL)
			other = instance_of(finding->arena, other, name);
		name = other;
	}
}

/* The first directory that has the name says what it is. */
static bool is_hidden(struct documents *documents, size_t directory, const char *name)
{
	struct judged_entry entry;

	for (size_t i = 0; i < directory; i++) {
		TEXT_CLEANUP struct text path = TEXT_INIT;

		text_format(&path, "%s/%s", alias_directories[i], name);
		if (documents_entry(documents, text_string(&path), false, &entry) &&
			entry.presence == PRESENCE_THERE)
			return true;
	}
	return false;
}

static void put_link(
	struct documents *documents, struct document *document, size_t directory, const char *path)
{
	const char *name = path_name(path);
	struct judged_entry entry;

	if (!documents_entry(documents, path, false, &entry) || !entry.link ||
		stands_for(&entry, name) == NULL ||
		!may_stand_for(name, stands_for(&entry, name)) ||
		is_hidden(documents, directory, name))
		return;
	document_open(document, "link", 0);
	document_attribute_string(document, "name", name);
	document_attribute_string(document, "to", stands_for(&entry, name));
	document_close(document);
}

/* <unit-links><link name to/>: names that stand for others, whichever. */
static void fill_links(struct documents *documents, const char *argument, xmlNodePtr root)
{
	struct arena arena = ARENA_INIT;
	struct document document = document_below(root);

	for (size_t i = 0; i < LENGTH(alias_directories); i++) {
		struct string_list paths = {0};

		if (is_same_again(documents, alias_directories[i]))
			continue;
		documents_list(documents,
			arena_format(&arena, "%s/*.%s", alias_directories[i], argument), &arena,
			&paths);
		for (size_t j = 0; j < paths.count; j++)
			put_link(documents, &document, i, paths.items[j]);
	}
	arena_release(&arena);
}

static void find_aliases(struct finding *finding, const char *name)
{
	static const struct documents_kind kind = {"unit-links", "unit-links", fill_links};
	const xmlNode *root = documents_view(finding->documents, &kind, unit_type(name));
	const char *own = finding->result->names.items[0];
	const char *template = unit_template(finding->arena, own);

	for (const xmlNode *link = node_first(root, "link"); link != NULL;
		link = node_next(link, "link")) {
		const char *to = node_attribute(link, "to");

		if (strcmp(to, own) == 0)
			add_name(finding, node_attribute(link, "name"));
		else if (template != NULL && strcmp(to, template) == 0)
			add_name(finding,
				instance_of(finding->arena, node_attribute(link, "name"), own));
	}
}

static void add_place(struct finding *finding, const char *directory, const char *name)
{
	string_list_add(&finding->places, finding->arena,
		arena_format(
			finding->arena, "%s/%s.d", directory, unit_pattern(finding->arena, name)));
}

/*
 * "foo-bar@i.service" -> "foo-@i.service", but "foo-bar@.service" -> "foo-.service"; NULL: nothing
 * is left to cut.
 */
static const char *cut_prefix(struct arena *arena, const char *name)
{
	const char *end = strchr(name, '@') != NULL ? strchr(name, '@') : strrchr(name, '.');
	const char *rest = strncmp(end, "@.", 2) == 0 ? end + 1 : end;

	if (end > name && end[-1] == '-')
		end--;
	while (end > name && end[-1] != '-')
		end--;
	return end - name > 1 ? arena_format(arena, "%.*s%s", (int)(end - name), name, rest) : NULL;
}

/* As unit_file_find_dirs(): the name, its template, then both of each shorter prefix. */
static void add_places(struct finding *finding, const char *directory, const char *name)
{
	while (name != NULL) {
		const char *template = unit_template(finding->arena, name);

		add_place(finding, directory, name);
		if (template != NULL) {
			add_place(finding, directory, template);
			for (const char *cut = cut_prefix(finding->arena, template); cut != NULL;
				cut = cut_prefix(finding->arena, cut))
				add_place(finding, directory, cut);
		}
		name = cut_prefix(finding->arena, name);
	}
}

struct dropin {
	const char *path;
	size_t rank;
};

static int compare_names(const void *a, const void *b)
{
	const struct dropin *left = a, *right = b;
	int order = strcmp(path_name(left->path), path_name(right->path));

	if (order != 0)
		return order;
	return left->rank < right->rank ? -1 : 1;
}

/* By their names; of those with one name, the one in the first directory. */
static void sort_dropins(struct finding *finding, const struct string_list *paths)
{
	struct dropin *found = arena_array(finding->arena, paths->count + 1, sizeof *found);
	const char *before = NULL;

	for (size_t i = 0; i < paths->count; i++)
		found[i] = (struct dropin){paths->items[i], i};
	qsort(found, paths->count, sizeof *found, compare_names);
	for (size_t i = 0; i < paths->count; i++) {
		struct judged_entry entry;

		if ((before == NULL || strcmp(path_name(before), path_name(found[i].path)) != 0) &&
			is_there(finding, found[i].path, &entry) && !is_masked(&entry))
			string_list_add(&finding->result->dropins, finding->arena, found[i].path);
		before = found[i].path;
	}
}

static void find_dropins(struct finding *finding, const char *type)
{
	const struct string_list *names = &finding->result->names;
	struct string_list paths = {0};

	for (size_t i = 0; i <= names->count; i++)
		for (size_t j = 0; j < LENGTH(directories); j++) {
			if (is_same_again(finding->documents, directories[j]))
				continue;
			if (i < names->count)
				add_places(finding, directories[j], names->items[i]);
			else
				add_place(finding, directories[j], type);
		}
	for (size_t i = 0; i < finding->places.count; i++)
		documents_list(finding->documents,
			arena_format(finding->arena, "%s/*.conf", finding->places.items[i]),
			finding->arena, &paths);
	sort_dropins(finding, &paths);
}

bool unit_files_load(struct documents *documents, struct arena *arena, const char *name,
	struct unit_files *result)
{
	struct finding finding = {.documents = documents, .arena = arena, .result = result};
	struct string_list *names = &result->names;

	*result = (struct unit_files){0};
	if (unit_type(name)[0] == '\0' || strchr(name, '/') != NULL)
		return false;
	find_fragment(&finding, name);
	/* Its own name is the one that all others lead to. */
	names->items[0] = names->items[names->count - 1];
	names->items[names->count - 1] = arena_string(arena, name);
	return true;
}

void unit_files_find(struct documents *documents, struct arena *arena, const char *name,
	struct unit_files *result)
{
	struct finding finding = {.documents = documents, .arena = arena, .result = result};

	if (!unit_files_load(documents, arena, name, result))
		return;
	find_aliases(&finding, name);
	find_dropins(&finding, unit_type(name));
}

const char *unit_files_state(const struct unit_files *files)
{
	if (files->masked)
		return "masked";
	return files->fragment == NULL ? "missing" : "loaded";
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Finding entries of the diary: by words, paths, tags, time, and by what a person calls one.
#include "core/diary_search.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"

enum {
	MINUTE = 60,
	DAY = 24 * 60 * 60,
	NAMED = 4, /* entries that an error names */
};

static char lower(char byte)
{
	if (byte >= 'A' && byte <= 'Z')
		return (char)(byte - 'A' + 'a');
	return byte;
}

static bool begins_with(const char *text, const char *word)
{
	while (*word != '\0' && lower(*text) == lower(*word)) {
		text++;
		word++;
	}
	return *word == '\0';
}

static bool holds(const char *text, const char *word)
{
	if (text == NULL)
		return false;
	for (; *text != '\0'; text++) {
		if (begins_with(text, word))
			return true;
	}
	return *word == '\0';
}

static bool one_holds(const char *const *texts, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++) {
		if (holds(texts[i], word))
			return true;
	}
	return false;
}

static bool has_word(const struct diary_entry *entry, const char *word)
{
	const char *const own[] = {
		entry->id, entry->author, entry->owner, entry->ticket, entry->text};

	return one_holds(own, sizeof own / sizeof own[0], word) ||
		one_holds(entry->paths, entry->path_count, word) ||
		one_holds(entry->tags, entry->tag_count, word);
}

static bool has_words(const struct diary_entry *entry, const struct string_list *words)
{
	for (size_t i = 0; i < words->count; i++) {
		if (!has_word(entry, words->items[i]))
			return false;
	}
	return true;
}

static bool has_tags(const struct diary_entry *entry, const struct string_list *tags)
{
	for (size_t i = 0; i < tags->count; i++) {
		if (!diary_has_tag(entry, tags->items[i]))
			return false;
	}
	return true;
}

static bool speaks_below(const struct diary_entry *entry, const char *directory)
{
	for (size_t i = 0; i < entry->path_count; i++) {
		if (path_is_within(entry->paths[i], directory))
			return true;
	}
	return false;
}

static bool has_path(const struct diary_entry *entry, const struct string_list *paths)
{
	for (size_t i = 0; i < paths->count; i++) {
		if (diary_is_about(entry, paths->items[i]) || speaks_below(entry, paths->items[i]))
			return true;
	}
	return paths->count == 0;
}

static bool matches(const struct diary_entry *entry, const struct diary_query *query)
{
	return !(query->has_since && entry->time < query->since) &&
		!(query->has_until && entry->time > query->until) &&
		has_path(entry, &query->paths) && has_tags(entry, &query->tags) &&
		has_words(entry, &query->words);
}

void diary_select(const struct diary *diary, const struct diary_query *query, struct arena *arena,
	struct diary *result)
{
	*result = (struct diary){0};
	for (size_t i = 0; i < diary->count; i++) {
		if (matches(&diary->entries[i], query))
			*diary_append(result, arena) = diary->entries[i];
	}
}

struct place {
	struct snapshot_id id;
	size_t at;
};

/* Of a list of snapshots, so that no entry has to look at all of them. */
struct places {
	struct place *by_id;
	int64_t *oldest; /* of each snapshot and all that are newer in the list */
};

static int compare_places(const void *a, const void *b)
{
	const struct place *left = a;
	const struct place *right = b;

	return memcmp(&left->id, &right->id, sizeof left->id);
}

static struct places list_places(struct arena *arena, const struct snapshot_list *snapshots)
{
	const struct places places = {
		arena_new_array(arena, snapshots->count + 1, struct place),
		arena_new_array(arena, snapshots->count + 1, int64_t),
	};
	int64_t oldest = INT64_MAX;

	for (size_t i = 0; i < snapshots->count; i++) {
		if (snapshots->items[i].time < oldest)
			oldest = snapshots->items[i].time;
		places.by_id[i] = (struct place){snapshots->items[i].id, i};
		places.oldest[i] = oldest;
	}
	if (snapshots->count > 1)
		qsort(places.by_id, snapshots->count, sizeof *places.by_id, compare_places);
	return places;
}

/* The first that is not younger: times need not fall in the list, the oldest so far do. */
static size_t place_at(const struct places *places, size_t count, int64_t time)
{
	size_t from = 0;

	while (from < count) {
		const size_t middle = from + (count - from) / 2;

		if (places->oldest[middle] > time)
			from = middle + 1;
		else
			count = middle;
	}
	return from;
}

/* count: none of them. */
static size_t place_of(const struct places *places, size_t count, const struct diary_entry *entry)
{
	const struct place wanted = {.id = entry->snapshot};
	const struct place *found = NULL;

	if (entry->has_snapshot && count > 0)
		found = bsearch(
			&wanted, places->by_id, count, sizeof *places->by_id, compare_places);
	return found != NULL ? found->at : place_at(places, count, entry->time);
}

void diary_by_snapshot(struct arena *arena, const struct diary *diary,
	const struct snapshot_list *snapshots, const struct string_list *paths,
	struct diary *result)
{
	const struct diary_query query = {.paths = *paths};
	const struct places places = list_places(arena, snapshots);
	struct diary asked;

	diary_select(diary, &query, arena, &asked);
	for (size_t i = 0; i < snapshots->count; i++)
		result[i] = (struct diary){0};
	for (size_t i = 0; i < asked.count; i++) {
		const size_t place = place_of(&places, snapshots->count, &asked.entries[i]);

		if (place < snapshots->count)
			*diary_append(&result[place], arena) = asked.entries[i];
	}
}

static bool is_called(const char *id, const char *name)
{
	const char *last = strrchr(id, '-');

	return strncmp(id, name, strlen(name)) == 0 ||
		(last != NULL && strcmp(last + 1, name) == 0);
}

static int several(const struct diary *diary, const char *name, struct error *error)
{
	TEXT_CLEANUP struct text ids = TEXT_INIT;
	size_t named = 0;

	for (size_t i = 0; i < diary->count && named < NAMED; i++) {
		if (is_called(diary->entries[i].id, name))
			text_format(&ids, "%s%s", named++ > 0 ? ", " : "", diary->entries[i].id);
	}
	return error_set(error, EEXIST, "several entries are called '%s': %s%s", name,
		text_string(&ids), named == NAMED ? ", ..." : "");
}

int diary_find(const struct diary *diary, const char *name, const struct diary_entry **result,
	struct error *error)
{
	const struct diary_entry *found = NULL;
	size_t matching = 0;

	for (size_t i = 0; i < diary->count; i++) {
		const struct diary_entry *entry = &diary->entries[i];

		if (*name == '\0' || !is_called(entry->id, name))
			continue;
		found = entry;
		if (strcmp(entry->id, name) == 0)
			break;
		matching++;
	}
	if (found == NULL)
		return error_set(error, ENOENT, "the diary has no entry '%s'", name);
	if (matching > 1 && strcmp(found->id, name) != 0)
		return several(diary, name, error);
	*result = found;
	return 0;
}

/* The seconds that a person means who names a day, or a minute. */
static int64_t length_of(const char *text)
{
	const char *colon = strchr(text, ':');

	if (colon == NULL)
		return DAY;
	return strchr(colon + 1, ':') == NULL ? MINUTE : 1;
}

int diary_moment(
	const char *text, bool begin, int64_t now, int zone, int64_t *result, struct error *error)
{
	struct snapshot_name name;
	struct error ignored = ERROR_INIT;

	if (snapshot_name_parse(text, now, zone, &name, &ignored) < 0 ||
		name.kind != SNAPSHOT_NAME_TIME)
		return error_set(error, EINVAL,
			"not a time: '%s' (want yesterday, 2026-11-19 or '2026-11-19 18:00')",
			text);
	*result = begin ? name.time - (length_of(text) - 1) : name.time;
	return 0;
}

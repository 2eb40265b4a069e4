// SPDX-License-Identifier: GPL-2.0-or-later
// The diary as a book: which entry is told in which chapter.
#include "core/diary_book.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"

/* One line of the whole book: a path of an entry, or the month it was written in. */
struct line {
	const char *title; /* NULL: about no path */
	struct diary_mention mention;
};

static const char *first_path(const struct diary_entry *entry)
{
	const char *first = NULL;

	for (size_t i = 0; i < entry->path_count; i++) {
		if (first == NULL || path_compare(entry->paths[i], first) < 0)
			first = entry->paths[i];
	}
	return first;
}

static const char *month_of(struct arena *arena, const struct diary_entry *entry, int zone)
{
	struct tm calendar = diary_calendar(entry->time, zone);
	char month[32] = "";

	(void)strftime(month, sizeof month, "%Y-%m", &calendar);
	return arena_string(arena, month);
}

static bool is_listed(const struct diary_entry *entry, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(entry->paths[i], path) == 0)
			return true;
	}
	return false;
}

static size_t add_paths(
	const struct diary_entry *entry, size_t number, struct line *lines, size_t count)
{
	const char *first = first_path(entry);

	if (first == NULL) {
		lines[count++] = (struct line){NULL, {entry, number, true}};
		return count;
	}
	for (size_t i = 0; i < entry->path_count; i++) {
		const char *path = entry->paths[i];

		if (!is_listed(entry, i, path))
			lines[count++] =
				(struct line){path, {entry, number, strcmp(path, first) == 0}};
	}
	return count;
}

/* Absent titles come last; of one title, the entries as they stand in the diary. */
static int compare_lines(const void *a, const void *b)
{
	const struct line *left = a;
	const struct line *right = b;
	int order = 0;

	if (left->title != NULL && right->title != NULL)
		order = path_compare(left->title, right->title);
	else if (left->title != right->title)
		order = left->title != NULL ? -1 : 1;
	if (order != 0)
		return order;
	return left->mention.number < right->mention.number ? -1 : 1;
}

static bool same_title(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void divide(struct arena *arena, const struct line *lines, size_t count, bool by_path,
	struct diary_book *book)
{
	struct diary_mention *mentions = arena_new_array(arena, count + 1, struct diary_mention);

	book->chapters = arena_new_array(arena, count + 1, struct diary_chapter);
	for (size_t i = 0; i < count; i++) {
		mentions[i] = lines[i].mention;
		if (i == 0 || !same_title(lines[i - 1].title, lines[i].title))
			book->chapters[book->count++] = (struct diary_chapter){
				.path = by_path ? lines[i].title : NULL,
				.month = by_path ? NULL : lines[i].title,
				.mentions = &mentions[i],
			};
		book->chapters[book->count - 1].count++;
	}
}

void diary_book(struct arena *arena, const struct diary *diary, bool by_path, int zone,
	struct diary_book *result)
{
	struct line *lines;
	size_t most = 1, count = 0;

	*result = (struct diary_book){0};
	for (size_t i = 0; i < diary->count; i++)
		most += diary->entries[i].path_count + 1;
	lines = arena_new_array(arena, most, struct line);
	for (size_t i = 0; i < diary->count; i++) {
		const struct diary_entry *entry = &diary->entries[i];

		if (by_path)
			count = add_paths(entry, i + 1, lines, count);
		else
			lines[count++] =
				(struct line){month_of(arena, entry, zone), {entry, i + 1, true}};
	}
	if (count > 1)
		qsort(lines, count, sizeof *lines, compare_lines);
	divide(arena, lines, count, by_path, result);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// The ledger as a list that people read: what was accepted, announced and pinned, by whom, till
// when.
#include "core/ledger_lines.h"

#include <string.h>

enum {
	ACCEPTED_LISTED = 10,
};

static struct ledger_line *add(struct arena *arena, struct ledger_lines *lines, const char *as,
	const struct diary_entry *entry)
{
	lines->items = arena_grow(
		arena, lines->items, &lines->capacity, lines->count + 1, sizeof *lines->items);
	lines->items[lines->count] = (struct ledger_line){.as = as, .entry = entry};
	return &lines->items[lines->count++];
}

static bool holds(const struct ledger_lines *lines, const struct diary_entry *entry)
{
	for (size_t i = 0; i < lines->count; i++) {
		if (lines->items[i].entry == entry)
			return true;
	}
	return false;
}

static void add_pins(struct arena *arena, const struct diary *diary, struct ledger_lines *lines)
{
	struct string_list paths = {0};

	ledger_pinned(arena, diary, &paths);
	for (size_t i = 0; i < paths.count; i++) {
		const struct diary_entry *entry = ledger_pin(diary, paths.items[i]);

		if (!holds(lines, entry))
			(void)add(arena, lines, DIARY_PINNED, entry);
	}
}

static void add_accepted(
	struct arena *arena, const struct diary *diary, int64_t now, struct ledger_lines *lines)
{
	size_t count = 0;

	for (size_t i = diary->count; i-- > 0;) {
		const struct diary_entry *entry = &diary->entries[i];

		if (!diary_has_tag(entry, DIARY_ACCEPTED) ||
			(entry->until > 0 && entry->until < now))
			continue;
		if (count++ < ACCEPTED_LISTED)
			(void)add(arena, lines, DIARY_ACCEPTED, entry);
	}
	lines->more = count > ACCEPTED_LISTED ? count - ACCEPTED_LISTED : 0;
}

void ledger_standing(struct arena *arena, const struct diary *diary,
	const struct expectation *expected, size_t expected_count, int64_t now,
	struct ledger_lines *result)
{
	*result = (struct ledger_lines){0};
	for (size_t i = 0; i < expected_count; i++) {
		if (!ledger_is_over(&expected[i], now))
			add(arena, result, DIARY_EXPECTED, expected[i].entry)->used =
				ledger_used(&expected[i]);
	}
	add_pins(arena, diary, result);
	add_accepted(arena, diary, now, result);
}

/* The first of them that the entry has, in this order. */
static const char *tag_of(const struct diary_entry *entry)
{
	static const char *const tags[] = {
		DIARY_ACCEPTED, DIARY_EXPECTED, DIARY_PINNED, DIARY_UNPINNED};

	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
		if (diary_has_tag(entry, tags[i]))
			return tags[i];
	}
	return NULL;
}

static const struct expectation *find_expectation(
	const struct expectation *expected, size_t count, const struct diary_entry *entry)
{
	for (size_t i = 0; entry != NULL && i < count; i++) {
		if (strcmp(expected[i].entry->id, entry->id) == 0)
			return &expected[i];
	}
	return NULL;
}

static bool came_since(const struct expectation *expectation, int64_t since)
{
	for (size_t i = 0; expectation != NULL && i < expectation->occasion_count; i++) {
		if (expectation->occasions[i].time >= since &&
			expectation->occasions[i].time <= expectation->entry->until)
			return true;
	}
	return false;
}

void ledger_since(struct arena *arena, const struct diary *diary,
	const struct expectation *expected, size_t expected_count, int64_t since,
	struct ledger_lines *result)
{
	*result = (struct ledger_lines){0};
	for (size_t i = 0; i < diary->count; i++) {
		const struct diary_entry *entry = &diary->entries[i];
		const char *as = tag_of(entry);
		const struct expectation *expectation =
			find_expectation(expected, expected_count, entry);

		if (as == NULL || (entry->time < since && !came_since(expectation, since)))
			continue;
		add(arena, result, as, entry)->used =
			expectation != NULL ? ledger_used(expectation) : 0;
	}
}

void ledger_lines_of_path(struct arena *arena, const struct diary *diary,
	const struct expectation *expected, size_t expected_count, const char *path, int64_t now,
	struct ledger_lines *result)
{
	const struct ledger_entries entries = ledger_of_path(diary, path, now);
	const struct expectation *expectation =
		find_expectation(expected, expected_count, entries.expected);

	*result = (struct ledger_lines){0};
	if (entries.expected != NULL)
		add(arena, result, DIARY_EXPECTED, entries.expected)->used =
			expectation != NULL ? ledger_used(expectation) : 0;
	if (entries.pinned != NULL)
		(void)add(arena, result, DIARY_PINNED, entries.pinned);
	if (entries.accepted != NULL)
		(void)add(arena, result, DIARY_ACCEPTED, entries.accepted);
}

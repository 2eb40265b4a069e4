// SPDX-License-Identifier: GPL-2.0-or-later
// core/ledger_lines: what of the ledger people read, and in which order.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/ledger_lines.h"

enum {
	NOW = 100,
	MANY = 12,
};

static const char *const accepted[] = {DIARY_REASON, DIARY_ACCEPTED};
static const char *const expected_tag = DIARY_EXPECTED, *const pinned = DIARY_PINNED,
			 *const unpinned = DIARY_UNPINNED, *const note = DIARY_NOTE;
static const char *const paths[] = {"/etc/a", "/etc/b"};

static struct diary_entry entries[] = {
	{.id = "1", .time = 1, .tags = &pinned, .tag_count = 1, .paths = paths, .path_count = 2},
	{.id = "2",
		.time = 2,
		.tags = &expected_tag,
		.tag_count = 1,
		.paths = paths,
		.path_count = 1,
		.until = 200,
		.times = 2},
	{.id = "3",
		.time = 3,
		.tags = &expected_tag,
		.tag_count = 1,
		.paths = paths,
		.path_count = 1,
		.until = 60,
		.times = 1},
	{.id = "4", .time = 4, .tags = accepted, .tag_count = 2, .paths = paths, .path_count = 1},
	{.id = "5",
		.time = 5,
		.tags = accepted,
		.tag_count = 2,
		.paths = paths,
		.path_count = 2,
		.until = 50},
	{.id = "6", .time = 6, .tags = &note, .tag_count = 1, .paths = paths, .path_count = 1},
	{.id = "7",
		.time = 7,
		.tags = &unpinned,
		.tag_count = 1,
		.paths = &paths[1],
		.path_count = 1},
};
static const struct diary diary = {entries, 7, 7};
static const struct occasion occasions[] = {{NULL, 30}, {"1", 70}};
static const struct expectation expected[] = {
	{&entries[1], occasions, 1}, {&entries[2], occasions, 2}};

/* "expected 2 1, " for each: what it is, of which entry, how often it came. */
static void assert_lines(const struct ledger_lines *lines, const char *wanted)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	for (size_t i = 0; i < lines->count; i++)
		text_format(&text, "%s %s %zu, ", lines->items[i].as, lines->items[i].entry->id,
			lines->items[i].used);
	assert_string_equal(text_string(&text), wanted);
}

static void what_counts_now(void **state)
{
	struct arena arena = ARENA_INIT;
	struct ledger_lines lines;

	(void)state;
	ledger_standing(&arena, &diary, expected, 2, NOW, &lines);
	assert_lines(&lines, "expected 2 1, pinned 1 0, accepted 4 0, ");
	assert_int_equal(lines.more, 0);
	ledger_standing(&arena, &diary, expected, 2, 50, &lines);
	assert_lines(&lines, "expected 2 1, pinned 1 0, accepted 5 0, accepted 4 0, ");
	arena_release(&arena);
}

static void only_the_newest_that_were_accepted(void **state)
{
	struct arena arena = ARENA_INIT;
	struct diary_entry many[MANY];
	const struct diary all = {many, MANY, MANY};
	struct ledger_lines lines;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		many[i] = (struct diary_entry){.id = i + 1 < MANY ? "old" : "new",
			.time = (int64_t)i,
			.tags = accepted,
			.tag_count = 2};
	ledger_standing(&arena, &all, NULL, 0, NOW, &lines);
	assert_int_equal(lines.count, 10);
	assert_int_equal(lines.more, 2);
	assert_string_equal(lines.items[0].entry->id, "new");
	arena_release(&arena);
}

static void what_was_said_or_came_since(void **state)
{
	struct arena arena = ARENA_INIT;
	struct ledger_lines lines;

	(void)state;
	ledger_since(&arena, &diary, expected, 2, 0, &lines);
	assert_lines(&lines,
		"pinned 1 0, expected 2 1, expected 3 1, accepted 4 0, accepted 5 0, unpinned 7 0, ");
	ledger_since(&arena, &diary, expected, 2, 5, &lines);
	assert_lines(&lines, "expected 2 1, expected 3 1, accepted 5 0, unpinned 7 0, ");
	/* One came after the time that it had. */
	ledger_since(&arena, &diary, expected, 2, 31, &lines);
	assert_lines(&lines, "");
	arena_release(&arena);
}

static void what_counts_for_a_path(void **state)
{
	struct arena arena = ARENA_INIT;
	struct ledger_lines lines;

	(void)state;
	ledger_lines_of_path(&arena, &diary, expected, 2, "/etc/a", NOW, &lines);
	assert_lines(&lines, "expected 2 1, pinned 1 0, accepted 4 0, ");
	ledger_lines_of_path(&arena, &diary, NULL, 0, "/etc/a", 50, &lines);
	assert_lines(&lines, "expected 2 0, pinned 1 0, accepted 5 0, ");
	ledger_lines_of_path(&arena, &diary, expected, 2, "/etc/b", NOW, &lines);
	assert_lines(&lines, "");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_counts_now),
		cmocka_unit_test(only_the_newest_that_were_accepted),
		cmocka_unit_test(what_was_said_or_came_since),
		cmocka_unit_test(what_counts_for_a_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

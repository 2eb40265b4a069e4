// SPDX-License-Identifier: GPL-2.0-or-later
// core/diary_search: entries by words, paths, tags, time and id.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "core/diary_search.h"

enum {
	NOON = 1795089600, /* 2026-11-19 12:00 UTC */
};

static const char *const imap[] = {"/etc/pam.d/imap"};
static const char *const postfix[] = {"/etc/postfix/main.cf", "/etc/postfix"};
static const char *const reason[] = {"reason", "ldap"};
static const char *const note[] = {"note"};

static struct diary_entry entries[] = {
	{.id = "20261118-120000-00aa",
		.time = NOON - 86400,
		.author = "Anna <anna@mail>",
		.paths = imap,
		.path_count = 1,
		.tags = reason,
		.tag_count = 2,
		.ticket = "T-1",
		.text = "Users come from LDAP"},
	{.id = "20261119-120000-00ab",
		.time = NOON,
		.owner = "Mail Team",
		.paths = postfix,
		.path_count = 2,
		.tags = note,
		.tag_count = 1,
		.text = "relay through the hub"},
	{.id = "20261120-120000-10ab", .time = NOON + 86400},
};
static const struct diary diary = {.entries = entries, .count = 3};

static struct arena arena;

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

/* The last digits of what is found, one after the other. */
static void finds(const struct diary_query *query, const char *expected)
{
	TEXT_CLEANUP struct text ids = TEXT_INIT;
	struct diary found;

	diary_select(&diary, query, &arena, &found);
	for (size_t i = 0; i < found.count; i++)
		text_format(&ids, "%s ", found.entries[i].id + strlen("20261118-120000-"));
	assert_string_equal(text_string(&ids), expected);
}

static struct string_list list(const char *one, const char *two)
{
	struct string_list result = {0};

	string_list_add(&result, &arena, one);
	if (two != NULL)
		string_list_add(&result, &arena, two);
	return result;
}

static void words_may_stand_anywhere(void **state)
{
	static const struct {
		const char *one;
		const char *two;
		const char *expected;
	} table[] = {
		{"ldap", NULL, "00aa "},
		{"LDAP", "users", "00aa "},
		{"ldap", "relay", ""},
		{"anna", NULL, "00aa "},
		{"t-1", NULL, "00aa "},
		{"mail team", NULL, "00ab "},
		{"main.cf", NULL, "00ab "},
		{"NOTE", NULL, "00ab "},
		{"20261120", NULL, "10ab "},
		{"", NULL, "00aa 00ab 10ab "},
		{"hub ", NULL, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		finds(&(struct diary_query){.words = list(table[i].one, table[i].two)},
			table[i].expected);
	finds(&(struct diary_query){0}, "00aa 00ab 10ab ");
}

static void paths_are_found_from_above_and_below(void **state)
{
	static const struct {
		const char *one;
		const char *two;
		const char *expected;
	} table[] = {
		{"/etc/pam.d/imap", NULL, "00aa "},
		{"/etc/pam.d", NULL, "00aa "},
		{"/etc/postfix/master.cf", NULL, "00ab "},
		{"/etc", NULL, "00aa 00ab "},
		{"/etc/pam.d", "/etc/postfix", "00aa 00ab "},
		{"/etc/pam", NULL, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		finds(&(struct diary_query){.paths = list(table[i].one, table[i].two)},
			table[i].expected);
}

static void tags_and_times_count_together(void **state)
{
	struct diary_query query = {.tags = list("reason", "ldap")};

	(void)state;
	finds(&query, "00aa ");
	query.has_since = true;
	query.since = NOON - 86400;
	finds(&query, "00aa ");
	query.since++;
	finds(&query, "");
	finds(&(struct diary_query){.tags = list("reason", "note")}, "");
	finds(&(struct diary_query){.has_until = true, .until = NOON}, "00aa 00ab ");
	finds(&(struct diary_query){.has_until = true, .until = NOON - 1}, "00aa ");
}

static void ids_may_be_short(void **state)
{
	static const struct {
		const char *name;
		int code;
		size_t found;
	} table[] = {
		{"20261118-120000-00aa", 0, 0},
		{"20261119", 0, 1},
		{"10ab", 0, 2},
		{"00aa", 0, 0},
		{"0aa", -ENOENT, 0},
		{"", -ENOENT, 0},
		{"2026", -EEXIST, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct error error = ERROR_INIT;
		const struct diary_entry *found = NULL;

		assert_int_equal(diary_find(&diary, table[i].name, &found, &error), table[i].code);
		assert_ptr_equal(found, table[i].code == 0 ? &entries[table[i].found] : NULL);
	}
}

static void a_whole_id_is_never_ambiguous(void **state)
{
	static struct diary_entry alike[] = {{.id = "ab"}, {.id = "abc"}, {.id = "x-ab"}};
	const struct diary both = {.entries = alike, .count = 3};
	const struct diary_entry *found = NULL;
	struct error error = ERROR_INIT;

	(void)state;
	assert_int_equal(diary_find(&both, "ab", &found, &error), 0);
	assert_ptr_equal(found, &alike[0]);
	assert_int_equal(diary_find(&both, "a", &found, &error), -EEXIST);
	assert_string_equal(error.message, "several entries are called 'a': ab, abc");
}

static void many_that_are_called_so_are_not_all_named(void **state)
{
	static struct diary_entry alike[] = {
		{.id = "a1"}, {.id = "a2"}, {.id = "a3"}, {.id = "a4"}, {.id = "a5"}};
	const struct diary five = {.entries = alike, .count = 5};
	const struct diary_entry *found = NULL;
	struct error error = ERROR_INIT;

	(void)state;
	assert_int_equal(diary_find(&five, "a", &found, &error), -EEXIST);
	assert_string_equal(error.message, "several entries are called 'a': a1, a2, a3, a4, ...");
}

static void moments_are_begins_or_ends(void **state)
{
	static const struct {
		const char *text;
		int64_t begin;
		int64_t end;
	} table[] = {
		{"2026-11-19", NOON - 13 * 3600, NOON + 11 * 3600 - 1},
		{"2026-11-19 13:00", NOON, NOON + 59},
		{"2026-11-19 13:00:07", NOON + 7, NOON + 7},
		{"yesterday", NOON - 37 * 3600, NOON - 13 * 3600 - 1},
	};
	static const char *const bad[] = {"last", "12ab", "soon", "2026-13-01", ""};
	struct error error = ERROR_INIT;
	int64_t moment;

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		assert_int_equal(diary_moment(table[i].text, true, NOON, 60, &moment, &error), 0);
		assert_int_equal(moment, table[i].begin);
		assert_int_equal(diary_moment(table[i].text, false, NOON, 60, &moment, &error), 0);
		assert_int_equal(moment, table[i].end);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(diary_moment(bad[i], true, NOON, 60, &moment, &error), -EINVAL);
}

static void days_are_of_the_calendar(void **state)
{
	static const char *const good[] = {"2026-01-31", "2028-02-29", "1999-12-01"};
	static const char *const bad[] = {"", "soon", "2026-02-29", "2026-13-01", "2026-00-10",
		"2026-01-00", "2026-1-001", "2026-01-32", "2026/01/31", "2026-01-3x"};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		assert_true(diary_is_day(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(diary_is_day(bad[i]));
}

static void a_day_is_over_when_the_next_begins(void **state)
{
	struct diary_entry entry = {.review_by = "2026-11-19"};
	const int64_t midnight = NOON + 12 * 3600;

	(void)state;
	assert_false(diary_is_overdue(&entry, midnight - 1, 0));
	assert_true(diary_is_overdue(&entry, midnight, 0));
	assert_true(diary_is_overdue(&entry, midnight - 1, 60));
	assert_false(diary_is_overdue(&entry, midnight, -60));
	entry.review_by = "some day";
	assert_false(diary_is_overdue(&entry, midnight, 0));
	entry.review_by = NULL;
	assert_false(diary_is_overdue(&entry, midnight, 0));
}

static void programs_have_tags_of_their_own(void **state)
{
	(void)state;
	assert_true(diary_is_own_tag("accepted"));
	assert_true(diary_is_own_tag("restore"));
	assert_false(diary_is_own_tag("reason"));
	assert_false(diary_is_own_tag("note"));
	assert_false(diary_is_own_tag(""));
}

/* One that names its snapshot, one whose snapshot is not listed, one before all of them. */
static void entries_belong_to_snapshots(void **state)
{
	static struct diary_entry said[] = {
		{.id = "1", .time = NOON - 2},
		{.id = "2", .time = NOON + 1, .has_snapshot = true, .snapshot = {{9}}},
		{.id = "3", .time = NOON + 9, .has_snapshot = true, .snapshot = {{1}}},
		{.id = "4", .time = NOON + 5, .paths = postfix, .path_count = 2},
	};
	static const struct diary all = {.entries = said, .count = 4};
	static struct snapshot items[] = {
		{.id = {{2}}, .time = NOON + 5}, {.id = {{1}}, .time = NOON}};
	static const struct snapshot_list snapshots = {items, 2, 2};
	const struct string_list everything = {0}, one = list("/etc/postfix/main.cf", NULL);
	struct diary result[2];

	(void)state;
	diary_by_snapshot(&arena, &all, &snapshots, &everything, result);
	assert_int_equal(result[0].count, 1);
	assert_string_equal(result[0].entries[0].id, "4");
	assert_int_equal(result[1].count, 2);
	assert_string_equal(result[1].entries[0].id, "2");
	assert_string_equal(result[1].entries[1].id, "3");
	diary_by_snapshot(&arena, &all, &snapshots, &one, result);
	assert_int_equal(result[0].count, 1);
	assert_int_equal(result[1].count, 0);
}

/* A clock that was put back, and was right again: the newest that is not younger counts. */
static void times_of_snapshots_may_rise(void **state)
{
	static struct diary_entry said[] = {
		{.id = "1", .time = NOON + 6},
		{.id = "2", .time = NOON + 3},
		{.id = "3", .time = NOON + 1},
		{.id = "4", .time = NOON + 6, .has_snapshot = true, .snapshot = {{3}}},
		{.id = "5", .time = NOON - 1},
	};
	static const struct diary all = {.entries = said, .count = 5};
	static struct snapshot items[] = {{.id = {{4}}, .time = NOON + 9},
		{.id = {{1}}, .time = NOON + 2}, {.id = {{3}}, .time = NOON + 5},
		{.id = {{2}}, .time = NOON}};
	static const struct snapshot_list snapshots = {items, 4, 4};
	const struct string_list everything = {0};
	struct diary result[4];

	(void)state;
	diary_by_snapshot(&arena, &all, &snapshots, &everything, result);
	assert_int_equal(result[0].count, 0);
	assert_int_equal(result[1].count, 2);
	assert_int_equal(result[2].count, 1);
	assert_string_equal(result[2].entries[0].id, "4");
	assert_int_equal(result[3].count, 1);
	assert_string_equal(result[3].entries[0].id, "3");
}

#define TEST(function) cmocka_unit_test_teardown(function, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(words_may_stand_anywhere),
		TEST(paths_are_found_from_above_and_below),
		TEST(tags_and_times_count_together),
		TEST(ids_may_be_short),
		TEST(a_whole_id_is_never_ambiguous),
		TEST(many_that_are_called_so_are_not_all_named),
		TEST(moments_are_begins_or_ends),
		TEST(days_are_of_the_calendar),
		TEST(a_day_is_over_when_the_next_begins),
		TEST(programs_have_tags_of_their_own),
		TEST(entries_belong_to_snapshots),
		TEST(times_of_snapshots_may_rise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

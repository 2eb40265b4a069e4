// SPDX-License-Identifier: GPL-2.0-or-later
// core/diary: entries as text and back, and the reason that counts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "arena_state.h"
#include "core/diary.h"

static struct diary_entry read(struct arena *arena, const char *bytes)
{
	struct error error = ERROR_INIT;
	struct diary_entry entry = {0};

	if (diary_read(arena, "x", bytes, strlen(bytes), &entry, &error) < 0)
		fail_msg("%s", error.message);
	return entry;
}

static void an_entry_is_markdown_with_a_yaml_head(void **state)
{
	static const char *const paths[] = {"/etc/pam.d/imap", "/etc/a \"b\"\\c\xff"};
	static const char *const tags[] = {"reason"};
	struct diary_entry entry = {
		.time = 1763571600,
		.zone = 60,
		.author = "Jane <jane@mail>",
		.paths = paths,
		.path_count = 2,
		.tags = tags,
		.tag_count = 1,
		.has_snapshot = true,
		.snapshot = {{0xab}},
		.ticket = "100% #1: x",
		.findings = tags,
		.finding_count = 1,
		.until = 1763575200,
		.times = 3,
		.text = "LDAP users only.\n\n---\n* see the wiki\n\n",
	};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	diary_write(&entry, &text);
	assert_string_equal(text_string(&text),
		"---\n"
		"time: 2025-11-19T18:00:00+01:00\n"
		"author: \"Jane <jane@mail>\"\n"
		"paths:\n"
		"  - \"/etc/pam.d/imap\"\n"
		"  - \"/etc/a \\\"b\\\"\\\\c%FF\"\n"
		"tags:\n"
		"  - \"reason\"\n"
		"snapshot: ab00000000000000000000000000000000000000\n"
		"ticket: \"100%25 #1: x\"\n"
		"findings:\n"
		"  - \"reason\"\n"
		"until: 2025-11-19T19:00:00+01:00\n"
		"times: 3\n"
		"---\n"
		"\n"
		"LDAP users only.\n\n---\n* see the wiki\n");
}

static void what_people_write_is_understood(void **state)
{
	struct diary_entry entry = read(*state,
		"---\r\n"
		"colour: green\n"
		"tags: [reason, 'two words' , \"three\"]\n"
		"time: 2025-11-19 18:00\n"
		"paths: /etc/one\n"
		"owner: mail team\n"
		"review-by: 2026-01-01\n"
		"ticket:\n"
		"findings: [1a, 2b]\n"
		"until: 2025-11-20\n"
		"times: 1\n"
		"times: many\n"
		"nonsense\n"
		"- to nothing\n"
		"---\n"
		"100% mine\n");

	assert_int_equal(entry.time, 1763575200);
	assert_int_equal(entry.zone, 0);
	assert_int_equal(entry.tag_count, 3);
	assert_string_equal(entry.tags[0], "reason");
	assert_string_equal(entry.tags[1], "two words");
	assert_string_equal(entry.tags[2], "three");
	assert_int_equal(entry.path_count, 1);
	assert_string_equal(entry.paths[0], "/etc/one");
	assert_string_equal(entry.owner, "mail team");
	assert_string_equal(entry.review_by, "2026-01-01");
	assert_null(entry.ticket);
	assert_int_equal(entry.finding_count, 2);
	assert_string_equal(entry.findings[1], "2b");
	assert_int_equal(entry.until, 1763596800);
	assert_int_equal(entry.times, 1);
	assert_null(entry.author);
	assert_false(entry.has_snapshot);
	assert_string_equal(entry.text, "100% mine");
}

static void what_is_no_entry_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"words\n",
		"---\n",
		"---\ntime: 2025-11-19T18:00:00Z\n",
		"---\nauthor: x\n---\n",
		"---\ntime: yesterday\n---\n",
		"---\ntime: 2025-02-30T18:00:00Z\n---\n",
		"---\ntime: 2025-13-01T18:00:00Z\n---\n",
		"---\ntime: 2025-11-19T18:00:00+2:00\n---\n",
		"---\ntime: 2025-11-19T18:00:00Zulu\n---\n",
		"---\ntime: 1969-11-19T18:00:00Z\n---\n",
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct diary_entry entry = {.id = "untouched"};
		struct error error = ERROR_INIT;

		assert_int_equal(
			diary_read(*state, "x", bad[i], strlen(bad[i]), &entry, &error), -EBADMSG);
		assert_string_equal(entry.id, "untouched");
	}
}

/* A cheap generator is enough: the same values in every run. */
static unsigned next(uint64_t *seed, unsigned most)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(*seed >> 33) % most;
}

static const char *random_string(struct arena *arena, uint64_t *seed)
{
	static const char alphabet[] = "a \"'\\%:-[],\n\r\t\x01\x7f\xff\xc3\xa9#=/";
	size_t length = next(seed, 12);
	char *result = arena_alloc(arena, length + 1);

	for (size_t i = 0; i < length; i++)
		result[i] = alphabet[next(seed, sizeof alphabet - 1)];
	return result;
}

static const char *const *random_list(struct arena *arena, uint64_t *seed, size_t *count)
{
	const char **items;

	*count = next(seed, 4);
	items = arena_new_array(arena, *count + 1, const char *);
	for (size_t i = 0; i < *count; i++)
		items[i] = random_string(arena, seed);
	return items;
}

static struct diary_entry random_entry(struct arena *arena, uint64_t *seed)
{
	struct diary_entry entry = {
		.time = (int64_t)next(seed, 2000000000),
		.zone = (int)next(seed, 2879) - 1439,
		.text = random_string(arena, seed),
	};
	char *end = (char *)(uintptr_t)entry.text + strlen(entry.text);

	while (end > entry.text && end[-1] == '\n')
		*--end = '\0';
	entry.author = next(seed, 2) == 0 ? NULL : random_string(arena, seed);
	entry.owner = next(seed, 2) == 0 ? NULL : random_string(arena, seed);
	entry.ticket = next(seed, 2) == 0 ? NULL : random_string(arena, seed);
	entry.review_by = next(seed, 2) == 0 ? NULL : random_string(arena, seed);
	entry.paths = random_list(arena, seed, &entry.path_count);
	entry.tags = random_list(arena, seed, &entry.tag_count);
	entry.findings = random_list(arena, seed, &entry.finding_count);
	entry.until = (int64_t)next(seed, 2000000000);
	entry.times = next(seed, 5);
	entry.has_snapshot = next(seed, 2) == 0;
	if (entry.has_snapshot)
		entry.snapshot.bytes[next(seed, SNAPSHOT_ID_SIZE)] = 7;
	return entry;
}

static void assert_same_string(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		assert_ptr_equal(a, b);
	else
		assert_string_equal(a, b);
}

static void assert_same_list(
	const char *const *a, size_t a_count, const char *const *b, size_t b_count)
{
	assert_int_equal(a_count, b_count);
	for (size_t i = 0; i < a_count; i++)
		assert_string_equal(a[i], b[i]);
}

static void any_entry_comes_back(void **state)
{
	uint64_t seed = 1;

	for (int round = 0; round < 3000; round++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		struct arena arena = ARENA_INIT;
		struct diary_entry entry = random_entry(&arena, &seed), again;

		diary_write(&entry, &text);
		again = read(&arena, text_string(&text));
		assert_int_equal(entry.time, again.time);
		assert_int_equal(entry.zone, again.zone);
		assert_same_string(entry.author, again.author);
		assert_same_string(entry.owner, again.owner);
		assert_same_string(entry.ticket, again.ticket);
		assert_same_string(entry.review_by, again.review_by);
		assert_same_string(entry.text, again.text);
		assert_same_list(entry.paths, entry.path_count, again.paths, again.path_count);
		assert_same_list(entry.tags, entry.tag_count, again.tags, again.tag_count);
		assert_same_list(
			entry.findings, entry.finding_count, again.findings, again.finding_count);
		assert_int_equal(entry.until, again.until);
		assert_int_equal(entry.times, again.times);
		assert_int_equal(entry.has_snapshot, again.has_snapshot);
		assert_memory_equal(&entry.snapshot, &again.snapshot, sizeof entry.snapshot);
		arena_release(&arena);
	}
	(void)state;
}

static void add(struct diary *diary, struct arena *arena, int64_t time, const char *tag,
	const char *path, const char *text)
{
	struct diary_entry *entry = diary_append(diary, arena);
	const char **lists = arena_new_array(arena, 2, const char *);

	lists[0] = tag;
	lists[1] = path;
	*entry = (struct diary_entry){
		.time = time,
		.id = text,
		.tags = lists,
		.tag_count = 1,
		.paths = lists + 1,
		.path_count = 1,
		.text = text,
	};
}

static void the_newest_reason_of_a_path_or_parent_counts(void **state)
{
	struct diary diary = {0};

	add(&diary, *state, 5, "reason", "/etc/pam.d", "newest");
	add(&diary, *state, 2, "reason", "/etc/pam.d/imap", "old");
	add(&diary, *state, 3, "reason", "/etc/pam.d/imap2", "other");
	add(&diary, *state, 9, "upgrade", "/etc/pam.d/imap", "no reason");
	diary_sort(&diary);
	assert_string_equal(diary.entries[0].text, "old");
	assert_string_equal(diary.entries[3].text, "no reason");
	assert_string_equal(diary_reason(&diary, "/etc/pam.d/imap")->text, "newest");
	assert_string_equal(diary_reason(&diary, "/etc/pam.d")->text, "newest");
	assert_null(diary_reason(&diary, "/etc/pam.conf"));
	assert_null(diary_reason(&diary, "/etc"));
}

static void ids_are_times_and_differ(void **state)
{
	struct diary_entry entry = {.time = 1763571600, .zone = 60, .text = "x"};
	const char *first = diary_identify(*state, &entry, 0);

	assert_int_equal(strlen(first), strlen("20251119-180000-abcd"));
	assert_memory_equal(first, "20251119-180000-", 16);
	assert_string_equal(first, diary_identify(*state, &entry, 0));
	assert_string_not_equal(first, diary_identify(*state, &entry, 1));
	entry.text = "y";
	assert_string_not_equal(first, diary_identify(*state, &entry, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			an_entry_is_markdown_with_a_yaml_head, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_people_write_is_understood, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_entry_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(any_entry_comes_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_newest_reason_of_a_path_or_parent_counts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ids_are_times_and_differ, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

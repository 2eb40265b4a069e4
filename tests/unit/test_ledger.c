// SPDX-License-Identifier: GPL-2.0-or-later
// core/ledger: what entries of the diary make of findings.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/ledger.h"

static int set_up(void **state)
{
	static struct arena arena;

	arena = (struct arena)ARENA_INIT;
	*state = &arena;
	return 0;
}

static int tear_down(void **state)
{
	arena_release(*state);
	return 0;
}

static struct diary_entry *add(
	struct diary *diary, struct arena *arena, int64_t time, const char *tag, const char *path)
{
	struct diary_entry *entry = diary_append(diary, arena);
	const char **lists = arena_new_array(arena, 2, const char *);

	lists[0] = tag;
	lists[1] = path;
	*entry = (struct diary_entry){
		.time = time,
		.id = path,
		.tags = lists,
		.tag_count = 1,
		.paths = lists + 1,
		.path_count = 1,
	};
	return entry;
}

/* Entries name findings, not paths, from here on. */
static void name(struct diary_entry *entry, struct arena *arena, const struct finding *finding)
{
	struct string_list ids = {0};

	ledger_name_finding(arena, finding, &ids);
	entry->findings = ids.items;
	entry->finding_count = ids.count;
}

static struct finding make(struct arena *arena, enum finding_class class, const char *path,
	const char *transaction, int64_t since)
{
	struct finding finding = {
		.class = class,
		.rule = class == CLASS_COUNT ? "a-rule" : NULL,
		.path = path,
		.transaction = transaction,
		.since = since,
		.folded = 1,
	};

	finding.id = finding_identify(arena, &finding);
	return finding;
}

static bool accepts(const struct diary *diary, struct arena *arena, const char *path, int64_t since)
{
	const struct finding finding = make(arena, CLASS_OVERWRITTEN, path, "1", since);

	return ledger_accepts(diary, &finding, finding.since);
}

static void what_is_accepted_later_is_open_again(void **state)
{
	struct diary diary = {0};

	add(&diary, *state, 5, DIARY_ACCEPTED, "/etc/pam.d");
	add(&diary, *state, 9, DIARY_REASON, "/etc");
	assert_true(accepts(&diary, *state, "/etc/pam.d/imap", 4));
	assert_true(accepts(&diary, *state, "/etc/pam.d", 5));
	assert_false(accepts(&diary, *state, "/etc/pam.d/imap", 6));
	assert_false(accepts(&diary, *state, "/etc/pam.conf", 4));
	assert_false(accepts(&diary, *state, NULL, 4));
	add(&diary, *state, 9, DIARY_ACCEPTED, "/");
	assert_true(accepts(&diary, *state, NULL, 9));
	assert_true(accepts(&diary, *state, "/etc/pam.conf", 9));
}

static void a_named_finding_is_accepted_alone_and_whenever_it_is_asked(void **state)
{
	const struct finding named = make(*state, CLASS_OVERWRITTEN, "/etc/a", "1", 9);
	const struct finding other = make(*state, CLASS_METADATA_RESET, "/etc/a", "1", 1);
	const struct finding newer = make(*state, CLASS_OVERWRITTEN, "/etc/a", "2", 1);
	const struct finding whole = make(*state, CLASS_INTERRUPTED, NULL, "1", 9);
	struct diary diary = {0};

	name(add(&diary, *state, 5, DIARY_ACCEPTED, "/etc/a"), *state, &named);
	assert_true(ledger_accepts(&diary, &named, named.since));
	assert_false(ledger_accepts(&diary, &other, other.since));
	assert_false(ledger_accepts(&diary, &newer, newer.since));
	assert_false(ledger_accepts(&diary, &whole, whole.since));
	name(add(&diary, *state, 5, DIARY_ACCEPTED, "/etc/b"), *state, &whole);
	assert_true(ledger_accepts(&diary, &whole, whole.since));
}

static void a_rule_fails_again_once_its_file_is_written(void **state)
{
	const struct finding left = make(*state, CLASS_COUNT, "/etc/a", "1", 4);
	const struct finding now = make(*state, CLASS_COUNT, "/etc/a", NULL, 4);
	const struct finding other = make(*state, CLASS_COUNT, "/etc/b", NULL, 4);
	struct diary diary = {0};

	name(add(&diary, *state, 5, DIARY_ACCEPTED, "/etc/a"), *state, &left);
	assert_true(ledger_accepts(&diary, &left, 4));
	assert_true(ledger_accepts(&diary, &now, 5));
	assert_false(ledger_accepts(&diary, &now, 6));
	assert_false(ledger_accepts(&diary, &left, 6));
	assert_false(ledger_accepts(&diary, &other, 4));
}

static void what_ends_only_with_its_cause_cannot_be_accepted(void **state)
{
	const struct finding upgrade = make(*state, CLASS_UNWITNESSED, NULL, "1", 1);
	const struct finding trouble = make(*state, CLASS_UNWITNESSED, NULL, NULL, 1);
	const struct finding rule = make(*state, CLASS_COUNT, NULL, "1", 1);
	const struct finding file = make(*state, CLASS_COUNT, "/etc/a", NULL, 1);

	assert_true(ledger_can_accept(&upgrade));
	assert_false(ledger_can_accept(&trouble));
	assert_false(ledger_can_accept(&rule));
	assert_true(ledger_can_accept(&file));
}

static void a_snapshot_has_the_paths_that_were_accepted_with_it(void **state)
{
	struct snapshot_id first = {{1}}, second = {{2}};
	struct string_list paths = {0};
	struct diary diary = {0};
	struct diary_entry *entry;

	entry = add(&diary, *state, 1, DIARY_ACCEPTED, "/etc/a");
	entry->has_snapshot = true;
	entry->snapshot = first;
	entry = add(&diary, *state, 1, DIARY_REASON, "/etc/b");
	entry->has_snapshot = true;
	entry->snapshot = first;
	entry = add(&diary, *state, 1, DIARY_ACCEPTED, "/etc/c");
	entry->has_snapshot = true;
	entry->snapshot = second;
	add(&diary, *state, 1, DIARY_ACCEPTED, "/etc/d");
	ledger_accepted_in(*state, &diary, &first, &paths);
	assert_int_equal(paths.count, 1);
	assert_string_equal(paths.items[0], "/etc/a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_is_accepted_later_is_open_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_named_finding_is_accepted_alone_and_whenever_it_is_asked, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			a_rule_fails_again_once_its_file_is_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_ends_only_with_its_cause_cannot_be_accepted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_snapshot_has_the_paths_that_were_accepted_with_it, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

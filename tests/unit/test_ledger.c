// SPDX-License-Identifier: GPL-2.0-or-later
// core/ledger: what entries of the diary make of findings.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "arena_state.h"
#include "core/ledger.h"

enum {
	NOW = 50,
};

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

	return ledger_acceptance(diary, &finding, finding.since, NOW) != NULL;
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
	assert_non_null(ledger_acceptance(&diary, &named, named.since, NOW));
	assert_null(ledger_acceptance(&diary, &other, other.since, NOW));
	assert_null(ledger_acceptance(&diary, &newer, newer.since, NOW));
	assert_null(ledger_acceptance(&diary, &whole, whole.since, NOW));
	name(add(&diary, *state, 5, DIARY_ACCEPTED, "/etc/b"), *state, &whole);
	assert_non_null(ledger_acceptance(&diary, &whole, whole.since, NOW));
}

static void a_rule_fails_again_once_its_file_is_written(void **state)
{
	const struct finding left = make(*state, CLASS_COUNT, "/etc/a", "1", 4);
	const struct finding now = make(*state, CLASS_COUNT, "/etc/a", NULL, 4);
	const struct finding other = make(*state, CLASS_COUNT, "/etc/b", NULL, 4);
	struct diary diary = {0};

	name(add(&diary, *state, 5, DIARY_ACCEPTED, "/etc/a"), *state, &left);
	assert_non_null(ledger_acceptance(&diary, &left, 4, NOW));
	assert_non_null(ledger_acceptance(&diary, &now, 5, NOW));
	assert_null(ledger_acceptance(&diary, &now, 6, NOW));
	assert_null(ledger_acceptance(&diary, &left, 6, NOW));
	assert_null(ledger_acceptance(&diary, &other, 4, NOW));
}

/* Of what is about the whole system nothing tells when it began: its words do. */
static void trouble_is_accepted_as_long_as_it_says_the_same(void **state)
{
	struct finding upgrade = make(*state, CLASS_UNWITNESSED, NULL, "1", 1);
	struct finding trouble = make(*state, CLASS_UNWITNESSED, NULL, NULL, 1);
	struct finding rule = make(*state, CLASS_COUNT, NULL, NULL, 1);
	struct finding left = make(*state, CLASS_COUNT, NULL, "1", 1);
	struct diary diary = {0};

	upgrade.message = trouble.message = rule.message = left.message = "host a is not reached";
	name(add(&diary, *state, 5, DIARY_ACCEPTED, NULL), *state, &trouble);
	assert_non_null(ledger_acceptance(&diary, &trouble, 99, NOW));
	assert_null(ledger_acceptance(&diary, &upgrade, 1, NOW));
	assert_null(ledger_acceptance(&diary, &rule, 1, NOW));
	name(add(&diary, *state, 5, DIARY_ACCEPTED, NULL), *state, &rule);
	assert_non_null(ledger_acceptance(&diary, &rule, 99, NOW));
	assert_non_null(ledger_acceptance(&diary, &left, 99, NOW));
	rule.message = trouble.message = "host b is not reached";
	assert_null(ledger_acceptance(&diary, &rule, 1, NOW));
	assert_null(ledger_acceptance(&diary, &trouble, 1, NOW));
	rule.rule = "b-rule";
	rule.message = "host a is not reached";
	assert_null(ledger_acceptance(&diary, &rule, 1, NOW));
}

static void an_acceptance_may_end(void **state)
{
	const struct finding finding = make(*state, CLASS_OVERWRITTEN, "/etc/a", "1", 1);
	struct snapshot_id id = {{1}};
	struct string_list paths = {0};
	struct diary diary = {0};
	struct diary_entry *entry = add(&diary, *state, 5, DIARY_ACCEPTED, "/etc/a");

	entry->until = NOW;
	entry->has_snapshot = true;
	entry->snapshot = id;
	assert_ptr_equal(ledger_acceptance(&diary, &finding, 1, NOW), entry);
	assert_null(ledger_acceptance(&diary, &finding, 1, NOW + 1));
	ledger_accepted_in(*state, &diary, &id, NOW + 1, &paths);
	assert_int_equal(paths.count, 0);
	ledger_accepted_in(*state, &diary, &id, NOW, &paths);
	assert_int_equal(paths.count, 1);
	entry = add(&diary, *state, 6, DIARY_ACCEPTED, "/etc/a");
	assert_ptr_equal(ledger_acceptance(&diary, &finding, 1, NOW), entry);
	assert_ptr_equal(ledger_acceptance(&diary, &finding, 1, NOW + 1), entry);
}

static void what_is_open_and_pinned_says_so(void **state)
{
	struct finding findings[] = {make(*state, CLASS_UPDATE_PENDING, "/etc/a", "1", 1),
		make(*state, CLASS_UPDATE_PENDING, "/etc/b", "1", 1),
		make(*state, CLASS_UPDATE_PENDING, NULL, "1", 1),
		make(*state, CLASS_OVERWRITTEN, "/etc/a", "1", 1)};
	struct finding_list list = {findings, 4, 4};
	struct diary diary = {0};
	const struct diary_entry *pin = add(&diary, *state, 5, DIARY_PINNED, "/etc/a");

	findings[3].state = FINDING_RESTORED;
	ledger_mark_pins(&diary, &list);
	assert_ptr_equal(findings[0].said, pin);
	assert_null(findings[1].said);
	assert_null(findings[2].said);
	assert_null(findings[3].said);
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
	ledger_accepted_in(*state, &diary, &first, NOW, &paths);
	assert_int_equal(paths.count, 1);
	assert_string_equal(paths.items[0], "/etc/a");
}

static struct diary_entry *announce(
	struct diary *diary, struct arena *arena, const char *path, int64_t until, size_t times)
{
	struct diary_entry *entry = add(diary, arena, 10, DIARY_EXPECTED, path);

	entry->until = until;
	entry->times = times;
	return entry;
}

static void only_content_and_metadata_are_announced(void **state)
{
	struct diary diary = {0};
	const struct diary_entry *entry = announce(&diary, *state, "/etc/a", 20, 1);
	struct finding folded = make(*state, CLASS_VENDOR_UPDATED, "/etc/a", "1", 15);
	size_t announced = 0;

	for (int class = 0; class <= CLASS_COUNT; class ++) {
		const struct finding finding =
			make(*state, (enum finding_class) class, "/etc/a", "1", 15);

		announced += ledger_announces(entry, &finding, 15);
	}
	assert_int_equal(announced, 7);
	assert_true(ledger_announces(entry, &folded, 10));
	assert_true(ledger_announces(entry, &folded, 20));
	assert_false(ledger_announces(entry, &folded, 9));
	assert_false(ledger_announces(entry, &folded, 21));
	folded.folded = 2;
	assert_false(ledger_announces(entry, &folded, 15));
	folded = make(*state, CLASS_EDITED, "/etc/b", NULL, 15);
	assert_false(ledger_announces(entry, &folded, 15));
	folded = make(*state, CLASS_REMOVED_EDITED, "/etc/a", "1", 15);
	assert_false(ledger_announces(entry, &folded, 15));
}

static void it_may_come_as_often_as_was_said(void **state)
{
	static const struct occasion occasions[] = {
		{"1", 11}, {NULL, 12}, {"1", 13}, {"2", 14}, {"3", 99}};
	struct diary diary = {0};
	const struct expectation expectation = {
		announce(&diary, *state, "/etc", 20, 2), occasions, 5};
	const struct finding first = make(*state, CLASS_OVERWRITTEN, "/etc/a", "1", 13);
	const struct finding third = make(*state, CLASS_OVERWRITTEN, "/etc/a", "2", 14);
	const struct finding unknown = make(*state, CLASS_OVERWRITTEN, "/etc/a", "0", 10);
	const struct finding edited = make(*state, CLASS_EDITED, "/etc/a", NULL, 15);
	struct expectation shorter = expectation;

	assert_int_equal(ledger_used(&expectation), 3);
	assert_true(ledger_is_over(&expectation, 11));
	assert_true(ledger_expects(&expectation, &first, 13));
	assert_false(ledger_expects(&expectation, &third, 14));
	assert_false(ledger_expects(&expectation, &unknown, 10));
	assert_false(ledger_expects(&expectation, &edited, 15));
	shorter.occasion_count = 1;
	assert_true(ledger_expects(&shorter, &edited, 15));
	assert_false(ledger_is_over(&shorter, 20));
	assert_true(ledger_is_over(&shorter, 21));
}

static enum finding_state judge(const struct diary *diary, const struct expectation *expected,
	size_t count, struct finding finding)
{
	ledger_judge(diary, expected, count, finding.since, NOW, &finding);
	assert_int_equal(finding.said != NULL,
		finding.state == FINDING_ACCEPTED || finding.state == FINDING_EXPECTED);
	return finding.state;
}

/* The same entries in any order say the same, and each finding has one state. */
static void the_order_of_entries_makes_no_difference(void **state)
{
	static const struct occasion occasions[] = {{"1", 11}, {"2", 12}};
	static const char *const paths[] = {"/etc/a", "/etc/b", "/etc/c", NULL};
	struct finding findings[16];
	struct diary diary = {0};
	size_t seen[FINDING_GONE + 1] = {0};

	for (size_t i = 0; i < 16; i++)
		findings[i] = make(*state, i % 2 == 0 ? CLASS_OVERWRITTEN : CLASS_SET_ASIDE,
			paths[i / 4], i / 2 % 2 == 0 ? "1" : "2", i / 2 % 2 == 0 ? 11 : 12);
	findings[0].state = FINDING_RESTORED;
	announce(&diary, *state, "/etc/b", 20, 1);
	announce(&diary, *state, "/etc/a", 20, 2);
	add(&diary, *state, 11, DIARY_ACCEPTED, "/etc/c");
	add(&diary, *state, 11, DIARY_PINNED, "/etc/a")->id = "1";
	add(&diary, *state, 11, DIARY_UNPINNED, "/etc")->id = "2";
	for (size_t shift = 0; shift < 5; shift++) {
		struct expectation expected[2];
		size_t count = 0;
		struct diary_entry last = diary.entries[4];

		memmove(diary.entries + 1, diary.entries, 4 * sizeof last);
		diary.entries[0] = last;
		for (size_t i = 0; i < 5; i++) {
			if (diary_has_tag(&diary.entries[i], DIARY_EXPECTED))
				expected[count++] =
					(struct expectation){&diary.entries[i], occasions, 2};
		}
		for (size_t i = 0; i < 16; i++)
			seen[judge(&diary, expected, count, findings[i])]++;
		assert_null(ledger_pin(&diary, "/etc/a"));
		assert_int_equal(ledger_of_path(&diary, "/etc/c", 11).accepted->time, 11);
	}
	assert_int_equal(seen[FINDING_RESTORED], 5);
	assert_int_equal(seen[FINDING_ACCEPTED], 5 * 2);
	assert_int_equal(seen[FINDING_EXPECTED], 5 * 2);
	assert_int_equal(seen[FINDING_OPEN], 5 * 11);
}

static void the_newest_word_about_a_path_pins_it(void **state)
{
	struct string_list pinned = {0};
	struct diary diary = {0};

	assert_false(ledger_has_pins(&diary));
	add(&diary, *state, 3, DIARY_PINNED, "/etc/b");
	add(&diary, *state, 1, DIARY_PINNED, "/etc/a");
	add(&diary, *state, 2, DIARY_UNPINNED, "/etc/a/b");
	add(&diary, *state, 4, DIARY_PINNED, "/etc/b");
	add(&diary, *state, 1, DIARY_PINNED, "/etc/a/b");
	assert_true(ledger_has_pins(&diary));
	assert_non_null(ledger_pin(&diary, "/etc/a/c"));
	assert_null(ledger_pin(&diary, "/etc/a/b"));
	assert_null(ledger_pin(&diary, "/etc"));
	assert_int_equal(ledger_pin(&diary, "/etc/b")->time, 4);
	ledger_pinned(*state, &diary, &pinned);
	assert_int_equal(pinned.count, 2);
	assert_string_equal(pinned.items[0], "/etc/a");
	assert_string_equal(pinned.items[1], "/etc/b");
}

static void all_that_counts_for_a_path_is_found(void **state)
{
	struct diary diary = {0};
	struct ledger_entries entries;

	announce(&diary, *state, "/etc", 20, 1);
	announce(&diary, *state, "/etc/a", 30, 1);
	announce(&diary, *state, "/etc/a", 25, 1);
	add(&diary, *state, 2, DIARY_ACCEPTED, "/etc/a");
	add(&diary, *state, 1, DIARY_ACCEPTED, "/etc");
	add(&diary, *state, 1, DIARY_PINNED, "/etc");
	entries = ledger_of_path(&diary, "/etc/a", 15);
	assert_int_equal(entries.expected->until, 30);
	assert_int_equal(entries.accepted->time, 2);
	assert_non_null(entries.pinned);
	entries = ledger_of_path(&diary, "/etc/b", 21);
	assert_null(entries.expected);
	assert_int_equal(entries.accepted->time, 1);
	entries = ledger_of_path(&diary, "/usr", 15);
	assert_null(entries.accepted);
	assert_null(entries.pinned);
}

static void an_announcement_always_ends(void **state)
{
	static const char *const bad[] = {"", "h", "2", "-1h", "0h", "2y", "600w", "53w", "soon",
		"last", "yesterday", "1970-01-01", "99999999999999999999w"};
	const int64_t now = 1763575200; /* 2025-11-19 18:00 UTC */
	struct error error = ERROR_INIT;
	int64_t until = 0;

	(void)state;
	assert_int_equal(ledger_parse_until("90m", now, 0, &until, &error), 0);
	assert_int_equal(until, now + 5400);
	assert_int_equal(ledger_parse_until("2w", now, 0, &until, &error), 0);
	assert_int_equal(until, now + 14 * 86400);
	assert_int_equal(ledger_parse_until("2025-11-20 18:00", now, 60, &until, &error), 0);
	assert_int_equal(until, now + 86400 - 3600 + 59);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		until = 7;
		assert_int_equal(ledger_parse_until(bad[i], now, 0, &until, &error), -EINVAL);
		assert_int_equal(until, 7);
	}
}

static void what_waits_becomes_worse(void **state)
{
	struct finding waiting = make(*state, CLASS_UPDATE_PENDING, "/etc/a", "1", 1000);
	struct finding other = make(*state, CLASS_SHADOWING, "/etc/a", "1", 1000);
	const int64_t month = 30 * 86400;

	waiting.severity = other.severity = SEVERITY_WARNING;
	assert_int_equal(severity_aged(&waiting, 1000 + month - 1), SEVERITY_WARNING);
	assert_int_equal(severity_aged(&waiting, 1000 + month), SEVERITY_CRITICAL);
	assert_int_equal(severity_aged(&waiting, 0), SEVERITY_WARNING);
	assert_int_equal(severity_aged(&other, 1000 + month), SEVERITY_WARNING);
	waiting.severity = SEVERITY_NOTICE;
	assert_int_equal(severity_aged(&waiting, 1000 + month), SEVERITY_NOTICE);
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
			trouble_is_accepted_as_long_as_it_says_the_same, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_acceptance_may_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_open_and_pinned_says_so, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_snapshot_has_the_paths_that_were_accepted_with_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			only_content_and_metadata_are_announced, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			it_may_come_as_often_as_was_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_order_of_entries_makes_no_difference, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			the_newest_word_about_a_path_pins_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			all_that_counts_for_a_path_is_found, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_announcement_always_ends, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_waits_becomes_worse, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

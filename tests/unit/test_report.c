// SPDX-License-Identifier: GPL-2.0-or-later
// core/report: which findings need a human, in which order, how much of each; what is remembered.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report_fixture.h"

static void parts_and_details(void **state)
{
	static const struct {
		const char *id;
		enum report_part part;
		enum report_detail detail;
		int64_t since;
	} expected[] = {
		{"0000000000000001", REPORT_ACTION, REPORT_FULL, REPORT_NOW - REPORT_DAY},
		{"0000000000000003", REPORT_ACTION, REPORT_FULL, REPORT_NOW},
		{"0000000000000002", REPORT_RESTORED, REPORT_FULL, REPORT_NOW - REPORT_DAY},
		{"0000000000000004", REPORT_WAITING, REPORT_FULL, REPORT_NOW - 3 * REPORT_DAY},
		{"0000000000000005", REPORT_WAITING, REPORT_SHORT, REPORT_NOW - 40 * REPORT_DAY},
		{"0000000000000008", REPORT_EXPECTED, REPORT_SHORT, REPORT_NOW - REPORT_DAY},
		{"0000000000000006", REPORT_NOTE, REPORT_LEFT_OUT, REPORT_NOW},
		{"0000000000000007", REPORT_NOTE, REPORT_LEFT_OUT, REPORT_NOW},
		{"0000000000000009", REPORT_SETTLED, REPORT_LEFT_OUT, REPORT_NOW},
	};
	struct arena arena = ARENA_INIT;
	struct report report;

	(void)state;
	fixture_report(&arena, true, &report);
	assert_int_equal(report.count, sizeof expected / sizeof *expected);
	for (size_t i = 0; i < report.count; i++) {
		assert_string_equal(report.items[i].finding->id, expected[i].id);
		assert_int_equal(report.items[i].part, expected[i].part);
		assert_int_equal(report.items[i].detail, expected[i].detail);
		assert_int_equal(report.items[i].since, expected[i].since);
	}
	assert_ptr_equal(report.items[0].change, report_known[0]);
	assert_int_equal(report_first(&report, REPORT_WAITING), 3);
	assert_int_equal(report.left_out[REPORT_NOTE], 2);
	arena_release(&arena);
}

static void before_the_first_snapshot(void **state)
{
	struct arena arena = ARENA_INIT;
	struct report report;

	(void)state;
	fixture_report(&arena, false, &report);
	assert_int_equal(report.count, 0);
	assert_int_equal(report.counts[REPORT_ACTION], 0);
	arena_release(&arena);
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(report_part_name(REPORT_ACTION), "action");
	assert_string_equal(report_part_name(REPORT_NOTE), "note");
	assert_string_equal(report_from_name(REPORT_FROM_ASKED), "asked");
	assert_string_equal(report_from_name(REPORT_FROM_SENT), "sent");
	assert_string_equal(report_from_name(REPORT_FROM_FIRST), "first");
}

/* From the first version of the time to the last, one line each. */
static void packages_by_name(void **state)
{
	static const struct report_package expected[] = {
		{"cyrus-imapd", "2.4.20-1", "3.0.7-1", 14, REPORT_NOW - REPORT_DAY},
		{"exim", "4.9", NULL, 0, REPORT_NOW - 3 * REPORT_DAY},
		{"new\x1b]0;x\a", NULL, "1", 0, REPORT_NOW - REPORT_DAY},
		{"no version at all \xff", NULL, NULL, 0, REPORT_NOW - REPORT_DAY},
		{"plain", NULL, NULL, 0, REPORT_NOW - REPORT_DAY},
		{"postfix", "3.7", "3.8", 0, REPORT_NOW - 3 * REPORT_DAY},
	};
	struct arena arena = ARENA_INIT;
	struct report report;

	(void)state;
	fixture_report(&arena, true, &report);
	assert_int_equal(report.package_count, sizeof expected / sizeof *expected);
	for (size_t i = 0; i < report.package_count; i++) {
		const struct report_package *package = &report.packages[i];

		assert_string_equal(package->name, expected[i].name);
		assert_int_equal(package->before == NULL, expected[i].before == NULL);
		assert_int_equal(package->after == NULL, expected[i].after == NULL);
		if (package->before != NULL)
			assert_string_equal(package->before, expected[i].before);
		if (package->after != NULL)
			assert_string_equal(package->after, expected[i].after);
		assert_int_equal(package->files, expected[i].files);
		assert_int_equal(package->time, expected[i].time);
	}
	arena_release(&arena);
}

/* Shipped ones only. */
static void rules_set_aside(void **state)
{
	struct arena arena = ARENA_INIT;
	struct report report;

	(void)state;
	fixture_report(&arena, true, &report);
	assert_int_equal(report.set_aside_count, 2);
	assert_ptr_equal(report.set_aside[0], &report_rules[0]);
	assert_ptr_equal(report.set_aside[1], &report_rules[2]);
	arena_release(&arena);
}

static void make_of(struct arena *arena, struct finding *items, size_t count,
	const struct report_mark *mark, struct report *report)
{
	static const struct snapshot_list none;
	struct finding_list *list = arena_new(arena, struct finding_list);
	struct report_input input = {
		.host = "h", .now = REPORT_NOW, .since = 1, .last = &fixture_snapshot};

	*list = (struct finding_list){items, count, count};
	input.findings = list;
	input.mark = mark;
	input.snapshots = &none;
	report_make(arena, &input, report);
}

static struct finding *make_many(struct arena *arena, size_t count, const char *path)
{
	struct finding *items = arena_new_array(arena, count, struct finding);

	for (size_t i = 0; i < count; i++)
		items[i] = (struct finding){.id = arena_format(arena, "%016zx", i),
			.class = CLASS_REMOVED_EDITED,
			.severity = SEVERITY_WARNING,
			.path = path,
			.remedy = "confwatch restore x",
			.folded = 1};
	return items;
}

static size_t count_details(const struct report *report, enum report_detail detail)
{
	size_t count = 0;

	for (size_t i = 0; i < report->count; i++)
		count += report->items[i].detail == detail;
	return count;
}

/* First less of each, then some are only counted. */
static void many_findings(void **state)
{
	struct arena arena = ARENA_INIT;
	struct report report;

	(void)state;
	make_of(&arena, make_many(&arena, 1000, "/etc/a"), 1000, NULL, &report);
	assert_int_equal(count_details(&report, REPORT_FULL), 25);
	assert_int_equal(count_details(&report, REPORT_SHORT), 100);
	assert_int_equal(report.left_out[REPORT_ACTION], 875);
	assert_int_equal(report.counts[REPORT_ACTION], 1000);
	arena_release(&arena);
}

static void long_names_and_words(void **state)
{
	struct arena arena = ARENA_INIT;
	struct report report;
	char path[40001], words[1001];
	struct finding *items;

	(void)state;
	memset(path, 'x', sizeof path - 1);
	path[0] = '/';
	path[sizeof path - 1] = '\0';
	memset(words, 'w', sizeof words - 1);
	words[sizeof words - 1] = '\0';
	/* The 600th byte is the middle of a character. */
	memcpy(words + 599, "\xc3\xa4", 2);
	items = make_many(&arena, 3, path);
	items[0].message = items[0].reason = words;
	make_of(&arena, items, 3, NULL, &report);
	/* The first one whatever it takes, the others as there is room. */
	assert_int_equal(report.items[0].detail, REPORT_FULL);
	assert_int_equal(report.left_out[REPORT_ACTION], 2);
	assert_int_equal(strlen(report.items[0].brief.reason), 599 + 4);
	assert_string_equal(report.items[0].brief.message + 599, " ...");
	assert_ptr_equal(report.items[0].finding->reason, words);
	arena_release(&arena);
}

/* Nothing is told in full twice, however bad it is. */
static void what_was_told_is_short(void **state)
{
	struct arena arena = ARENA_INIT;
	struct finding *items = make_many(&arena, 4, "/etc/a");
	struct report report;
	struct report_mark mark, second;

	(void)state;
	items[0].severity = SEVERITY_CRITICAL;
	items[3].restored = true;
	items[3].since = REPORT_NOW - 1;
	make_of(&arena, items, 4, NULL, &report);
	assert_int_equal(report.counts[REPORT_RESTORED], 1);
	report_remember(&arena, &report, &mark);
	assert_int_equal(mark.count, 4);
	assert_int_equal(mark.sent, REPORT_NOW);
	items[2].id = "new";
	mark.told[1].since = 17;
	make_of(&arena, items, 4, &mark, &report);
	assert_int_equal(report.items[0].detail, REPORT_SHORT);
	assert_true(report.items[0].told);
	assert_int_equal(report.items[1].detail, REPORT_SHORT);
	assert_int_equal(report.items[1].since, 17);
	assert_int_equal(report.items[2].detail, REPORT_FULL);
	assert_false(report.items[2].told);
	/* It came back once: that is no news any more, and stays known. */
	assert_int_equal(report.counts[REPORT_RESTORED], 0);
	report_remember(&arena, &report, &second);
	assert_int_equal(second.count, 4);
	arena_release(&arena);
}

/* What no reader saw in full is told so later, a part of it with each report. */
static void what_was_left_out_is_told_later(void **state)
{
	struct arena arena = ARENA_INIT;
	struct finding *items = make_many(&arena, 60, "/etc/a");
	struct report report;
	struct report_mark mark = {0};

	(void)state;
	for (size_t night = 0; night < 4; night++) {
		static const size_t told[] = {0, 25, 50, 60};

		make_of(&arena, items, 60, &mark, &report);
		assert_int_equal(mark.count, told[night]);
		assert_int_equal(report.left_out[REPORT_ACTION], 0);
		report_remember(&arena, &report, &mark);
	}
	assert_int_equal(count_details(&report, REPORT_SHORT), 60);
	arena_release(&arena);
}

static void a_mark_comes_back(void **state)
{
	struct arena arena = ARENA_INIT;
	struct report_told told[] = {{"b", 2}, {"a", 1}, {"b", 2}, {"%\n", INT64_MAX}};
	struct report_mark mark = {true, 77, told, 4}, read = {0};
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	struct error error = ERROR_INIT;

	(void)state;
	report_mark_write(&mark, &bytes);
	assert_string_equal(text_string(&bytes),
		"sent: 77\n\nid: %25%0A\nsince: 9223372036854775807\n\n"
		"id: a\nsince: 1\n\nid: b\nsince: 2\n\n");
	assert_int_equal(
		report_mark_read(&arena, text_string(&bytes), bytes.length, &read, &error), 0);
	assert_true(read.exists);
	assert_int_equal(read.sent, 77);
	assert_int_equal(read.count, 3);
	assert_int_equal(report_mark_find(&read, "b")->since, 2);
	assert_non_null(report_mark_find(&read, "%\n"));
	assert_null(report_mark_find(&read, "c"));
	assert_null(report_mark_find(&read, NULL));
	assert_null(report_mark_find(&(struct report_mark){0}, "a"));
	arena_release(&arena);
}

static void what_is_no_mark_is_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"sent: 1\n",
		"sent: -1\n\n",
		"sent: 01\n\n",
		"sent: 1\n\nid: a\n\n",
		"sent: 1\n\nid: a\nsince: 1\n",
		"sent: 1\n\nid: b\nsince: 1\n\nid: a\nsince: 1\n\n",
		"sent: 1\n\nid: a\nsince: 1\n\nid: a\nsince: 1\n\n",
		"sent: 1\n\nid: a\nsince: 1\n\nmore",
	};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct report_mark read = {.sent = 5};
		struct error error = ERROR_INIT;

		assert_int_equal(
			report_mark_read(&arena, wrong[i], strlen(wrong[i]), &read, &error),
			-EBADMSG);
		assert_int_equal(read.sent, 5);
		assert_non_null(strstr(error.message, "report-sent: line "));
	}
	arena_release(&arena);
}

/* Small numbers from a seed that says which run failed. */
static unsigned next(unsigned *seed, unsigned most)
{
	*seed = *seed * 1103515245U + 12345U;
	return (*seed >> 16) % most;
}

static struct finding random_finding(struct arena *arena, unsigned *seed)
{
	return (struct finding){
		.id = arena_format(arena, "%u", next(seed, 50)),
		.class = (enum finding_class)next(seed, CLASS_COUNT + 1),
		.severity = (enum severity)next(seed, SEVERITY_CRITICAL + 1),
		.path = next(seed, 8) == 0 ? NULL : "/etc/pam.d/x",
		.reason = next(seed, 3) == 0 ? "why" : NULL,
		.restored = next(seed, 5) == 0,
		.state = (enum finding_state)next(seed, FINDING_GONE + 1),
		.since = (int64_t)next(seed, 5) * REPORT_NOW / 2,
		.folded = 1 + next(seed, 3),
	};
}

/* Nothing is lost, nothing stands twice, and what needs a human is what stands first. */
static void nothing_is_forgotten(void **state)
{
	(void)state;
	for (unsigned run = 0; run < 500; run++) {
		struct arena arena = ARENA_INIT;
		struct finding items[40];
		unsigned seed = run;
		size_t count = next(&seed, 40), humans = 0, sum = 0;
		struct report_mark mark = {0};
		struct report report;

		for (size_t i = 0; i < count; i++) {
			items[i] = random_finding(&arena, &seed);
			humans += report_needs_human(&items[i]);
		}
		make_of(&arena, items, count, NULL, &report);
		report_remember(&arena, &report, &mark);
		assert_int_equal(report.counts[REPORT_ACTION], humans);
		assert_int_equal(report.count, count);
		for (int part = 0; part < REPORT_PARTS; part++)
			sum += report.counts[part];
		assert_int_equal(sum, count);
		for (size_t i = 0; i < count; i++) {
			assert_int_equal(report_needs_human(report.items[i].finding), i < humans);
			assert_true(report.items[i].since <= REPORT_NOW);
		}
		arena_release(&arena);
	}
}

static void who_needs_a_human(void **state)
{
	static const struct {
		struct finding finding;
		bool needs;
	} rows[] = {
		{{.class = CLASS_SET_ASIDE, .severity = SEVERITY_CRITICAL}, true},
		{{.class = CLASS_SET_ASIDE, .severity = SEVERITY_CRITICAL, .restored = true},
			false},
		{{.class = CLASS_SET_ASIDE,
			 .severity = SEVERITY_CRITICAL,
			 .state = FINDING_ACCEPTED},
			false},
		{{.class = CLASS_UPDATE_PENDING, .severity = SEVERITY_WARNING}, false},
		{{.class = CLASS_UPDATE_PENDING, .severity = SEVERITY_CRITICAL}, true},
		{{.class = CLASS_EDITED, .severity = SEVERITY_NOTICE}, false},
		{{.class = CLASS_EDITED, .severity = SEVERITY_WARNING}, true},
		{{.class = CLASS_VENDOR_REMOVED, .severity = SEVERITY_NOTICE}, false},
		{{.class = CLASS_VENDOR_REMOVED,
			 .severity = SEVERITY_NOTICE,
			 .path = "/etc/pam.d/imap"},
			true},
		{{.class = CLASS_COSMETIC, .severity = SEVERITY_INFO}, false},
		{{.class = CLASS_COUNT, .severity = SEVERITY_WARNING}, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(report_needs_human(&rows[i].finding), rows[i].needs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_and_details),
		cmocka_unit_test(before_the_first_snapshot),
		cmocka_unit_test(names),
		cmocka_unit_test(packages_by_name),
		cmocka_unit_test(rules_set_aside),
		cmocka_unit_test(many_findings),
		cmocka_unit_test(long_names_and_words),
		cmocka_unit_test(what_was_told_is_short),
		cmocka_unit_test(what_was_left_out_is_told_later),
		cmocka_unit_test(a_mark_comes_back),
		cmocka_unit_test(what_is_no_mark_is_refused),
		cmocka_unit_test(nothing_is_forgotten),
		cmocka_unit_test(who_needs_a_human),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

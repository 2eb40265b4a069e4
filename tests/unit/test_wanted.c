// SPDX-License-Identifier: GPL-2.0-or-later
// core/wanted: which reports are mailed, and that what waits is told once a week.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/wanted.h"

enum {
	HOUR = 60 * 60,
	DAY = 24 * HOUR,
	NOW = 1795190000,
};

/* Of each kind one thing to tell, alone. */
struct night {
	size_t counts[REPORT_PARTS];
	size_t packages;
	size_t changes;
};

static bool wanted(const struct night *night, enum report_mail which, int64_t last_sent)
{
	const struct change_list changes = {.count = night->changes};
	struct report report = {
		.about = {.now = NOW, .changes = &changes}, .package_count = night->packages};

	for (int i = 0; i < REPORT_PARTS; i++)
		report.counts[i] = night->counts[i];
	return report_is_wanted(&report, which, last_sent);
}

static void test_which_reports_are_mailed(void **state)
{
	static const struct {
		struct night night;
		bool action, changes, always;
	} rows[] = {
		{{.counts = {0}}, false, false, true},
		{{.counts = {[REPORT_ACTION] = 1}}, true, true, true},
		{{.counts = {[REPORT_RESTORED] = 1}}, false, true, true},
		{{.counts = {[REPORT_NOTE] = 1}}, false, false, true},
		{{.packages = 1}, false, true, true},
		{{.changes = 1}, false, true, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		/* Whether any was ever sent is nothing to those in which nothing waits. */
		for (int64_t sent = 0; sent <= NOW; sent += NOW) {
			const struct night *night = &rows[i].night;

			assert_int_equal(wanted(night, REPORT_MAIL_ACTION, sent), rows[i].action);
			assert_int_equal(wanted(night, REPORT_MAIL_CHANGES, sent), rows[i].changes);
			assert_int_equal(wanted(night, REPORT_MAIL_ALWAYS, sent), rows[i].always);
			assert_false(wanted(night, REPORT_MAIL_NEVER, sent));
		}
	}
}

static void test_what_waits_is_told_once_a_week(void **state)
{
	static const struct {
		int64_t last_sent;
		bool wanted;
	} rows[] = {
		{0, true}, /* no report was ever sent */
		{NOW, false}, {NOW - DAY, false}, {NOW - 6 * DAY, false},
		{NOW - 7 * DAY + 2 * HOUR + 1, false},
		{NOW - 7 * DAY + 2 * HOUR, true}, /* the seventh night, begun earlier */
		{NOW - 7 * DAY, true}, {NOW - 400 * DAY, true},
		{NOW + 1, true}, /* the clock was put back */
	};
	const struct night waits = {.counts = {[REPORT_WAITING] = 2}};
	const struct night nothing = {.counts = {0}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(
			wanted(&waits, REPORT_MAIL_ACTION, rows[i].last_sent), rows[i].wanted);
		assert_int_equal(
			wanted(&waits, REPORT_MAIL_CHANGES, rows[i].last_sent), rows[i].wanted);
		assert_true(wanted(&waits, REPORT_MAIL_ALWAYS, rows[i].last_sent));
		assert_false(wanted(&waits, REPORT_MAIL_NEVER, rows[i].last_sent));
		assert_false(wanted(&nothing, REPORT_MAIL_ACTION, rows[i].last_sent));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_which_reports_are_mailed),
		cmocka_unit_test(test_what_waits_is_told_once_a_week),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

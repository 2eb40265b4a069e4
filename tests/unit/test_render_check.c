// SPDX-License-Identifier: GPL-2.0-or-later
// What check tells: failures with place, reason and remedy; doubts with their cause; the count.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "render/check.h"

static const struct pack pack = {.name = "test", .title = "For this test"};
static const struct rule rule = {.pack = &pack,
	.id = "imap-there",
	.severity = SEVERITY_CRITICAL,
	.reason = "Nobody can log in."};
static struct result items[] = {
	{.rule = &rule,
		.path = "/etc/pam.d/imap",
		.line = 3,
		.answer = VERDICT_FAIL,
		.message = "it is not there",
		.remedy = "confwatch restore /etc/pam.d/imap"},
	{.rule = &rule,
		.path = "/etc/hosts",
		.answer = VERDICT_UNKNOWN,
		.doubt = DOUBT_UNREAD,
		.message = "line 2 is not understood"},
};
static const struct result_list results = {.items = items, .count = 2, .capacity = 2};

static void failures_come_with_what_mends_them(void **state)
{
	const struct string_list mistakes = {0};
	const struct check_view view = {.results = &results,
		.counts =
			{.held = 5, .failed = 1, .unknown = 1, .not_applicable = 2, .policies = 3},
		.mistakes = &mistakes};
	const struct text_options options = {.program = "confwatch"};
	TEXT_CLEANUP struct text text = TEXT_INIT;
	TEXT_CLEANUP struct text json = TEXT_INIT;

	(void)state;
	text_check(&view, &options, &text);
	assert_non_null(strstr(text_string(&text), "/etc/pam.d/imap:3"));
	assert_non_null(strstr(text_string(&text), "Nobody can log in."));
	assert_non_null(strstr(text_string(&text), "confwatch restore /etc/pam.d/imap"));
	assert_non_null(strstr(text_string(&text), "line 2 is not understood"));
	assert_non_null(strstr(text_string(&text), "5 rules held"));
	json_check(&view, &json);
	assert_non_null(strstr(text_string(&json), "imap-there"));
	assert_non_null(strstr(text_string(&json), "unknown"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(failures_come_with_what_mends_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

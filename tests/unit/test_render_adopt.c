// SPDX-License-Identifier: GPL-2.0-or-later
// What rules adopt tells: what holds, what does not and why, and what was written.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "render/adopt.h"

static struct required_file required[] = {
	{.file = "/etc/pam.d/imap", .on_lost = ON_LOST_RESTORE, .severity = SEVERITY_CRITICAL},
	{.file = "/etc/hosts", .on_lost = ON_LOST_ALERT, .severity = SEVERITY_WARNING},
};
static const char *policies[] = {"mechanisms-stay"};
static const struct adopted added = {
	.policies = {.items = policies, .count = 1}, .required = required, .required_count = 2};
static const struct rule rule = {.id = "broken"};
static const struct result failed = {.rule = &rule,
	.path = "/etc/sasl2/smtpd.conf",
	.answer = VERDICT_FAIL,
	.message = "'broken' does not hold"};
static const struct adopt_line lines[] = {
	{.policy = "mechanisms-stay", .answer = VERDICT_PASS},
	{.policy = "never-holds", .answer = VERDICT_FAIL, .result = &failed},
	{.policy = "old-one", .adopted = true, .answer = VERDICT_PASS},
};

static struct adopt_view view_of(bool written)
{
	return (struct adopt_view){.file = "/etc/confwatch/rules.d/adopted.yaml",
		.written = written,
		.policies = lines,
		.policy_count = 3,
		.added = &added,
		.restored = 1};
}

static void each_policy_is_told(void **state)
{
	const struct text_options options = {.program = "confwatch"};
	const struct adopt_view told = view_of(false), written = view_of(true);
	TEXT_CLEANUP struct text before = TEXT_INIT;
	TEXT_CLEANUP struct text after = TEXT_INIT;

	(void)state;
	text_adopt(&told, &options, &before);
	assert_non_null(strstr(text_string(&before), "mechanisms-stay: holds"));
	assert_non_null(strstr(text_string(&before), "never-holds: does not hold"));
	assert_non_null(strstr(text_string(&before), "/etc/sasl2/smtpd.conf"));
	assert_null(strstr(text_string(&before), "adopted.yaml"));
	text_adopt(&written, &options, &after);
	assert_non_null(strstr(text_string(&after), "/etc/confwatch/rules.d/adopted.yaml"));
}

static void programs_are_told_the_same(void **state)
{
	const struct adopt_view view = view_of(true);
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	json_adopt(&view, &text);
	assert_non_null(strstr(text_string(&text), "mechanisms-stay"));
	assert_non_null(strstr(text_string(&text), "/etc/pam.d/imap"));
	assert_non_null(strstr(text_string(&text), "never-holds"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_policy_is_told),
		cmocka_unit_test(programs_are_told_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

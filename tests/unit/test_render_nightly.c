// SPDX-License-Identifier: GPL-2.0-or-later
// What nightly says: what was recorded, what the report comes to, what became of it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "render/nightly.h"

static const struct snapshot last = {0};
static const struct report report = {.about = {.host = "mx1", .last = &last}};
static const struct snapshot_id id = {{0x12, 0x34, 0x56, 0x78}};
static const struct text_options options = {.program = "confwatch"};

static void says(const struct nightly_view *view, const char *expected)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	text_nightly(view, &options, &text);
	assert_string_equal(text_string(&text), expected);
}

static void a_night_in_three_lines(void **state)
{
	struct nightly_view view = {.snapshot = &id, .report = &report, .mail = MAIL_SENT};

	(void)state;
	says(&view, "recorded 1234567\n[confwatch] mx1: nothing to do\nthe report was mailed\n");
	view.snapshot = NULL;
	view.mail = MAIL_NOT_WANTED;
	says(&view,
		"nothing changed\n[confwatch] mx1: nothing to do\n"
		"nothing was mailed: there is nothing to tell\n");
}

static void what_could_not_be_mailed_comes_with_its_reason(void **state)
{
	struct nightly_view view = {
		.report = &report, .mail = MAIL_WAITS, .problem = "queue is \x1b full"};

	(void)state;
	says(&view,
		"nothing changed\n[confwatch] mx1: nothing to do\n"
		"the report waits, as no mail can be sent: queue is \\033 full\n");
	view.mail = MAIL_UNCERTAIN;
	view.problem = NULL;
	says(&view,
		"nothing changed\n[confwatch] mx1: nothing to do\n"
		"nobody knows whether the report was mailed; the next one tells it again\n");
}

static void a_manager_at_work_is_named(void **state)
{
	struct nightly_view view = {.skipped = true, .manager = "zypper", .pid = 12};

	(void)state;
	says(&view,
		"zypper (process 12) is at work on the packages: "
		"nothing was done, the next night does it\n");
	view = (struct nightly_view){
		.manager = "zypper", .pid = 12, .report = &report, .mail = MAIL_SENT};
	says(&view,
		"zypper (process 12) is at work on the packages\nnothing changed\n"
		"[confwatch] mx1: nothing to do\nthe report was mailed\n");
}

static void programs_are_told_the_same(void **state)
{
	const struct nightly_view done = {.snapshot = &id, .report = &report, .mail = MAIL_SENT};
	const struct nightly_view skipped = {.skipped = true, .manager = "apt", .pid = 3};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	json_nightly(&done, &text);
	assert_non_null(strstr(text_string(&text), "\"snapshot\": \"12345678"));
	assert_non_null(
		strstr(text_string(&text), "\"subject\": \"[confwatch] mx1: nothing to do\""));
	assert_non_null(strstr(text_string(&text), "\"action\": 0"));
	assert_non_null(strstr(text_string(&text), "\"mail\": \"sent\""));
	text_clear(&text);
	json_nightly(&skipped, &text);
	assert_non_null(strstr(text_string(&text), "\"skipped\": true"));
	assert_non_null(strstr(text_string(&text), "\"manager\": \"apt\""));
	assert_non_null(strstr(text_string(&text), "\"subject\": null"));
	assert_non_null(strstr(text_string(&text), "\"action\": null"));
	assert_non_null(strstr(text_string(&text), "\"mail\": null"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_night_in_three_lines),
		cmocka_unit_test(what_could_not_be_mailed_comes_with_its_reason),
		cmocka_unit_test(a_manager_at_work_is_named),
		cmocka_unit_test(programs_are_told_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// core/missing and render/missing: files without a reason, the most important first.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "render/missing.h"
#include "render_fixture.h"

static const char *four[] = {"a-1", "b-2", "c-\x1b", "d-4"};

static struct missing files[] = {
	{.path = "/etc/z", .origin = ORIGIN_CUSTOM, .severity = SEVERITY_NOTICE},
	{.path = "/etc/a\n<b>", .origin = ORIGIN_CUSTOM, .severity = SEVERITY_CRITICAL},
	{.path = "/etc/postfix/main.cf",
		.origin = ORIGIN_EDITED,
		.package = "postfix",
		.login = true,
		.rules = {four, 4, 4},
		.severity = SEVERITY_WARNING},
	{.path = "/etc/b",
		.origin = ORIGIN_EDITED,
		.package = "b",
		.required = true,
		.severity = SEVERITY_CRITICAL},
	{.path = "/etc/pam.d/imap",
		.origin = ORIGIN_CUSTOM,
		.rules = {four, 1, 1},
		.severity = SEVERITY_WARNING},
	{.path = "/etc/sasl2", .origin = ORIGIN_CUSTOM, .login = true, .severity = SEVERITY_INFO},
};

static int sort(void **state)
{
	struct missing_list list = {files, sizeof files / sizeof files[0]};

	(void)state;
	missing_sort(&list);
	return 0;
}

static void what_matters_comes_first(void **state)
{
	static const char *const expected[] = {"/etc/b", "/etc/pam.d/imap", "/etc/postfix/main.cf",
		"/etc/sasl2", "/etc/a\n<b>", "/etc/z"};
	struct missing_list one = {files, 1};

	(void)state;
	missing_sort(&one);
	for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
		assert_string_equal(files[i].path, expected[i]);
}

static void people_read_what_speaks_for_a_file(void **state)
{
	const struct missing_list list = {files, sizeof files / sizeof files[0]};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_missing(&list, &plain, &text);
	assert_string_equal(text_string(&text),
		"6 files of yours without a reason, most important first\n"
		"\n"
		"critical /etc/b\n"
		"  required; edited, of b\n"
		"warning /etc/pam.d/imap\n"
		"  rule a-1\n"
		"warning /etc/postfix/main.cf\n"
		"  edited, of postfix; rules a-1, b-2,\n"
		"  c-\\033 and 1 more\n"
		"info /etc/sasl2\n"
		"critical /etc/a\\012<b>\n"
		"notice /etc/z\n"
		"\n"
		"Say why: confwatch why /etc/b TEXT\n");
}

static void nothing_is_missing(void **state)
{
	static const struct missing_list none;
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_missing(&none, &plain, &text);
	assert_string_equal(text_string(&text), "Every file of yours has a reason.\n");
	text_clear(&text);
	json_missing(&none, &text);
	assert_string_equal(text_string(&text),
		"{\n  \"schema\": \"confwatch/why/1\",\n  \"missing\": []\n}\n");
}

static void programs_get_all_of_it(void **state)
{
	const struct missing_list list = {files, 1};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	json_missing(&list, &text);
	assert_string_equal(text_string(&text),
		"{\n"
		"  \"schema\": \"confwatch/why/1\",\n"
		"  \"missing\": [\n"
		"    {\n"
		"      \"path\": \"/etc/b\",\n"
		"      \"origin\": \"edited\",\n"
		"      \"package\": \"b\",\n"
		"      \"severity\": \"critical\",\n"
		"      \"required\": true,\n"
		"      \"rules\": []\n"
		"    }\n"
		"  ]\n"
		"}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_matters_comes_first),
		cmocka_unit_test(people_read_what_speaks_for_a_file),
		cmocka_unit_test(nothing_is_missing),
		cmocka_unit_test(programs_get_all_of_it),
	};

	return cmocka_run_group_tests(tests, sort, NULL);
}

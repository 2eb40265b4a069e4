// SPDX-License-Identifier: GPL-2.0-or-later
// core/adopted: what is adopted joins what an administrator wrote, line by line.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "core/adopted.h"

static const char *policies[] = {"local-logins-only", "tls-only"};
static struct parameter parameters[] = {{"disk", "a \"b\"\\c"}, {"accounts", "anna\nbert"}};
static struct required_file required[] = {{.file = "/etc/pam.d/imap", .on_lost = ON_LOST_RESTORE},
	{.file = "/etc/a b: #\"", .on_lost = ON_LOST_ALERT}};
static const struct adopted all = {{policies, 2, 2}, parameters, 2, required, 2};

/* NULL: the error says why. */
static const char *merge(
	const char *before, const struct adopted *added, struct text *text, struct error *error)
{
	text_clear(text);
	return adopted_merge("FILE", before, strlen(before), added, text, error) < 0
		? NULL
		: text_string(text);
}

static void test_a_new_file(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error error = ERROR_INIT;
	const char *result = merge("", &all, &text, &error);

	(void)state;
	assert_non_null(result);
	assert_int_equal(strncmp(result, "# What holds", 12), 0);
	assert_string_equal(strstr(result, "\n\nadopted"),
		"\n\nadopted:\n  - local-logins-only\n  - tls-only\n"
		"\nparams:\n  disk: \"a \\\"b\\\"\\\\c\"\n  accounts: \"anna\\nbert\"\n"
		"\nrequired:\n  - file: /etc/pam.d/imap\n    on_lost: restore\n"
		"  - file: \"/etc/a b: #\\\"\"\n    on_lost: alert\n");
}

static void test_lines_stay(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error error = ERROR_INIT;
	const struct adopted one = {.policies = {policies, 1, 1}};
	static const char *const cases[][2] = {
		{"adopted:\n    - mine # why\n\n# more\nrequired:\n  - file: /x\n",
			"adopted:\n    - mine # why\n    - local-logins-only\n\n# more\n"
			"required:\n  - file: /x\n"},
		{"adopted: # mine\n- mine\n---\n",
			"adopted: # mine\n- mine\n- local-logins-only\n---\n"},
		{"params:\n  a: b\nadopted:\n",
			"params:\n  a: b\nadopted:\n  - local-logins-only\n"},
		{"adopted:\n  - mine", "adopted:\n  - mine\n  - local-logins-only\n"},
		{"x: y", "x: y\n\nadopted:\n  - local-logins-only\n"},
		{"not_adopted:\n  - x\n",
			"not_adopted:\n  - x\n\nadopted:\n  - local-logins-only\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_non_null(merge(cases[i][0], &one, &text, &error));
		assert_string_equal(text_string(&text), cases[i][1]);
	}
}

static void test_items_on_the_line_of_their_key(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error error = ERROR_INIT;

	(void)state;
	assert_null(merge("# x\nadopted: [mine]\n", &all, &text, &error));
	assert_int_equal(error.code, EINVAL);
	assert_int_equal(strncmp(error.message, "FILE:2: 'adopted' must", 22), 0);
	assert_int_equal(text.length, 0);
}

static void test_nothing_to_add(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error error = ERROR_INIT;
	const struct adopted none = {0};

	(void)state;
	assert_string_equal(merge("adopted: [mine]", &none, &text, &error), "adopted: [mine]");
}

static void test_what_yaml_can_hold(void **state)
{
	(void)state;
	assert_true(adopted_can_hold("/etc/pam.d/\xc3\xa4 \"x\""));
	assert_false(adopted_can_hold("/etc/\xff"));
	assert_false(adopted_can_hold("/etc/\x01"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_new_file),
		cmocka_unit_test(test_lines_stay),
		cmocka_unit_test(test_items_on_the_line_of_their_key),
		cmocka_unit_test(test_nothing_to_add),
		cmocka_unit_test(test_what_yaml_can_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

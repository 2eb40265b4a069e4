// SPDX-License-Identifier: GPL-2.0-or-later
// Looking up rules, policies and formats; how many rules there are.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/rules.h"

static struct rule first[] = {{.id = "a"}, {.id = "b"}};
static struct rule second[] = {{.id = "c"}};
static struct pack packs[] = {
	{.name = "one", .rules = first, .rule_count = 2},
	{.name = "none"},
	{.name = "two", .rules = second, .rule_count = 1},
};
static struct format_by_path formats[] = {
	{.pattern = "/etc/*", .format = "plain"},
	{.pattern = "/etc/pam.d/*", .format = "pam"},
};
static const char *adopted[] = {"mail-users-in-ldap"};
static const struct rule_set set = {.packs = packs,
	.pack_count = 3,
	.formats = formats,
	.format_count = 2,
	.adopted = {.items = adopted, .count = 1}};

static void rules_of_all_packs_are_found_and_counted(void **state)
{
	const struct rule_set empty = {0};

	(void)state;
	assert_ptr_equal(rules_find(&set, "b"), &first[1]);
	assert_ptr_equal(rules_find(&set, "c"), &second[0]);
	assert_null(rules_find(&set, "d"));
	assert_int_equal(rules_count(&set), 3);
	assert_int_equal(rules_count(&empty), 0);
}

static void policies_are_adopted_by_name(void **state)
{
	(void)state;
	assert_true(rules_adopted(&set, "mail-users-in-ldap"));
	assert_false(rules_adopted(&set, "mail-users"));
}

/* So that an administrator's own lines, which come later, win. */
static void the_last_pattern_says_the_format(void **state)
{
	(void)state;
	assert_string_equal(rules_format(&set, "/etc/pam.d/imap"), "pam");
	assert_string_equal(rules_format(&set, "/etc/hosts"), "plain");
	assert_null(rules_format(&set, "/usr/hosts"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_of_all_packs_are_found_and_counted),
		cmocka_unit_test(policies_are_adopted_by_name),
		cmocka_unit_test(the_last_pattern_says_the_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

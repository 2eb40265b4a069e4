// SPDX-License-Identifier: GPL-2.0-or-later
// formats/rules_for, rules_list: what one rule makes of several values, and how much.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"
#include "rules_state.h"

#define PACK "pack: p\ntitle: t\nrules:\n"

/* A file, and with `more` what a second one says; returns how many mistakes there are. */
static size_t read_files(const char *text, const char *more)
{
	(void)rules_read(reader, "p.yaml", true, text, strlen(text));
	if (more != NULL)
		(void)rules_read(reader, "own.yaml", false, more, strlen(more));
	rules_finish(reader, &configuration, &set);
	return rules_mistakes(reader)->count;
}

static const char group[] =
	PACK "  - {id: first, assert: a, severity: info, reason: '{service} {x}'}\n"
	     "  - for:\n"
	     "      service: [imap, pop]\n"
	     "      name: [IMAP, 'POP {3}']\n"
	     "    rules:\n"
	     "      - id: a-{service}\n"
	     "        title: \"{name}\"\n"
	     "        any_of: ['/etc/{service}', /usr/etc]\n"
	     "        policy: '{service}-p'\n"
	     "        capture: {'{service}_x': '{service}/@y'}\n"
	     "        assert: \"'{service}' = $plain\"\n"
	     "        never: plain\n"
	     "        severity: info\n"
	     "        reason: '{service}{service} {name}'\n"
	     "        remedy: 'a{2} {} {,} { print } {{HOME}} {{ { {{'\n"
	     "      - {id: 'b-{service}', file: '/{service}', mode: 0600, severity: info,\n"
	     "         reason: r}\n"
	     "  - {id: last, assert: a, severity: info, reason: r}\n";

static void test_values_stand_in_all_that_a_rule_says(void **state)
{
	const struct rule *rule;

	(void)state;
	assert_int_equal(read_files(group, NULL), 0);
	rule = rules_find(&set, "a-pop");
	assert_non_null(rule);
	assert_string_equal(rule->title, "POP {3}");
	assert_int_equal(rule->files.count, 2);
	assert_string_equal(rule->files.items[0], "/etc/pop");
	assert_string_equal(rule->files.items[1], "/usr/etc");
	assert_string_equal(rule->policy, "pop-p");
	assert_string_equal(rule->captures[0].name, "pop_x");
	assert_string_equal(rule->captures[0].expression.text, "pop/@y");
	assert_string_equal(rule->assert.text, "'pop' = $plain");
	assert_string_equal(rule->reason, "poppop POP {3}");
	assert_string_equal(rules_find(&set, "a-imap")->title, "IMAP");
	assert_string_equal(rules_find(&set, "first")->reason, "{service} {x}");
}

static void test_other_braces_stay(void **state)
{
	(void)state;
	assert_int_equal(read_files(group, NULL), 0);
	assert_string_equal(
		rules_find(&set, "a-pop")->remedy, "a{2} {} {,} { print } {HOME} {{ { {{");
}

static void test_all_rules_of_a_value_stand_before_those_of_the_next(void **state)
{
	static const char *const ids[] = {"first", "a-imap", "b-imap", "a-pop", "b-pop", "last"};

	(void)state;
	assert_int_equal(read_files(group, NULL), 0);
	assert_int_equal(set.packs[0].rule_count, 6);
	for (size_t i = 0; i < 6; i++) {
		assert_string_equal(set.packs[0].rules[i].id, ids[i]);
		assert_ptr_equal(set.packs[0].rules[i].pack, &set.packs[0]);
	}
}

static void check_place(const struct rule_place *place, uint32_t line, uint32_t column)
{
	assert_string_equal(place->file, "p.yaml");
	assert_int_equal(place->line, line);
	assert_int_equal(place->column, column);
}

static void test_places_are_those_of_the_file(void **state)
{
	const struct rule *rule;

	(void)state;
	assert_int_equal(read_files(group, NULL), 0);
	rule = rules_find(&set, "a-pop");
	check_place(&rule->place, 9, 9);
	check_place(&rule->assert.place, 14, 17);
	assert_false(rule->assert.as_written);
	check_place(&rule->never.place, 15, 16);
	assert_true(rule->never.as_written);
}

static void test_overrides_and_policies_know_what_was_made(void **state)
{
	(void)state;
	assert_int_equal(read_files(group,
				 "override: [{id: a-pop, disabled: yes}]\n"
				 "adopted: [imap-p]\n"),
		0);
	assert_true(rules_find(&set, "a-pop")->disabled);
	assert_false(rules_find(&set, "a-imap")->disabled);
	assert_true(rules_adopted(&set, "imap-p"));
	assert_false(rules_adopted(&set, "pop-p"));
}

/* A rule of as many bytes, for two values. */
static size_t read_large(size_t bytes, const char *value)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	text_format(&text,
		PACK "  - for: {x: [%s, b]}\n    rules:\n"
		     "      - {id: 'a-{x}', assert: a, severity: info, reason: '",
		value);
	for (size_t i = 0; i < bytes / 3; i++)
		text_add(&text, "{x}");
	text_add(&text, "'}\n");
	return read_files(text_string(&text), NULL);
}

static void test_what_values_make_has_a_bound(void **state)
{
	(void)state;
	assert_int_equal(read_large(522000, "abcde"), 0);
	assert_int_equal(set.packs[0].rule_count, 2);
}

static void test_beyond_the_bound_nothing_is_made(void **state)
{
	const struct string_list *mistakes = rules_mistakes(reader);

	(void)state;
	assert_int_equal(read_large(522000, "abcdef"), 1);
	assert_string_equal(mistakes->items[0],
		"p.yaml:4:5: 'for' makes more than 1048576 bytes of the rules of this file; allowed "
		"here: fewer values, shorter ones");
}

/* As many values as there may be, each making a rule of many parts. */
static void test_parts_count_as_well(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_add(&text, PACK "  - for: {x: [v0");
	for (unsigned i = 1; i < 64; i++)
		text_format(&text, ", v%u", i);
	text_add(&text,
		"]}\n    rules:\n      - {id: 'a-{x}', assert: a, severity: info, reason: r,\n"
		"         any_of: [");
	for (size_t i = 0; i < 10000; i++)
		text_add(&text, "/,");
	text_add(&text, "/]}\n");
	assert_int_equal(read_files(text_string(&text), NULL), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_values_stand_in_all_that_a_rule_says, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_other_braces_stay, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_all_rules_of_a_value_stand_before_those_of_the_next, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_places_are_those_of_the_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_overrides_and_policies_know_what_was_made, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_what_values_make_has_a_bound, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_beyond_the_bound_nothing_is_made, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_parts_count_as_well, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

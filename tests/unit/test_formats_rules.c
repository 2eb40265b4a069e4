// SPDX-License-Identifier: GPL-2.0-or-later
// formats/rules: what each key sets, and what files make together.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "rules_state.h"

static void add(const char *name, bool shipped, const char *text)
{
	(void)rules_read(reader, name, shipped, text, strlen(text));
}

static void finish(void)
{
	const struct string_list *mistakes = rules_mistakes(reader);

	rules_finish(reader, &configuration, &set);
	if (mistakes->count > 0)
		fail_msg("%s", mistakes->items[0]);
}

static const char every_key[] =
	"pack: mail\n"
	"title: Mail\n"
	"applies: cw:installed('postfix')\n"
	"rules:\n"
	"  - id: all\n"
	"    title: All of it\n"
	"    file: /etc//a\n"
	"    may-be-missing: yes\n"
	"    applies: 'true()'\n"
	"    policy: p\n"
	"    capture: {disk: \"//disk/@dev\"}\n"
	"    must: be-regular\n"
	"    link_to: ../b\n"
	"    mode: at most 0640\n"
	"    owner: root\n"
	"    group: '96'\n"
	"    same_as: /etc/b\n"
	"    newer_than: /etc/c\n"
	"    assert: a\n"
	"    never: 'b'\n"
	"    at: |\n"
	"      c\n"
	"    say: \"'x\\x41'\"\n"
	"    on_lost: alert\n"
	"    severity: info\n"
	"    reason: because\n"
	"    remedy: do it\n"
	"  - {id: several, any_of: [/a, /b], mode: 0600, severity: critical, reason: r}\n"
	"  - {id: pattern, each: '/etc/*', mode: at least 0444, severity: critical, reason: r}\n"
	"  - {id: system, assert: 'true()', severity: warning, reason: r}\n";

static void test_each_key_sets_its_value(void **state)
{
	const struct rule *rule;

	(void)state;
	add("mail.yaml", true, every_key);
	finish();
	rule = rules_find(&set, "all");
	assert_string_equal(rule->pack->name, "mail");
	assert_string_equal(rule->pack->title, "Mail");
	assert_string_equal(rule->pack->applies.text, "cw:installed('postfix')");
	assert_true(rule->pack->shipped);
	assert_string_equal(rule->title, "All of it");
	assert_int_equal(rule->files.count, 1);
	assert_string_equal(rule->files.items[0], "/etc/a");
	assert_true(rule->may_be_missing);
	assert_string_equal(rule->applies.text, "true()");
	assert_string_equal(rule->policy, "p");
	assert_int_equal(rule->capture_count, 1);
	assert_string_equal(rule->captures[0].name, "disk");
	assert_string_equal(rule->captures[0].expression.text, "//disk/@dev");
	assert_int_equal(rule->must, MUST_BE_REGULAR);
	assert_string_equal(rule->link_to, "../b");
	assert_int_equal(rule->mode_relation, MODE_AT_MOST);
	assert_int_equal(rule->mode, 0640);
	assert_string_equal(rule->owner, "root");
	assert_string_equal(rule->group, "96");
	assert_string_equal(rule->same_as, "/etc/b");
	assert_string_equal(rule->newer_than, "/etc/c");
	assert_int_equal(rule->on_lost, ON_LOST_ALERT);
	assert_true(rule->on_lost_given);
	assert_int_equal(rule->severity, SEVERITY_INFO);
	assert_string_equal(rule->reason, "because");
	assert_string_equal(rule->remedy, "do it");
	assert_false(rule->disabled);
	assert_null(rule->overridden_by);
}

static void test_what_a_rule_may_speak_of(void **state)
{
	const struct rule *rule;

	(void)state;
	add("mail.yaml", true, every_key);
	finish();
	rule = rules_find(&set, "several");
	assert_int_equal(rule->files.count, 2);
	assert_string_equal(rule->files.items[1], "/b");
	assert_int_equal(rule->mode_relation, MODE_EXACTLY);
	assert_false(rule->on_lost_given);
	rule = rules_find(&set, "pattern");
	assert_string_equal(rule->each, "/etc/*");
	assert_int_equal(rule->mode_relation, MODE_AT_LEAST);
	rule = rules_find(&set, "system");
	assert_null(rule->each);
	assert_int_equal(rule->files.count, 0);
	assert_null(rules_find(&set, "other"));
}

static void check_place(
	const struct rule_expression *expression, uint32_t line, uint32_t column, bool as_written)
{
	assert_string_equal(expression->place.file, "mail.yaml");
	assert_int_equal(expression->place.line, line);
	assert_int_equal(expression->place.column, column);
	assert_int_equal(expression->as_written, as_written);
}

static void test_expressions_know_where_they_stand(void **state)
{
	const struct rule *rule;

	(void)state;
	add("mail.yaml", true, every_key);
	finish();
	rule = rules_find(&set, "all");
	check_place(&rule->pack->applies, 3, 10, true);
	check_place(&rule->captures[0].expression, 11, 22, true);
	check_place(&rule->assert, 19, 13, true);
	check_place(&rule->never, 20, 13, true);
	check_place(&rule->at, 21, 9, false);
	check_place(&rule->say, 23, 10, false);
	assert_string_equal(rule->say.text, "'xA'");
}

#define RULE(id) "  - {id: " id ", assert: 'true()', severity: info, reason: r, policy: p-" id "}\n"

static void test_packs_are_sorted_whoever_they_are_from(void **state)
{
	(void)state;
	add("b.yaml", true, "pack: b\ntitle: t\nrules:\n" RULE("one"));
	add("own.yaml", false, "pack: a\ntitle: t\nrules:\n" RULE("two"));
	finish();
	assert_int_equal(set.pack_count, 2);
	assert_string_equal(set.packs[0].name, "a");
	assert_false(set.packs[0].shipped);
	assert_ptr_equal(set.packs[0].rules[0].pack, &set.packs[0]);
	assert_ptr_equal(set.packs[1].rules[0].pack, &set.packs[1]);
}

static void test_overrides_change_what_they_give_and_later_ones_win(void **state)
{
	const struct rule *rule;

	(void)state;
	add("1.yaml", false,
		"override:\n  - {id: several, severity: info, file: /c, reason: first}\n"
		"  - {id: system, disabled: yes}\n");
	add("2.yaml", false, "override: [{id: several, reason: second}]\n");
	add("mail.yaml", true, every_key);
	finish();
	rule = rules_find(&set, "several");
	assert_int_equal(rule->severity, SEVERITY_INFO);
	assert_int_equal(rule->files.count, 1);
	assert_string_equal(rule->files.items[0], "/c");
	assert_string_equal(rule->reason, "second");
	assert_int_equal(rule->mode, 0600);
	assert_string_equal(rule->overridden_by, "2.yaml");
	rule = rules_find(&set, "system");
	assert_true(rule->disabled);
	assert_string_equal(rule->overridden_by, "1.yaml");
	assert_null(rules_find(&set, "all")->overridden_by);
}

static void test_an_override_may_put_a_pattern_for_a_file(void **state)
{
	(void)state;
	add("mail.yaml", true, every_key);
	add("1.yaml", false, "override: [{id: several, each: '/x/*'}]\n");
	add("2.yaml", false, "override: [{id: pattern, any_of: [/x, /y]}]\n");
	finish();
	assert_int_equal(rules_find(&set, "several")->files.count, 0);
	assert_string_equal(rules_find(&set, "several")->each, "/x/*");
	assert_int_equal(rules_find(&set, "pattern")->files.count, 2);
	assert_null(rules_find(&set, "pattern")->each);
}

static void test_policies_are_adopted_once(void **state)
{
	(void)state;
	add("b.yaml", true, "pack: b\ntitle: t\nrules:\n" RULE("one") RULE("two"));
	add("1.yaml", false, "adopted: [p-one]\n");
	add("2.yaml", false, "adopted: [p-one, p-two]\n");
	finish();
	assert_int_equal(set.adopted.count, 2);
	assert_true(rules_adopted(&set, "p-one"));
	assert_false(rules_adopted(&set, "one"));
}

static const char *value_of(const char *name)
{
	for (size_t i = 0; i < set.parameter_count; i++)
		if (strcmp(set.parameters[i].name, name) == 0)
			return set.parameters[i].value;
	return NULL;
}

static void test_the_configuration_has_the_last_word_on_parameters(void **state)
{
	static const struct parameter parameters[] = {{"c", "host"}, {"d", "host"}};

	(void)state;
	configuration.parameters = parameters;
	configuration.parameter_count = 2;
	add("b.yaml", true, "params: {a: shipped, b: shipped, c: shipped}\n");
	add("1.yaml", false, "params: {b: [one, two], c: own, e: []}\n");
	finish();
	assert_int_equal(set.parameter_count, 5);
	assert_string_equal(value_of("a"), "shipped");
	assert_string_equal(value_of("b"), "one\ntwo");
	assert_string_equal(value_of("c"), "host");
	assert_string_equal(value_of("d"), "host");
	assert_string_equal(value_of("e"), "");
}

static void test_required_files_of_all_files_with_the_later_one(void **state)
{
	static const struct required_file required[] = {
		{"/etc/a", ON_LOST_ALERT, NULL, SEVERITY_CRITICAL},
		{"/etc/b", ON_LOST_ALERT, NULL, SEVERITY_CRITICAL},
	};

	(void)state;
	configuration.required = required;
	configuration.required_count = 2;
	add("1.yaml", false, "required: [{file: /etc/b, on_lost: restore}, {file: /etc/c}]\n");
	finish();
	assert_int_equal(set.required_count, 3);
	assert_int_equal(set.required[0].on_lost, ON_LOST_ALERT);
	assert_int_equal(set.required[1].on_lost, ON_LOST_RESTORE);
	assert_string_equal(set.required[2].file, "/etc/c");
}

static void test_the_last_pattern_names_the_format(void **state)
{
	(void)state;
	add("formats.yaml", true,
		"formats:\n  - {path: '/etc/**', format: plain}\n"
		"  - {path: '/etc/pam.d/*', format: pam}\n");
	add("1.yaml", false, "formats: [{path: /etc/pam.d/README, format: plain}]\n");
	finish();
	assert_string_equal(rules_format(&set, "/etc/x/y"), "plain");
	assert_string_equal(rules_format(&set, "/etc/pam.d/imap"), "pam");
	assert_string_equal(rules_format(&set, "/etc/pam.d/README"), "plain");
	assert_null(rules_format(&set, "/usr/x"));
}

static void test_a_file_with_mistakes_is_left_out_and_the_others_count(void **state)
{
	(void)state;
	add("bad.yaml", false, "params: {a: bad}\nadopted: x\n");
	add("good.yaml", false, "params: {b: good}\n");
	add("empty.yaml", false, "# nothing\n");
	rules_finish(reader, &configuration, &set);
	assert_int_equal(rules_mistakes(reader)->count, 1);
	assert_null(value_of("a"));
	assert_string_equal(value_of("b"), "good");
}

static void test_what_does_not_fit_between_files_is_left_out(void **state)
{
	(void)state;
	add("a.yaml", true, "pack: a\ntitle: t\nrules:\n" RULE("one"));
	add("b.yaml", false,
		"pack: b\ntitle: t\nrules:\n" RULE("one") RULE("two") RULE(
			"two") "override: [{id: three, severity: info}, {id: two, severity: critical}]\n"
			       "adopted: [p-none, p-two]\n");
	rules_finish(reader, &configuration, &set);
	assert_int_equal(rules_mistakes(reader)->count, 4);
	assert_string_equal(rules_find(&set, "one")->pack->name, "a");
	assert_int_equal(set.packs[1].rule_count, 1);
	assert_int_equal(rules_find(&set, "two")->severity, SEVERITY_CRITICAL);
	assert_int_equal(set.adopted.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_each_key_sets_its_value, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_a_rule_may_speak_of, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_expressions_know_where_they_stand, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_packs_are_sorted_whoever_they_are_from, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_overrides_change_what_they_give_and_later_ones_win, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_an_override_may_put_a_pattern_for_a_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_policies_are_adopted_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_the_configuration_has_the_last_word_on_parameters, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_required_files_of_all_files_with_the_later_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_the_last_pattern_names_the_format, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_file_with_mistakes_is_left_out_and_the_others_count, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_what_does_not_fit_between_files_is_left_out, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

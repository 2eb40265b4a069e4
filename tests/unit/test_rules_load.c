// SPDX-License-Identifier: GPL-2.0-or-later
// rules_load: which files of rules are read, in which order, and which are not believed.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "rules_load.h"
#include "temporary.h"

static struct temporary tree;
static struct arena arena;
static struct workspace workspace;
static struct rule_set set;
static struct string_list problems;
static struct error error;

#define PACK(name, ids) "pack: " name "\ntitle: t\nrules:\n" ids
#define RULE(id) "  - {id: " id ", assert: 'true()', severity: info, reason: r}\n"

static int set_up(void **state)
{
	(void)state;
	arena = (struct arena)ARENA_INIT;
	tree = temporary_make();
	temporary_directory(&tree, "etc");
	temporary_directory(&tree, "etc/confwatch");
	temporary_directory(&tree, "shipped");
	temporary_text(&tree, "shipped/mail.yaml", PACK("mail", RULE("one") RULE("two")));
	temporary_text(&tree, "shipped/README", "no rules");
	workspace = (struct workspace){
		.arena = &arena,
		.root = tree.path,
		.root_fd = tree.fd,
		.other_root = true,
		.rules = arena_format(&arena, "%s/shipped", tree.path),
	};
	problems = (struct string_list){0};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	temporary_remove(&tree);
	return 0;
}

static void own(const char *name, const char *text)
{
	(void)mkdirat(tree.fd, "etc/confwatch/rules.d", 0755);
	temporary_text(&tree, arena_format(&arena, "etc/confwatch/rules.d/%s", name), text);
}

static void load(void)
{
	if (rules_load(&workspace, &set, &error) < 0)
		fail_msg("%s", error.message);
}

static void says(const char *sentence, const char *words)
{
	if (strstr(sentence, words) == NULL)
		fail_msg("'%s' is not in '%s'", words, sentence);
}

static void test_the_shipped_rules_alone(void **state)
{
	(void)state;
	load();
	assert_int_equal(set.pack_count, 1);
	assert_true(set.packs[0].shipped);
	assert_non_null(rules_find(&set, "two"));
}

static void test_no_shipped_rules_at_all(void **state)
{
	(void)state;
	workspace.rules = NULL;
	load();
	assert_int_equal(set.pack_count, 0);
	workspace.rules = "/proc/nonexistent";
	assert_int_equal(rules_load(&workspace, &set, &error), -EINVAL);
	says(error.message, "cannot read the shipped rules '/proc/nonexistent'");
}

static void test_files_of_the_administrator_in_the_order_of_their_names(void **state)
{
	(void)state;
	own("b.yaml", "params: {a: b, b: b}\n");
	own("a.yaml", "params: {a: a, c: a}\n" PACK("own", RULE("mine")));
	own("c.yaml.rpmsave", "params: {a: saved}\n");
	own(".d.yaml", "params: {a: hidden}\n");
	load();
	assert_int_equal(set.parameter_count, 3);
	assert_string_equal(set.parameters[0].name, "a");
	assert_string_equal(set.parameters[0].value, "b");
	assert_false(rules_find(&set, "mine")->pack->shipped);
	says(rules_find(&set, "mine")->place.file, tree.path);
}

static void test_a_file_that_others_can_write_is_not_believed(void **state)
{
	(void)state;
	own("a.yaml", "params: {a: a}\n");
	own("b.yaml", "params: {b: b}\n");
	assert_int_equal(fchmodat(tree.fd, "etc/confwatch/rules.d/a.yaml", 0666, 0), 0);
	assert_int_equal(rules_load(&workspace, &set, &error), -EINVAL);
	says(error.message, "'/etc/confwatch/rules.d/a.yaml' is not trusted");
	rules_load_readable(&workspace, &set, &problems);
	assert_int_equal(problems.count, 1);
	assert_int_equal(set.parameter_count, 1);
	assert_string_equal(set.parameters[0].name, "b");
	assert_int_equal(set.pack_count, 1);
}

static void test_a_directory_that_others_can_write_is_not_believed(void **state)
{
	(void)state;
	own("a.yaml", "params: {a: a}\n");
	assert_int_equal(fchmodat(tree.fd, "etc/confwatch/rules.d", 0777, 0), 0);
	rules_load_readable(&workspace, &set, &problems);
	assert_int_equal(problems.count, 1);
	says(problems.items[0], "'/etc/confwatch/rules.d' is not trusted");
	assert_int_equal(set.parameter_count, 0);
	assert_int_equal(set.pack_count, 1);
}

static void test_a_link_is_not_believed(void **state)
{
	(void)state;
	own("x", "params: {a: a}\n");
	assert_int_equal(symlinkat("x", tree.fd, "etc/confwatch/rules.d/a.yaml"), 0);
	rules_load_readable(&workspace, &set, &problems);
	assert_int_equal(problems.count, 1);
	says(problems.items[0], "a.yaml' is not trusted");
}

static void test_a_mistake_is_told_where_a_person_finds_it(void **state)
{
	const struct string_list none = {0};

	(void)state;
	own("a.yaml", "adopted: x\nparams: x\n");
	own("b.yaml", "params: {b: b}\n");
	assert_int_equal(rules_load(&workspace, &set, &error), -EINVAL);
	says(error.message, tree.path);
	says(error.message, "/etc/confwatch/rules.d/a.yaml:1:10: 'adopted' is a string");
	rules_load_with(&workspace, &none, &set, &problems);
	assert_int_equal(problems.count, 2);
	assert_int_equal(set.parameter_count, 1);
}

/* Overrides of shipped rules, which are not read for this, are no reason to leave a file out. */
static void test_what_is_required_without_the_rules(void **state)
{
	static const struct required_file configured[] = {
		{"/etc/a", ON_LOST_ALERT, NULL, SEVERITY_CRITICAL},
		{"/etc/b", ON_LOST_ALERT, NULL, SEVERITY_CRITICAL},
	};
	const struct configuration *configuration = &workspace.configuration;

	(void)state;
	workspace.configuration.required = configured;
	workspace.configuration.required_count = 2;
	workspace.rules = NULL;
	own("1.yaml",
		"override: [{id: one, severity: critical}]\n"
		"required: [{file: /etc/b, on_lost: ignore}, {file: /etc/c}]\n");
	own("2.yaml", "required: nonsense\n");
	rules_load_required(&workspace);
	assert_int_equal(configuration->required_count, 3);
	assert_int_equal(configuration->required[0].on_lost, ON_LOST_ALERT);
	assert_int_equal(configuration->required[1].on_lost, ON_LOST_IGNORE);
	assert_string_equal(configuration->required[2].file, "/etc/c");
}

static void test_a_named_file_stands_in_for_the_one_of_its_name(void **state)
{
	struct string_list files = {0};

	(void)state;
	own("a.yaml", "params: {a: old}\n");
	own("b.yaml", "params: {b: b}\n");
	temporary_directory(&tree, "new");
	temporary_text(&tree, "new/a.yaml", "params: {a: new}\n");
	temporary_text(&tree, "new/mail.yaml", PACK("mail", RULE("one") RULE("three")));
	string_list_add(&files, &arena, arena_format(&arena, "%s/new/a.yaml", tree.path));
	string_list_add(&files, &arena, arena_format(&arena, "%s/new/mail.yaml", tree.path));
	rules_load_with(&workspace, &files, &set, &problems);
	assert_int_equal(problems.count, 0);
	assert_int_equal(set.parameter_count, 2);
	assert_string_equal(set.parameters[1].value, "new");
	assert_true(rules_find(&set, "three")->pack->shipped);
	assert_null(rules_find(&set, "two"));
}

static void test_a_named_file_must_be_there(void **state)
{
	struct string_list files = {0};

	(void)state;
	string_list_add(&files, &arena, "/nonexistent/a.yaml");
	string_list_add(&files, &arena, tree.path);
	rules_load_with(&workspace, &files, &set, &problems);
	assert_int_equal(problems.count, 2);
	says(problems.items[0], "cannot open '/nonexistent/a.yaml'");
	says(problems.items[1], "is not a regular file");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_the_shipped_rules_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_no_shipped_rules_at_all, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_files_of_the_administrator_in_the_order_of_their_names, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_file_that_others_can_write_is_not_believed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_directory_that_others_can_write_is_not_believed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_link_is_not_believed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_mistake_is_told_where_a_person_finds_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_what_is_required_without_the_rules, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_named_file_stands_in_for_the_one_of_its_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_named_file_must_be_there, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

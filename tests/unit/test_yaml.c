// SPDX-License-Identifier: GPL-2.0-or-later
// formats/yaml: the tree with its places, and what is refused where.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/yaml.h"

static struct arena arena;
static struct error error;

static int tear_down(void **state)
{
	(void)state;
	arena_release(&arena);
	return 0;
}

static const struct yaml_node *parse(const char *text)
{
	const struct yaml_node *node = NULL;

	if (yaml_parse(&arena, "f", text, strlen(text), &node, &error) < 0)
		fail_msg("%s", error.message);
	return node;
}

static void refuses(const char *text, const char *message)
{
	const struct yaml_node *node = NULL;

	assert_int_equal(yaml_parse(&arena, "f", text, strlen(text), &node, &error), -EINVAL);
	assert_string_equal(error.message, message);
	assert_null(node);
}

static void test_trees_keep_order_and_places(void **state)
{
	const struct yaml_node *node =
		parse("# comment\nb:\n  - x\n  - {k: 'v v'}\na: \"\\x41\"\n");

	(void)state;
	assert_int_equal(node->kind, YAML_MAPPING);
	node = node->first;
	assert_string_equal(node->key, "b");
	assert_int_equal(node->key_line, 2);
	assert_int_equal(node->key_column, 1);
	assert_int_equal(node->kind, YAML_SEQUENCE);
	assert_string_equal(node->first->string, "x");
	assert_int_equal(node->first->line, 3);
	assert_int_equal(node->first->column, 5);
	assert_null(node->first->key);
	assert_string_equal(node->first->next->first->string, "v v");
	assert_int_equal(node->first->next->first->column, 9);
	assert_null(node->first->next->next);
	assert_string_equal(node->next->key, "a");
	assert_string_equal(node->next->string, "A");
	assert_null(node->next->next);
}

static void test_nothing_is_no_node(void **state)
{
	static const char *const empty[] = {"", "\n\n", "# only words\n", "---\n", "---\n...\n"};

	(void)state;
	for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
		assert_null(parse(empty[i]));
	assert_non_null(parse("''"));
	assert_non_null(parse("{}"));
}

#define ALLOWED "; allowed here: strings, lists, mappings"

static void test_what_is_not_supported_is_refused(void **state)
{
	(void)state;
	refuses("a: &x 1\nb: *x\n", "f:1:4: anchors are not supported: '&x'" ALLOWED);
	refuses("- &x [1]\n", "f:1:3: anchors are not supported: '&x'" ALLOWED);
	refuses("- &x {a: 1}\n", "f:1:3: anchors are not supported: '&x'" ALLOWED);
	refuses("a: *x\n", "f:1:4: aliases are not supported: '*x'" ALLOWED);
	refuses("a: !!int 1\n", "f:1:4: tags are not supported: 'tag:yaml.org,2002:int'" ALLOWED);
	refuses("a: !x [1]\n", "f:1:4: tags are not supported: '!x'" ALLOWED);
	refuses("!x {}\n", "f:1:1: tags are not supported: '!x'" ALLOWED);
	refuses("b: 1\n<<: {a: 1}\n", "f:2:1: merge keys are not supported" ALLOWED);
	refuses("%YAML 1.1\n---\na: 1\n", "f:1:1: directives are not supported" ALLOWED);
	refuses("a: 1\n---\nb: 1\n", "f:2:1: only one document is allowed in a file");
	refuses("[a]: 1\n", "f:1:1: a key must be a plain word");
	refuses("a: 1\n*b : 2\n", "f:2:1: a key must be a plain word");
	refuses("a: \"x\\0y\"\n", "f:1:4: a string must not hold a NUL byte");
}

static void test_duplicate_keys_name_both_lines(void **state)
{
	(void)state;
	refuses("a: 1\nb: 2\na: 3\n", "f:3:1: 'a' stands here twice, first in line 1");
	refuses("x: {k: 1, j: 2, \"k\": 3}\n", "f:1:17: 'k' stands here twice, first in line 1");
	assert_non_null(parse("a: {k: 1}\nb: {k: 1}\n"));
}

/* The words are libyaml's, and differ from one version to the next. */
static void test_syntax_errors_have_a_place(void **state)
{
	static const char *const wrong[] = {"a: 1\n\tb: 2\n", "a: [1\n", "a: 'x\n", "a:\n@"};
	const struct yaml_node *node = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		assert_int_equal(yaml_parse(&arena, "f", wrong[i], strlen(wrong[i]), &node, &error),
			-EINVAL);
		assert_memory_equal(error.message, "f:2:1: ", 7);
	}
}

static void test_bad_bytes_are_refused(void **state)
{
	static const char *const bad[] = {"a: \xff\n", "a: \xc3\n", "a: \x01\n", "a: \x7f\n",
		"\xfe\xff", "a: \xed\xa0\x80\n"};
	const struct yaml_node *node = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(
			yaml_parse(&arena, "f", bad[i], strlen(bad[i]), &node, &error), -EINVAL);
		assert_memory_equal(error.message, "f:1:", 4);
	}
	assert_int_equal(yaml_parse(&arena, "f", "a: \0b", 5, &node, &error), -EINVAL);
}

/* "[[[...]]]" of that depth. */
static int parse_nested(size_t depth)
{
	const struct yaml_node *node = NULL;
	char text[2 * 64 + 1];

	memset(text, '[', depth);
	memset(text + depth, ']', depth);
	return yaml_parse(&arena, "f", text, 2 * depth, &node, &error);
}

static void test_depth_and_size_are_bounded(void **state)
{
	char *text = malloc(YAML_SIZE_MAX + 1);
	const struct yaml_node *node = NULL;

	(void)state;
	assert_int_equal(parse_nested(16), 0);
	assert_int_equal(parse_nested(17), -EINVAL);
	assert_string_equal(error.message, "f:1:17: nested deeper than 16 levels");
	memset(text, '#', YAML_SIZE_MAX + 1);
	assert_int_equal(yaml_parse(&arena, "f", text, YAML_SIZE_MAX, &node, &error), 0);
	assert_int_equal(yaml_parse(&arena, "f", text, YAML_SIZE_MAX + 1, &node, &error), -EINVAL);
	assert_string_equal(error.message, "f:1:1: larger than 1048576 bytes");
	free(text);
}

/* Many keys must not take the square of their number. */
static void test_a_hundred_thousand_keys_are_read(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	const struct yaml_node *node;
	size_t count = 0;

	(void)state;
	for (unsigned i = 0; i < 100000; i++)
		text_format(&text, "k%u:\n", i);
	for (node = parse(text_string(&text))->first; node != NULL; node = node->next)
		count++;
	assert_int_equal(count, 100000);
}

static void test_quoted_strings_come_back(void **state)
{
	static const char *const strings[] = {"", "/etc/x", "a \"b\" \\c", "*&!%@`#: -",
		"tab\tline\n", "\x01\x1f\x7f", "na\xc3\xafve", " blanks ", "'", "{}[],",
		"\xe2\x82\xac"};

	(void)state;
	for (size_t i = 0; i < sizeof strings / sizeof strings[0]; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;

		text_add(&text, "k: ");
		yaml_quote(&text, strings[i]);
		text_byte(&text, '\n');
		assert_string_equal(parse(text_string(&text))->first->string, strings[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_trees_keep_order_and_places, tear_down),
		cmocka_unit_test_teardown(test_nothing_is_no_node, tear_down),
		cmocka_unit_test_teardown(test_what_is_not_supported_is_refused, tear_down),
		cmocka_unit_test_teardown(test_duplicate_keys_name_both_lines, tear_down),
		cmocka_unit_test_teardown(test_syntax_errors_have_a_place, tear_down),
		cmocka_unit_test_teardown(test_bad_bytes_are_refused, tear_down),
		cmocka_unit_test_teardown(test_depth_and_size_are_bounded, tear_down),
		cmocka_unit_test_teardown(test_a_hundred_thousand_keys_are_read, tear_down),
		cmocka_unit_test_teardown(test_quoted_strings_come_back, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

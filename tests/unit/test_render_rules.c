// SPDX-License-Identifier: GPL-2.0-or-later
// render/rules: lists, one rule whole, mistakes, what is said of a path; and which rules say it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <json-c/json.h>
#include <string.h>

#include "formats/rules.h"
#include "render/rules.h"

static const struct text_options wide = {.program = "confwatch"};
static const struct text_options narrow = {.program = "confwatch", .columns = 40, .color = true};
static const struct string_list no_problems;

static struct arena arena;
static struct rule_set set;
static struct text text;

static const char shipped[] =
	"pack: mail\n"
	"title: Mail\n"
	"applies: cw:exists('/etc/mail')\n"
	"rules:\n"
	"  - id: all\n"
	"    title: All of it\n"
	"    file: /etc/a\n"
	"    may-be-missing: yes\n"
	"    applies: cw:exists('/etc/applies')\n"
	"    policy: p\n"
	"    capture: {disk: cw:exists('/etc/capture')}\n"
	"    must: be-link\n"
	"    link_to: b\n"
	"    mode: at least 0640\n"
	"    owner: root\n"
	"    group: mail\n"
	"    same_as: /etc/same\n"
	"    newer_than: /etc/newer\n"
	"    assert: cw:exists('/etc/assert')\n"
	"    never: 'cw:exists(\"/etc/never\")'\n"
	"    at: cw:exists('/etc/at')\n"
	"    say: cw:exists('/etc/say')\n"
	"    on_lost: restore\n"
	"    severity: critical\n"
	"    reason: because\n"
	"    remedy: do it\n"
	"  - {id: either, any_of: [/x, /y], mode: at most 0600, severity: warning, reason: r}\n"
	"  - {id: every, each: '/z/*', mode: 0600, severity: notice, reason: r}\n"
	"  - {id: view, never: \"cw:pam('imap')/x\", severity: info, reason: r}\n"
	"  - {id: main, assert: cw:postfix('x') = 'y', severity: info, reason: r}\n"
	"  - {id: off, file: /x, must: exist, severity: info, reason: r}\n";
static const char own[] = "override: [{id: either, reason: mine}, {id: off, disabled: true}]\n"
			  "adopted: [p]\n";

static int set_up(void **state)
{
	const struct configuration configuration = {0};
	struct rules_reader *reader;

	(void)state;
	arena = (struct arena)ARENA_INIT;
	reader = rules_begin(&arena);
	(void)rules_read(reader, "/rules/mail.yaml", true, shipped, strlen(shipped));
	(void)rules_read(reader, "/own.yaml", false, own, strlen(own));
	rules_finish(reader, &configuration, &set);
	assert_int_equal(rules_mistakes(reader)->count, 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	text_release(&text);
	arena_release(&arena);
	return 0;
}

static void test_a_list_tells_what_is_special(void **state)
{
	struct string_list problems = {0};

	(void)state;
	text_rules_list(&set, &no_problems, &wide, &text);
	assert_string_equal(text_string(&text),
		"mail\n"
		"  Mail\n"
		"  critical all, policy p, adopted\n"
		"  warning either, changed in /own.yaml\n"
		"  notice every\n"
		"  info view\n"
		"  info main\n"
		"  info off, disabled in /own.yaml\n");
	text_clear(&text);
	set.adopted.count = 0;
	string_list_add(&problems, &arena, "f:1:2: \x1b");
	text_rules_list(&set, &problems, &wide, &text);
	assert_non_null(strstr(text_string(&text), "critical all, policy p, not adopted\n"));
	assert_non_null(strstr(text_string(&text),
		"\nThese files of rules could not be used, or not whole:\nf:1:2: \\033\n"));
}

static void test_an_empty_list_says_so(void **state)
{
	const struct rule_set none = {0};

	(void)state;
	text_rules_list(&none, &no_problems, &wide, &text);
	assert_string_equal(text_string(&text), "no rules\n");
}

static void test_a_rule_whole(void **state)
{
	(void)state;
	text_rules_show(&set, rules_find(&set, "all"), &wide, &text);
	assert_string_equal(text_string(&text),
		"all\n"
		"  critical, policy p, adopted\n"
		"  mail: Mail\n"
		"  /rules/mail.yaml:5\n"
		"\n"
		"  title: All of it\n"
		"  the whole pack applies: cw:exists('/etc/mail')\n"
		"  files: /etc/a\n"
		"  may-be-missing: true\n"
		"  applies: cw:exists('/etc/applies')\n"
		"  capture: disk: cw:exists('/etc/capture')\n"
		"  must: be-link\n"
		"  link_to: b\n"
		"  mode: at least 0640\n"
		"  owner: root\n"
		"  group: mail\n"
		"  same_as: /etc/same\n"
		"  newer_than: /etc/newer\n"
		"  assert: cw:exists('/etc/assert')\n"
		"  never: cw:exists(\"/etc/never\")\n"
		"  at: cw:exists('/etc/at')\n"
		"  say: cw:exists('/etc/say')\n"
		"  on_lost: restore\n"
		"  reason: because\n"
		"  remedy: do it\n");
}

static void test_a_rule_with_little(void **state)
{
	(void)state;
	text_rules_show(&set, rules_find(&set, "either"), &wide, &text);
	assert_non_null(strstr(text_string(&text), "  any_of: /x\n  any_of: /y\n"));
	assert_non_null(strstr(text_string(&text), "  mode: at most 0600\n"));
	assert_non_null(strstr(text_string(&text), "  reason: mine\n"));
	assert_null(strstr(text_string(&text), "title:"));
	assert_null(strstr(text_string(&text), "must:"));
}

static struct json_object *parsed(void)
{
	struct json_object *object = json_tokener_parse(text_string(&text));

	assert_non_null(object);
	return object;
}

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *result = NULL;

	if (!json_object_object_get_ex(object, name, &result))
		fail_msg("there is no '%s'", name);
	return result;
}

static void test_a_rule_for_programs(void **state)
{
	struct json_object *object, *rule;

	(void)state;
	json_rules_show(&set, rules_find(&set, "all"), &text);
	object = parsed();
	rule = member(object, "rule");
	assert_string_equal(json_object_get_string(member(rule, "mode")), "at least 0640");
	assert_true(json_object_get_boolean(member(rule, "may-be-missing")));
	assert_string_equal(json_object_get_string(member(member(rule, "capture"), "disk")),
		"cw:exists('/etc/capture')");
	assert_int_equal(json_object_array_length(member(rule, "files")), 1);
	(void)json_object_put(object);
}

static void test_a_list_for_programs(void **state)
{
	struct json_object *object, *rules;

	(void)state;
	json_rules_list(&set, &no_problems, &text);
	object = parsed();
	rules = member(object, "rules");
	assert_int_equal(json_object_array_length(rules), 6);
	assert_true(
		json_object_get_boolean(member(json_object_array_get_idx(rules, 0), "adopted")));
	assert_null(member(json_object_array_get_idx(rules, 1), "adopted"));
	assert_string_equal(json_object_get_string(
				    member(json_object_array_get_idx(rules, 1), "overridden_by")),
		"/own.yaml");
	assert_true(
		json_object_get_boolean(member(json_object_array_get_idx(rules, 5), "disabled")));
	(void)json_object_put(object);
}

static void test_mistakes_and_their_number(void **state)
{
	struct string_list problems = {0};
	struct rules_lint_view view = {3, 1, &problems};
	struct json_object *object;

	(void)state;
	text_rules_lint(&view, &wide, &text);
	assert_string_equal(text_string(&text), "3 rules, 1 expression, 0 mistakes\n");
	text_clear(&text);
	string_list_add(&problems, &arena, "f:1:2: wrong");
	text_rules_lint(&view, &wide, &text);
	assert_string_equal(text_string(&text), "f:1:2: wrong\n3 rules, 1 expression, 1 mistake\n");
	text_clear(&text);
	json_rules_lint(&view, &text);
	object = parsed();
	assert_int_equal(json_object_array_length(member(object, "problems")), 1);
	(void)json_object_put(object);
}

static void test_which_key_a_path_stands_in(void **state)
{
	static const struct {
		const char *rule, *path, *key;
	} rows[] = {
		{"all", "/etc/a", "file"},
		{"all", "/etc/same", "same_as"},
		{"all", "/etc/newer", "newer_than"},
		{"all", "/etc/assert", "assert"},
		{"all", "/etc/never", "never"},
		{"all", "/etc/at", "at"},
		{"all", "/etc/say", "say"},
		{"all", "/etc/applies", "applies"},
		{"all", "/etc/capture", "capture"},
		{"all", "/etc/ass", NULL},
		{"all", "/etc/mail", NULL},
		{"either", "/y", "any_of"},
		{"every", "/z/a", "each"},
		{"every", "/z/a/b", NULL},
		{"view", "/etc/pam.d/imap", "never"},
		{"view", "/usr/lib/pam.d/imap", "never"},
		{"view", "/etc/pam.d/imaps", NULL},
		{"view", "/etc/imap", NULL},
		{"main", "/etc/postfix/main.cf", "assert"},
		{"main", "/etc/postfix/master.cf", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct rule *rule = rules_find(&set, rows[i].rule);
		struct rule_mention mention = rule_mentions(&arena, rule, rows[i].path);

		if ((mention.key == NULL) != (rows[i].key == NULL) ||
			(mention.key != NULL && strcmp(mention.key, rows[i].key) != 0))
			fail_msg("%s: '%s'", rows[i].path, mention.key);
	}
}

/* What the four rules say of a path. */
static struct explanation explain(struct explained_rule rules[4])
{
	static const struct result results[] = {
		{.answer = VERDICT_PASS},
		{.answer = VERDICT_FAIL, .message = "it is wrong"},
		{.answer = VERDICT_UNKNOWN, .message = "who knows", .doubt = DOUBT_UNREAD},
	};

	for (size_t i = 0; i < 4; i++)
		rules[i] = (struct explained_rule){
			.rule = &set.packs[0].rules[i < 3 ? i : 5],
			.mention = {"file", "/x"},
			.result = i < 3 ? &results[i] : NULL,
			.adopted = true,
		};
	return (struct explanation){"/x", "pam", rules, 4, &no_problems};
}

static void test_what_is_said_of_a_path(void **state)
{
	struct explained_rule rules[4];
	struct explanation explanation = explain(rules);

	(void)state;
	text_rules_explain(&explanation, &wide, &text);
	assert_string_equal(text_string(&text),
		"/x\n"
		"  is read as pam\n"
		"holds all\n"
		"  it stands in file: /x\n"
		"  policy p, adopted\n"
		"fails either\n"
		"  it stands in file: /x\n"
		"  changed in /own.yaml\n"
		"  it is wrong\n"
		"unknown every\n"
		"  it stands in file: /x\n"
		"  who knows\n"
		"disabled off\n"
		"  it stands in file: /x\n"
		"  disabled in /own.yaml\n");
}

static void test_why_a_rule_says_nothing_of_a_path(void **state)
{
	static const struct result absent = {.answer = VERDICT_NOT_APPLICABLE};
	struct explained_rule rules[4];
	struct explanation explanation = explain(rules);

	(void)state;
	for (size_t i = 0; i < 4; i++)
		rules[i].result = &absent;
	rules[0].condition = "a and b";
	rules[0].of_pack = true;
	rules[0].adopted = false;
	rules[1].condition = "c";
	explanation.count = 3;
	explanation.format = NULL;
	text_rules_explain(&explanation, &wide, &text);
	assert_string_equal(text_string(&text),
		"/x\n"
		"  nobody knows how to read it\n"
		"not adopted all\n"
		"  it stands in file: /x\n"
		"  policy p; if it were adopted: not applicable\n"
		"  its pack applies only where: a and b\n"
		"not applicable either\n"
		"  it stands in file: /x\n"
		"  changed in /own.yaml\n"
		"  it applies only where: c\n"
		"not applicable every\n"
		"  it stands in file: /x\n"
		"  the file may be missing, and is\n");
}

static void test_a_path_for_programs(void **state)
{
	struct explained_rule rules[4];
	struct explanation explanation = explain(rules);
	struct json_object *object, *items;

	(void)state;
	json_rules_explain(&set, &explanation, &text);
	object = parsed();
	items = member(object, "rules");
	assert_string_equal(
		json_object_get_string(member(json_object_array_get_idx(items, 1), "answer")),
		"fail");
	assert_string_equal(
		json_object_get_string(member(json_object_array_get_idx(items, 2), "cause")),
		"unread");
	assert_null(member(json_object_array_get_idx(items, 3), "answer"));
	(void)json_object_put(object);
}

/* Width without what colours add, which is escaped by ESC [ ... m. */
static size_t widest(const char *at)
{
	size_t width = 0, most = 0;

	for (; *at != '\0'; at++) {
		if (*at == '\x1b') {
			at = strchr(at, 'm');
			continue;
		}
		width = *at == '\n' ? 0 : width + 1;
		most = width > most ? width : most;
	}
	return most;
}

static void test_all_of_it_fits_forty_columns(void **state)
{
	struct explained_rule rules[4];
	struct explanation explanation = explain(rules);

	(void)state;
	text_rules_list(&set, &no_problems, &narrow, &text);
	text_rules_show(&set, rules_find(&set, "all"), &narrow, &text);
	text_rules_explain(&explanation, &narrow, &text);
	assert_true(widest(text_string(&text)) <= 40);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_list_tells_what_is_special),
		TEST(test_an_empty_list_says_so),
		TEST(test_a_rule_whole),
		TEST(test_a_rule_with_little),
		TEST(test_a_rule_for_programs),
		TEST(test_a_list_for_programs),
		TEST(test_mistakes_and_their_number),
		TEST(test_which_key_a_path_stands_in),
		TEST(test_what_is_said_of_a_path),
		TEST(test_why_a_rule_says_nothing_of_a_path),
		TEST(test_a_path_for_programs),
		TEST(test_all_of_it_fits_forty_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

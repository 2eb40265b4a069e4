// SPDX-License-Identifier: GPL-2.0-or-later
// core/evaluate: what rules made by hand say of a world made by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/path.h"
#include "core/evaluate.h"

/* What is there. */
struct thing {
	const char *path;
	char type;
	uint32_t mode;
	const char *target; /* links */
	const char *text;
	int64_t mtime;
};

static const struct thing things[] = {
	{"/etc/file", 'f', 0644, NULL, "same", 20},
	{"/etc/copy", 'f', 0640, NULL, "same", 10},
	{"/etc/other", 'f', 0600, NULL, "different", 10},
	{"/etc/directory", 'd', 0755, NULL, NULL, 10},
	{"/etc/link", 'l', 0777, "file", NULL, 10},
	{"/etc/dangling", 'l', 0777, "/none", NULL, 10},
	{"/etc/secret", 'f', 0600, NULL, "password", 10},
};

static const struct thing *find_thing(const char *path)
{
	for (size_t i = 0; i < sizeof things / sizeof things[0]; i++) {
		if (strcmp(things[i].path, path) == 0)
			return &things[i];
	}
	return NULL;
}

static int give_entry(void *context, const char *path, bool follow, struct judged_entry *result)
{
	const struct thing *thing = find_thing(path);

	(void)context;
	*result = (struct judged_entry){.presence = PRESENCE_ABSENT};
	if (strcmp(path, "/etc/unreadable") == 0)
		result->presence = PRESENCE_UNREADABLE;
	if (thing == NULL)
		return 0;
	if (thing->type == 'l' && follow && strcmp(thing->target, "/none") == 0) {
		result->presence = PRESENCE_DANGLING;
		return 0;
	}
	if (thing->target != NULL)
		(void)snprintf(result->target, sizeof result->target, "%s", thing->target);
	if (thing->type == 'l' && follow)
		thing = &things[0];
	result->presence = PRESENCE_THERE;
	result->type = thing->type;
	result->mode = thing->mode;
	result->mtime = thing->mtime;
	result->gid = 45;
	(void)snprintf(result->user, sizeof result->user, "root");
	(void)snprintf(result->group, sizeof result->group, "sasl");
	return 0;
}

static int compare(void *context, const char *a, const char *b, bool *result)
{
	const struct thing *left = find_thing(a), *right = find_thing(b);

	(void)context;
	if (strcmp(a, "/etc/secret") == 0)
		return -EACCES;
	*result = strcmp(left->text, right->text) == 0;
	return 0;
}

static int list(void *context, const char *pattern, struct arena *arena, struct string_list *result)
{
	(void)context;
	if (strcmp(pattern, "/broken/*") == 0)
		return -E2BIG;
	for (size_t i = 0; i < sizeof things / sizeof things[0]; i++) {
		if (path_matches(pattern, things[i].path))
			string_list_add(result, arena, things[i].path);
	}
	return 0;
}

static const struct judge_world world = {.entry = give_entry, .same = compare, .list = list};

struct fixture {
	struct arena arena;
	struct string_list asked; /* KIND FILE EXPRESSION */
	struct rule rules[4];
	struct pack packs[2];
	struct rule_set set;
	struct evaluation evaluation;
	struct evaluation_request request;
	struct result_list results;
	struct error error;
};

/* "pass", "fail LINE", "unknown DOUBT", "trouble" are expressions of this judge. */
static int ask(
	void *context, const struct question *question, struct answer *result, struct error *error)
{
	struct fixture *fixture = context;
	static const char *const kinds[] = {"assert", "never", "string"};
	unsigned number = 0;

	string_list_add(&fixture->asked, &fixture->arena,
		arena_format(&fixture->arena, "%s %s %s", kinds[question->kind],
			question->file != NULL ? question->file : "-", question->expression));
	result->verdict = VERDICT_PASS;
	if (strcmp(question->expression, "trouble") == 0)
		return error_set(error, ENOMEM, "no child");
	if (sscanf(question->expression, "fail %u", &number) == 1) {
		result->verdict = VERDICT_FAIL;
		result->line = number;
		result->offences = question->kind == QUESTION_NEVER ? 3 : 0;
		if (question->say != NULL)
			(void)snprintf(result->text, sizeof result->text, "%s", question->say);
	}
	if (sscanf(question->expression, "unknown %u", &number) == 1) {
		result->verdict = VERDICT_UNKNOWN;
		result->doubt = (enum doubt)number;
		result->line = 9;
		(void)snprintf(result->path, sizeof result->path, "/etc/doubted");
	}
	return 0;
}

static bool is_secret(void *context, const char *path)
{
	(void)context;
	return strcmp(path, "/etc/secret") == 0;
}

static int set_up(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){0};
	fixture.packs[0] = (struct pack){.name = "first", .rules = fixture.rules, .rule_count = 1};
	fixture.rules[0] =
		(struct rule){.pack = &fixture.packs[0], .id = "one", .severity = SEVERITY_WARNING};
	fixture.set = (struct rule_set){.packs = fixture.packs, .pack_count = 1};
	fixture.evaluation = (struct evaluation){
		.arena = &fixture.arena,
		.rules = &fixture.set,
		.world = &world,
		.ask = ask,
		.secret = is_secret,
		.context = &fixture,
		.program = "confwatch --root=/x",
	};
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	arena_release(&fixture->arena);
	return 0;
}

static struct rule *with_file(struct fixture *fixture, const char *path)
{
	string_list_add(&fixture->rules[0].files, &fixture->arena, path);
	return &fixture->rules[0];
}

/* "ANSWER PATH:LINE MESSAGE" of the only result. */
static const char *run(struct fixture *fixture)
{
	const struct result *result;

	assert_int_equal(evaluate(&fixture->evaluation, &fixture->request, &fixture->results,
				 &fixture->error),
		0);
	assert_int_equal(fixture->results.count, 1);
	result = fixture->results.items;
	return arena_format(&fixture->arena, "%s %s:%u %s", verdict_name(result->answer),
		result->path != NULL ? result->path : "-", result->line,
		result->message != NULL ? result->message : "-");
}

static void assert_run(struct fixture *fixture, const char *wanted)
{
	assert_string_equal(run(fixture), wanted);
}

static void test_presence(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = with_file(fixture, "/etc/none");

	assert_run(fixture, "fail /etc/none:0 it is not there");
	rule->may_be_missing = true;
	assert_run(fixture, "not-applicable /etc/none:0 -");
	rule->must = MUST_BE_ABSENT;
	assert_run(fixture, "pass /etc/none:0 -");
	rule->files.items[0] = "/etc/file";
	assert_run(fixture, "fail /etc/file:0 it is there, and must not be");
	rule->files.items[0] = "/etc/dangling";
	assert_run(fixture, "fail /etc/dangling:0 it is there, and must not be");
	rule->must = MUST_EXIST;
	assert_run(fixture, "fail /etc/dangling:0 it is a link to nothing: '/none'");
	rule->files.items[0] = "/etc/unreadable";
	assert_run(fixture, "unknown /etc/unreadable:0 '/etc/unreadable' cannot be looked at");
	assert_int_equal(fixture->results.items[0].doubt, DOUBT_UNREADABLE);
}

static void test_the_first_that_exists(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = with_file(fixture, "/etc/none");

	(void)with_file(fixture, "/etc/dangling");
	(void)with_file(fixture, "/etc/nowhere");
	assert_run(fixture, "fail /etc/dangling:0 it is a link to nothing: '/none'");
	rule->files.items[2] = "/etc/copy";
	assert_run(fixture, "pass /etc/copy:0 -");
	rule->files.items[1] = rule->files.items[2] = "/etc/nowhere";
	assert_run(fixture, "fail /etc/none:0 it is not there, nor are 2 others that would do");
}

static void test_types(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = with_file(fixture, "/etc/link");

	rule->must = MUST_BE_LINK;
	assert_run(fixture, "pass /etc/link:0 -");
	rule->link_to = "/etc/file";
	assert_run(fixture, "pass /etc/link:0 -");
	rule->link_to = "../file";
	assert_run(fixture, "fail /etc/link:0 it leads to 'file', and must lead to '../file'");
	rule->link_to = NULL;
	rule->must = MUST_BE_REGULAR;
	assert_run(fixture, "fail /etc/link:0 it is a link, and must be a file");
	rule->must = MUST_BE_DIRECTORY;
	assert_run(fixture, "fail /etc/link:0 it is a file, and must be a directory");
	rule->files.items[0] = "/etc/directory";
	assert_run(fixture, "pass /etc/directory:0 -");
	rule->link_to = "x";
	assert_run(fixture, "fail /etc/directory:0 it is a directory, and must be a link");
}

static void test_modes(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = with_file(fixture, "/etc/copy");
	static const struct {
		enum mode_relation relation;
		uint32_t mode;
		const char *wanted;
	} cases[] = {
		{MODE_EXACTLY, 0640, "pass /etc/copy:0 -"},
		{MODE_EXACTLY, 0600, "fail /etc/copy:0 its mode is 0640, and must be 0600"},
		{MODE_AT_MOST, 0660, "pass /etc/copy:0 -"},
		{MODE_AT_MOST, 0604, "fail /etc/copy:0 its mode is 0640, and may be at most 0604"},
		{MODE_AT_LEAST, 0600, "pass /etc/copy:0 -"},
		{MODE_AT_LEAST, 0604,
			"fail /etc/copy:0 its mode is 0640, and must be at least 0604"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		rule->mode_relation = cases[i].relation;
		rule->mode = cases[i].mode;
		assert_run(fixture, cases[i].wanted);
	}
}

static void test_owners(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = with_file(fixture, "/etc/copy");

	rule->owner = "root";
	rule->group = "sasl";
	assert_run(fixture, "pass /etc/copy:0 -");
	rule->owner = "0";
	rule->group = "45";
	assert_run(fixture, "pass /etc/copy:0 -");
	rule->group = "mail";
	assert_run(fixture, "fail /etc/copy:0 its group is sasl, and must be mail");
	rule->owner = "postfix";
	assert_run(fixture, "fail /etc/copy:0 it belongs to root, and must to postfix");
}

static void test_likeness_and_age(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = with_file(fixture, "/etc/copy");

	rule->same_as = "/etc/file";
	assert_run(fixture, "pass /etc/copy:0 -");
	rule->same_as = "/etc/other";
	assert_run(fixture, "fail /etc/copy:0 it differs from '/etc/other'");
	rule->same_as = "/etc/none";
	assert_run(fixture, "fail /etc/copy:0 '/etc/none', which it must equal, is not there");
	rule->same_as = NULL;
	rule->newer_than = "/etc/other";
	assert_run(fixture, "pass /etc/copy:0 -");
	rule->newer_than = "/etc/none";
	assert_run(fixture, "pass /etc/copy:0 -");
	rule->newer_than = "/etc/file";
	assert_run(fixture, "fail /etc/copy:0 it is older than '/etc/file'");
	rule->newer_than = "/etc/unreadable";
	assert_run(fixture, "unknown /etc/copy:0 '/etc/unreadable' cannot be looked at");
	rule->files.items[0] = "/etc/secret";
	rule->same_as = "/etc/file";
	rule->newer_than = NULL;
	assert_run(fixture, "unknown /etc/secret:0 it cannot be compared with '/etc/file'");
}

static void test_expressions(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = with_file(fixture, "/etc/file");

	rule->assert.text = "pass";
	assert_run(fixture, "pass /etc/file:0 -");
	rule->never.text = "fail 7";
	assert_run(fixture, "fail /etc/file:7 'one' does not hold, and 2 places more");
	rule->say.text = "value";
	assert_run(fixture, "fail /etc/file:7 value, and 2 places more");
	rule->assert.text = "fail 3";
	rule->title = "It must hold";
	assert_run(fixture, "fail /etc/file:3 It must hold: value");
	rule->say.text = NULL;
	assert_run(fixture, "fail /etc/file:3 It must hold");
	rule->assert.text = "trouble";
	assert_int_equal(evaluate(&fixture->evaluation, &fixture->request, &fixture->results,
				 &fixture->error),
		-ENOMEM);
	rule->assert.text = "pass";
	rule->never.text = NULL;
	rule->files.items[0] = "/etc/directory";
	assert_run(fixture, "unknown /etc/directory:0 it is no file that can be read");
}

/* A certain failure counts for more than a doubt, whichever comes first. */
static void test_doubts(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = with_file(fixture, "/etc/file");

	rule->assert.text = "unknown 1";
	assert_run(fixture, "unknown /etc/doubted:9 line 9 of '/etc/doubted' is not understood");
	assert_int_equal(fixture->results.items[0].doubt, DOUBT_UNREAD);
	rule->never.text = "fail 2";
	assert_run(fixture, "fail /etc/doubted:2 'one' does not hold, and 2 places more");
	rule->never.text = "unknown 3";
	assert_run(fixture, "unknown /etc/doubted:9 line 9 of '/etc/doubted' is not understood");
}

static void test_applies(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = with_file(fixture, "/etc/none");

	rule->applies.text = "fail 1";
	assert_run(fixture, "not-applicable /etc/none:0 -");
	rule->applies.text = "unknown 6";
	assert_run(fixture, "unknown /etc/doubted:9 reading '/etc/doubted' took too long");
	rule->applies.text = "pass";
	assert_run(fixture, "fail /etc/none:0 it is not there");
	fixture->packs[0].applies.text = "fail 1";
	assert_run(fixture, "not-applicable /etc/none:0 -");
	fixture->packs[0].applies.text = "unknown 4";
	assert_run(fixture, "unknown /etc/doubted:9 the expression takes too many steps");
}

/* Conditions of the whole system are asked without the file, and of a pack once. */
static void test_what_is_asked(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = with_file(fixture, "/etc/file");

	fixture->packs[0].applies.text = "pack";
	fixture->packs[0].rule_count = 2;
	rule->applies.text = "rule";
	fixture->rules[1] = *rule;
	fixture->rules[1].id = "two";
	fixture->rules[1].assert.text = "condition";
	assert_int_equal(evaluate(&fixture->evaluation, &fixture->request, &fixture->results,
				 &fixture->error),
		0);
	assert_int_equal(fixture->asked.count, 4);
	assert_string_equal(fixture->asked.items[0], "assert - pack");
	assert_string_equal(fixture->asked.items[1], "assert - rule");
	assert_string_equal(fixture->asked.items[2], "assert /etc/file rule");
	assert_string_equal(fixture->asked.items[3], "assert /etc/file condition");
}

static void test_policies(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = with_file(fixture, "/etc/none");

	rule->policy = "mail-users-in-ldap";
	assert_run(fixture, "not-applicable /etc/none:0 -");
	assert_true(fixture->results.items[0].unadopted);
	assert_int_equal(evaluate_count(&fixture->results).policies, 1);
	assert_int_equal(evaluate_count(&fixture->results).not_applicable, 0);
	fixture->request.unadopted = true;
	assert_run(fixture, "fail /etc/none:0 it is not there");
	fixture->request.unadopted = false;
	string_list_add(&fixture->set.adopted, &fixture->arena, "mail-users-in-ldap");
	assert_run(fixture, "fail /etc/none:0 it is not there");
}

static void test_each(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = &fixture->rules[0];

	rule->each = "/etc/co*";
	assert_run(fixture, "pass /etc/copy:0 -");
	rule->each = "/var/*";
	assert_run(fixture, "not-applicable /var/*:0 -");
	rule->each = "/broken/*";
	assert_run(fixture, "unknown /broken/*:0 what matches this pattern cannot be listed");
	rule->each = "/etc/[co]*";
	rule->mode_relation = MODE_AT_MOST;
	rule->mode = 0600;
	assert_int_equal(evaluate(&fixture->evaluation, &fixture->request, &fixture->results,
				 &fixture->error),
		0);
	assert_int_equal(fixture->results.count, 2);
	assert_int_equal(fixture->results.items[0].answer, VERDICT_FAIL);
	assert_int_equal(fixture->results.items[1].answer, VERDICT_PASS);
	assert_int_equal(evaluate_count(&fixture->results).failed, 1);
	assert_int_equal(evaluate_count(&fixture->results).held, 0);
}

static size_t count_results(struct fixture *fixture)
{
	assert_int_equal(evaluate(&fixture->evaluation, &fixture->request, &fixture->results,
				 &fixture->error),
		0);
	return fixture->results.count;
}

static void test_selection(void **state)
{
	struct fixture *fixture = *state;

	(void)with_file(fixture, "/etc/file");
	fixture->rules[1] =
		(struct rule){.pack = &fixture->packs[1], .id = "two", .each = "/etc/di*"};
	fixture->packs[1] =
		(struct pack){.name = "second", .rules = &fixture->rules[1], .rule_count = 1};
	fixture->set.pack_count = 2;
	assert_int_equal(count_results(fixture), 2);
	string_list_add(&fixture->request.packs, &fixture->arena, "second");
	assert_int_equal(count_results(fixture), 1);
	assert_string_equal(fixture->results.items[0].rule->id, "two");
	fixture->request.packs.count = 0;
	string_list_add(&fixture->request.ids, &fixture->arena, "one");
	assert_int_equal(count_results(fixture), 1);
	assert_string_equal(fixture->results.items[0].rule->id, "one");
	fixture->request.ids.count = 0;
	string_list_add(&fixture->request.paths, &fixture->arena, "/etc/directory");
	assert_int_equal(count_results(fixture), 1);
	assert_string_equal(fixture->results.items[0].rule->id, "two");
	fixture->rules[1].disabled = true;
	assert_int_equal(count_results(fixture), 0);
}

/* Bytes of what others may not read are in no message, wherever the expression took them from. */
static void test_secrets_are_not_quoted(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = with_file(fixture, "/etc/secret");

	rule->title = "Title";
	rule->assert.text = "fail 3";
	rule->say.text = "hunter2";
	assert_run(fixture, "fail /etc/secret:3 Title");
	rule->files.items[0] = "/etc/file";
	assert_run(fixture, "fail /etc/file:3 Title: hunter2");
	rule->at.text = "cw:file(\"/etc/secret\")//setting";
	assert_run(fixture, "fail /etc/file:3 Title");
	rule->at.text = "cw:file('/etc/secret')//setting";
	assert_run(fixture, "fail /etc/file:3 Title");
	rule->at.text = "cw:file('/etc/other')//setting[. = \"it's\"]";
	assert_run(fixture, "fail /etc/file:3 Title: hunter2");
}

static void test_findings(void **state)
{
	struct fixture *fixture = *state;
	struct rule *rule = with_file(fixture, "/etc/file");
	struct finding_list findings = {0};
	const struct finding *finding;

	rule->assert.text = "fail 3";
	rule->reason = "because";
	rule->remedy = "confwatch restore /etc/file";
	(void)run(fixture);
	evaluate_findings(&fixture->arena, &fixture->results, &findings);
	assert_int_equal(findings.count, 1);
	finding = findings.items;
	assert_int_equal(finding->class, CLASS_COUNT);
	assert_string_equal(finding->rule, "one");
	assert_int_equal(finding->severity, SEVERITY_WARNING);
	assert_string_equal(finding->path, "/etc/file");
	assert_int_equal(finding->line, 3);
	assert_string_equal(finding->message, "'one' does not hold");
	assert_string_equal(finding->reason, "because");
	assert_string_equal(finding->remedy, "confwatch --root=/x restore /etc/file");
	assert_string_equal(finding->id, finding_identify(&fixture->arena, finding));
	rule->assert.text = "unknown 1";
	(void)run(fixture);
	evaluate_findings(&fixture->arena, &fixture->results, &findings);
	assert_int_equal(findings.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_presence, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_the_first_that_exists, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_types, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_modes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_owners, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_likeness_and_age, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_expressions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_doubts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_applies, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_is_asked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_policies, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_each, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_selection, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_secrets_are_not_quoted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_findings, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

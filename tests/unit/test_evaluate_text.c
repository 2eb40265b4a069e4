// SPDX-License-Identifier: GPL-2.0-or-later
// Answers in words, in numbers and in order; which finding of a change says the same already.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "core/evaluate.h"

static struct rule rules[] = {
	{.id = "notice", .severity = SEVERITY_NOTICE, .policy = "p"},
	{.id = "critical", .severity = SEVERITY_CRITICAL, .policy = "p"},
	{.id = "warning", .severity = SEVERITY_WARNING, .policy = "q"},
};

/* A doubt about a file on line 2, about no file, and what both are called. */
static const struct {
	enum doubt doubt;
	int signal;
	const char *name;
	const char *of_file;
	const char *of_none;
} doubts[] = {
	{DOUBT_UNREAD, 0, "unread", "line 2 of '/x' is not understood",
		"something that it asks for cannot be read"},
	{DOUBT_UNREADABLE, 0, "unreadable", "'/x' cannot be read",
		"something that it asks for cannot be read"},
	{DOUBT_TOO_LARGE, 0, "too-large", "'/x' is too large to be read whole",
		"something that it asks for cannot be read"},
	{DOUBT_TOO_COSTLY, 0, "too-costly", "the expression takes too many steps",
		"the expression takes too many steps"},
	{DOUBT_EXPRESSION, 0, "expression", "the expression does not evaluate",
		"the expression does not evaluate"},
	{DOUBT_KILLED, 11, "killed", "what reads '/x' was killed by signal 11",
		"what answers was killed by signal 11"},
	{DOUBT_KILLED, 0, "killed", "reading '/x' took too long", "it took too long"},
	{DOUBT_NO_FORMAT, 0, "no-format", "nobody knows how to read '/x'",
		"something that it asks for cannot be read"},
	{DOUBT_UNWATCHED, 0, "unwatched", "'/x' is not watched, so it is not read",
		"something that it asks for cannot be read"},
};

static void every_doubt_has_a_name_and_a_sentence(void **state)
{
	struct arena arena = ARENA_INIT;

	(void)state;
	assert_null(doubt_name(DOUBT_NONE));
	for (size_t i = 0; i < sizeof doubts / sizeof doubts[0]; i++) {
		struct answer answer = {.verdict = VERDICT_UNKNOWN,
			.doubt = doubts[i].doubt,
			.path = "/x",
			.line = 2,
			.signal = doubts[i].signal};

		assert_string_equal(doubt_name(answer.doubt), doubts[i].name);
		assert_string_equal(evaluate_doubt(&arena, &answer), doubts[i].of_file);
		answer.path[0] = '\0';
		assert_string_equal(evaluate_doubt(&arena, &answer), doubts[i].of_none);
	}
	arena_release(&arena);
}

static void an_expression_says_itself_what_is_wrong(void **state)
{
	struct arena arena = ARENA_INIT;
	const struct answer answer = {
		.verdict = VERDICT_UNKNOWN, .doubt = DOUBT_EXPRESSION, .text = "no variable 'x'"};

	(void)state;
	assert_string_equal(evaluate_doubt(&arena, &answer),
		"the expression does not evaluate: no variable 'x'");
	arena_release(&arena);
}

/* A rule counts once, by the worst that it says of its paths; a policy by its name. */
static void rules_are_counted_by_their_worst_answer(void **state)
{
	struct result items[] = {
		{.rule = &rules[0], .answer = VERDICT_PASS},
		{.rule = &rules[0], .answer = VERDICT_UNKNOWN},
		{.rule = &rules[0], .answer = VERDICT_NOT_APPLICABLE},
		{.rule = &rules[1], .answer = VERDICT_UNKNOWN},
		{.rule = &rules[1], .answer = VERDICT_FAIL},
		{.rule = &rules[2], .answer = VERDICT_NOT_APPLICABLE},
		{.rule = &rules[0], .answer = VERDICT_PASS},
		{.rule = &rules[1], .answer = VERDICT_NOT_APPLICABLE, .unadopted = true},
		{.rule = &rules[0], .answer = VERDICT_NOT_APPLICABLE, .unadopted = true},
		{.rule = &rules[2], .answer = VERDICT_NOT_APPLICABLE, .unadopted = true},
	};
	const struct result_list results = {.items = items, .count = 10, .capacity = 10};
	struct result_counts counts = evaluate_count(&results);

	(void)state;
	assert_int_equal(counts.held, 1);
	assert_int_equal(counts.failed, 1);
	assert_int_equal(counts.unknown, 1);
	assert_int_equal(counts.not_applicable, 1);
	assert_int_equal(counts.policies, 2);
}

static void the_worst_comes_first(void **state)
{
	struct arena arena = ARENA_INIT;
	struct result items[] = {
		{.rule = &rules[0], .answer = VERDICT_PASS, .path = "5"},
		{.rule = &rules[2], .answer = VERDICT_NOT_APPLICABLE, .path = "6"},
		{.rule = &rules[0], .answer = VERDICT_FAIL, .path = "3"},
		{.rule = &rules[1], .answer = VERDICT_UNKNOWN, .path = "4"},
		{.rule = &rules[1], .answer = VERDICT_FAIL, .path = "1"},
		{.rule = &rules[1], .answer = VERDICT_FAIL, .path = "2"},
	};
	struct result_list results = {.items = items, .count = 6, .capacity = 6};

	(void)state;
	evaluate_sort(&arena, &results);
	assert_int_equal(results.count, 6);
	for (size_t i = 0; i < results.count; i++) {
		const char expected[] = {(char)('1' + i), '\0'};

		assert_string_equal(results.items[i].path, expected);
	}
	arena_release(&arena);
}

/* The change that lost the file says it; it becomes as severe as the rule, and keeps its reason. */
static void a_lost_file_is_told_once(void **state)
{
	struct finding items[] = {
		{.class = CLASS_EDITED, .path = "/x", .severity = SEVERITY_INFO},
		{.class = CLASS_REMOVED_UNEXPLAINED, .path = "/y"},
		{.class = CLASS_REMOVED_UNEXPLAINED, .path = "/x", .severity = SEVERITY_WARNING},
	};
	struct finding_list list = {.items = items, .count = 3, .capacity = 3};
	struct finding failed = {.class = CLASS_COUNT,
		.path = "/x",
		.severity = SEVERITY_CRITICAL,
		.reason = "Nobody can log in."};

	(void)state;
	assert_ptr_equal(evaluate_loss(&list, &failed), &items[2]);
	assert_int_equal(items[2].severity, SEVERITY_CRITICAL);
	assert_string_equal(items[2].reason, "Nobody can log in.");

	failed.severity = SEVERITY_NOTICE;
	failed.reason = "Another.";
	assert_ptr_equal(evaluate_loss(&list, &failed), &items[2]);
	assert_int_equal(items[2].severity, SEVERITY_CRITICAL);
	assert_string_equal(items[2].reason, "Nobody can log in.");

	/* What stands on a line of it, or is of the whole system, is something else. */
	failed.line = 3;
	assert_null(evaluate_loss(&list, &failed));
	failed.line = 0;
	failed.path = NULL;
	assert_null(evaluate_loss(&list, &failed));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_doubt_has_a_name_and_a_sentence),
		cmocka_unit_test(an_expression_says_itself_what_is_wrong),
		cmocka_unit_test(rules_are_counted_by_their_worst_answer),
		cmocka_unit_test(the_worst_comes_first),
		cmocka_unit_test(a_lost_file_is_told_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

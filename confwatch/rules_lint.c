// SPDX-License-Identifier: GPL-2.0-or-later
// Compiling every expression of every rule, where the daemons' files are not asked for.
#include "rules_lint.h"

#include <errno.h>
#include <string.h>

#include "rules_load.h"
#include "system/judge.h"

struct linting {
	const struct workspace *workspace;
	const struct rule_set *set;
	struct judge *judge;
	struct rules_lint *result;
	struct error *error;
};

/* Compiling asks for nothing. */
static int no_file(void *context, const char *path, struct judged_file *result)
{
	(void)context;
	(void)path;
	(void)result;
	return -ENOSYS;
}

static int no_entry(void *context, const char *path, bool follow, struct judged_entry *result)
{
	(void)context;
	(void)path;
	(void)follow;
	(void)result;
	return -ENOSYS;
}

static int no_same(void *context, const char *a, const char *b, bool *result)
{
	(void)context;
	(void)a;
	(void)b;
	(void)result;
	return -ENOSYS;
}

static int no_list(
	void *context, const char *pattern, struct arena *arena, struct string_list *result)
{
	(void)context;
	(void)pattern;
	(void)arena;
	(void)result;
	return -ENOSYS;
}

static int no_package(void *context, const char *name, char version[JUDGED_NAME_MOST])
{
	(void)context;
	(void)name;
	(void)version;
	return -ENOSYS;
}

static const struct judge_world empty_world = {
	.file = no_file,
	.entry = no_entry,
	.same = no_same,
	.list = no_list,
	.package = no_package,
};

/* Rules that one rule makes for several values have the same mistake in the same place. */
static bool is_said(const struct string_list *problems, const char *problem)
{
	for (size_t i = 0; i < problems->count; i++)
		if (strncmp(problems->items[i], problem, strlen(problem)) == 0)
			return true;
	return false;
}

/* at: from 0, in the expression. What was folded or escaped is found by what stands there. */
static void add_problem(const struct linting *linting, const struct rule_expression *expression,
	size_t at, const char *sentence)
{
	struct arena *arena = linting->workspace->arena;
	const struct rule_place *place = &expression->place;
	const char *problem;

	if (at > strlen(expression->text))
		at = 0;
	problem = arena_format(arena, "%s:%lu:%lu: %s", place->file, (unsigned long)place->line,
		(unsigned long)(place->column + (expression->as_written ? at : 0)), sentence);
	if (is_said(&linting->result->problems, problem))
		return;
	if (!expression->as_written)
		problem = arena_format(arena, "%s, at '%.20s'", problem, expression->text + at);
	string_list_add(&linting->result->problems, arena, problem);
}

static int compile(const struct linting *linting, const struct rule_expression *expression)
{
	struct error error = ERROR_INIT;
	uint32_t column = 0;
	int code = judge_compile(linting->judge, expression->text, &column, &error);

	linting->result->expressions++;
	if (code == -EINVAL)
		add_problem(linting, expression, column > 0 ? column - 1 : 0,
			arena_format(linting->workspace->arena,
				"%s; allowed here: XPath 1.0, and the functions of "
				"confwatch-rules(5)",
				error.message));
	else if (code < 0)
		*linting->error = error;
	return code == -EINVAL ? 0 : code;
}

static bool is_given(const struct linting *linting, const struct rule *rule, const char *name)
{
	for (size_t i = 0; i < linting->set->parameter_count; i++)
		if (strcmp(linting->set->parameters[i].name, name) == 0)
			return true;
	for (size_t i = 0; rule != NULL && i < rule->capture_count; i++)
		if (strcmp(rule->captures[i].name, name) == 0)
			return true;
	return false;
}

/* The name behind a '$'; strings in quotes are passed over. NULL: no more. */
static const char *next_variable(const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '$')
			return text + 1;
		if (*text == '\'' || *text == '"') {
			const char *end = strchr(text + 1, *text);

			if (end == NULL)
				return NULL;
			text = end;
		}
	}
	return NULL;
}

static void check_variables(const struct linting *linting, const struct rule *rule,
	const struct rule_expression *expression)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-";
	struct arena *arena = linting->workspace->arena;
	const char *text = expression->text;

	while ((text = next_variable(text)) != NULL) {
		const char *name = arena_bytes(arena, text, strspn(text, letters));

		if (!is_given(linting, rule, name))
			add_problem(linting, expression, (size_t)(text - expression->text) - 1,
				arena_format(arena,
					"nothing gives '$%s' a value; allowed here: what 'params:' "
					"or 'capture:' of the rule name; cw:param() takes a default",
					name));
	}
}

static int check_expression(const struct linting *linting, const struct rule *rule,
	const struct rule_expression *expression)
{
	int code;

	if (expression->text == NULL)
		return 0;
	code = compile(linting, expression);
	if (code == 0)
		check_variables(linting, rule, expression);
	return code;
}

static int check_rule(const struct linting *linting, const struct rule *rule)
{
	const struct rule_expression *expressions[] = {
		&rule->applies, &rule->assert, &rule->never, &rule->at, &rule->say};
	int code = 0;

	for (size_t i = 0; code == 0 && i < rule->capture_count; i++)
		code = check_expression(linting, rule, &rule->captures[i].expression);
	for (size_t i = 0; code == 0 && i < sizeof expressions / sizeof expressions[0]; i++)
		code = check_expression(linting, rule, expressions[i]);
	return code;
}

static int check_pack(const struct linting *linting, const struct pack *pack)
{
	int code = check_expression(linting, NULL, &pack->applies);

	for (size_t i = 0; code == 0 && i < pack->rule_count; i++)
		code = check_rule(linting, &pack->rules[i]);
	linting->result->rules += pack->rule_count;
	return code;
}

int rules_lint(const struct workspace *workspace, const struct string_list *files,
	struct rules_lint *result, struct error *error)
{
	struct rule_set set;
	struct linting linting = {workspace, &set, NULL, result, error};
	const struct judge_engine *engine = judge_module(error);
	int code = 0;

	if (engine == NULL)
		return -error->code;
	rules_load_with(workspace, files, &set, &result->problems);
	linting.judge = judge_new(engine, &empty_world);
	for (size_t i = 0; code == 0 && i < set.pack_count; i++)
		code = check_pack(&linting, &set.packs[i]);
	judge_free(linting.judge);
	return code;
}

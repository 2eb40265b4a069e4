// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch rules: looking at rules, and at the files that they stand in.
#include "commands/rules.h"

#include <errno.h>
#include <string.h>

#include "base/suggest.h"
#include "base/translate.h"
#include "commands.h"
#include "render/rules.h"
#include "rules_explain.h"
#include "rules_lint.h"
#include "rules_load.h"

static const struct subcommand parts[] = {
	{"list", NULL, N_("list the rules, and whether they count"), 0, 0, rules_run_list},
	{"show", "ID", N_("show a rule whole, as it counts"), 1, 1, rules_run_show},
	{"lint", "[FILE]...", N_("find the mistakes in files of rules"), 0, SIZE_MAX,
		rules_run_lint},
	{"explain", "PATH", N_("tell which rules speak of a path, what they say, and why"), 1, 1,
		rules_run_explain},
	{"adopt", "[NAME]...", N_("keep to what holds today: policies and files of yours"), 0,
		SIZE_MAX, rules_run_adopt},
};

static const struct option options[] = {
	{"all", 0, NULL, N_("adopt: all policies that hold, and all files of yours"), OPTION_FLAG,
		OPTION_AT(rules_options, all), NULL},
};

static int print(struct invocation *invocation, const struct text *text, struct error *error)
{
	if (invocation_only_look(invocation, true, error) < 0)
		return -error->code;
	return invocation_print(invocation, text, error);
}

int rules_run_list(struct invocation *invocation, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct string_list problems = {0};
	struct rule_set set;

	rules_load_readable(invocation->workspace, &set, &problems);
	if (invocation_format(invocation) == FORMAT_JSON)
		json_rules_list(&set, &problems, &text);
	else
		text_rules_list(&set, &problems, &invocation->style, &text);
	return print(invocation, &text, error);
}

static int no_such_rule(const struct rule_set *set, const char *id, struct error *error)
{
	struct suggestion suggestion;

	suggestion_begin(&suggestion, id, strlen(id));
	for (size_t i = 0; i < set->pack_count; i++)
		for (size_t j = 0; j < set->packs[i].rule_count; j++)
			suggestion_offer(&suggestion, set->packs[i].rules[j].id);
	if (suggestion.nearest != NULL)
		return error_set(error, ENOENT, _("no rule has the id '%s' (did you mean '%s'?)"),
			id, suggestion.nearest);
	return error_set(
		error, ENOENT, _("no rule has the id '%s' (see 'confwatch rules list')"), id);
}

int rules_run_show(struct invocation *invocation, struct error *error)
{
	const char *id = invocation->arguments.items[0];
	TEXT_CLEANUP struct text text = TEXT_INIT;
	const struct rule *rule;
	struct rule_set set;

	if (rules_load(invocation->workspace, &set, error) < 0)
		return -error->code;
	rule = rules_find(&set, id);
	if (rule == NULL)
		return no_such_rule(&set, id, error);
	if (invocation_format(invocation) == FORMAT_JSON)
		json_rules_show(&set, rule, &text);
	else
		text_rules_show(&set, rule, &invocation->style, &text);
	return print(invocation, &text, error);
}

int rules_run_lint(struct invocation *invocation, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct rules_lint lint = {0};
	struct rules_lint_view view;

	if (rules_lint(invocation->workspace, &invocation->arguments, &lint, error) < 0)
		return -error->code;
	view = (struct rules_lint_view){lint.rules, lint.expressions, &lint.problems};
	if (invocation_format(invocation) == FORMAT_JSON)
		json_rules_lint(&view, &text);
	else
		text_rules_lint(&view, &invocation->style, &text);
	if (print(invocation, &text, error) < 0)
		return -error->code;
	return lint.problems.count > 0 ? 1 : 0;
}

int rules_run_explain(struct invocation *invocation, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	CHECK_CLEANUP struct check check = {0};
	struct explanation explanation;
	const char *path;

	if (invocation_path(invocation, invocation->arguments.items[0], &path, error) < 0 ||
		check_open(invocation->workspace, invocation->style.program, &check, error) < 0 ||
		invocation_only_look(invocation, true, error) < 0 ||
		rules_explain(&check, path, &explanation, error) < 0)
		return -error->code;
	if (invocation_format(invocation) == FORMAT_JSON)
		json_rules_explain(&check.rules, &explanation, &text);
	else
		text_rules_explain(&explanation, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

const struct command command_rules = {
	.name = "rules",
	.arguments = "list|show|lint|explain|adopt [ARGUMENT]...",
	.summary = N_("list and explain rules, find mistakes in their files"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct rules_options),
	.least = 1,
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.parts = parts,
	.part_count = ARRAY_SIZE(parts),
	.run = command_run_part,
};

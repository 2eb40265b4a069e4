// SPDX-License-Identifier: GPL-2.0-or-later
// Asking one rule after the other, and those that do not apply once more: why.
#include "rules_explain.h"

#include <string.h>

static int ask(struct check *check, const char *file, const char *expression, bool *result,
	struct error *error)
{
	const struct question question = {
		.kind = QUESTION_ASSERT, .file = file, .expression = expression};
	struct answer answer = {0};

	*result = false;
	if (expression == NULL)
		return 0;
	if (judge_ask(check->judge, &question, &answer, error) < 0)
		return -error->code;
	*result = answer.verdict == VERDICT_FAIL;
	return 0;
}

static int find_condition(
	struct check *check, struct explained_rule *explained, struct error *error)
{
	const struct rule *rule = explained->rule;
	const bool reads = rule->assert.text != NULL || rule->never.text != NULL;
	bool is_false = false;

	if (ask(check, NULL, rule->pack->applies.text, &is_false, error) < 0)
		return -error->code;
	explained->of_pack = is_false;
	if (is_false) {
		explained->condition = rule->pack->applies.text;
		return 0;
	}
	if (ask(check, reads ? explained->result->path : NULL, rule->applies.text, &is_false,
		    error) < 0)
		return -error->code;
	explained->condition = is_false ? rule->applies.text : NULL;
	return 0;
}

/* The one about this path, of a rule with a pattern. */
static const struct result *pick(
	const struct rule *rule, const struct result_list *list, const char *path)
{
	for (size_t i = 0; i < list->count; i++)
		if (rule->each == NULL ||
			(list->items[i].path != NULL && strcmp(list->items[i].path, path) == 0))
			return &list->items[i];
	return list->count > 0 ? &list->items[0] : NULL;
}

static int explain(struct check *check, const char *path, struct explained_rule *explained,
	struct error *error)
{
	const struct rule *rule = explained->rule;
	struct evaluation_request request = {.unadopted = true};
	struct check_results results;

	explained->adopted = rule->policy == NULL || rules_adopted(&check->rules, rule->policy);
	if (rule->disabled)
		return 0;
	string_list_add(&request.ids, check->workspace->arena, rule->id);
	if (check_run(check, &request, &results, error) < 0)
		return -error->code;
	explained->result = pick(rule, &results.list, path);
	if (explained->result == NULL || explained->result->answer != VERDICT_NOT_APPLICABLE)
		return 0;
	return find_condition(check, explained, error);
}

static int explain_pack(struct check *check, const struct pack *pack, struct explanation *result,
	struct error *error)
{
	for (size_t i = 0; i < pack->rule_count; i++) {
		const struct rule *rule = &pack->rules[i];
		struct explained_rule explained = {.rule = rule,
			.mention = rule_mentions(check->workspace->arena, rule, result->path)};

		if (explained.mention.key == NULL)
			continue;
		if (explain(check, result->path, &explained, error) < 0)
			return -error->code;
		result->rules[result->count++] = explained;
	}
	return 0;
}

int rules_explain(
	struct check *check, const char *path, struct explanation *result, struct error *error)
{
	const struct rule_set *set = &check->rules;
	struct explanation explanation = {
		.path = path,
		.format = rules_format(set, path),
		.rules = arena_new_array(
			check->workspace->arena, rules_count(set) + 1, struct explained_rule),
		.problems = &check->mistakes,
	};

	for (size_t i = 0; i < set->pack_count; i++)
		if (explain_pack(check, &set->packs[i], &explanation, error) < 0)
			return -error->code;
	*result = explanation;
	return 0;
}

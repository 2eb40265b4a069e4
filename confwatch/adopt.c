// SPDX-License-Identifier: GPL-2.0-or-later
// Story: what holds on this system today: policies with the values they capture, custom files.
#include "adopt.h"

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "base/translate.h"
#include "custom.h"
#include "snapshot.h"

/* One call of adopt_look(). */
struct looking {
	struct check *check;
	const struct adopt_request *request;
	struct adoption *adoption;
	size_t parameters_room;
};

static struct arena *arena_of(const struct looking *looking)
{
	return looking->check->workspace->arena;
}

static struct adopt_policy *find_policy(struct adoption *adoption, const char *name)
{
	for (size_t i = 0; i < adoption->policy_count; i++) {
		if (strcmp(adoption->policies[i].name, name) == 0)
			return &adoption->policies[i];
	}
	return NULL;
}

static void list_policies(struct looking *looking)
{
	const struct rule_set *set = &looking->check->rules;
	struct adoption *adoption = looking->adoption;

	adoption->policies =
		arena_new_array(arena_of(looking), rules_count(set) + 1, struct adopt_policy);
	for (size_t i = 0; i < set->pack_count; i++)
		for (size_t j = 0; j < set->packs[i].rule_count; j++) {
			const struct rule *rule = &set->packs[i].rules[j];

			if (rule->policy == NULL || rule->disabled ||
				find_policy(adoption, rule->policy) != NULL)
				continue;
			adoption->policies[adoption->policy_count++] =
				(struct adopt_policy){.name = rule->policy,
					.adopted = rules_adopted(set, rule->policy),
					.asked_for = looking->request->names.count == 0};
		}
}

static int mark_asked_for(struct looking *looking, struct error *error)
{
	const struct string_list *names = &looking->request->names;

	for (size_t i = 0; i < names->count; i++) {
		struct adopt_policy *policy = find_policy(looking->adoption, names->items[i]);

		if (policy == NULL)
			return error_set(
				error, EINVAL, _("no rule has a policy '%s'"), names->items[i]);
		policy->asked_for = true;
	}
	return 0;
}

static bool has_parameter(const struct looking *looking, const char *name)
{
	const struct rule_set *set = &looking->check->rules;
	const struct adopted *added = &looking->adoption->added;

	for (size_t i = 0; i < set->parameter_count; i++) {
		if (strcmp(set->parameters[i].name, name) == 0)
			return true;
	}
	for (size_t i = 0; i < added->parameter_count; i++) {
		if (strcmp(added->parameters[i].name, name) == 0)
			return true;
	}
	return false;
}

static void add_parameter(struct looking *looking, const char *name, const char *value)
{
	struct adopted *added = &looking->adoption->added;

	added->parameters = arena_grow(arena_of(looking), added->parameters,
		&looking->parameters_room, added->parameter_count + 1, sizeof *added->parameters);
	added->parameters[added->parameter_count++] = (struct parameter){name, value};
}

/*
 * Today's value of one of a rule's captures. What others may not read is not written into a file
 * that they can; without a value the rule is unknown, and its policy is not adopted.
 */
static int capture_one(struct looking *looking, const struct rule *rule,
	const struct rule_capture *capture, struct error *error)
{
	struct check *check = looking->check;
	const struct evaluation *evaluation = &check->evaluation;
	const struct question question = {
		.kind = QUESTION_STRING,
		.file = evaluate_file(evaluation, rule),
		.expression = capture->expression.text,
	};
	struct answer answer = {0};
	const char *value;

	if (has_parameter(looking, capture->name) ||
		evaluate_is_secret(evaluation, rule, question.file))
		return 0;
	if (evaluation->ask(evaluation->context, &question, &answer, error) < 0)
		return -error->code;
	if (answer.verdict != VERDICT_PASS && answer.verdict != VERDICT_FAIL)
		return 0;
	if (!adopted_can_hold(answer.text))
		return 0;
	value = arena_string(arena_of(looking), answer.text);
	add_parameter(looking, capture->name, value);
	judge_variable(check->judge, capture->name, value);
	return 0;
}

static int capture_all(struct looking *looking, const struct adopt_policy *policy,
	struct string_list *ids, struct error *error)
{
	const struct rule_set *set = &looking->check->rules;

	for (size_t i = 0; i < set->pack_count; i++)
		for (size_t j = 0; j < set->packs[i].rule_count; j++) {
			const struct rule *rule = &set->packs[i].rules[j];

			if (rule->policy == NULL || strcmp(rule->policy, policy->name) != 0)
				continue;
			string_list_add(ids, arena_of(looking), rule->id);
			for (size_t k = 0; k < rule->capture_count; k++) {
				if (capture_one(looking, rule, &rule->captures[k], error) < 0)
					return -error->code;
			}
		}
	return 0;
}

/* The worst answer of all of its rules. */
static void judge_policy(struct adopt_policy *policy, const struct check_results *results)
{
	const struct result *first = results->list.count > 0 ? results->list.items : NULL;

	policy->answer = first != NULL ? first->answer : VERDICT_NOT_APPLICABLE;
	if (policy->answer == VERDICT_FAIL || policy->answer == VERDICT_UNKNOWN)
		policy->result = first;
}

static int look_at_policy(struct looking *looking, struct adopt_policy *policy, struct error *error)
{
	struct adopted *added = &looking->adoption->added;
	const size_t parameters = added->parameter_count;
	struct evaluation_request request = {.unadopted = true};
	struct check_results results;

	if (capture_all(looking, policy, &request.ids, error) < 0 ||
		check_run(looking->check, &request, &results, error) < 0)
		return -error->code;
	judge_policy(policy, &results);
	if (policy->answer == VERDICT_PASS && policy->asked_for && !policy->adopted)
		string_list_add(&added->policies, arena_of(looking), policy->name);
	else
		added->parameter_count = parameters;
	return 0;
}

static bool is_required(const struct looking *looking, const char *path)
{
	const struct rule_set *set = &looking->check->rules;

	return required_find(set->required, set->required_count, path) != NULL;
}

static void add_files(struct looking *looking, const struct tree *tree)
{
	struct adoption *adoption = looking->adoption;
	struct adopted *added = &adoption->added;

	added->required = arena_new_array(arena_of(looking), tree->count + 1, struct required_file);
	for (size_t i = 0; i < tree->count; i++) {
		const char *path = tree->entries[i].path;
		bool login;

		if (!path_is_within(path, "/etc") || is_required(looking, path) ||
			custom_origin(looking->check, &tree->entries[i]) == ORIGIN_ABSENT)
			continue;
		if (!adopted_can_hold(path)) {
			adoption->unnamed++;
			continue;
		}
		login = custom_is_login(looking->check, path);
		adoption->restored += login;
		added->required[added->required_count++] = (struct required_file){.file = path,
			.on_lost = login ? ON_LOST_RESTORE : ON_LOST_ALERT,
			.severity = SEVERITY_CRITICAL};
	}
}

static int look_at_files(struct looking *looking, struct error *error)
{
	struct check *check = looking->check;
	const struct tree *tree = looking->request->tree;
	struct look look = {0};

	if (check_history(check, error) < 0)
		return -error->code;
	if (tree == NULL &&
		snapshot_look(check->workspace, check->history, NULL, 0, false, &look, error) < 0)
		return -error->code;
	add_files(looking, tree != NULL ? tree : &look.scan.tree);
	return 0;
}

int adopt_look(struct check *check, const struct adopt_request *request, struct adoption *result,
	struct error *error)
{
	struct looking looking = {.check = check, .request = request, .adoption = result};

	*result = (struct adoption){0};
	list_policies(&looking);
	if (mark_asked_for(&looking, error) < 0)
		return -error->code;
	for (size_t i = 0; i < result->policy_count; i++) {
		if (look_at_policy(&looking, &result->policies[i], error) < 0)
			return -error->code;
	}
	return request->names.count == 0 ? look_at_files(&looking, error) : 0;
}

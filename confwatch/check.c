// SPDX-License-Identifier: GPL-2.0-or-later
// Story: whether what must hold on this system holds.
#include "check.h"

#include <errno.h>
#include <string.h>

#include "base/translate.h"
#include "snapshot.h"
#include "system/packages.h"

/* Without facts, what depends on packages is unknown. */
static void read_facts(struct check *check)
{
	struct workspace *workspace = check->workspace;
	struct packages_reading reading = {0};
	struct error ignored = ERROR_INIT;

	if (packages_read(workspace->arena, workspace->root_fd, workspace->state_fd,
		    &workspace->configuration.watch, &reading, &ignored) < 0)
		return;
	check->facts = reading.cache.facts;
	check->world.facts = &check->facts;
}

int check_history(struct check *check, struct error *error)
{
	if (check->history != NULL)
		return 0;
	return history_open(check->workspace->state_fd, &check->history, error);
}

/* What was ever protected is written in history; without one, names and modes say it. */
static void read_protection(struct check *check)
{
	struct workspace *workspace = check->workspace;
	struct error ignored = ERROR_INIT;
	struct snapshot_id last;
	bool recorded = false;

	check->protection_known = true;
	if (workspace->state_fd >= 0 && check_history(check, &ignored) == 0)
		recorded = history_head(check->history, &last, &ignored) == 0;
	if (recorded &&
		snapshot_protection(
			workspace, check->history, &last, &check->protection, &ignored) == 0)
		return;
	(void)snapshot_protection(workspace, NULL, NULL, &check->protection, &ignored);
}

static bool is_secret(void *context, const char *path)
{
	struct check *check = context;

	if (!check->protection_known)
		read_protection(check);
	return check_world_is_secret(&check->world, &check->protection, path);
}

static int ask(
	void *context, const struct question *question, struct answer *result, struct error *error)
{
	struct check *check = context;

	return judge_ask(check->judge, question, result, error);
}

static struct judge *start_judge(struct check *check, const struct judge_world *world)
{
	const struct rule_set *rules = &check->rules;
	struct judge *judge = judge_new(check->engine, world);

	for (size_t i = 0; i < rules->parameter_count; i++)
		judge_variable(judge, rules->parameters[i].name, rules->parameters[i].value);
	return judge;
}

int check_open(
	struct workspace *workspace, const char *program, struct check *check, struct error *error)
{
	*check = (struct check){.workspace = workspace};
	check->engine = judge_module(error);
	if (check->engine == NULL)
		return -error->code;
	rules_load_readable(workspace, &check->rules, &check->mistakes);
	workspace->configuration.required = check->rules.required;
	workspace->configuration.required_count = check->rules.required_count;
	check_world_begin(&check->world, workspace->arena, workspace->root_fd,
		&workspace->configuration.watch, &check->rules);
	read_facts(check);
	check->judge = start_judge(check, &check->world.world);
	check->evaluation = (struct evaluation){
		.arena = workspace->arena,
		.rules = &check->rules,
		.world = &check->world.world,
		.ask = ask,
		.secret = is_secret,
		.context = check,
		.program = program,
	};
	return 0;
}

void check_close(struct check *check)
{
	if (check->judge != NULL)
		judge_free(check->judge);
	history_close_pointer(&check->history);
	check_world_end(&check->world);
	*check = (struct check){0};
}

int check_run(struct check *check, const struct evaluation_request *request,
	struct check_results *result, struct error *error)
{
	struct check_results results = {0};

	if (evaluate(&check->evaluation, request, &results.list, error) < 0)
		return -error->code;
	results.counts = evaluate_count(&results.list);
	evaluate_sort(check->workspace->arena, &results.list);
	*result = results;
	return 0;
}

int check_run_in(struct check *check, const struct judge_world *world,
	const struct evaluation_request *request, struct check_results *result, struct error *error)
{
	struct judge *live = check->judge;
	int rc;

	check->judge = start_judge(check, world);
	check->evaluation.world = world;
	rc = check_run(check, request, result, error);
	judge_free(check->judge);
	check->judge = live;
	check->evaluation.world = &check->world.world;
	return rc;
}

void check_try(struct workspace *workspace, const char *program, struct check *check)
{
	struct error error = ERROR_INIT;

	if (check_open(workspace, program, check, &error) < 0)
		check->problem = error;
}

int check_all(struct check *check, struct error *error)
{
	const struct evaluation_request request = {0};

	if (check->problem.code != 0) {
		*error = check->problem;
		return -error->code;
	}
	if (!check->asked && check_run(check, &request, &check->all, error) < 0)
		return -error->code;
	check->asked = true;
	return 0;
}

static bool is_pack(const struct rule_set *set, const char *name)
{
	for (size_t i = 0; i < set->pack_count; i++) {
		if (strcmp(set->packs[i].name, name) == 0)
			return true;
	}
	return false;
}

int check_request_valid(
	const struct check *check, const struct evaluation_request *request, struct error *error)
{
	const struct rule_set *set = &check->rules;

	for (size_t i = 0; i < request->packs.count; i++) {
		if (!is_pack(set, request->packs.items[i]))
			return error_set(error, EINVAL, _("no pack of rules is called '%s'"),
				request->packs.items[i]);
	}
	for (size_t i = 0; i < request->ids.count; i++) {
		if (rules_find(set, request->ids.items[i]) == NULL)
			return error_set(
				error, EINVAL, _("no rule is called '%s'"), request->ids.items[i]);
	}
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// What rules say about an upgrade: what failed since, which files they need, what may come back.
#include <string.h>

#include "base/translate.h"
#include "check_overlay.h"
#include "upgrade_parts.h"

/* Rules that failed somewhere, by their ids. */
static void list_failed(
	struct arena *arena, const struct result_list *results, struct string_list *ids)
{
	for (size_t i = 0; i < results->count; i++) {
		if (results->items[i].answer == VERDICT_FAIL)
			string_list_add(ids, arena, results->items[i].rule->id);
	}
}

/* Whether any answer of the rule is one of two. */
static bool answers(const struct result_list *results, const struct rule *rule, enum verdict one,
	enum verdict other)
{
	for (size_t i = 0; i < results->count; i++) {
		const struct result *result = &results->items[i];

		if (result->rule == rule && (result->answer == one || result->answer == other))
			return true;
	}
	return false;
}

static const char **list_changed(struct arena *arena, const struct change_list *changes)
{
	const char **paths = arena_new_array(arena, changes->count + 1, const char *);

	for (size_t i = 0; i < changes->count; i++)
		paths[i] = changes->changes[i].path;
	return paths;
}

/* Of these rules, what they said before the transaction. */
static int ask_before(struct closing *closing, struct history *history,
	const struct string_list *ids, struct check_results *result, struct error *error)
{
	struct arena *arena = closing->workspace->arena;
	const struct evaluation_request request = {.ids = *ids};
	struct check_overlay overlay;
	int rc;

	check_overlay_begin(&overlay, &closing->check.world, history, &closing->tree_before,
		list_changed(arena, &closing->changes), closing->changes.count);
	overlay.facts = &closing->evidence.before;
	rc = check_run_in(&closing->check, &overlay.world, &request, result, error);
	check_overlay_end(&overlay);
	return rc;
}

/* Adopted or written by the administrator; what is shipped only tells. */
static bool is_of_administrator(const struct rule *rule)
{
	return rule->policy != NULL || rule->overridden_by != NULL || !rule->pack->shipped;
}

static void add_required(struct closing *closing, const struct rule *rule)
{
	struct arena *arena = closing->workspace->arena;
	struct configuration *configuration = &closing->workspace->configuration;
	const size_t count = configuration->required_count;
	struct required_file *longer =
		arena_new_array(arena, count + rule->files.count, struct required_file);

	if (count > 0)
		memcpy(longer, configuration->required, count * sizeof *longer);
	configuration->required = longer;
	for (size_t i = 0; i < rule->files.count; i++) {
		enum on_lost on_lost = rule->on_lost;

		if (required_find(longer, count, rule->files.items[i]) != NULL)
			continue;
		if (on_lost == ON_LOST_RESTORE && !is_of_administrator(rule))
			on_lost = ON_LOST_ALERT;
		longer[configuration->required_count++] =
			(struct required_file){.file = rule->files.items[i],
				.on_lost = on_lost,
				.reason = rule->reason,
				.severity = rule->severity};
	}
}

/* Files that rules need which count here; what `required:` says of them has the last word. */
static void take_required(struct closing *closing)
{
	const struct result_list *results = &closing->check.all.list;

	for (size_t i = 0; i < results->count; i++) {
		const struct result *result = &results->items[i];

		if (result->rule->on_lost_given && result->answer != VERDICT_NOT_APPLICABLE)
			add_required(closing, result->rule);
	}
}

static void say_trouble(struct closing *closing, const char *format, const char *sentence)
{
	struct workspace *workspace = closing->workspace;
	const char *words = sentence;

	if (format != NULL)
		words = arena_format(workspace->arena, "%s: %s", format, sentence);
	upgrade_add_trouble(workspace, closing->transaction, words, &closing->trouble);
}

void upgrade_ask_rules(struct closing *closing)
{
	struct check *check = &closing->check;
	struct error error = ERROR_INIT;

	check_try(closing->workspace, "confwatch", check);
	closing->rules_asked = check_all(check, &error) == 0;
	if (!closing->rules_asked) {
		say_trouble(closing, _("rules could not be asked"), error.message);
		return;
	}
	if (check->mistakes.count > 0)
		say_trouble(closing, _("the rules could not be used, so nothing was restored"),
			check->mistakes.items[0]);
	take_required(closing);
}

/* A generator that broke what a rule asks for did more than its work. */
static void blame_generator(struct finding_list *list, const struct finding *failed)
{
	for (size_t i = 0; i < list->count; i++) {
		struct finding *finding = &list->items[i];

		if (finding->class != CLASS_GENERATED || finding->path == NULL ||
			failed->path == NULL || strcmp(finding->path, failed->path) != 0)
			continue;
		finding->class = CLASS_OVERWRITTEN;
		finding->severity = SEVERITY_CRITICAL;
	}
}

static void add_failed(struct closing *closing, const struct finding *failed)
{
	struct arena *arena = closing->workspace->arena;
	struct finding *finding = evaluate_loss(&closing->fresh, failed);

	blame_generator(&closing->fresh, failed);
	if (finding != NULL)
		return;
	finding = finding_add(&closing->fresh, arena);
	*finding = *failed;
	finding->transaction = closing->transaction->id;
	finding->has_snapshot = closing->has_before;
	finding->snapshot = closing->before;
	finding->since = closing->workspace->now;
	finding->id = finding_identify(arena, finding);
}

void upgrade_add_failed_rules(struct closing *closing, struct history *history)
{
	struct arena *arena = closing->workspace->arena;
	const struct result_list *after = &closing->check.all.list;
	struct result_list fresh = {0};
	struct check_results before;
	struct finding_list failed = {0};
	struct string_list ids = {0};
	struct error error = ERROR_INIT;

	if (!closing->rules_asked)
		return;
	list_failed(arena, after, &ids);
	if (ids.count == 0)
		return;
	if (ask_before(closing, history, &ids, &before, &error) < 0) {
		say_trouble(closing, _("rules could not be asked"), error.message);
		return;
	}
	fresh.items = arena_new_array(arena, after->count, struct result);
	for (size_t i = 0; i < after->count; i++) {
		const struct result *result = &after->items[i];

		if (result->answer == VERDICT_FAIL &&
			!answers(&before.list, result->rule, VERDICT_FAIL, VERDICT_UNKNOWN))
			fresh.items[fresh.count++] = *result;
	}
	evaluate_findings(arena, &fresh, &failed);
	for (size_t i = 0; i < failed.count; i++)
		add_failed(closing, &failed.items[i]);
}

/*
 * What would be wrong with the file itself; or with what its pack sees to, and is not without it.
 * A notice keeps nothing away.
 */
static bool objects(const struct result_list *after, const struct result *planned, const char *path)
{
	if (planned->answer != VERDICT_FAIL || planned->rule->severity < SEVERITY_WARNING)
		return false;
	if (planned->path != NULL && strcmp(planned->path, path) == 0)
		return true;
	return evaluate_pack_speaks_of(planned->rule->pack, path) &&
		!answers(after, planned->rule, VERDICT_FAIL, VERDICT_FAIL);
}

const char *upgrade_object_to_restore(struct closing *closing, const char *path)
{
	const struct result_list *after = &closing->check.all.list;
	const struct result_list *planned = &closing->planned.list;

	if (closing->check.mistakes.count > 0)
		return _("the rules could not be used");
	for (size_t i = 0; i < planned->count; i++) {
		const struct result *result = &planned->items[i];

		if (objects(after, result, path))
			return arena_format(closing->workspace->arena,
				_("it does not fit the system as it is now: %s"), result->message);
	}
	return NULL;
}

void upgrade_ask_plan(
	struct closing *closing, struct history *history, const char *const *paths, size_t count)
{
	const struct evaluation_request all = {0};
	struct check_overlay overlay;
	struct error error = ERROR_INIT;

	if (!closing->rules_asked)
		return;
	check_overlay_begin(
		&overlay, &closing->check.world, history, &closing->tree_before, paths, count);
	if (check_run_in(&closing->check, &overlay.world, &all, &closing->planned, &error) < 0)
		closing->planned = (struct check_results){0};
	check_overlay_end(&overlay);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Files that must not be lost are brought back before the package manager returns.
#include <string.h>

#include "base/translate.h"
#include "core/facts_scope.h"
#include "restore.h"
#include "upgrade_parts.h"

enum {
	QUIET_DAYS = 7, /* between two automatic restores of one path */
	DAY = 24 * 60 * 60,
	NEAR = 16, /* snapshots of a path that are looked at */
};

static const struct package_change *find_change(const struct closing *closing, const char *name)
{
	const struct package_change_list *list = &closing->evidence.packages;

	for (size_t i = 0; name != NULL && i < list->count; i++) {
		if (strcmp(list->items[i].name, name) == 0)
			return &list->items[i];
	}
	return NULL;
}

static bool is_announced_removal(const struct announced_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].action == ANNOUNCED_REMOVE &&
			strcmp(list->items[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Another package took its place: a rename, or what the manager needed to remove for it. */
static bool has_newcomer(const struct package_change_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].before == NULL)
			return true;
	}
	return false;
}

/*
 * Whoever removes a package does not want its files back. Managers that say what they will do tell
 * a removal that was asked for from one that another package brings along; without their word,
 * nothing new may have come.
 */
static bool was_removed_on_request(const struct closing *closing, const char *package)
{
	const struct package_change *change = find_change(closing, package);
	const struct announced_list *announced = &closing->transaction->announced;

	if (change == NULL || change->after != NULL)
		return false;
	if (announced->count > 0)
		return is_announced_removal(announced, package);
	return !has_newcomer(&closing->evidence.packages);
}

static const char *owner_name(const struct closing *closing, const char *path)
{
	const struct owned *owned = facts_owner(&closing->evidence.before, path);

	return owned != NULL ? owned->package->name : NULL;
}

static bool was_restored_lately(
	const struct closing *closing, struct history *history, const char *path)
{
	struct workspace *workspace = closing->workspace;
	struct snapshot_list list = {0};
	struct error ignored = ERROR_INIT;

	if (history_list(history, workspace->arena, NEAR, &path, 1, &list, &ignored) < 0)
		return false;
	for (size_t i = 0; i < list.count; i++) {
		const struct snapshot *snapshot = &list.items[i];

		if (accepted_leaves_open(snapshot->kind) && snapshot->transaction != NULL &&
			workspace->now - snapshot->time < (int64_t)QUIET_DAYS * DAY)
			return true;
	}
	return false;
}

/* NULL: nothing speaks against it. */
static const char *find_objection(
	const struct closing *closing, struct history *history, const struct finding *finding)
{
	const char *owner = owner_name(closing, finding->path);

	if (closing->workspace->configuration_problem != NULL)
		return _("the configuration could not be used");
	if (was_removed_on_request(closing, owner) ||
		was_removed_on_request(closing, finding->package))
		return _("its package was removed on request");
	if (was_restored_lately(closing, history, finding->path))
		return _("that was done already in the last 7 days");
	return NULL;
}

static void extend_message(struct arena *arena, struct finding *finding, const char *words)
{
	finding->message = finding->message == NULL
		? words
		: arena_format(arena, "%s; %s", finding->message, words);
}

static void say_why_not(struct arena *arena, struct finding *finding, const char *objection)
{
	extend_message(
		arena, finding, arena_format(arena, _("not restored by itself: %s"), objection));
}

static void choose_required(struct closing *closing, struct history *history)
{
	struct arena *arena = closing->workspace->arena;
	const struct configuration *configuration = &closing->workspace->configuration;

	closing->lost = arena_new_array(arena, closing->fresh.count, size_t);
	for (size_t i = 0; i < closing->fresh.count; i++) {
		struct finding *finding = &closing->fresh.items[i];
		const struct required_file *required;
		const char *objection;

		if (finding->path == NULL || !classify_is_lost(finding))
			continue;
		required = required_find(
			configuration->required, configuration->required_count, finding->path);
		if (required == NULL || required->on_lost != ON_LOST_RESTORE)
			continue;
		objection = find_objection(closing, history, finding);
		if (objection == NULL)
			closing->lost[closing->lost_count++] = i;
		else
			say_why_not(arena, finding, objection);
	}
}

static const char **list_paths(const struct closing *closing)
{
	struct arena *arena = closing->workspace->arena;
	const char **paths = arena_new_array(arena, closing->lost_count, const char *);

	for (size_t i = 0; i < closing->lost_count; i++)
		paths[i] = closing->fresh.items[closing->lost[i]].path;
	return paths;
}

void upgrade_choose_lost(struct closing *closing, struct history *history)
{
	size_t kept = 0;

	choose_required(closing, history);
	if (closing->lost_count > 0)
		upgrade_ask_plan(closing, history, list_paths(closing), closing->lost_count);
	for (size_t i = 0; i < closing->lost_count; i++) {
		struct finding *finding = &closing->fresh.items[closing->lost[i]];
		const char *objection = upgrade_object_to_restore(closing, finding->path);

		if (objection == NULL)
			closing->lost[kept++] = closing->lost[i];
		else
			say_why_not(closing->workspace->arena, finding, objection);
	}
	closing->lost_count = kept;
}

/* Both lists have a copy of it. */
static void update(struct closing *closing, const struct finding *finding)
{
	for (size_t i = 0; i < closing->all.count; i++) {
		struct finding *copy = &closing->all.items[i];

		if (copy->id != NULL && strcmp(copy->id, finding->id) == 0)
			*copy = *finding;
	}
}

/* What the package has at another place is what would be read without the file. */
static const char *find_substitute(const struct closing *closing, const char *path)
{
	struct arena *arena = closing->workspace->arena;
	const struct facts *facts = &closing->evidence.after;

	for (size_t i = 0; i < facts->owned_count; i++) {
		const char *live = facts_live_path(arena, facts->owned[i].path);

		if (live != NULL && strcmp(live, path) == 0)
			return facts->owned[i].path;
	}
	return NULL;
}

static void say_restored(struct closing *closing, struct finding *finding)
{
	struct arena *arena = closing->workspace->arena;
	const char *substitute = find_substitute(closing, finding->path);

	finding->restored = true;
	extend_message(arena, finding, _("restored from the state before"));
	if (substitute != NULL)
		extend_message(arena, finding,
			arena_format(arena, _("the package's own file is now '%s'"), substitute));
}

static const struct refusal *find_refusal(const struct plan *plan, const char *path)
{
	for (size_t i = 0; i < plan->refusal_count; i++) {
		if (strcmp(plan->refusals[i].path, path) == 0)
			return &plan->refusals[i];
	}
	return NULL;
}

/* NULL: it may be done. */
static const char *object_to_plan(const struct restoration *restoration, const char *path)
{
	const struct refusal *refusal = find_refusal(&restoration->plan, path);

	return refusal != NULL ? refusal->reason : NULL;
}

/* Of what was planned, this is what will be done; the messages say so. */
static void announce_restored(struct closing *closing, const struct restoration *restoration)
{
	for (size_t i = 0; i < closing->lost_count; i++) {
		struct finding *finding = &closing->fresh.items[closing->lost[i]];
		const char *objection = object_to_plan(restoration, finding->path);

		if (objection != NULL) {
			say_why_not(closing->workspace->arena, finding, objection);
		} else {
			say_restored(closing, finding);
			closing->restored++;
		}
		update(closing, finding);
	}
	upgrade_write_findings(closing);
}

/* It went wrong after all. */
static void take_back(struct closing *closing, const struct finding *as_before, const char *words)
{
	struct arena *arena = closing->workspace->arena;

	for (size_t i = 0; i < closing->lost_count; i++) {
		struct finding *finding = &closing->fresh.items[closing->lost[i]];

		*finding = as_before[i];
		say_why_not(arena, finding, words);
		update(closing, finding);
	}
	closing->restored = 0;
	upgrade_write_findings(closing);
}

static int record_findings(struct closing *closing, struct error *error)
{
	struct record_request request = {
		.about.kind = SNAPSHOT_AFTER_UPGRADE,
		.about.transaction = closing->transaction->id,
		.about.findings = &closing->findings,
	};

	return snapshot_record(closing->workspace, &request, &closing->record, error);
}

static int apply(struct closing *closing, struct history *history,
	const struct restore_request *request, struct error *error)
{
	struct restoration restoration;
	struct restore_result done;

	if (restore_prepare(closing->workspace, history, request, &restoration, error) < 0)
		return -error->code;
	announce_restored(closing, &restoration);
	if (restoration.plan.step_count == 0)
		return record_findings(closing, error);
	restoration.about = (struct record_about){
		.transaction = closing->transaction->id, .findings = &closing->findings};
	return restore_apply(closing->workspace, history, &restoration, &done, error);
}

static const struct finding *copy_lost(const struct closing *closing)
{
	struct finding *copy =
		arena_new_array(closing->workspace->arena, closing->lost_count, struct finding);

	for (size_t i = 0; i < closing->lost_count; i++)
		copy[i] = closing->fresh.items[closing->lost[i]];
	return copy;
}

int upgrade_restore(struct closing *closing, struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;
	struct workspace *workspace = closing->workspace;
	const struct finding *as_before = copy_lost(closing);
	struct error failure = ERROR_INIT;
	char from[SNAPSHOT_HEX_SIZE];
	struct restore_request request = {
		.from = from,
		.paths_count = closing->lost_count,
		.options = {.never = &workspace->configuration.restore_refuse},
	};

	if (closing->lost_count == 0)
		return 0;
	if (history_open(workspace->state_fd, &history, error) < 0)
		return -error->code;
	snapshot_hex(&closing->before, from);
	request.paths = list_paths(closing);
	request.options.other_root = workspace->other_root;
	if (apply(closing, history, &request, &failure) == 0)
		return 0;
	take_back(closing, as_before, failure.message);
	return record_findings(closing, error);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Story 3: bring files back: want, plan, record what is there, place, look again, record.
#include "restore.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/translate.h"
#include "core/diff.h"
#include "effective.h"
#include "restore_want.h"
#include "snapshot.h"
#include "system/place.h"
#include "system/protected.h"

int restore_prepare(struct workspace *workspace, struct history *history,
	const struct restore_request *request, struct restoration *result, struct error *error)
{
	struct restoration restoration = {
		.options = request->options,
		.paths = request->paths,
		.paths_count = request->paths_count,
	};
	struct scan scan = {0};

	if (request->paths_count == 0)
		return error_set(error, EINVAL, "%s", _("no path was given"));
	if (restore_want(workspace, history, request->from, &restoration, error) < 0 ||
		restore_look(workspace, history, &restoration, &scan, error) < 0)
		return -error->code;
	restore_plan(workspace, &restoration, &scan);
	*result = restoration;
	return 0;
}

static bool places_protected(const struct step *step)
{
	return (step->kind == STEP_CREATE || step->kind == STEP_REPLACE) &&
		step->wanted->content == CONTENT_PROTECTED;
}

/*
 * Recording what is there can push the oldest generation of a protected file out of its store.
 * What is about to be placed becomes the newest one first.
 */
static int keep_protected(struct workspace *workspace, const struct plan *plan, struct error *error)
{
	PROTECTED_CLEANUP struct protected_store *store = NULL;
	struct seal_key key;

	for (size_t i = 0; i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];

		if (!places_protected(step))
			continue;
		if (store == NULL &&
			(seal_key_read(workspace->state_fd, false, &key, error) < 0 ||
				protected_open(workspace->state_fd, &key, &store, error) < 0))
			return -error->code;
		if (protected_adopt(store, step->path, step->wanted->seal, error) < 0)
			return error_context(error, "'%s'", step->path);
	}
	return store != NULL ? protected_flush(store, error) : 0;
}

static int copy_content(void *context, const struct entry *entry, int fd, struct error *error)
{
	return history_copy(context, entry, fd, error);
}

static int do_steps(struct workspace *workspace, const struct plan *plan, struct place *place,
	struct error *error)
{
	struct error other = ERROR_INIT;

	for (size_t i = 0; i < plan->step_count; i++) {
		if (workspace->progress != NULL)
			workspace->progress(workspace->progress_context, i);
		if (place_step(place, &plan->steps[i], error) < 0) {
			/* Directories that were made are finished all the same. */
			(void)place_finish(place, plan, &other);
			return -error->code;
		}
	}
	return place_finish(place, plan, error);
}

static int place_all(
	struct workspace *workspace, const struct plan *plan, size_t *done, struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;
	PLACE_CLEANUP struct place *place = NULL;
	struct place_options options = {
		.root = workspace->root_fd,
		.state = workspace->state_fd,
	};
	int code;

	/* Anew: packs may have been merged when the present state was recorded. */
	if (history_open(workspace->state_fd, &history, error) < 0)
		return -error->code;
	options.source = (struct content_source){.context = history, .copy = copy_content};
	place = place_begin(&options);
	code = do_steps(workspace, plan, place, error);
	*done = place_done(place);
	return code;
}

static int compare_steps(const void *a, const void *b)
{
	return path_compare(
		(*(const struct step *const *)a)->path, (*(const struct step *const *)b)->path);
}

/* Removals come last in a plan; here all steps stand in the order of their paths. */
static const struct step **sort_steps(struct arena *arena, const struct plan *plan)
{
	const struct step **steps = arena_new_array(arena, plan->step_count, const struct step *);

	for (size_t i = 0; i < plan->step_count; i++)
		steps[i] = &plan->steps[i];
	qsort(steps, plan->step_count, sizeof(const struct step *), compare_steps);
	return steps;
}

static const struct step *find_step(const struct step **steps, size_t count, const char *path)
{
	const struct step key = {.path = path};
	const struct step *wanted = &key;
	const struct step *const *found =
		bsearch(&wanted, steps, count, sizeof(const struct step *), compare_steps);

	return found != NULL ? *found : NULL;
}

/* A file of its own may stand where a second name was recorded: the plan says when. */
static bool is_tolerated(
	const struct restoration *restoration, const struct step *step, const struct change *change)
{
	if (change->content && !restoration->options.metadata_only)
		return false;
	if (change->kind != CHANGE_CHANGED || step->kind == STEP_LINK)
		return false;
	for (size_t i = 0; i < change->metadata_count; i++) {
		if (strcmp(change->metadata[i].name, "hard-link") != 0)
			return false;
	}
	return true;
}

static int report_mismatch(const char *path, struct error *error)
{
	return error_set(
		error, EIO, _("'%s' is not what was restored: something else changed it"), path);
}

/* Of what cannot be read, a comparison says nothing. */
static int verify_readable(const struct plan *plan, const struct tree *now, struct error *error)
{
	for (size_t i = 0; i < plan->step_count; i++) {
		const struct step *step = &plan->steps[i];
		const struct entry *entry = tree_find(now, step->path);

		if (step->wanted != NULL && (entry == NULL || entry->content == CONTENT_UNREADABLE))
			return report_mismatch(step->path, error);
	}
	return 0;
}

/* What the steps placed must now be what was wanted. */
static int verify(struct workspace *workspace, const struct restoration *restoration,
	const struct tree *now, struct error *error)
{
	const struct plan *plan = &restoration->plan;
	const struct step **steps = sort_steps(workspace->arena, plan);
	struct change_list changes = {0};

	diff_trees(workspace->arena, &restoration->wanted, now, restoration->paths,
		restoration->paths_count, &changes);
	for (size_t i = 0; i < changes.count; i++) {
		const struct change *change = &changes.changes[i];
		const struct step *step = find_step(steps, plan->step_count, change->path);

		if (step != NULL && !is_tolerated(restoration, step, change))
			return report_mismatch(change->path, error);
	}
	return verify_readable(plan, now, error);
}

/* The judge of the record that follows the steps. */
struct judgement {
	struct workspace *workspace;
	const struct restoration *restoration;
	struct error failure; /* of the steps, else of the comparison; code 0: all is well */
	bool partial;	      /* of something that was asked for, it is not known */
};

/* A path that was asked for, and cannot be read now though it could be when it was recorded. */
static bool hides_something(const struct restoration *restoration, const struct tree *now)
{
	for (size_t i = 0; i < now->count; i++) {
		const struct entry *entry = &now->entries[i];
		const struct entry *wanted;

		if (entry->content != CONTENT_UNREADABLE)
			continue;
		wanted = tree_find(&restoration->wanted, entry->path);
		if (wanted != NULL && wanted->content != CONTENT_UNREADABLE)
			return true;
	}
	return false;
}

static void compare(struct judgement *judgement, const struct tree *now)
{
	struct error error = ERROR_INIT;

	judgement->partial = hides_something(judgement->restoration, now);
	if (judgement->failure.code == 0 &&
		verify(judgement->workspace, judgement->restoration, now, &error) < 0)
		judgement->failure = error;
}

/*
 * What may not be what was wanted is recorded as a partial restore, which nobody takes for
 * accepted: the next restore has the same source. undo takes it back all the same.
 */
static void judge(void *context, const struct record_view *view, struct record_about *about)
{
	struct judgement *judgement = context;

	compare(judgement, view->present);
	if (judgement->failure.code != 0 || judgement->partial)
		about->kind = SNAPSHOT_PARTIAL_RESTORE;
	if (judgement->failure.code != 0)
		about->findings = NULL;
}

static int record_result(
	struct judgement *judgement, struct restore_result *result, struct error *error)
{
	struct record_request request = {
		.about = judgement->restoration->about,
		.judge = judge,
		.context = judgement,
	};
	struct record record = {0};

	request.about.kind = judgement->restoration->undo ? SNAPSHOT_UNDO : SNAPSHOT_RESTORE;

	if (snapshot_record(judgement->workspace, &request, &record, error) < 0)
		return error_context(error, "%s", _("record the result"));
	result->recorded = record.changed;
	result->snapshot = record.id;
	return 0;
}

static void list_effective(
	struct workspace *workspace, const struct plan *plan, struct restore_result *result)
{
	struct string_list commands = {0};

	effective_commands(workspace->arena, workspace->root_fd, plan, &commands);
	result->effective = commands.items;
	result->effective_count = commands.count;
}

/* True when the run before was killed or failed: nothing says yet that its work is complete. */
static bool is_unfinished(struct workspace *workspace, struct history *history)
{
	struct error ignored = ERROR_INIT;
	struct snapshot_id head;
	struct snapshot snapshot;

	return history_head(history, &head, &ignored) == 0 &&
		history_snapshot(history, workspace->arena, &head, &snapshot, &ignored) == 0 &&
		(snapshot.kind == SNAPSHOT_BEFORE_RESTORE ||
			snapshot.kind == SNAPSHOT_PARTIAL_RESTORE);
}

static int record_before(struct workspace *workspace, const struct plan *plan, struct error *error)
{
	struct record_request request = {.about.kind = SNAPSHOT_BEFORE_RESTORE};
	struct record record = {0};

	if (keep_protected(workspace, plan, error) < 0 ||
		snapshot_record(workspace, &request, &record, error) < 0)
		return error_context(error, "%s", _("record the state before"));
	return 0;
}

int restore_apply(struct workspace *workspace, struct history *history,
	struct restoration *restoration, struct restore_result *result, struct error *error)
{
	const struct plan *plan = &restoration->plan;
	struct judgement judgement = {.workspace = workspace, .restoration = restoration};
	struct restore_result done = {0};

	if (plan->step_count == 0 && !is_unfinished(workspace, history)) {
		*result = done;
		return 0;
	}
	if (plan->step_count > 0) {
		if (record_before(workspace, plan, error) < 0)
			return -error->code;
		(void)place_all(workspace, plan, &done.done, &judgement.failure);
	}
	/* What was done is recorded, also when something failed. */
	if (record_result(&judgement, &done, error) < 0) {
		if (judgement.failure.code != 0)
			*error = judgement.failure;
		return -error->code;
	}
	restore_tell_diary(workspace, restoration, &done);
	if (judgement.failure.code != 0) {
		*error = judgement.failure;
		return -error->code;
	}
	list_effective(workspace, plan, &done);
	*result = done;
	return 0;
}

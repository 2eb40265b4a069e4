// SPDX-License-Identifier: GPL-2.0-or-later
// What restore and undo share: show the plan, apply it, say what came of it.
#include "commands/restoring.h"

#include <errno.h>

#include "base/translate.h"
#include "render/restore.h"

/* JSON is one object, once; people read the plan before anything is done. */
static int print_plan(
	struct invocation *invocation, const struct restore_view *view, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (invocation_format(invocation) == FORMAT_JSON)
		return 0;
	text_plan(view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

static int print_result(
	struct invocation *invocation, const struct restore_view *view, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (invocation_format(invocation) == FORMAT_JSON)
		json_restore(view, &text);
	else if (view->applied)
		text_restore(view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

static int apply(struct invocation *invocation, struct history *history,
	struct restoration *restoration, struct restore_view *view, struct error *error)
{
	struct restore_result result = {0};

	if (restore_apply(invocation->workspace, history, restoration, &result, error) < 0)
		return -error->code;
	/* Nothing to do, and nothing that a killed run left to be recorded. */
	if (restoration->plan.step_count == 0 && !result.recorded)
		return 0;
	view->applied = true;
	view->done = result.done;
	view->effective = result.effective;
	view->effective_count = result.effective_count;
	if (result.recorded) {
		struct snapshot_id *id = arena_new(invocation->arena, struct snapshot_id);

		*id = result.snapshot;
		view->snapshot = id;
	}
	return 0;
}

int restoring_run(struct invocation *invocation, struct history *history,
	struct restoration *restoration, bool dry_run, struct error *error)
{
	const struct plan *plan = &restoration->plan;
	struct restore_view view = {
		.command = invocation->command->name,
		.source = &restoration->source_snapshot,
		.plan = plan,
	};

	if (print_plan(invocation, &view, error) < 0)
		return -error->code;
	if (!dry_run && apply(invocation, history, restoration, &view, error) < 0)
		return -error->code;
	if (print_result(invocation, &view, error) < 0)
		return -error->code;
	if (plan->refusal_count == 0)
		return 0;
	return error_set(error, EPERM,
		ngettext("%zu path was refused: see the plan",
			"%zu paths were refused: see the plan", plan->refusal_count),
		plan->refusal_count);
}

int restoring_nothing(struct invocation *invocation, struct error *error)
{
	struct plan plan = {0};
	struct restore_view view = {.command = invocation->command->name, .plan = &plan};

	if (print_plan(invocation, &view, error) < 0)
		return -error->code;
	return print_result(invocation, &view, error);
}

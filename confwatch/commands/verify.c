// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch verify: whether history and cache can be relied on, and whether upgrades are recorded.
#include "verify.h"

#include "base/translate.h"
#include "commands.h"
#include "render/verify.h"
#include "system/files.h"
#include "verify_hooks.h"

enum {
	WEEK = 7 * 24 * 60 * 60, /* seconds between two runs with --full */
};

struct verify_options {
	bool full;
};

static const struct option options[] = {
	{"full", 0, NULL, N_("read every watched file again; due weekly"), OPTION_FLAG,
		OPTION_AT(verify_options, full), NULL},
};

static const struct verify_problem *view_problems(
	struct invocation *invocation, const struct problem_list *problems)
{
	struct verify_problem *view =
		arena_new_array(invocation->arena, problems->count + 1, struct verify_problem);

	for (size_t i = 0; i < problems->count; i++)
		view[i] = (struct verify_problem){
			problems->items[i].part, problems->items[i].message};
	return view;
}

static const struct verify_hook *view_hooks(
	struct invocation *invocation, const struct hooks_verification *hooks)
{
	struct verify_hook *view =
		arena_new_array(invocation->arena, hooks->hook_count + 1, struct verify_hook);

	for (size_t i = 0; i < hooks->hook_count; i++)
		view[i] = (struct verify_hook){
			.via = hooks->hooks[i].via,
			.path = hooks->hooks[i].path,
			.installed = hooks->hooks[i].installed,
			.last_seen = hooks->hooks[i].last_seen,
		};
	return view;
}

static int print(struct invocation *invocation, const struct verification *verification,
	const struct hooks_verification *hooks, struct error *error)
{
	const struct verify_options *wanted = invocation->options;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct verify_view view = {
		.full = wanted->full,
		.problems = view_problems(invocation, &verification->problems),
		.problems_count = verification->problems.count,
		.snapshots = verification->snapshots,
		.entries = verification->entries,
		.last_full = verification->last_full,
		.full_due = invocation->workspace->now - verification->last_full > WEEK,
		.hooks = view_hooks(invocation, hooks),
		.hooks_count = hooks->hook_count,
		.unrecorded = &hooks->unrecorded,
	};

	if (invocation_format(invocation) == FORMAT_JSON)
		json_verify(&view, &text);
	else
		text_verify(&view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

static bool is_well(const struct verification *verification, const struct hooks_verification *hooks)
{
	if (verification->problems.count > 0 || hooks->unrecorded.count > 0)
		return false;
	for (size_t i = 0; i < hooks->hook_count; i++) {
		if (!hooks->hooks[i].installed)
			return false;
	}
	return true;
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct verify_options *wanted = invocation->options;
	struct workspace *workspace = invocation->workspace;
	FD_CLEANUP int stamp = verify_open_stamp(workspace);
	struct verification verification = {0};
	struct hooks_verification hooks = {0};
	struct package_event_list rpm = {0};

	verify_ask_rpm(workspace, &rpm);
	if (invocation_only_look(invocation, false, error) < 0 ||
		verify_all(workspace, stamp, wanted->full, &verification, error) < 0 ||
		verify_hooks(workspace, &rpm, verification.first, &hooks, error) < 0 ||
		print(invocation, &verification, &hooks, error) < 0)
		return -error->code;
	return is_well(&verification, &hooks) ? 0 : 1;
}

const struct command command_verify = {
	.name = "verify",
	.summary = N_("check history, cache and hooks"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct verify_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE | NEED_LOOK,
	.run = run,
};

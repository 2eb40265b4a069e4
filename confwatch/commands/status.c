// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch status: what changed since the last snapshot, worst first, and what to do about it.
#include "render/status.h"

#include "base/translate.h"
#include "commands.h"
#include "numbering.h"
#include "snapshot.h"
#include "system/files.h"
#include "unchanged.h"

struct status_options {
	bool brief;
};

static const struct option options[] = {
	{"short", 0, NULL, N_("a line for each path"), OPTION_FLAG,
		OPTION_AT(status_options, brief), NULL},
};

/* What changed, and the snapshot that it is compared with; exists is false before the first. */
struct sight {
	bool exists;
	struct snapshot last;
	struct look look;
};

static int look(struct invocation *invocation, struct history *history, struct sight *result,
	struct error *error)
{
	struct workspace *workspace = invocation->workspace;
	struct snapshot_id last;
	struct string_list paths;
	int rc = invocation_paths(invocation, &paths, error);

	if (rc == 0)
		rc = unchanged_since(workspace, &last, error);
	if (rc < 0)
		return rc;
	if (rc == 1) {
		result->exists = true;
		return history_snapshot(history, workspace->arena, &last, &result->last, error);
	}
	if (snapshot_look(
		    workspace, history, paths.items, paths.count, false, &result->look, error) < 0)
		return -error->code;
	result->exists = result->look.has_last;
	result->last = result->look.accepted.base;
	return 0;
}

static void save_numbers(struct invocation *invocation, int fd, const struct snapshot_id *last,
	const struct finding_list *findings)
{
	struct string_list paths = {0};

	for (size_t i = 0; i < findings->count; i++)
		string_list_add(&paths, invocation->arena, findings->items[i].change->path);
	numbering_save(fd, last, &paths);
}

static int print(struct invocation *invocation, const struct status_view *view, struct error *error)
{
	const struct status_options *wanted = invocation->options;
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (invocation_format(invocation) == FORMAT_JSON)
		json_status(view, &invocation->style, &text);
	else if (wanted->brief)
		text_status_short(view, &invocation->style, &text);
	else
		text_status(view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

static int run(struct invocation *invocation, struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;
	FD_CLEANUP int numbers = numbering_open(invocation->workspace);
	struct finding_list findings = {0};
	struct sight sight = {0};
	struct status_view view = {.changes = &sight.look.changes, .findings = &findings};

	if (invocation_only_look(invocation, false, error) < 0 ||
		history_open(invocation->workspace->state_fd, &history, error) < 0 ||
		look(invocation, history, &sight, error) < 0)
		return -error->code;
	view.last = sight.exists ? &sight.last : NULL;
	findings_from_changes(invocation->arena, &sight.look.changes, &findings);
	if (invocation_format(invocation) == FORMAT_TEXT)
		save_numbers(invocation, numbers, &sight.last.id, &findings);
	if (print(invocation, &view, error) < 0)
		return -error->code;
	return sight.look.changes.count > 0 ? 1 : 0;
}

const struct command command_status = {
	.name = "status",
	.arguments = "[PATH]...",
	.summary = N_("show what changed since the last snapshot"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct status_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE | NEED_LOOK,
	.run = run,
};

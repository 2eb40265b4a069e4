// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch snapshot: record the present state now.
#include "commands/snapshot_print.h"

#include "base/translate.h"
#include "commands/commands.h"
#include "snapshot.h"

static int preview(struct invocation *invocation, bool full, struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;
	struct look look = {0};
	struct snapshot_view view = {.dry_run = true, .changes = &look.changes};

	if (history_open(invocation->workspace->state_fd, &history, error) < 0 ||
		snapshot_look(invocation->workspace, history, NULL, 0, full, &look, error) < 0)
		return -error->code;
	view.changed = look.changes.count > 0 || !look.has_last;
	view.entries = look.scan.tree.count;
	view.unreadable = look.scan.unreadable;
	return snapshot_print(invocation, &view, error);
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct snapshot_options *wanted = invocation->options;
	struct record_request request = {
		.about = {.kind = SNAPSHOT_MANUAL, .message = wanted->message},
		.full = wanted->full,
	};
	struct record record = {0};
	struct snapshot_view view = {.changes = &record.changes};

	if (wanted->dry_run)
		return preview(invocation, wanted->full, error);
	if (snapshot_record(invocation->workspace, &request, &record, error) < 0)
		return -error->code;
	view.changed = record.changed;
	view.snapshot = record.changed ? &record.id : NULL;
	view.entries = record.tree.count;
	view.unreadable = record.unreadable;
	return snapshot_print(invocation, &view, error);
}

const struct command command_snapshot = {
	.name = "snapshot",
	.summary = N_("record the present state"),
	.options = snapshot_option_table,
	.option_count = SNAPSHOT_OPTION_COUNT,
	.options_size = sizeof(struct snapshot_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE | NEED_LOCK,
	.run = run,
};

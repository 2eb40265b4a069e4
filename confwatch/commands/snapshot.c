// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch snapshot: record the present state now.
#include "snapshot.h"

#include "base/translate.h"
#include "commands.h"
#include "render/snapshot.h"

struct snapshot_options {
	const char *message;
	bool dry_run;
	bool full;
};

static const struct option options[] = {
	{"message", 'm', "TEXT", N_("say why"), OPTION_TEXT, OPTION_AT(snapshot_options, message),
		NULL},
	{"dry-run", 0, NULL, N_("only show what would be recorded"), OPTION_FLAG,
		OPTION_AT(snapshot_options, dry_run), NULL},
	{"full", 0, NULL, N_("read every file again, whatever its time stamps say"), OPTION_FLAG,
		OPTION_AT(snapshot_options, full), NULL},
};

static int print(
	struct invocation *invocation, const struct snapshot_view *view, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (invocation_format(invocation) == FORMAT_JSON)
		json_snapshot(view, &text);
	else
		text_snapshot(view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

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
	return print(invocation, &view, error);
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct snapshot_options *wanted = invocation->options;
	struct record_request request = {
		.kind = SNAPSHOT_MANUAL, .message = wanted->message, .full = wanted->full};
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
	return print(invocation, &view, error);
}

const struct command command_snapshot = {
	.name = "snapshot",
	.summary = N_("record the present state"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct snapshot_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE | NEED_LOCK,
	.run = run,
};

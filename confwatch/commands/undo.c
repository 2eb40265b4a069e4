// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch undo: take the last restore back.
#include <errno.h>

#include "base/translate.h"
#include "commands.h"
#include "commands/restoring.h"

struct undo_options {
	bool dry_run;
};

static const struct option options[] = {
	{"dry-run", 0, NULL, N_("only show the plan"), OPTION_FLAG,
		OPTION_AT(undo_options, dry_run), NULL},
};

static int run(struct invocation *invocation, struct error *error)
{
	const struct undo_options *wanted = invocation->options;
	HISTORY_CLEANUP struct history *history = NULL;
	struct restoration restoration = {0};

	if (history_open(invocation->workspace->state_fd, &history, error) < 0 ||
		restore_prepare_undo(invocation->workspace, history, &restoration, error) < 0)
		return -error->code;
	return restoring_run(invocation, history, &restoration, wanted->dry_run, error);
}

const struct command command_undo = {
	.name = "undo",
	.summary = N_("take the last restore back"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct undo_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE | NEED_LOCK,
	.run = run,
};

// SPDX-License-Identifier: GPL-2.0-or-later
// What restore and undo share: show the plan, apply it, say what came of it.
#ifndef COMMANDS_RESTORING_H
#define COMMANDS_RESTORING_H

#include "command.h"
#include "restore.h"

/* -EPERM when something was refused; what could be done is done. */
int restoring_run(struct invocation *invocation, struct history *history,
	struct restoration *restoration, bool dry_run, struct error *error);

/* Nothing was asked for that is there to be done: an empty plan. */
int restoring_nothing(struct invocation *invocation, struct error *error);

#endif

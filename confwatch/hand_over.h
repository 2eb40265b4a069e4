// SPDX-License-Identifier: GPL-2.0-or-later
// How the program that is quick to start leaves what it cannot do to the whole one.
#ifndef CONFWATCH_HAND_OVER_H
#define CONFWATCH_HAND_OVER_H

#include <stdbool.h>

#include "base/error.h"
#include "workspace.h"

/* False in the quick program, which has one command and leaves --help to the whole one. */
extern const bool knows_all_commands;

/*
 * Called when the command failed, with nothing printed so far. The quick program becomes the
 * whole one with the same words; it returns, with the reason in error, when that fails. The
 * whole program just returns.
 */
void hand_over(char **words, struct error *error);

/* The directory of the shipped rules; NULL in the quick program, which never asks them. */
const char *find_rules(struct arena *arena);

/*
 * What comes before a command that holds the lock: transactions whose owner died are closed. What
 * cannot be done now is left to the next one.
 */
void settle(struct workspace *workspace);

/* The same before a command that only looks: at once or not at all. */
void settle_first(
	struct arena *arena, const struct workspace_options *options, const char *program);

/* What comes after a command that changed something: mail that is due. */
void give_back(struct workspace *workspace, const char *program);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// One run of `confwatch hook` out of somebody else's process: nothing of theirs is touched.
#ifndef HOOKS_RPM_RUN_H
#define HOOKS_RPM_RUN_H

enum run_outcome {
	RUN_DONE,    /* whatever came of it */
	RUN_REFUSED, /* hooks.strict: the transaction must not begin */
};

/*
 * Runs the program that `program` stands for (O_PATH), else CONFWATCH_PROGRAM: its own session,
 * no environment, `input` (-1: nothing) as standard input, no output. It is killed after a while
 * even if it was stopped.
 */
enum run_outcome run_hook(int program, const char *event, int input);

#endif

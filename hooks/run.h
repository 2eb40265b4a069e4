// SPDX-License-Identifier: GPL-2.0-or-later
// One run of `confwatch hook` out of somebody else's process: nothing of theirs is touched.
#ifndef HOOKS_RUN_H
#define HOOKS_RUN_H

enum run_outcome {
	RUN_DONE,    /* whatever came of it */
	RUN_REFUSED, /* hooks.strict: the transaction must not begin */
};

/*
 * Runs the program that `program` stands for (O_PATH), else (also for -1) CONFWATCH_PROGRAM: its
 * own session, no environment, `input` (-1: nothing) as standard input, no output. It is killed
 * after so many seconds even if it was stopped.
 */
enum run_outcome run_hook(int program, char *const *words, int input, int seconds);

enum {
	RUN_SECONDS = 30, /* confwatch limits itself before */
	RUN_READY = 3, /* the descriptor that a plugin closes when it has started */
};

/*
 * Runs CONFWATCH_PROGRAM with our standard input and output for as long as it likes, once it has
 * started: it is killed when it does not close RUN_READY within seconds.
 */
void run_plugin(char *const *words);

#endif

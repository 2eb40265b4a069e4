// SPDX-License-Identifier: GPL-2.0-or-later
// Running another program: argv, clean environment, no shell.
#ifndef SYSTEM_CHILD_H
#define SYSTEM_CHILD_H

#include <signal.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/text.h"

/* A pager that reads what we write to `output`. Ctrl-C belongs to it until it ends. */
struct pager {
	pid_t pid; /* 0: none was started */
	int output;
	struct sigaction interrupt; /* ours, for when it has ended */
};

/*
 * command is split at blanks, no quoting, searched in a fixed list of system directories; runs
 * as uid and gid with no other privilege (supplementary groups dropped when root starts it). Its
 * environment is TERM=terminal (NULL: "dumb"), PATH, and what makes less(1) secure.
 */
int pager_start(const char *command, uid_t uid, gid_t gid, const char *terminal,
	struct pager *result, struct error *error);

/* Closes output and waits until the person has left the pager. Harmless when none was started. */
void pager_finish(struct pager *pager);

struct editor {
	const char *command;
	uid_t uid;
	gid_t gid;
	const char *terminal;
	int state; /* a directory; editors keep copies where they believe the file to be */
};

/*
 * Lets a person edit the text, as pager_start() runs a pager, but that the editor gets the locale,
 * and HOME where it runs as we do. Its last argument names a descriptor: a file without a name of
 * its own, of uid, which others may not read. -ECANCELED: it failed.
 */
int editor_run(const struct editor *editor, struct text *text, struct error *error);

/* Between fork and exec: every signal does what it does by itself, and none is blocked. */
void child_reset_signals(void);

/* Descriptors from this one on are not handed on. */
void child_close_on_exec(int first);

#endif

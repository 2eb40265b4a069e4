// SPDX-License-Identifier: GPL-2.0-or-later
// Standard output and error: colour, width, pager, progress; the only code that prints.
#ifndef CONFWATCH_TERMINAL_H
#define CONFWATCH_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/text.h"
#include "render/progress.h"
#include "system/child.h"

struct terminal {
	bool output;	  /* stdout is a terminal */
	bool error;	  /* stderr is one */
	unsigned columns; /* of stdout; 0: no terminal, neither wrap nor cut */
	struct pager pager;
	struct progress progress;
};

void terminal_begin(struct terminal *result);

/* Wipes a progress line, waits for the pager. */
void terminal_end(struct terminal *terminal);

/*
 * What is printed from now on goes through the pager, which runs as uid and gid. Nothing happens
 * when stdout is no terminal, the command is "" or "cat", or the pager cannot be started.
 */
void terminal_page(
	struct terminal *terminal, const char *command, const char *type, uid_t uid, gid_t gid);

/* A reader that went away early is no trouble. */
int terminal_print(struct terminal *terminal, const struct text *text, struct error *error);

/* Copies all of fd, from its beginning. */
int terminal_copy(struct terminal *terminal, int fd, struct error *error);

/* -ENOTTY: nobody sits there. Anything but a word that begins with y is no. */
int terminal_ask(struct terminal *terminal, const char *question, bool *yes, struct error *error);

/* "confwatch: <message>", escaped, on stderr. */
void terminal_complain(struct terminal *terminal, const char *message);

/*
 * For workspace.progress: context is a struct terminal. A line on stderr that replaces itself,
 * once the work takes over a second.
 */
void terminal_progress(void *context, size_t done);

#endif

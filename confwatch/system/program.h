// SPDX-License-Identifier: GPL-2.0-or-later
// Running a program for what it prints or takes: argv, clean environment, limits, no shell.
#ifndef SYSTEM_PROGRAM_H
#define SYSTEM_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

enum {
	/* Where the program finds program.descriptor. */
	PROGRAM_DESCRIPTOR = 3,
};

struct program {
	const char *const *argv; /* argv[0] is the program's absolute path; NULL ends it */
	int descriptor;		 /* the one descriptor that is handed on; -1: none */
	int64_t milliseconds;	 /* after which it and what it started are killed */
	size_t output_limit;	 /* bytes on its stdout, over which it is killed */
	/* It may make or remove no names; where the kernel cannot forbid that (landlock(7)), it
	 * may. */
	bool creates_nothing;
	const void *input; /* what its stdin holds; NULL: nothing */
	size_t input_length;
	/*
	 * It may open sockets and gain privileges, as programs that take mail do, its umask is the
	 * usual one, and what it leaves running when it has ended is left alone: a queue's work.
	 */
	bool delivers;
};

struct program_result {
	struct text *output;   /* stdout is appended; NULL: thrown away */
	struct text *messages; /* the first 4 KiB of stderr; NULL: thrown away */
	int status;	       /* of exit(3); -1 when a signal ended it */
};

/*
 * Runs as we are, in a session of its own, below "/", sockets forbidden, without the chance of
 * more privilege. 0 when it ended, whatever its status. -ENOENT: no such program;
 * -ETIMEDOUT, -EFBIG: it was killed. Nothing of it is left running on return but what left its
 * session, or delivers.
 */
int program_run(const struct program *program, struct program_result *result, struct error *error);

#endif

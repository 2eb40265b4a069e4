// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a package manager is at work, and since when the same one is.
#ifndef CONFWATCH_NIGHTLY_BUSY_H
#define CONFWATCH_NIGHTLY_BUSY_H

#include <stdbool.h>
#include <sys/types.h>

#include "workspace.h"

struct busy {
	const char *name; /* "zypper"; "a package manager" when it is none that is known */
	pid_t pid;
	int64_t since; /* when it began, else when it was seen first */
};

/*
 * Whoever began a transaction and lives, or holds the lock of a package database. False: nobody.
 * STATE/busy remembers when a holder was seen first, from one night to the next.
 */
bool nightly_busy(struct workspace *workspace, struct busy *result);

#endif

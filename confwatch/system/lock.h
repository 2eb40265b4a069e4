// SPDX-License-Identifier: GPL-2.0-or-later
// One confwatch at a time changes STATE.
#ifndef SYSTEM_LOCK_H
#define SYSTEM_LOCK_H

#include "base/error.h"

/*
 * flock(2) on STATE/lock; waits up to `seconds`, then -EWOULDBLOCK with a sentence that names the
 * holder's pid and command. Returns a descriptor: closing it, or death, ends the lock. `path` is
 * STATE's, for messages.
 */
int lock_take(
	int state, const char *path, const char *command, unsigned seconds, struct error *error);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Hooks of transactions that change nothing watched: without libgit2, in a few milliseconds.
#ifndef CONFWATCH_UPGRADE_QUICK_H
#define CONFWATCH_UPGRADE_QUICK_H

#include "core/transaction.h"
#include "workspace.h"

/*
 * 1: done. 0: there is more to do than this can, and nothing was changed. The lock is not needed:
 * each writes a record of its own.
 */
int upgrade_quick_before(
	struct workspace *workspace, const char *via, const struct announced_list *announced);
int upgrade_quick_announce(
	struct workspace *workspace, const char *via, const struct announced_list *announced);
int upgrade_quick_after(struct workspace *workspace, const char *via);

/* Something is pending: whoever holds the lock looks whether its owner is dead. */
bool upgrade_is_pending(struct workspace *workspace);

/* Package databases were written after the end of the last transaction that is known. */
bool upgrade_is_unwatched(struct workspace *workspace);

#endif

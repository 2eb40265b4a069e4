// SPDX-License-Identifier: GPL-2.0-or-later
// Pending transactions in STATE, and which package manager runs us.
#ifndef SYSTEM_TRANSACTIONS_H
#define SYSTEM_TRANSACTIONS_H

#include <sys/types.h>

#include "core/transaction.h"

/* A package manager above us in the process tree. */
struct manager_process {
	pid_t pid;
	uint64_t start;	     /* clock ticks since boot */
	const char *name;    /* "zypper", "apt", "dpkg", "rpm", "dnf", "packagekitd", ... */
	const char *program; /* its exe */
};

/*
 * Walks /proc upward from `from`. Trusts only processes of root whose exe is a known manager's,
 * owned by root and not writable by others (scripts: the interpreter's and argv's script alike).
 * Outermost last. Returns how many.
 */
size_t managers_above(struct arena *arena, pid_t from, struct manager_process *result, size_t most);

/* True while the process that began it lives (pid, start time and boot id agree). */
bool transaction_owner_lives(const struct transaction *transaction);

/* All of STATE/pending, oldest first. What cannot be read is removed and said in *damaged. */
int transactions_pending(struct arena *arena, int state, struct transaction **result, size_t *count,
	size_t *damaged, struct error *error);

/* Durable on return. */
int transaction_store(int state, const struct transaction *transaction, struct error *error);
int transaction_remove(int state, const char *id, struct error *error);

/* STATE/seen/<via>: when a hook ran last; no fsync. -ENOENT: never. */
void hook_mark_seen(int state, const char *via, int64_t now);
int hook_last_seen(int state, const char *via, int64_t *result);

#endif

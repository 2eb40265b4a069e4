// SPDX-License-Identifier: GPL-2.0-or-later
// Which package manager runs us, by the process tree.
#ifndef SYSTEM_MANAGERS_H
#define SYSTEM_MANAGERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "core/transaction.h"

/* A package manager above us in the process tree. */
struct manager_process {
	pid_t pid;
	uint64_t start;	     /* clock ticks since boot */
	const char *name;    /* "zypper", "apt", "dpkg", "rpm", "dnf", "packagekitd", ... */
	const char *program; /* its exe; of a script the script */
};

/*
 * Walks /proc upward from `from`. Trusts only processes of root whose exe is a known manager's,
 * owned by root and not writable by others (scripts: the interpreter's and argv's script alike).
 * Outermost last. Returns how many.
 */
size_t managers_above(struct arena *arena, pid_t from, struct manager_process *result, size_t most);

/* What tells this run of the kernel from all others; "" where it cannot be known. */
const char *boot_id(struct arena *arena) __attribute__((returns_nonnull));

/*
 * True while the process that began it lives (pid, start time and boot id agree). Begun by hand
 * (pid 0): while the machine was not started anew.
 */
bool transaction_owner_lives(const struct transaction *transaction);

/*
 * The name of the manager that a program or script of this path is; NULL: none that is known. The
 * path of a program that was replaced while it runs ends in " (deleted)".
 */
const char *manager_name(const char *path);

/* Programs that run scripts: python3.11, perl, ... */
bool manager_is_interpreter(const char *path);

#endif

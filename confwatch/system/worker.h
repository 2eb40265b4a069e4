// SPDX-License-Identifier: GPL-2.0-or-later
// Work in a process of its own: neither a crash of it nor a hang is its caller's.
#ifndef SYSTEM_WORKER_H
#define SYSTEM_WORKER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

struct worker {
	pid_t pid;
	int channel; /* whole messages come out of it */
};

/*
 * Forks. The child's standard descriptors are /dev/null, it dies with its parent, and ends with
 * what work() returns; there it may call worker_send() on the channel that it is given.
 */
int worker_start(int (*work)(void *context, int channel), void *context, struct worker *result,
	struct error *error);

void worker_send(int channel, const void *message, size_t size);

/*
 * 1: a message of that size came; 0: the worker has ended; -ETIMEDOUT: neither by `deadline`, of
 * waiting_clock().
 */
int worker_receive(const struct worker *worker, void *message, size_t size, int64_t deadline);

/* Kills it if it has not ended. Nothing of it is left but what the kernel cannot end yet. */
void worker_finish(struct worker *worker);

/* Closes what a careless caller left open for us, all but the standard descriptors. */
void worker_close_inherited(void);

#endif

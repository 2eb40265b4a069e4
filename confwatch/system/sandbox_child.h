// SPDX-License-Identifier: GPL-2.0-or-later
// Work on bytes that nobody vouches for, in a child that can do nothing but read and answer.
#ifndef SYSTEM_SANDBOX_CHILD_H
#define SYSTEM_SANDBOX_CHILD_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "system/worker.h"

struct sandbox_limits {
	int64_t deadline;   /* of waiting_clock() */
	unsigned seconds;   /* of the processor */
	size_t memory;	    /* bytes beside what we have already */
	size_t answer_most; /* bytes of one answer */
	size_t total_most;  /* bytes of all */
};

/* Runs in the child, on a copy of our memory; 0: it is done. */
typedef int sandbox_work(void *context, int input, int channel);

/* In the child: hands one answer over; what cannot be handed over ends it. */
void sandbox_answer(int channel, const void *bytes, size_t length);

/* Runs in the parent for each answer. What it says is the child's: to be checked. */
typedef int sandbox_take(void *context, const void *bytes, size_t length, struct error *error);

struct sandbox_job {
	sandbox_work *work;
	void *work_context;
	int input; /* the only descriptor that the child gets; its offset is shared */
	sandbox_take *take;
	void *take_context;
};

/*
 * Forks. The child has no files but its input, no network, no other program, and is killed when it
 * tries anything else: seccomp allow-list, Landlock, limits of time and memory. -ETIMEDOUT: it was
 * not done by the deadline; -EBADMSG: it failed or was killed, or answered more than it may; or
 * what take() returned. Answers that came before count for nothing then.
 */
int sandbox_run(
	const struct sandbox_job *job, const struct sandbox_limits *limits, struct error *error);

/* A child that is talked to for as long as it is wanted. */
struct sandbox_peer {
	struct worker worker; /* its channel: what the child says */
	int input;	      /* what it is told */
};

/*
 * Starts work(context, input, channel) behind the same walls and leaves it running; limits of
 * time and answers are the caller's to watch. Our ends never block; the caller ignores SIGPIPE.
 */
int sandbox_start(sandbox_work *work, void *context, const struct sandbox_limits *limits,
	struct sandbox_peer *result, struct error *error);

/* Ends it if it has not ended. The signal that did, SIGKILL when it ended by itself. */
int sandbox_stop(struct sandbox_peer *peer);

/* In the child, before it looks at anything: only reading fd 0 and writing fd 1 is left. */
int sandbox_confine(const struct sandbox_limits *limits);

#endif

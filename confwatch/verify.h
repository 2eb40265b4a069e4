// SPDX-License-Identifier: GPL-2.0-or-later
// Whether the history, the protected store and the cache can be relied on.
#ifndef CONFWATCH_VERIFY_H
#define CONFWATCH_VERIFY_H

#include "system/history.h"
#include "workspace.h"

struct problem {
	const char *part; /* "history", "protected", "cache" */
	const char *message;
};

struct problem_list {
	struct problem *items;
	size_t count;
	size_t capacity;
};

struct verification {
	struct problem_list problems;
	size_t snapshots;
	int64_t first;	   /* when the first of them was taken; 0: not known */
	size_t entries;	   /* of the watched tree; 0 unless full */
	int64_t last_full; /* when every byte was read last, this time included; 0: never */
};

/* STATE/verified: when the last full one was. Opened before the sandbox; -1: cannot be. */
int verify_open_stamp(const struct workspace *workspace);

/* full: reads every byte of the watched tree and compares it with what the cache vouches for. */
int verify_all(struct workspace *workspace, int stamp, bool full, struct verification *result,
	struct error *error);

#endif

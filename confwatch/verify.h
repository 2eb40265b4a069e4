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
	size_t entries;	   /* of the watched tree; 0 unless full */
	int64_t last_full; /* when every byte was read last, this time included; 0: never */
};

/* Descriptors that a command opens before it gives up writing. */
struct verify_files {
	int sink;  /* /dev/null: what protected content is written to, to see that it is whole */
	int stamp; /* STATE/verified: when the last full one was; -1: cannot be written */
};
int verify_open(
	const struct workspace *workspace, struct verify_files *result, struct error *error);
void verify_close(struct verify_files *files);
#define VERIFY_FILES_CLEANUP __attribute__((cleanup(verify_close)))

/* full: reads every byte of the watched tree and compares it with what the cache vouches for. */
int verify_all(struct workspace *workspace, const struct verify_files *files, bool full,
	struct verification *result, struct error *error);

#endif

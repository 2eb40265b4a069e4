// SPDX-License-Identifier: GPL-2.0-or-later
// Steps that wait for a sync: two batches, one filled while the other is synced.
#ifndef SYSTEM_PLACE_BATCH_H
#define SYSTEM_PLACE_BATCH_H

#include <pthread.h>

#include "system/place_durable.h"
#include "system/place_parts.h"

struct batch {
	struct staged *items;
	size_t count;
	struct durable contents;
	pthread_t thread;
	bool syncing;
	int code; /* of the sync */
};

struct batches {
	const struct place_options *options;
	struct directories *directories;
	struct durable *names; /* directories in which names come and go */
	struct litter litter;
	struct batch pair[2];
	unsigned filling; /* the other one is synced, or empty */
	size_t limit;
	size_t done;	   /* steps */
	struct error left; /* the first directory that could not be removed: not empty */
};

/* The pointers must outlive it. May raise the limit of open descriptors. */
void batches_init(struct batches *batches, const struct place_options *options,
	struct directories *directories, struct durable *names);
void batches_release(struct batches *batches);

/* Takes one step in: what is placed is made, complete and unnamed. */
int batches_stage(struct batches *batches, const struct step *step, struct error *error);

/* When a batch is full: starts its sync, and publishes the one before. */
int batches_rotate(struct batches *batches, struct error *error);

/* Syncs and publishes everything. After a failure nothing is staged any more. */
int batches_flush(struct batches *batches, struct error *error);

/* Remembers that names in it came or went. */
int batches_disturb(struct batches *batches, struct directory *directory, struct error *error);

#endif

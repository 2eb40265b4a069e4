// SPDX-License-Identifier: GPL-2.0-or-later
// What has to reach the disk: few descriptors one by one, many by whole file systems.
#ifndef SYSTEM_PLACE_DURABLE_H
#define SYSTEM_PLACE_DURABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct durable {
	struct durable_item *items;
	size_t count;
	size_t capacity;
	bool whole; /* one item for each file system */
};

void durable_release(struct durable *durable);

/* Remembers a duplicate of fd, which lies on `device`. -errno. */
int durable_add(struct durable *durable, int fd, dev_t device);

/*
 * -errno of the first that failed, and forgets all. From some number on one syncfs(2) replaces
 * the fsync(2) of each: one commit of the journal instead of hundreds.
 */
int durable_sync(struct durable *durable);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// The directories above the path that is being placed: opened once, never through a link, trusted.
#ifndef SYSTEM_PLACE_DIRECTORY_H
#define SYSTEM_PLACE_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

struct directory {
	char *path;
	int fd; /* open for reading, so that it can be synced */
	dev_t device;
	size_t references;
	bool disturbed; /* is among what has to be durable */
	bool lent;	/* not trusted, but the guest's own */
};

/* The chain from the root to the directory that was entered last. */
struct directories {
	int root;
	uid_t owner; /* trusted beside root */
	uid_t guest; /* of the path that was entered last */
	struct directory **chain;
	size_t depth;
	size_t capacity;
};

void directories_init(struct directories *directories, int root, uid_t owner);
void directories_release(struct directories *directories);

/*
 * The directory that holds path, valid until the next call or, with directory_hold(), until
 * directory_drop(). Steps come in tree order, so mostly it is open already. -EPERM: a part of the
 * way is no directory, or is not trusted; -ESTALE: missing. guest: as plan_guest() says; the last
 * directories may be the guest's, and are `lent`: nothing but new, complete files may come there.
 */
int directories_enter(struct directories *directories, const char *path, uid_t guest,
	struct directory **result, struct error *error);

struct directory *directory_hold(struct directory *directory);
void directory_drop(struct directory *directory);

#endif

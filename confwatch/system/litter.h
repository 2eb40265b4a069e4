// SPDX-License-Identifier: GPL-2.0-or-later
// STATE/litter: temporary names in the watched tree, noted before they exist.
#ifndef SYSTEM_LITTER_H
#define SYSTEM_LITTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

enum {
	LITTER_NAME_SIZE = sizeof ".#confwatch-0123456789abcdef~",
};

/*
 * A line is "vis(path) name new old": the path whose state is exchanged, the temporary name
 * beside it, the inode numbers of what is placed (0: not known yet) and of what stood there
 * (0: nothing).
 */
struct litter {
	int state;
	int fd;		   /* -1: nothing was noted yet */
	struct text lines; /* not written yet */
};

void litter_init(struct litter *litter, int state);
void litter_release(struct litter *litter);

/* A fresh name: hidden, and no daemon's include directory reads it (leading ".#", final "~"). */
int litter_name(char result[LITTER_NAME_SIZE], struct error *error);
bool litter_is_name(const char *name);

void litter_add(struct litter *litter, const char *path, const char *name, uint64_t new_inode,
	uint64_t old_inode);

/* Durable when it returns: only now may the names that were added come into being. */
int litter_write(struct litter *litter, struct error *error);

/* The names are gone, durably. */
void litter_clear(struct litter *litter);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// A set of object ids.
#ifndef SYSTEM_ID_SET_H
#define SYSTEM_ID_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "core/tree.h"

struct id_set {
	unsigned char (*ids)[BLOB_SIZE]; /* in the order they came */
	size_t count;
	size_t capacity;
	size_t *slots; /* number of the id plus one; 0: free */
	size_t slots_count;
};

void id_set_release(struct id_set *set);

/* True when it was not there. */
bool id_set_add(struct id_set *set, const unsigned char id[BLOB_SIZE]);
bool id_set_has(const struct id_set *set, const unsigned char id[BLOB_SIZE]);

#endif

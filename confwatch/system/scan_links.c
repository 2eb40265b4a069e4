// SPDX-License-Identifier: GPL-2.0-or-later
// Hard links: a table from inode to the first name that the walk met.
#include <stdlib.h>

#include "base/arena.h"
#include "system/scan_parts.h"

struct link_slot {
	uint64_t device;
	uint64_t inode;
	const char *path; /* NULL: free */
};

enum {
	FIRST_CAPACITY = 64,
};

void link_table_release(struct link_table *table)
{
	free(table->slots);
	*table = (struct link_table){0};
}

/* The slot of the inode, or the free one where it belongs. */
static struct link_slot *find_slot(const struct link_table *table, uint64_t device, uint64_t inode)
{
	size_t at = (size_t)((inode ^ device << 32) * UINT64_C(0x9e3779b97f4a7c15) >> 20);

	for (;; at++) {
		struct link_slot *slot = &table->slots[at & (table->capacity - 1)];

		if (slot->path == NULL || (slot->inode == inode && slot->device == device))
			return slot;
	}
}

static void grow(struct link_table *table)
{
	struct link_table larger = {
		.capacity = table->capacity == 0 ? FIRST_CAPACITY : table->capacity * 2,
		.count = table->count,
	};

	larger.slots = calloc(larger.capacity, sizeof *larger.slots);
	if (larger.slots == NULL)
		out_of_memory();
	for (size_t i = 0; i < table->capacity; i++) {
		const struct link_slot *slot = &table->slots[i];

		if (slot->path != NULL)
			*find_slot(&larger, slot->device, slot->inode) = *slot;
	}
	free(table->slots);
	*table = larger;
}

const char *link_table_first(
	struct link_table *table, uint64_t device, uint64_t inode, const char *path)
{
	struct link_slot *slot;

	if (table->count * 2 >= table->capacity)
		grow(table);
	slot = find_slot(table, device, inode);
	if (slot->path != NULL)
		return slot->path;
	*slot = (struct link_slot){.device = device, .inode = inode, .path = path};
	table->count++;
	return NULL;
}

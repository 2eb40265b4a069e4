// SPDX-License-Identifier: GPL-2.0-or-later
// A set of object ids: open addressing by their first bytes, which are as good as random.
#include "system/id_set.h"

#include <stdlib.h>
#include <string.h>

void id_set_release(struct id_set *set)
{
	free(set->ids);
	free(set->slots);
	*set = (struct id_set){0};
}

static size_t find_slot(const struct id_set *set, const unsigned char id[BLOB_SIZE])
{
	size_t slot;

	memcpy(&slot, id, sizeof slot);
	slot &= set->slots_count - 1;
	while (set->slots[slot] != 0 && memcmp(set->ids[set->slots[slot] - 1], id, BLOB_SIZE) != 0)
		slot = (slot + 1) & (set->slots_count - 1);
	return slot;
}

/* At most half full. */
static void make_room(struct id_set *set)
{
	if ((set->count + 1) * 2 <= set->slots_count)
		return;
	set->slots_count = set->slots_count == 0 ? 256 : set->slots_count * 2;
	free(set->slots);
	set->slots = calloc(set->slots_count, sizeof *set->slots);
	if (set->slots == NULL)
		out_of_memory();
	for (size_t i = 0; i < set->count; i++)
		set->slots[find_slot(set, set->ids[i])] = i + 1;
}

bool id_set_add(struct id_set *set, const unsigned char id[BLOB_SIZE])
{
	size_t slot;

	make_room(set);
	slot = find_slot(set, id);
	if (set->slots[slot] != 0)
		return false;
	set->ids = memory_grow(set->ids, &set->capacity, set->count + 1, BLOB_SIZE);
	memcpy(set->ids[set->count++], id, BLOB_SIZE);
	set->slots[slot] = set->count;
	return true;
}

bool id_set_has(const struct id_set *set, const unsigned char id[BLOB_SIZE])
{
	return set->slots_count > 0 && set->slots[find_slot(set, id)] != 0;
}

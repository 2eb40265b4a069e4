// SPDX-License-Identifier: GPL-2.0-or-later
// From tree order to the order of records, in which the children of a directory stand together.
#include "system/cache_layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/path.h"

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
		out_of_memory();
	return memory;
}

void layout_release(struct layout *layout)
{
	free(layout->end);
	free(layout->group_of);
	free(layout->order);
	free(layout->groups);
}

static bool is_below(const struct entry *entry, const struct entry *directory)
{
	return strcmp(directory->path, entry->path) != 0 &&
		path_is_within(entry->path, directory->path);
}

/*
 * Numbers the directories in tree order and finds where what is below each of them ends, with
 * the directories above the entry at hand on a stack that is laid through `parent`.
 */
static bool find_groups(struct layout *layout)
{
	const struct entry *entries = layout->scan->tree.entries;
	uint32_t above = NO_GROUP;
	uint32_t *entry_of = allocate(layout->records, sizeof *entry_of);
	bool sound = true;

	for (uint32_t i = 0; i < layout->records && sound; i++) {
		while (above != NO_GROUP && !is_below(&entries[i], &entries[entry_of[above]])) {
			layout->end[entry_of[above]] = i;
			above = layout->groups[above].parent;
		}
		sound = (above == NO_GROUP) == (i == 0);
		layout->end[i] = i + 1;
		layout->group_of[i] = NO_GROUP;
		if (entries[i].kind != ENTRY_DIRECTORY)
			continue;
		layout->groups[layout->group_count].parent = above;
		above = layout->group_count++;
		layout->group_of[i] = above;
		entry_of[above] = i;
	}
	for (; above != NO_GROUP; above = layout->groups[above].parent)
		layout->end[entry_of[above]] = layout->records;
	free(entry_of);
	return sound && entries[0].kind == ENTRY_DIRECTORY;
}

/* Each directory's children stand together, in the order of the directories. */
static void order_records(struct layout *layout)
{
	uint32_t next = 1;

	layout->groups[0].parent = 0;
	for (uint32_t i = 0; i < layout->group_count; i++) {
		struct cache_group *group = &layout->groups[i];
		uint32_t directory = layout->order[group->self];

		group->first = next;
		for (uint32_t child = directory + 1; child < layout->end[directory];
			child = layout->end[child]) {
			if (layout->group_of[child] != NO_GROUP)
				layout->groups[layout->group_of[child]].self = next;
			layout->order[next++] = child;
		}
		group->count = next - group->first;
	}
}

int layout_make(const struct scan *scan, struct layout *layout, struct error *error)
{
	size_t count = scan->tree.count;

	if (count == 0 || count >= NO_GROUP)
		return error_system(error, EINVAL, "cannot write the cache");
	*layout = (struct layout){
		.scan = scan,
		.records = (uint32_t)count,
		.end = allocate(count, sizeof *layout->end),
		.group_of = allocate(count, sizeof *layout->group_of),
		.order = allocate(count, sizeof *layout->order),
		.groups = allocate(count, sizeof *layout->groups),
	};
	if (!find_groups(layout))
		return error_set(error, EINVAL, "cannot write the cache: the tree has no root");
	order_records(layout);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Hard links in a plan: which names are one inode, now and as wanted.
#include "core/plan_links.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"

const char *links_first(const struct entry *entry)
{
	return entry->same_as != NULL ? entry->same_as : entry->path;
}

static int compare_groups(const void *a, const void *b)
{
	return path_compare(
		((const struct link_group *)a)->first, ((const struct link_group *)b)->first);
}

static size_t drop_duplicates(struct link_group *groups, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || strcmp(groups[kept - 1].first, groups[i].first) != 0)
			groups[kept++] = groups[i];
	}
	return kept;
}

static void compare_with_other(
	struct link_group *group, const struct entry *member, const struct tree *other)
{
	const struct entry *there = tree_find(other, member->path);

	if (there == NULL || group->partner == NULL ||
		strcmp(links_first(there), group->partner) != 0)
		group->mixed = true;
}

static void find_partner(
	struct link_group *group, const struct tree *tree, const struct tree *other)
{
	const struct entry *there = tree_find(other, group->first);

	group->partner = there != NULL ? links_first(there) : NULL;
	group->mixed = there == NULL || tree_find(tree, group->first) == NULL;
}

void links_build(struct arena *arena, const struct tree *tree, const struct tree *other,
	struct link_table *result)
{
	size_t count = 0;

	for (size_t i = 0; i < tree->count; i++)
		count += tree->entries[i].same_as != NULL;
	result->groups = arena_new_array(arena, count, struct link_group);
	result->count = 0;
	for (size_t i = 0; i < tree->count; i++) {
		if (tree->entries[i].same_as != NULL)
			result->groups[result->count++].first = tree->entries[i].same_as;
	}
	if (count == 0)
		return;
	qsort(result->groups, count, sizeof *result->groups, compare_groups);
	result->count = drop_duplicates(result->groups, count);
	for (size_t i = 0; i < result->count; i++)
		find_partner(&result->groups[i], tree, other);
	for (size_t i = 0; i < tree->count; i++) {
		if (tree->entries[i].same_as != NULL)
			compare_with_other(
				links_find(result, &tree->entries[i]), &tree->entries[i], other);
	}
}

struct link_group *links_find(const struct link_table *table, const struct entry *entry)
{
	struct link_group key = {.first = links_first(entry)};

	if (table->count == 0)
		return NULL;
	return bsearch(&key, table->groups, table->count, sizeof key, compare_groups);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Facts package by package.
#include "core/facts_parts.h"

#include <stdlib.h>
#include <string.h>

struct facts_part *facts_part_add(struct facts_parts *parts, struct arena *arena)
{
	parts->items = arena_grow(
		arena, parts->items, &parts->capacity, parts->count + 1, sizeof *parts->items);
	parts->items[parts->count] = (struct facts_part){0};
	return &parts->items[parts->count++];
}

struct owned *facts_part_own(struct facts_part *part, struct arena *arena)
{
	part->owned = arena_grow(arena, part->owned, &part->owned_capacity, part->owned_count + 1,
		sizeof *part->owned);
	part->owned[part->owned_count] = (struct owned){0};
	return &part->owned[part->owned_count++];
}

static int compare_parts(const void *a, const void *b)
{
	const struct facts_part *left = a;
	const struct facts_part *right = b;
	int order;

	if (left->removed != right->removed)
		return left->removed ? 1 : -1;
	order = package_compare(&left->package, &right->package);
	if (order != 0)
		return order;
	/* One package for two processors: any order will do, but always the same. */
	return left->mark < right->mark ? -1 : left->mark > right->mark;
}

static int compare_owned(const void *a, const void *b)
{
	return owned_compare(*(const struct owned *const *)a, *(const struct owned *const *)b);
}

static void take_packages(struct arena *arena, struct facts_parts *parts, struct facts *result)
{
	struct package *packages = arena_new_array(arena, parts->count, struct package);

	if (parts->count > 0)
		qsort(parts->items, parts->count, sizeof *parts->items, compare_parts);
	result->packages = packages;
	for (size_t i = 0; i < parts->count; i++) {
		struct facts_part *part = &parts->items[i];

		packages[i] = part->package;
		result->package_count += !part->removed;
		result->removed_count += part->removed;
		result->owned_count += part->owned_count;
		for (size_t j = 0; j < part->owned_count; j++)
			part->owned[j].package = &packages[i];
	}
	result->removed = packages + result->package_count;
}

void facts_from_parts(struct arena *arena, struct facts_parts *parts, struct facts *result)
{
	const struct owned **sorted;
	size_t count = 0;

	*result = (struct facts){0};
	take_packages(arena, parts, result);
	sorted = arena_new_array(arena, result->owned_count, const struct owned *);
	result->owned = arena_new_array(arena, result->owned_count, struct owned);
	for (size_t i = 0; i < parts->count; i++) {
		for (size_t j = 0; j < parts->items[i].owned_count; j++)
			sorted[count++] = &parts->items[i].owned[j];
	}
	if (count > 0)
		qsort(sorted, count, sizeof(const struct owned *), compare_owned);
	for (size_t i = 0; i < count; i++)
		result->owned[i] = *sorted[i];
}

void facts_to_parts(struct arena *arena, const struct facts *facts, struct facts_parts *result)
{
	*result = (struct facts_parts){0};
	for (size_t i = 0; i < facts->package_count; i++)
		facts_part_add(result, arena)->package = facts->packages[i];
	for (size_t i = 0; i < facts->removed_count; i++) {
		struct facts_part *part = facts_part_add(result, arena);

		part->package = facts->removed[i];
		part->removed = true;
	}
	for (size_t i = 0; i < facts->owned_count; i++) {
		const struct owned *owned = &facts->owned[i];
		bool removed = (owned->flags & OWNED_REMOVED) != 0;
		size_t at = removed
			? facts->package_count + (size_t)(owned->package - facts->removed)
			: (size_t)(owned->package - facts->packages);
		struct owned *copy = facts_part_own(&result->items[at], arena);

		*copy = *owned;
		copy->package = NULL;
	}
}

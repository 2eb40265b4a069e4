// SPDX-License-Identifier: GPL-2.0-or-later
// Several paths that stand for all that lies in them: asked about often, so sorted once.
#include "base/path_set.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	return path_compare(*(const char *const *)a, *(const char *const *)b);
}

void path_set_make(
	struct arena *arena, const char *const *paths, size_t count, struct path_set *result)
{
	*result = (struct path_set){0};
	if (count == 0)
		return;
	result->items = arena_new_array(arena, count, const char *);
	memcpy(result->items, paths, count * sizeof *paths);
	qsort(result->items, count, sizeof *result->items, compare);
	for (size_t i = 0; i < count; i++) {
		const char *path = result->items[i];

		if (result->count == 0 || !path_is_within(path, result->items[result->count - 1]))
			result->items[result->count++] = path;
	}
}

size_t path_set_from(const struct path_set *set, const char *directory)
{
	return path_place(set->items, set->count, directory);
}

bool path_set_reaches(const struct path_set *set, const char *directory)
{
	size_t from = path_set_from(set, directory);

	return from < set->count && path_is_within(set->items[from], directory);
}

bool path_set_holds(const struct path_set *set, const char *path)
{
	size_t from = path_set_from(set, path);

	/* Only the nearest one before a path can be above it: none is within another. */
	if (from < set->count && strcmp(set->items[from], path) == 0)
		return true;
	return from > 0 && path_is_within(path, set->items[from - 1]);
}

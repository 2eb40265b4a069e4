// SPDX-License-Identifier: GPL-2.0-or-later
// Several paths that stand for all that lies in them: asked about often, so sorted once.
#ifndef BASE_PATH_SET_H
#define BASE_PATH_SET_H

#include "base/path.h"

/* Sorted by path_compare(), none within another. The paths are borrowed. */
struct path_set {
	const char **items;
	size_t count;
};

void path_set_make(
	struct arena *arena, const char *const *paths, size_t count, struct path_set *result);

/* Whether the path is one of them, or lies below one. */
bool path_set_holds(const struct path_set *set, const char *path);

/* Those at or below the directory are items[result], ..., as long as path_is_within() holds. */
size_t path_set_from(const struct path_set *set, const char *directory);

/* Whether one of them is the directory, or lies below it. */
bool path_set_reaches(const struct path_set *set, const char *directory);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Paths as bytes: absolute as seen inside the root, "/" alone for the root itself.
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/*
 * The order of trees: bytewise, but '/' sorts before every other byte, so that everything below
 * a directory follows it without a gap. Like strcmp(): negative, 0 or positive.
 */
int path_compare(const char *a, const char *b);

/* Where path stands, or would stand, among paths in that order. */
size_t path_place(const char *const *sorted, size_t count, const char *path);
bool path_is_among(const char *const *sorted, size_t count, const char *path);

/* True for the directory itself and for everything below it; "/" holds everything. */
bool path_is_within(const char *path, const char *directory);

/* The last component; "" for "/". Points into path. */
const char *path_name(const char *path);

/* Length of the parent's path: 1 for "/etc", 4 for "/etc/passwd"; 1 for "/". */
size_t path_parent_length(const char *path);
const char *path_parent(struct arena *arena, const char *path);

/* The name ends so, and is more than that: ".rpmnew", ".yaml". */
bool path_ends_in(const char *path, const char *suffix);

const char *path_join(struct arena *arena, const char *directory, const char *name);

/* path without its leading '/': what openat() below the root wants; "." for "/". */
const char *path_relative(const char *path);

/*
 * Lexical normalisation: "//" and "." vanish, ".." takes back one component and stops at "/".
 * A relative path is taken below `directory` (absolute). Symlinks are not looked at.
 */
const char *path_normalise(struct arena *arena, const char *directory, const char *path);

/*
 * Shell pattern against the whole path: '*' and '?' stop at '/', "**" as a whole component
 * matches any number of components, brackets as in glob(7), backslash quotes. A pattern without
 * '/' matches the last component.
 */
bool path_matches(const char *pattern, const char *path);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// glob(7) inside a root, bounded.
#ifndef CONFWATCH_CHECK_GLOB_H
#define CONFWATCH_CHECK_GLOB_H

#include "core/configuration.h"

/*
 * What is there and matches, sorted; links to directories are followed inside the root; a dot in
 * front matches only itself. -E2BIG: more than JUDGED_LIST_MOST, or too many names to look at;
 * -EACCES, ...: a directory that cannot be read.
 */
int check_glob(int root, const char *pattern, struct arena *arena, struct string_list *result);

/* In the order of path_compare(). */
void check_glob_sort(struct string_list *paths);

bool check_glob_is_pattern(const char *text);

#endif

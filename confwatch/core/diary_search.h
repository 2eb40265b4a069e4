// SPDX-License-Identifier: GPL-2.0-or-later
// Finding entries of the diary: by words, paths, tags, time, and by what a person calls one.
#ifndef CORE_DIARY_SEARCH_H
#define CORE_DIARY_SEARCH_H

#include "core/configuration.h"
#include "core/diary.h"

/* All of what is given must hold. */
struct diary_query {
	struct string_list words; /* somewhere in it; of ASCII letters either case will do */
	struct string_list paths; /* one of them, something below it, or a directory above it */
	struct string_list tags;
	bool has_since;
	int64_t since; /* at it or later */
	bool has_until;
	int64_t until; /* at it or before */
};

/* In the order in which they stand in the diary. */
void diary_select(const struct diary *diary, const struct diary_query *query, struct arena *arena,
	struct diary *result);

/*
 * The entries that belong to each of the snapshots, which stand newest first: those that name it,
 * and, of others that are not listed, those written while it was the newest of the list. paths
 * (none: all): only what is about one of them.
 */
void diary_by_snapshot(struct arena *arena, const struct diary *diary,
	const struct snapshot_list *snapshots, const struct string_list *paths,
	struct diary *result);

/*
 * The entry whose id begins so, or ends so behind its last dash. -ENOENT: none does; -EEXIST:
 * several do, which the error names.
 */
int diary_find(const struct diary *diary, const char *name, const struct diary_entry **result,
	struct error *error);

/*
 * "yesterday", "2026-11-19", "2026-11-19 18:00" as the begin or the end of that day, or minute.
 */
int diary_moment(
	const char *text, bool begin, int64_t now, int zone, int64_t *result, struct error *error);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Two trees -> what changed, path by path, without judging it.
#ifndef CORE_DIFF_H
#define CORE_DIFF_H

#include "core/tree.h"

enum change_kind {
	CHANGE_ADDED,
	CHANGE_REMOVED,
	CHANGE_CHANGED,
	CHANGE_TYPE_CHANGED,
};

/*
 * One piece of metadata that differs. name is one of: mode, owner, group, acl, default-acl,
 * target, device, hard-link, or the name of an extended attribute ("user.note"). before and
 * after are values in the words of people and programs alike ("0640", "cyrus (96)"); NULL where
 * there was or is none. remark is NULL or what it means: "now readable by everyone".
 */
struct metadata_change {
	const char *name;
	const char *before;
	const char *after;
	const char *remark;
};

struct change {
	const char *path;
	enum change_kind kind;
	bool content;	 /* the bytes differ (regular files in both states) */
	bool unreadable; /* one side could not be read: nothing is said about the bytes */
	const struct entry *before; /* NULL: CHANGE_ADDED */
	const struct entry *after;  /* NULL: CHANGE_REMOVED */
	const struct metadata_change *metadata;
	size_t metadata_count;
};

struct change_list {
	struct change *changes; /* in tree order */
	size_t count;
	size_t capacity;
};

/* NULL: this path did not change. */
const struct change *change_find(const struct change_list *changes, const char *path);

/*
 * Time stamps, sizes and link counts alone are no change. The result borrows from both trees and
 * from the arena. paths (paths_count of them; 0 = all) limits it to what lies at or below them.
 */
void diff_trees(struct arena *arena, const struct tree *before, const struct tree *after,
	const char *const *paths, size_t paths_count, struct change_list *result);

/* The metadata that differs between two entries of the same kind; also used by restore. */
size_t diff_metadata(struct arena *arena, const struct entry *before, const struct entry *after,
	const struct metadata_change **result);

#endif

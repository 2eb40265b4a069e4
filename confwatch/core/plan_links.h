// SPDX-License-Identifier: GPL-2.0-or-later
// Hard links in a plan: which names are one inode, now and as wanted.
#ifndef CORE_PLAN_LINKS_H
#define CORE_PLAN_LINKS_H

#include "core/tree.h"

/* What the plan does to the inode of a group's first name. */
enum link_fate {
	LINK_OTHER,   /* stays, and is not what is wanted (also: not decided) */
	LINK_SAME,    /* stays the inode that it is, or only its metadata is mended */
	LINK_NEW,     /* a step places it */
	LINK_REFUSED, /* wanted, but refused */
};

/* The names of one inode in one tree; only where there are at least two. */
struct link_group {
	const char *first;
	const char *partner; /* first name, in the other tree, of what stands at `first` there */
	bool mixed;	     /* in the other tree these names are not all one inode */
	enum link_fate fate;
};

struct link_table {
	struct link_group *groups; /* sorted by first */
	size_t count;
};

void links_build(struct arena *arena, const struct tree *tree, const struct tree *other,
	struct link_table *result);

/* The group that an entry of that tree belongs to; NULL: it has no other name there. */
struct link_group *links_find(const struct link_table *table, const struct entry *entry);

/* The path of the first name of an entry's inode: its own when it has no other. */
const char *links_first(const struct entry *entry);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// A scan in the order of the cache's records.
#ifndef SYSTEM_CACHE_LAYOUT_H
#define SYSTEM_CACHE_LAYOUT_H

#include "base/error.h"
#include "system/cache_file.h"

/* The scan's entries in the order of records, and its directories as groups. */
struct layout {
	const struct scan *scan;
	uint32_t *end;	    /* by entry: the first one behind what is below it */
	uint32_t *group_of; /* by entry: NO_GROUP but for directories */
	uint32_t *order;    /* by record: its entry */
	struct cache_group *groups;
	uint32_t records;
	uint32_t group_count;
};

#define LAYOUT_CLEANUP __attribute__((cleanup(layout_release)))
void layout_release(struct layout *layout);

/* EINVAL when the tree is not sorted, or lacks a directory above an entry. */
int layout_make(const struct scan *scan, struct layout *layout, struct error *error);

#endif

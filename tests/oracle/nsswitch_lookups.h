// SPDX-License-Identifier: GPL-2.0-or-later
// One question for each database of glibc, and how glibc walks its services for it.
#ifndef TESTS_ORACLE_NSSWITCH_LOOKUPS_H
#define TESTS_ORACLE_NSSWITCH_LOOKUPS_H

#include <stdbool.h>

enum nsswitch_walk {
	WALK_MERGING, /* what [SUCCESS=merge] was made for */
	WALK_FIRST,   /* one answer: it cannot be merged with another one */
	WALK_SIMPLE,  /* the same, but merge is continue */
	WALK_ALL,     /* answers of all services: only "return" stops it */
};

struct nsswitch_lookup {
	const char *database;  /* NULL ends the table */
	const char *otherwise; /* the one that stands in when the file has no such database */
	enum nsswitch_walk walk;
	bool (*ask)(void); /* whether there is an answer */
};

extern const struct nsswitch_lookup nsswitch_lookups[];

#endif

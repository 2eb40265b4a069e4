// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of an evaluation share; for evaluate*.c only.
#ifndef CORE_EVALUATE_PARTS_H
#define CORE_EVALUATE_PARTS_H

#include "core/evaluate.h"

/* One rule and one path, while it is asked about. */
struct inquiry {
	const struct evaluation *evaluation;
	const struct rule *rule;
	const char *path;	    /* NULL: the system */
	struct judged_entry itself; /* the path */
	struct judged_entry target; /* what it leads to */
	struct result result;
};

/* Only the first says anything: what comes later may follow from it. They return false. */
bool inquiry_fail(struct inquiry *inquiry, const char *message);
/* A failure that is found later counts for more. They return true. */
bool inquiry_doubt(struct inquiry *inquiry, enum doubt doubt, const char *message);

/* Type, link, mode, owner, group, same_as, newer_than: false when it failed. */
bool inquiry_entry(struct inquiry *inquiry);

/* Fills itself and target; false: nobody can tell. */
bool inquiry_look(struct inquiry *inquiry);

/* There, of whatever type, not through a dangling link. */
bool inquiry_is_there(const struct inquiry *inquiry);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// The second table of core/plan.md: one path, wanted and present, without what is above it.
#ifndef CORE_PLAN_DECIDE_H
#define CORE_PLAN_DECIDE_H

#include "base/path_set.h"
#include "core/plan.h"
#include "core/plan_links.h"

enum outcome {
	OUTCOME_NOTHING,
	OUTCOME_STEP,
	OUTCOME_REFUSE,
	OUTCOME_NOTE,
};

struct decision {
	enum outcome outcome;
	enum step_kind kind; /* OUTCOME_STEP */
	const char *reason;  /* OUTCOME_REFUSE, OUTCOME_NOTE */
	const char *remedy;
};

/* What every decision looks at. */
struct planning {
	struct arena *arena;
	const struct tree *wanted;
	const struct tree *present;
	const struct plan_options *options;
	struct path_set paths; /* asked for; 0 = all */
	struct link_table wanted_links;
	struct link_table present_links;
};

/* One of wanted and present may be NULL. */
struct decision decide(struct planning *planning, const char *path, const struct entry *wanted,
	const struct entry *present);

/* Remembers what becomes of an inode that has further names. */
void decide_remember(struct planning *planning, const struct entry *wanted,
	const struct entry *present, const struct decision *decision);

/* Why nothing may be changed in a directory that is like this; NULL: it is trusted. */
const char *decide_distrust(
	struct planning *planning, const struct entry *directory, const char **remedy);

/* "a directory stands where a file is wanted" */
const char *decide_kind_reason(
	struct planning *planning, enum entry_kind present, enum entry_kind wanted);

#endif

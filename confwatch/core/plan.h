// SPDX-License-Identifier: GPL-2.0-or-later
// What a restore will do, as data: wanted tree + present tree + options -> steps and refusals.
#ifndef CORE_PLAN_H
#define CORE_PLAN_H

#include "core/configuration.h"
#include "core/tree.h"

enum step_kind {
	STEP_CREATE,   /* nothing is there: directory, file, link, FIFO, device */
	STEP_REPLACE,  /* an entry of the same kind, other content: exchanged in one move */
	STEP_METADATA, /* same content: owner, mode, ACL, attributes, time only */
	STEP_LINK,     /* one more name (wanted->same_as) of a file that was placed before */
	STEP_REMOVE,   /* not in the wanted tree, and asked for (--removed, undo) */
};

struct step {
	enum step_kind kind;
	const char *path;
	const struct entry *wanted;  /* NULL: STEP_REMOVE */
	const struct entry *present; /* NULL: STEP_CREATE; re-checked before the step is done */
};

struct refusal {
	const char *path;
	const char *reason; /* a sentence: "a directory stands where a file is wanted" */
	const char *remedy; /* a command or a sentence; NULL: none */
};

struct plan_options {
	bool metadata_only;
	bool allow_special; /* devices and set-id files below a root other than "/" */
	bool other_root;    /* the root is not "/" */
	bool removed;	    /* remove what the wanted state lacks (never an ancestor) */
	bool only_lost;	    /* leave alone what is present, whatever it holds */
	bool map_names;	    /* owners by name (already resolved in the wanted tree) */
	const struct string_list *never; /* patterns that are refused */
};

struct plan {
	struct step *steps; /* in the order in which they are done: parents first, removals last */
	size_t step_count;
	struct refusal *refusals;
	size_t refusal_count;
	/* 16 hex digits of a hash over steps and the states they start from: --dry-run prints it */
	char id[17];
};

/*
 * The decision table is core/plan.md; a test reads it. wanted and present hold what lies at or
 * below the paths asked for, and all their ancestors. Borrows from both trees.
 */
void plan_restore(struct arena *arena, const struct tree *wanted, const struct tree *present,
	const char *const *paths, size_t paths_count, const struct plan_options *options,
	struct plan *result);

const char *step_kind_name(enum step_kind kind) __attribute__((returns_nonnull));

#endif

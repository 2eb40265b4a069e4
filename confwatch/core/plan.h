// SPDX-License-Identifier: GPL-2.0-or-later
// What a restore will do, as data: wanted tree + present tree + options -> steps and refusals.
#ifndef CORE_PLAN_H
#define CORE_PLAN_H

#include "core/configuration.h"
#include "core/tree.h"

enum step_kind {
	STEP_CREATE,   /* nothing is there: directory, file, link, FIFO, device */
	STEP_REPLACE,  /* another file, link, FIFO or device: exchanged in one move */
	STEP_METADATA, /* same content: owner, mode, ACL, attributes, time only */
	STEP_LINK,     /* one more name (wanted->same_as) of a file that was placed before */
	STEP_REMOVE,   /* not in the wanted tree, and asked for (--removed, undo) */
};

/* What stat told about the present entry: filled in by who looked; known is false otherwise. */
struct step_stamp {
	uint64_t inode;
	int64_t change_seconds; /* ctime */
	uint32_t change_nanoseconds;
	bool known;
};

struct step {
	enum step_kind kind;
	const char *path;
	const struct entry *wanted;  /* NULL: STEP_REMOVE */
	const struct entry *present; /* NULL: STEP_CREATE; re-checked before the step is done */
	struct step_stamp stamp;     /* of present */
};

/* Why a path is not brought back; also what is only noted (a socket is never recreated). */
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
	uint32_t owner;	    /* whose directories are trusted beside root's: the effective uid */
	const struct string_list *never; /* patterns that are refused */
	/* Wanted paths whose content is not kept any more; sorted by path_compare(). */
	const struct string_list *forgotten;
	/* Present paths whose inode has names that the present tree lacks; sorted likewise. */
	const struct string_list *shared;
};

struct plan {
	struct step *steps; /* in the order in which they are done: parents first, removals last */
	size_t step_count;
	struct refusal *refusals;
	size_t refusal_count;
	struct refusal *notes; /* nothing to do about it, but worth saying */
	size_t note_count;
	/* Directories without a step of their own whose times the steps disturb; deepest first. */
	const struct entry **times;
	size_t time_count;
	/* 16 hex digits of a hash over steps and the states they start from: --dry-run prints it */
	char id[17];
};

/* Where the wanted state of one path comes from. */
enum plan_source {
	SOURCE_NAMED, /* the snapshot given */
	SOURCE_LAST,
	SOURCE_OLDER, /* the newest snapshot that has the path */
	SOURCE_NONE,
};

/* named: a snapshot was given; in_...: it, `last`, or an older one has the path. */
enum plan_source plan_source(bool named, bool removed, bool in_named, bool in_last, bool in_older);

/*
 * The decision table is core/plan.md; a test reads it. wanted and present hold what lies at or
 * below the paths asked for, and all their ancestors. Borrows from both trees.
 */
void plan_restore(struct arena *arena, const struct tree *wanted, const struct tree *present,
	const char *const *paths, size_t paths_count, const struct plan_options *options,
	struct plan *result);

/*
 * Whether names in a directory of this owner and mode can be changed by nobody but root and
 * `owner`; the mode shows the mask of an ACL as its group bits. In root's sticky directories
 * others cannot rename or remove what is not theirs.
 */
bool plan_trusts_directory(uint32_t uid, uint32_t mode, uint32_t owner);

/*
 * Whose file this is, when creating it gives nobody else's power away: its owner could have made
 * it so himself; 0: nobody's. It may be created in directories of that owner too, complete before
 * it gets its name.
 */
uint32_t plan_guest(const struct entry *wanted);

/* Whether a directory that is not trusted is one in which nobody but the guest changes names. */
bool plan_lends_directory(uint32_t uid, uint32_t mode, uint32_t guest, uint32_t owner);

/* "create", "replace", "metadata", "link", "remove" */
const char *step_kind_name(enum step_kind kind) __attribute__((returns_nonnull));

#endif

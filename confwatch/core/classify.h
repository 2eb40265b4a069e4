// SPDX-License-Identifier: GPL-2.0-or-later
// What each change means: two trees, facts before and after, leftovers, transaction -> findings.
#ifndef CORE_CLASSIFY_H
#define CORE_CLASSIFY_H

#include "core/diff.h"
#include "core/facts.h"
#include "core/finding.h"
#include "core/transaction.h"

/* Where the text of a file in one state came from. */
enum origin {
	ORIGIN_ABSENT,
	ORIGIN_VENDOR,	  /* its package's shipped text */
	ORIGIN_EDITED,	  /* owned, but not the shipped text */
	ORIGIN_CUSTOM,	  /* owned by nobody */
	ORIGIN_GENERATED, /* a known generator's own output file, as the generator left it */
	ORIGIN_UNKNOWN,	  /* not readable, or its package says no digest */
};

/*
 * Digests of contents by path, for comparison with the package's: filled in by the story for
 * owned paths that changed and for leftovers. found = false: not known.
 */
struct content_digest {
	const char *path;
	bool in_before; /* of the tree before, else of the one after */
	enum digest_kind kind;
	unsigned char bytes[DIGEST_MOST];
};

struct reason {
	const char *path;
	const char *text;
};

struct required_file {
	const char *file;
	bool restore; /* on_lost: restore; else alert */
	const char *reason;
	enum severity severity;
};

struct classify_input {
	const struct tree *before;
	const struct tree *after;
	const struct change_list *changes;
	const struct facts *facts_before;
	const struct facts *facts_after;
	const struct package_change_list *packages; /* that this transaction changed */
	const struct transaction *transaction;	    /* NULL: outside of any */
	const struct content_digest *digests;	    /* sorted by path, then before first */
	size_t digest_count;
	const struct reason *reasons; /* sorted by path */
	size_t reason_count;
	const struct required_file *required;
	size_t required_count;
	const char *const *deleted; /* paths once deleted on purpose; sorted */
	size_t deleted_count;
	struct snapshot_id snapshot; /* holds the state before */
	int64_t now;
	const char *program; /* how remedies begin: "confwatch", "confwatch --root=/x" */
};

/* Sorted, not folded. At most one content class and one metadata class a path. */
void classify(struct arena *arena, const struct classify_input *input, struct finding_list *result);

/* Vendor updates of untouched files become one finding a package. */
void classify_fold(struct arena *arena, struct finding_list *list);

enum origin classify_origin(
	const struct entry *entry, const struct owned *owned, const struct content_digest *digest);

/* Whether the administrator's version of this path was lost in this change (DESIGN: Lost). */
bool classify_is_lost(const struct finding *finding);

#endif

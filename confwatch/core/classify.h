// SPDX-License-Identifier: GPL-2.0-or-later
// What each change means: two trees, facts before and after, leftovers, transaction -> findings.
#ifndef CORE_CLASSIFY_H
#define CORE_CLASSIFY_H

#include "core/diff.h"
#include "core/facts.h"
#include "core/finding.h"
#include "core/required.h"
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

/* The digest of a content, for comparison with the package's. */
struct content_digest {
	const char *path;
	bool in_before; /* of the tree before, else of the one after */
	bool found;	/* false: not known */
	enum digest_kind kind;
	unsigned char bytes[DIGEST_MOST];
};

/* A content itself, where settings must be compared. */
struct content_text {
	const char *path;
	bool in_before;
	const char *bytes; /* NULL: not known */
	size_t length;
};

enum {
	CLASSIFY_TEXT_MOST = 1024 * 1024, /* bytes of a content that is worth comparing */
};

struct reason {
	const char *path;
	const char *text;
};

struct classify_input {
	const struct tree *before;
	const struct tree *after;
	const struct change_list *changes;
	const struct facts *facts_before;
	const struct facts *facts_after;
	const struct package_change_list *packages; /* that this transaction changed */
	const struct transaction *transaction;	    /* NULL: outside of any */
	/* What classify_wanted() asked for, as far as it is known; sorted as it gave them. */
	const struct content_digest *digests;
	size_t digest_count;
	const struct content_text *texts;
	size_t text_count;
	const struct reason *reasons; /* sorted by path */
	size_t reason_count;
	const struct required_file *required;
	size_t required_count;
	const char *const *deleted; /* paths once deleted on purpose; sorted */
	size_t deleted_count;
	const char *const *pinned; /* the administrator's, even as shipped; sorted */
	size_t pinned_count;
	struct snapshot_id snapshot; /* holds the state before */
	int64_t now;
	const char *program; /* how remedies begin: "confwatch", "confwatch --root=/x" */
};

/*
 * What the story should read before it calls classify(): contents of entries of the two trees by
 * path and side. It fills in `found` and `bytes`, `bytes` and `length`, and hands the arrays on as
 * digests and texts. The input's own digests and texts are not looked at. Without them classify()
 * works too, but takes what it does not know for the administrator's.
 */
struct classify_wanted {
	struct content_digest *digests;
	size_t digest_count;
	struct content_text *texts; /* contents over CLASSIFY_TEXT_MOST need not be filled in */
	size_t text_count;
};

void classify_wanted(
	struct arena *arena, const struct classify_input *input, struct classify_wanted *result);

/* Sorted, not folded. At most one content class and one metadata class a path. */
void classify(struct arena *arena, const struct classify_input *input, struct finding_list *result);

/*
 * What packages and generators did to files of their own becomes one finding a package and class:
 * the first path, and in `folded` how many there are. Whatever has a reason, a leftover, or more
 * than the least severity stays alone.
 */
void classify_fold(struct arena *arena, struct finding_list *list);

/*
 * owned, digest: NULL when nobody owns it, or no digest of the package's kind is known. Generators
 * are not asked here.
 */
enum origin classify_origin(
	const struct entry *entry, const struct owned *owned, const struct content_digest *digest);

/*
 * Whether the administrator's version of this path was lost: removed, set aside, replaced by the
 * vendor's text, masked, of another type; pinned, and updated all the same. A vendor's file that is
 * gone counts when it is required, has a reason, or had permissions of its own; a file that is
 * still there, but read no more, does not: there is nothing to bring back.
 */
bool classify_is_lost(const struct finding *finding);

#endif

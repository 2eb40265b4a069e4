// SPDX-License-Identifier: GPL-2.0-or-later
// Two states side by side: snapshots, now, another root; and the bytes behind what changed.
#ifndef CONFWATCH_COMPARE_H
#define CONFWATCH_COMPARE_H

#include "core/diff.h"
#include "core/difference.h"
#include "core/snapshot.h"
#include "system/history.h"
#include "workspace.h"

struct compare_request {
	bool from_nothing; /* nothing was there before: what the first snapshot made */
	const char *from;  /* as the person named it; NULL: last, unless other_root stands here */
	const char *to;	   /* NULL: now, unless other_root stands here */
	const char *other_root; /* takes the place of what is not named, `from` first */
	const char *const *paths;
	size_t paths_count;
};

struct side {
	bool recorded; /* a snapshot; else live below root_fd */
	struct snapshot snapshot;
	const char *root; /* another root, as named; NULL: none */
	int root_fd;	  /* borrowed, but for another root */
	struct tree tree;
};

struct comparison {
	struct workspace *workspace;
	struct history *history;
	struct side before;
	struct side after;
	struct protection protection;
	struct snapshot_id head; /* which it comes from */
	bool has_head;
	struct change_list changes;
};

/*
 * Content that is public on one side and protected on the other is compared as well, as far as
 * it is kept. -ENOENT: a snapshot that is not there. History and workspace must
 * outlive the comparison.
 */
int compare_open(struct workspace *workspace, struct history *history,
	const struct compare_request *request, struct comparison *result, struct error *error);
void compare_close(struct comparison *comparison);
#define COMPARISON_CLEANUP __attribute__((cleanup(compare_close)))
#define COMPARISON_INIT                                                                            \
	{                                                                                          \
		.before = {.root_fd = -1}, .after = {.root_fd = -1 }                               \
	}

/*
 * What differs inside a regular file. What cannot be compared is a kind of difference, not an
 * error. secrets: protected content may be shown.
 */
int compare_contents(const struct comparison *comparison, const struct change *change, bool secrets,
	struct difference *result, struct error *error);

/* The bytes of a regular file changed, came or went. */
bool compare_concerns_content(const struct change *change);

/* Content that others must not read, on one side at least. */
bool compare_is_secret(const struct comparison *comparison, const struct change *change);

/* The bytes on both sides, none where there is no regular file; not DIFFERENCE_NONE: why not. */
enum difference_kind compare_bytes(const struct comparison *comparison, const struct change *change,
	struct text *before, struct text *after);

#endif

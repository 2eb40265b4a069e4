// SPDX-License-Identifier: GPL-2.0-or-later
// Story 1: look at the watched tree, compare it with the last snapshot, record it.
#ifndef CONFWATCH_SNAPSHOT_H
#define CONFWATCH_SNAPSHOT_H

#include "accepted.h"
#include "core/diff.h"
#include "core/snapshot.h"
#include "system/history.h"
#include "system/scan.h"
#include "workspace.h"

/* The present state beside the accepted one. */
struct look {
	bool has_last;
	struct accepted accepted; /* its tree is empty before the first snapshot */
	struct scan scan;	  /* scan.tree is the present */
	struct protection protection;
	struct change_list changes;
};

/* Looks without recording. paths (0 = all) limits the comparison. full: read every byte. */
int snapshot_look(struct workspace *workspace, struct history *history, const char *const *paths,
	size_t paths_count, bool full, struct look *result, struct error *error);

/* What the last snapshot and the configuration protect. last NULL: there is none. */
int snapshot_protection(struct workspace *workspace, struct history *history,
	const struct snapshot_id *last, struct protection *result, struct error *error);

/* A look at this root or another one, compared with nothing; only digests are made. */
struct scan_request {
	int root;
	const struct names *names;
	const struct cache *cache; /* NULL: read everything */
	/* The snapshot that the protection comes from; NULL: none, or another root's. */
	const struct snapshot_id *head;
	bool full;
	const char *const *paths;
	size_t paths_count;
};

/* The entries of a tree that `seen` lacks because they are ignored or not watched any more. */
void snapshot_list_unseen(struct workspace *workspace, const struct tree *tree,
	const struct tree *seen, struct string_list *result);

int snapshot_scan(struct workspace *workspace, const struct scan_request *request,
	struct protection *protection, struct scan *result, struct error *error);

struct record {
	bool changed;		    /* a snapshot was made */
	struct snapshot_id id;	    /* it, or the last one when nothing changed */
	struct change_list changes; /* since the accepted state; empty for the first one */
	struct tree tree;	    /* the present */
	size_t unreadable;
};

/* What is said about a snapshot beside its content; strings NULL: nothing. */
struct record_about {
	enum snapshot_kind kind;
	const char *message; /* the person's words */
	const char *transaction;
	const char *manager;
	const char *const *packages; /* "cyrus-imapd 2.4.20-1 -> 3.0.7-1" */
	size_t package_count;
	const struct text *findings; /* recorded even if nothing else changed; NULL: as before */
	const struct text *facts;    /* recorded when something else is; NULL: as before */
};

/* What is there to be recorded, before it is. */
struct record_view {
	struct history *history;
	const struct snapshot_id *last; /* NULL: there is none */
	const struct tree *before;	/* as recorded last */
	const struct tree *present;
	const struct protection *protection;
	const struct change_list *changes;
};

struct record_request {
	struct record_about about;
	bool full; /* read every byte, whatever the cache says */
	/* Has the last word on what is said, once it is known what changed; NULL: `about` has it.
	 */
	void (*judge)(void *context, const struct record_view *view, struct record_about *about);
	void *context;
};

/*
 * Records the present state when it differs from the last one. Needs the lock. Whoever only wants
 * to know that nothing changed asks unchanged_since(), which is faster.
 */
int snapshot_record(struct workspace *workspace, const struct record_request *request,
	struct record *result, struct error *error);

/* Resolves what a person calls a snapshot (see core/snapshot.h). */
int snapshot_resolve(struct workspace *workspace, struct history *history, const char *text,
	struct snapshot_id *result, struct error *error);

#endif

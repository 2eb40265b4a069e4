// SPDX-License-Identifier: GPL-2.0-or-later
// The history: snapshots as commits of a bare git repository, read with libgit2.
#ifndef SYSTEM_HISTORY_H
#define SYSTEM_HISTORY_H

#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "core/protection.h"
#include "core/snapshot.h"
#include "core/tree.h"
#include "system/scan.h"
#include "system/seal.h"

struct change_list;
struct facts;
struct finding_list;
struct history;

void history_close(struct history *history);
#define HISTORY_CLEANUP __attribute__((cleanup(history_close_pointer)))
void history_close_pointer(struct history **history);

/* Makes history.git and protected.git below STATE where they are missing. Idempotent. */
int history_create(int state, struct error *error);

/* -ENOENT: `confwatch init` was never run. system and global git configuration is ignored. */
int history_open(int state, struct history **result, struct error *error);

/*
 * The tip of refs/heads/main read in plain C, libgit2 untouched: for the path of an unchanged
 * tree. -ENOENT: no snapshot yet.
 */
int history_peek(int state, struct snapshot_id *result);

int history_head(struct history *history, struct snapshot_id *result, struct error *error);

/* Newest first; count 0 = all. paths limits it to snapshots that changed something there. */
int history_list(struct history *history, struct arena *arena, size_t count,
	const char *const *paths, size_t paths_count, struct snapshot_list *result,
	struct error *error);
/* 1: the snapshot changed something at the paths; 0: it did not. */
int history_touches(struct history *history, const struct snapshot_id *id, const char *const *paths,
	size_t paths_count, struct error *error);
int history_snapshot(struct history *history, struct arena *arena, const struct snapshot_id *id,
	struct snapshot *result, struct error *error);

/* An abbreviated id, at least 4 digits; -ENOENT none, -EEXIST ambiguous. */
int history_find(struct history *history, const char *digits, struct snapshot_id *result,
	struct error *error);

/* The whole tree of a snapshot, or of what lies at, below and above these paths. */
int history_tree(struct history *history, const struct snapshot_id *id, const char *const *paths,
	size_t paths_count, struct tree *result, struct error *error);

/*
 * What diff_trees() finds between two snapshots (before NULL: everything was added), without
 * reading the directories that both have in common.
 */
int history_changes(struct history *history, struct arena *arena, const struct snapshot_id *before,
	const struct snapshot_id *after, const char *const *paths, size_t paths_count,
	struct change_list *result, struct error *error);
int history_protection(struct history *history, const struct snapshot_id *id,
	struct protection *protection, struct error *error);

/*
 * The bytes of a regular file, from history or from the protected store: ENOENT when they are
 * not kept (any more). history_copy writes them to fd in pieces, leaving holes for long runs of
 * zeros: flat memory for any size, and checks them against blob or seal.
 */
int history_read(struct history *history, const struct entry *entry, size_t limit,
	struct text *result, struct error *error);
int history_copy(struct history *history, const struct entry *entry, int fd, struct error *error);

/*
 * Writing a snapshot. The writer is the sink of the scan; its objects become visible at commit.
 * STATE must be locked: what killed runs left is removed.
 */
struct history_writer;
int history_writer_begin(struct history *history, const struct seal_key *key,
	struct history_writer **result, struct error *error);
struct content_sink history_writer_sink(struct history_writer *writer);
void history_writer_abandon(struct history_writer *writer);

/* What a snapshot keeps beside the tree, in .confwatch/: texts of core/finding and core/facts. */
enum history_own {
	HISTORY_FINDINGS,
	HISTORY_PACKAGES,
	HISTORY_OWN_COUNT,
};

/* Borrowed until the commit; empty: none. What is not given stays as the parent has it. */
void history_writer_own(
	struct history_writer *writer, enum history_own which, const struct text *bytes);

/* Appends it; nothing when the snapshot has none. */
int history_own_text(struct history *history, const struct snapshot_id *id, enum history_own which,
	struct text *result, struct error *error);
int history_findings(struct history *history, struct arena *arena, const struct snapshot_id *id,
	struct finding_list *result, struct error *error);
int history_facts(struct history *history, struct arena *arena, const struct snapshot_id *id,
	struct facts *result, struct error *error);

/*
 * What the parent of the coming commit holds, borrowed until then: the trees of directories that
 * are still the same are taken from it.
 */
void history_writer_before(struct history_writer *writer, const struct tree *before);

/*
 * Trees, manifests and commit go into the pack; then refs/heads/main moves from `parent` (NULL:
 * must not exist) by compare-and-swap; new protected content is durable before. Frees the
 * writer in any case. -EEXIST: the tree is the parent's own, nothing was written.
 */
int history_commit(struct history_writer *writer, const struct tree *tree,
	const struct protection *protection, const struct snapshot_id *parent,
	const struct snapshot_note *note, struct snapshot_id *result, struct error *error);

/*
 * Merges small packs into one when there are more than so many, in process; keeps big ones. Does
 * the same for the protected store. Safe against a kill at any point.
 */
int history_consolidate(struct history *history, size_t more_than, struct error *error);

/* Drops generations of protected contents over `keep` of every path. */
int history_expire(struct history *history, size_t keep, struct error *error);

/*
 * Checks that every object reachable from the refs is there and hashes to its id, that manifests
 * can be read, and that packs, indexes and the protected store are whole.
 */
int history_verify(struct history *history, struct arena *arena, struct string_list *problems,
	struct error *error);

#endif

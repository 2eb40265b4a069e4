// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of the history share; for system/history*.c only.
#ifndef SYSTEM_HISTORY_PARTS_H
#define SYSTEM_HISTORY_PARTS_H

#include "system/history.h"
#include "system/pack.h"
#include "system/protected.h"
#include "system/repository.h"

#define HISTORY_REF "refs/heads/main"
#define HISTORY_META ".confwatch/meta"
#define HISTORY_PROTECTION ".confwatch/protected"
#define HISTORY_OWN ".confwatch/"

struct history {
	struct repository repository;
	int state;
	struct protected_store *store; /* NULL until it is needed */
};

/* The protected store; opened once. */
int history_store(struct history *history, struct protected_store **result, struct error *error);

int history_commit_lookup(struct history *history, const struct snapshot_id *id,
	git_commit **result, struct error *error);
int history_commit_tree(git_commit *commit, git_tree **result, struct error *error);
int history_root(struct history *history, const struct snapshot_id *id, git_tree **result,
	struct error *error);
struct snapshot history_describe(git_commit *commit, struct arena *arena);

/* The bytes of an object that is not content of a file: no check of its id. */
int history_object(
	struct history *history, const git_oid *id, struct text *result, struct error *error);

/* Names in both halves of a snapshot: escaped, without the leading '/'; "" for "/". */
const char *history_git_path(struct arena *arena, const char *path);

/*
 * Who, when and on which host, from the note; message: all of it. Bytes that cannot stand in the
 * header of a commit are left out.
 */
void history_write_commit(const unsigned char tree[BLOB_SIZE], const struct snapshot_id *parent,
	const struct snapshot_note *note, const char *message, struct text *result);

/* By compare-and-swap from `parent` (NULL: must not exist); -ESTALE when it is another one. */
int history_move_ref(struct history *history, const char *name, const struct snapshot_id *parent,
	const struct snapshot_id *id, struct error *error);

/* STATE/README: how to recover without confwatch. */
int history_write_readme(int state, struct error *error);

/* One of .confwatch/'s texts. */
struct own_file {
	const struct text *given; /* NULL: the parent's stays */
	bool present;		  /* id holds the blob */
	unsigned char id[BLOB_SIZE];
};
const char *history_own_name(enum history_own which);

/* Fills those that were not given from the parent (NULL: there is none). */
int history_own_inherit(struct history *history, const struct snapshot_id *parent,
	struct own_file own[HISTORY_OWN_COUNT], struct error *error);

/* The two git trees that an earlier snapshot has of one directory; NULL: it has none. */
struct old_trees {
	git_tree *content;
	git_tree *meta;
};
void old_trees_release(struct old_trees *trees);

/*
 * Of "/" in that snapshot, and of a directory (escaped name) in one. What cannot be read counts
 * as not there: whoever does not find a tree writes it.
 */
void old_trees_of_root(
	struct history *history, const struct snapshot_id *id, struct old_trees *result);
void old_trees_below(git_repository *git, const struct old_trees *above, const char *name,
	struct old_trees *result);

/* The id of the tree of a directory in one half; NULL: it is not there. */
const git_oid *old_tree_id(const git_tree *half, const char *name);

/* The trees of a snapshot, written into the pack unless they are there already. */
struct tree_writer {
	struct history *history;
	struct pack *pack;
	bool fresh; /* nothing is there already: no need to look */
	struct own_file own[HISTORY_OWN_COUNT];
	/* The parent and what it holds; NULL: every directory is written anew. */
	const struct snapshot_id *parent;
	const struct tree *before;
};
int history_write_object(const struct tree_writer *writer, enum pack_object type, const void *bytes,
	size_t length, unsigned char id[BLOB_SIZE], struct error *error);
int history_write_tree(const struct tree_writer *writer, const struct tree *tree,
	const struct protection *protection, unsigned char id[BLOB_SIZE], struct error *error);

#endif

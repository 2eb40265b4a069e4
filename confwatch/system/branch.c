// SPDX-License-Identifier: GPL-2.0-or-later
// A ref of the history beside the snapshots: files by path, one commit at a time.
#include "system/branch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "core/manifest.h"
#include "system/blob.h"
#include "system/branch_tree.h"
#include "system/history_parts.h"

/* The ref as it is now. */
struct tip {
	struct snapshot_id id;
	git_tree *root; /* NULL: there is no ref yet */
};

static void tip_release(struct tip *tip)
{
	git_tree_free(tip->root);
	tip->root = NULL;
}

#define TIP_CLEANUP __attribute__((cleanup(tip_release)))

static int tip_read(
	struct history *history, const char *ref, struct tip *result, struct error *error)
{
	git_oid oid;
	int code = git_reference_name_to_id(&oid, history->repository.git, ref);

	if (code == GIT_ENOTFOUND)
		return 0;
	if (code < 0)
		return repository_error(error, EBADMSG, "cannot read '%s'", ref);
	memcpy(result->id.bytes, oid.id, sizeof result->id.bytes);
	return history_root(history, &result->id, &result->root, error);
}

/* A file on its way to becoming a leaf. */
struct task {
	const struct branch_file *file;
	const char *path; /* in git's form */
};

/* Files of one path stay in the order in which they were given. */
static int compare_tasks(const void *a, const void *b)
{
	const struct task *left = a;
	const struct task *right = b;
	int order = path_compare(left->path, right->path);

	if (order != 0)
		return order;
	return (left->file > right->file) - (left->file < right->file);
}

static int write_leaves(const struct tree_writer *writer, struct arena *arena,
	const struct branch_file *files, size_t count, struct branch_leaf *leaves,
	struct error *error)
{
	struct task *tasks = arena_new_array(arena, count, struct task);

	for (size_t i = 0; i < count; i++)
		tasks[i] = (struct task){&files[i], history_git_path(arena, files[i].path)};
	qsort(tasks, count, sizeof *tasks, compare_tasks);
	for (size_t i = 0; i < count; i++) {
		const struct branch_file *file = tasks[i].file;

		leaves[i].path = tasks[i].path;
		if (history_write_object(
			    writer, PACK_BLOB, file->bytes, file->length, leaves[i].id, error) < 0)
			return error_context(error, "cannot record '%s'", file->path);
	}
	return 0;
}

/* 1: everything is in the pack; 0: nothing is new. */
static int write_objects(struct history *history, struct pack *pack, const struct tip *tip,
	const struct branch_file *files, size_t count, const struct snapshot_note *note,
	const char *message, struct snapshot_id *result, struct error *error)
{
	const struct tree_writer writer = {.history = history, .pack = pack};
	TEXT_CLEANUP struct text commit = TEXT_INIT;
	struct arena arena = ARENA_INIT;
	struct branch_leaf *leaves = arena_new_array(&arena, count, struct branch_leaf);
	unsigned char root[BLOB_SIZE] = {0};
	int code = write_leaves(&writer, &arena, files, count, leaves, error);

	if (code == 0)
		code = branch_write_tree(&writer, tip->root, leaves, count, root, error);
	arena_release(&arena);
	if (code < 0 ||
		(tip->root != NULL && memcmp(git_tree_id(tip->root)->id, root, sizeof root) == 0))
		return code;
	history_write_commit(root, tip->root != NULL ? &tip->id : NULL, note, message, &commit);
	code = pack_add(pack, PACK_COMMIT, commit.bytes, commit.length, result->bytes, error);
	return code < 0 ? code : 1;
}

int branch_write(struct history *history, const char *ref, const struct branch_file *files,
	size_t count, const struct snapshot_note *note, const char *message, struct error *error)
{
	TIP_CLEANUP struct tip tip = {0};
	struct snapshot_id id;
	struct pack *pack;
	int code;

	if (count == 0)
		return 0;
	if (tip_read(history, ref, &tip, error) < 0)
		return -error->code;
	repository_sweep(&history->repository);
	pack = pack_begin(history->repository.packs);
	code = write_objects(history, pack, &tip, files, count, note, message, &id, error);
	if (code <= 0) {
		pack_abandon(pack);
		return code;
	}
	if (pack_finish(pack, NULL, error) < 0 ||
		history_move_ref(history, ref, tip.root != NULL ? &tip.id : NULL, &id, error) < 0)
		return -error->code;
	return 1;
}

int branch_read(struct history *history, const char *ref, const char *path, size_t limit,
	struct text *result, struct error *error)
{
	TIP_CLEANUP struct tip tip = {0};
	const struct blob_target target = blob_target_text(result);
	struct arena arena = ARENA_INIT;
	unsigned char id[BLOB_SIZE];
	git_tree_entry *entry = NULL;
	int code = tip_read(history, ref, &tip, error);

	if (code < 0)
		return code;
	code = tip.root == NULL
		? GIT_ENOTFOUND
		: git_tree_entry_bypath(&entry, tip.root, history_git_path(&arena, path));
	arena_release(&arena);
	if (code < 0 || git_tree_entry_type(entry) != GIT_OBJECT_BLOB) {
		git_tree_entry_free(entry);
		if (code < 0 && code != GIT_ENOTFOUND)
			return repository_error(error, EBADMSG, "cannot read '%s'", ref);
		return error_set(error, ENOENT, "'%s' has no '%s'", ref, path);
	}
	memcpy(id, git_tree_entry_id(entry)->id, sizeof id);
	git_tree_entry_free(entry);
	return blob_read(&history->repository, id, limit, &target, error);
}

int branch_list(struct history *history, const char *ref, struct arena *arena,
	struct branch_names *result, struct error *error)
{
	TIP_CLEANUP struct tip tip = {0};
	int code = tip_read(history, ref, &tip, error);
	size_t count = tip.root != NULL ? git_tree_entrycount(tip.root) : 0;

	*result = (struct branch_names){.items = arena_new_array(arena, count, struct branch_name)};
	for (size_t i = 0; i < count; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tip.root, i);
		const char *name = manifest_unescape_name(arena, git_tree_entry_name(entry));
		struct branch_name *listed = &result->items[result->count];

		if (name == NULL || git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
			continue;
		listed->name = arena_string(arena, name);
		memcpy(listed->blob, git_tree_entry_id(entry)->id, BLOB_SIZE);
		result->count++;
	}
	return code;
}

int branch_read_listed(struct history *history, const struct branch_name *name, size_t limit,
	struct text *result, struct error *error)
{
	const struct blob_target target = blob_target_text(result);

	return blob_read(&history->repository, name->blob, limit, &target, error);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Reading the tree of a snapshot, whole or around some paths.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/path_set.h"
#include "core/diff.h"
#include "core/manifest.h"
#include "system/history_parts.h"

/* A directory that is to be read: its half with the metadata and its half with contents. */
struct visit {
	const char *path; /* in the arena of the tree */
	git_oid meta;
	git_oid content;
	bool has_content; /* else nothing below has any */
	/* The two halves of it in the other snapshot, whose directories are left out. */
	git_oid other_meta;
	git_oid other_content;
	bool has_other_meta;
	bool has_other_content;
};

struct tree_reader {
	struct history *history;
	struct path_set paths; /* 0 = all */
	struct tree *tree;
	struct manifest manifest;
	struct visit *visits; /* a stack */
	size_t count;
	size_t capacity;
	struct error *error;
};

enum selection {
	SELECT_NONE,
	SELECT_SOME, /* above a wanted path */
	SELECT_ALL,
};

static enum selection select_directory(const struct tree_reader *reader, const char *path)
{
	if (reader->paths.count == 0 || path_set_holds(&reader->paths, path))
		return SELECT_ALL;
	return path_set_reaches(&reader->paths, path) ? SELECT_SOME : SELECT_NONE;
}

static void push(struct tree_reader *reader, const struct visit *visit)
{
	reader->visits = memory_grow(
		reader->visits, &reader->capacity, reader->count + 1, sizeof *reader->visits);
	reader->visits[reader->count++] = *visit;
}

static int lookup_tree(struct tree_reader *reader, const git_oid *id, git_tree **result)
{
	if (git_tree_lookup(result, reader->history->repository.git, id) < 0)
		return repository_error(reader->error, EBADMSG, "cannot read a tree");
	return 0;
}

static int read_part(struct tree_reader *reader, const char *name, const git_oid *id)
{
	for (int part = 0; part < MANIFEST_PARTS; part++) {
		if (strcmp(name, manifest_part_name((enum manifest_part)part)) == 0)
			return history_object(
				reader->history, id, &reader->manifest.parts[part], reader->error);
	}
	return 0;
}

static bool same_half(bool here, const git_oid *id, const git_oid *other)
{
	return here ? other != NULL && git_oid_equal(id, other) : other == NULL;
}

static void set_other(struct visit *visit, const git_oid *meta, const git_oid *content)
{
	visit->has_other_meta = meta != NULL;
	visit->has_other_content = content != NULL;
	if (meta != NULL)
		visit->other_meta = *meta;
	if (content != NULL)
		visit->other_content = *content;
}

/* False: the other snapshot has the very same directory. */
static bool note_other(struct visit *visit, const struct old_trees *other, const char *name)
{
	const git_oid *meta = old_tree_id(other->meta, name);
	const git_oid *content = old_tree_id(other->content, name);

	if (same_half(true, &visit->meta, meta) &&
		same_half(visit->has_content, &visit->content, content))
		return false;
	set_other(visit, meta, content);
	return true;
}

static int push_child(struct tree_reader *reader, const struct visit *parent,
	const struct old_trees *other, git_tree *content, const git_tree_entry *entry)
{
	struct arena *arena = reader->tree->arena;
	const char *stored = git_tree_entry_name(entry);
	const char *name = manifest_unescape_name(arena, stored);
	const git_oid *half = old_tree_id(content, stored);
	struct visit visit = {.meta = *git_tree_entry_id(entry)};

	if (name == NULL)
		return error_set(reader->error, EBADMSG, "directory '%s': bad name '%s'",
			parent->path, stored);
	visit.path = path_join(arena, parent->path, name);
	if (select_directory(reader, visit.path) == SELECT_NONE)
		return 0;
	visit.has_content = half != NULL;
	if (half != NULL)
		visit.content = *half;
	if (note_other(&visit, other, stored))
		push(reader, &visit);
	return 0;
}

/* Collects the parts of the manifest, and the directories below for later. */
static int read_meta(struct tree_reader *reader, const struct visit *visit,
	const struct old_trees *other, git_tree *meta, git_tree *content)
{
	for (int part = 0; part < MANIFEST_PARTS; part++)
		text_clear(&reader->manifest.parts[part]);
	/* Backwards, so that the stack gives them back in their order. */
	for (size_t i = git_tree_entrycount(meta); i-- > 0;) {
		const git_tree_entry *entry = git_tree_entry_byindex(meta, i);
		int result;

		if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
			result = push_child(reader, visit, other, content, entry);
		else
			result = read_part(
				reader, git_tree_entry_name(entry), git_tree_entry_id(entry));
		if (result < 0)
			return result;
	}
	return 0;
}

/* The manifest does not know the blobs: they stand in the other half. */
static int fill_blobs(struct tree_reader *reader, size_t first, git_tree *content)
{
	struct tree *tree = reader->tree;

	for (size_t i = first; i < tree->count; i++) {
		struct entry *entry = &tree->entries[i];
		const git_tree_entry *found = NULL;
		const char *name;

		if (entry->kind != ENTRY_FILE || entry->content != CONTENT_PUBLIC)
			continue;
		name = manifest_escape_name(tree->arena, path_name(entry->path));
		if (content != NULL)
			found = git_tree_entry_byname(content, name);
		if (found == NULL || git_tree_entry_type(found) != GIT_OBJECT_BLOB)
			return error_set(reader->error, EBADMSG,
				"the snapshot has no content of '%s'", entry->path);
		memcpy(entry->blob, git_tree_entry_id(found)->id, BLOB_SIZE);
		entry->has_blob = true;
	}
	return 0;
}

/* Of a directory above the wanted paths, only itself and what is wanted stays. */
static void drop_unwanted(struct tree_reader *reader, const char *directory, size_t first)
{
	struct tree *tree = reader->tree;
	size_t kept = first;

	for (size_t i = first; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];

		if (strcmp(entry->path, directory) == 0 ||
			select_directory(reader, entry->path) == SELECT_ALL)
			tree->entries[kept++] = *entry;
	}
	tree->count = kept;
}

static int read_entries(struct tree_reader *reader, const struct visit *visit, git_tree *content)
{
	size_t first = reader->tree->count;

	/* Only parents of recorded directories that are not recorded themselves have none. */
	if (reader->manifest.parts[MANIFEST_MTREE].length == 0)
		return 0;
	if (manifest_read(&reader->manifest, visit->path, reader->tree, reader->error) < 0)
		return error_context(reader->error, "directory '%s'", visit->path);
	if (fill_blobs(reader, first, content) < 0)
		return -reader->error->code;
	if (select_directory(reader, visit->path) == SELECT_SOME)
		drop_unwanted(reader, visit->path, first);
	return 0;
}

static void open_other(
	struct tree_reader *reader, const struct visit *visit, struct old_trees *result)
{
	git_repository *git = reader->history->repository.git;

	if (visit->has_other_meta)
		(void)git_tree_lookup(&result->meta, git, &visit->other_meta);
	if (visit->has_other_content)
		(void)git_tree_lookup(&result->content, git, &visit->other_content);
}

static int read_directory(struct tree_reader *reader, const struct visit *visit)
{
	struct old_trees other = {0};
	git_tree *meta = NULL;
	git_tree *content = NULL;
	int result = lookup_tree(reader, &visit->meta, &meta);

	open_other(reader, visit, &other);
	if (result == 0 && visit->has_content)
		result = lookup_tree(reader, &visit->content, &content);
	if (result == 0)
		result = read_meta(reader, visit, &other, meta, content);
	if (result == 0)
		result = read_entries(reader, visit, content);
	git_tree_free(content);
	git_tree_free(meta);
	old_trees_release(&other);
	return result;
}

static int read_all(struct tree_reader *reader)
{
	while (reader->count > 0) {
		struct visit visit = reader->visits[--reader->count];

		if (read_directory(reader, &visit) < 0)
			return -reader->error->code;
	}
	return 0;
}

static int push_root(struct tree_reader *reader, git_tree *root, const struct snapshot_id *other)
{
	struct old_trees old = {0};
	struct visit visit = {.path = "/", .content = *git_tree_id(root), .has_content = true};
	git_tree_entry *entry = NULL;

	if (git_tree_entry_bypath(&entry, root, HISTORY_META) < 0)
		return repository_error(reader->error, EBADMSG, "the snapshot has no metadata");
	visit.meta = *git_tree_entry_id(entry);
	git_tree_entry_free(entry);
	if (other != NULL)
		old_trees_of_root(reader->history, other, &old);
	set_other(&visit, old.meta != NULL ? git_tree_id(old.meta) : NULL,
		old.content != NULL ? git_tree_id(old.content) : NULL);
	old_trees_release(&old);
	push(reader, &visit);
	return 0;
}

int history_root(struct history *history, const struct snapshot_id *id, git_tree **result,
	struct error *error)
{
	git_commit *commit = NULL;
	int code = history_commit_lookup(history, id, &commit, error);

	if (code == 0)
		code = history_commit_tree(commit, result, error);
	git_commit_free(commit);
	return code;
}

/* But for directories below "/" that the other snapshot (NULL: none) has just so. */
static int read_tree(struct history *history, const struct snapshot_id *id,
	const struct snapshot_id *other, const char *const *paths, size_t paths_count,
	struct tree *result, struct error *error)
{
	struct tree_reader reader = {
		.history = history,
		.tree = result,
		.error = error,
	};
	git_tree *root = NULL;
	int code = history_root(history, id, &root, error);

	path_set_make(result->arena, paths, paths_count, &reader.paths);
	if (code == 0)
		code = push_root(&reader, root, other);
	if (code == 0)
		code = read_all(&reader);
	git_tree_free(root);
	manifest_release(&reader.manifest);
	free(reader.visits);
	if (code == 0)
		tree_sort(result);
	return code;
}

int history_tree(struct history *history, const struct snapshot_id *id, const char *const *paths,
	size_t paths_count, struct tree *result, struct error *error)
{
	return read_tree(history, id, NULL, paths, paths_count, result, error);
}

int history_changes(struct history *history, struct arena *arena, const struct snapshot_id *before,
	const struct snapshot_id *after, const char *const *paths, size_t paths_count,
	struct change_list *result, struct error *error)
{
	struct tree old, new;

	tree_init(&old, arena);
	tree_init(&new, arena);
	if (before != NULL &&
		read_tree(history, before, after, paths, paths_count, &old, error) < 0)
		return -error->code;
	if (read_tree(history, after, before, paths, paths_count, &new, error) < 0)
		return -error->code;
	diff_trees(arena, &old, &new, paths, paths_count, result);
	return 0;
}

static int read_protection(
	struct history *history, git_tree *root, struct protection *protection, struct error *error)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	git_tree_entry *entry = NULL;
	int code = git_tree_entry_bypath(&entry, root, HISTORY_PROTECTION);

	if (code == GIT_ENOTFOUND)
		return 0;
	if (code < 0)
		return repository_error(error, EBADMSG, "cannot read '%s'", HISTORY_PROTECTION);
	code = history_object(history, git_tree_entry_id(entry), &bytes, error);
	git_tree_entry_free(entry);
	if (code < 0)
		return code;
	return manifest_read_protection(text_string(&bytes), bytes.length, protection, error);
}

int history_protection(struct history *history, const struct snapshot_id *id,
	struct protection *protection, struct error *error)
{
	git_tree *root = NULL;
	int code = history_root(history, id, &root, error);

	if (code == 0)
		code = read_protection(history, root, protection, error);
	git_tree_free(root);
	return code;
}

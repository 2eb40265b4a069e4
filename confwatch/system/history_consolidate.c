// SPDX-License-Identifier: GPL-2.0-or-later
// Merging the small packs of many snapshots into one, with deltas.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "system/files.h"
#include "system/history_parts.h"
#include "system/id_set.h"
#include "system/pack_index.h"

enum {
	/* Bigger packs stay as they are: to compress them again costs more than it saves. */
	SMALL_PACK = 8 << 20,
	/* Unless all of them together are no more than this. */
	SMALL_HISTORY = 32 << 20,
	NAME_LENGTH = PACK_NAME_SIZE - 1,
};

struct pack_file {
	char name[PACK_NAME_SIZE]; /* without ".pack" */
	uint64_t size;
};

struct pack_list {
	struct pack_file *items;
	size_t count;
	size_t capacity;
};

static bool has_file(int directory, const char *name, const char *suffix, struct stat *status)
{
	char path[PACK_NAME_SIZE + 8];

	(void)snprintf(path, sizeof path, "%s%s", name, suffix);
	return fstatat(directory, path, status, AT_SYMLINK_NOFOLLOW) == 0;
}

/* "pack-<digits>.idx" with its pack, and nobody said to keep it. */
static void consider_pack(int directory, const char *file, struct pack_list *list)
{
	struct pack_file pack = {0};
	struct stat status, ignored;

	if (strlen(file) != NAME_LENGTH + 4 || strcmp(file + NAME_LENGTH, ".idx") != 0)
		return;
	memcpy(pack.name, file, NAME_LENGTH);
	if (!has_file(directory, pack.name, ".pack", &status) ||
		has_file(directory, pack.name, ".keep", &ignored))
		return;
	pack.size = (uint64_t)status.st_size;
	list->items = memory_grow(list->items, &list->capacity, list->count + 1, sizeof pack);
	list->items[list->count++] = pack;
}

static int list_packs(int directory, struct pack_list *list)
{
	DIR *names = files_names(directory);
	const struct dirent *entry;

	if (names == NULL)
		return -errno;
	while ((entry = readdir(names)) != NULL)
		consider_pack(directory, entry->d_name, list);
	(void)closedir(names);
	return 0;
}

/* Leaves in the list what is to be merged: the small packs, or all of a small history. */
static void choose_packs(struct pack_list *list, size_t more_than)
{
	uint64_t total = 0;
	size_t small = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct pack_file pack = list->items[i];

		total += pack.size;
		if (pack.size > SMALL_PACK)
			continue;
		list->items[i] = list->items[small];
		list->items[small++] = pack;
	}
	if (total > SMALL_HISTORY)
		list->count = small;
	if (small <= more_than || list->count < 2)
		list->count = 0;
}

struct merge {
	struct history *history;
	git_packbuilder *builder;
	struct id_set all; /* that the packs hold */
	struct id_set inserted;
	struct arena *arena;
	struct error *error;
};

/* A tree whose entries are to be inserted. */
struct merge_tree {
	struct merge_tree *next;
	git_oid id;
	const char *path;
};

static int failed(const struct merge *merge)
{
	return repository_error(merge->error, EIO, "cannot merge packs");
}

/*
 * 1 when it belongs to the merge and was not there yet. The path tells the builder which objects
 * are versions of one another.
 */
static int insert(struct merge *merge, const git_oid *id, const char *path)
{
	if (!id_set_has(&merge->all, id->id) || !id_set_add(&merge->inserted, id->id))
		return 0;
	if (git_packbuilder_insert(merge->builder, id, path) < 0)
		return failed(merge);
	return 1;
}

static void push_tree(
	const struct merge *merge, struct merge_tree **stack, const git_oid *id, const char *path)
{
	struct merge_tree *item = arena_new(merge->arena, struct merge_tree);

	*item = (struct merge_tree){.next = *stack, .id = *id, .path = path};
	*stack = item;
}

static int insert_entries(
	struct merge *merge, struct merge_tree **stack, git_tree *tree, const char *path)
{
	size_t count = git_tree_entrycount(tree);

	for (size_t i = 0; i < count; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
		const char *below;

		if (!id_set_has(&merge->all, git_tree_entry_id(entry)->id) ||
			id_set_has(&merge->inserted, git_tree_entry_id(entry)->id))
			continue;
		below = path_join(merge->arena, path, git_tree_entry_name(entry));
		if (insert(merge, git_tree_entry_id(entry), below) < 0)
			return -merge->error->code;
		if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
			push_tree(merge, stack, git_tree_entry_id(entry), below);
	}
	return 0;
}

/* What hangs below a tree that was just inserted. */
static int insert_below(struct merge *merge, const git_oid *root)
{
	struct merge_tree *stack = NULL;
	int result = 0;

	push_tree(merge, &stack, root, "/");
	while (stack != NULL && result == 0) {
		struct merge_tree *item = stack;
		git_tree *tree = NULL;

		stack = item->next;
		if (git_tree_lookup(&tree, merge->history->repository.git, &item->id) < 0)
			return failed(merge);
		result = insert_entries(merge, &stack, tree, item->path);
		git_tree_free(tree);
	}
	return result;
}

static int insert_snapshot(struct merge *merge, git_commit *commit)
{
	const git_oid *root = git_commit_tree_id(commit);
	int result = insert(merge, git_commit_id(commit), NULL);

	if (result >= 0)
		result = insert(merge, root, "/");
	return result == 1 ? insert_below(merge, root) : result;
}

/* Newest first, as git does it: old versions become deltas of new ones. */
static int insert_snapshots(struct merge *merge)
{
	struct snapshot_id id;
	int result = history_head(merge->history, &id, merge->error);
	bool more = result == 0;

	while (more && result >= 0) {
		git_commit *commit = NULL;

		if (history_commit_lookup(merge->history, &id, &commit, merge->error) < 0)
			return -merge->error->code;
		result = insert_snapshot(merge, commit);
		more = git_commit_parentcount(commit) > 0;
		if (more)
			memcpy(id.bytes, git_commit_parent_id(commit, 0)->id, sizeof id.bytes);
		git_commit_free(commit);
	}
	return result == -ENOENT ? 0 : result;
}

/* Other refs' objects, and what killed runs left: everything that is in the packs. */
static int insert_rest(struct merge *merge)
{
	for (size_t i = 0; i < merge->all.count; i++) {
		git_oid id = repository_oid(merge->all.ids[i]);

		if (insert(merge, &id, NULL) < 0)
			return -merge->error->code;
	}
	return 0;
}

static int read_ids(struct merge *merge, const struct pack_list *list)
{
	struct packed_list objects = {0};
	int result = 0;

	for (size_t i = 0; i < list->count && result == 0; i++) {
		char name[PACK_NAME_SIZE + 8];

		(void)snprintf(name, sizeof name, "%s.idx", list->items[i].name);
		result = pack_index_read(
			merge->history->repository.packs, name, &objects, merge->error);
	}
	for (size_t i = 0; i < objects.count && result == 0; i++)
		(void)id_set_add(&merge->all, objects.items[i].id);
	free(objects.items);
	return result;
}

/* Every object that it must have: only then the old packs may go. */
static int check_pack(struct merge *merge, const char *name)
{
	struct packed_list found = {0};
	char index[PACK_NAME_SIZE + 8];
	size_t missing = merge->all.count;
	int result;

	(void)snprintf(index, sizeof index, "%s.idx", name);
	result = pack_index_read(merge->history->repository.packs, index, &found, merge->error);
	for (size_t i = 0; i < found.count; i++)
		missing -= id_set_has(&merge->all, found.items[i].id);
	free(found.items);
	if (result == 0 && missing > 0)
		result = error_set(merge->error, EBADMSG, "a merged pack lacks objects");
	return result;
}

/* The pack first: an index without its pack is ignored by everybody, and swept. */
static void remove_pack(int directory, const char *name)
{
	static const char *const suffixes[] = {".pack", ".idx", ".rev", ".bitmap"};
	char path[PACK_NAME_SIZE + 8];

	for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
		(void)snprintf(path, sizeof path, "%s%s", name, suffixes[i]);
		(void)unlinkat(directory, path, 0);
	}
}

/* libgit2 makes the deltas; our writer makes them shorter, and everything durable. */
static int write_pack(struct merge *merge, char name[PACK_NAME_SIZE])
{
	int directory = merge->history->repository.packs;
	char made[PACK_NAME_SIZE];
	int result;

	if (git_packbuilder_write(merge->builder, NULL, 0600, NULL, NULL) < 0)
		return failed(merge);
	(void)snprintf(made, sizeof made, "pack-%s", git_packbuilder_name(merge->builder));
	result = pack_rewrite(directory, made, name, merge->error);
	if (result == 0)
		result = check_pack(merge, name);
	if (result == 0 && strcmp(made, name) != 0)
		remove_pack(directory, made);
	return result;
}

static int replace_packs(struct merge *merge, const struct pack_list *list)
{
	char name[PACK_NAME_SIZE];

	if (write_pack(merge, name) < 0)
		return -merge->error->code;
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->items[i].name, name) != 0)
			remove_pack(merge->history->repository.packs, list->items[i].name);
	}
	return repository_reopen(&merge->history->repository, merge->error);
}

static int merge_packs(struct history *history, const struct pack_list *list, struct error *error)
{
	struct arena arena = ARENA_INIT;
	struct merge merge = {.history = history, .arena = &arena, .error = error};
	int result = 0;

	if (git_packbuilder_new(&merge.builder, history->repository.git) < 0)
		result = failed(&merge);
	if (result == 0)
		result = read_ids(&merge, list);
	if (result == 0)
		result = insert_snapshots(&merge);
	if (result == 0)
		result = insert_rest(&merge);
	if (result == 0)
		result = replace_packs(&merge, list);
	git_packbuilder_free(merge.builder);
	id_set_release(&merge.all);
	id_set_release(&merge.inserted);
	arena_release(&arena);
	return result;
}

static int consolidate_protected(struct history *history, size_t more_than, struct error *error)
{
	struct protected_store *store = NULL;

	if (history_store(history, &store, error) < 0)
		return -error->code;
	return protected_consolidate(store, more_than, error);
}

int history_consolidate(struct history *history, size_t more_than, struct error *error)
{
	struct pack_list list = {0};
	int result = list_packs(history->repository.packs, &list);

	if (result < 0)
		(void)error_system(error, -result, "cannot read 'history.git/objects/pack'");
	choose_packs(&list, more_than);
	if (result == 0 && list.count > 0)
		result = merge_packs(history, &list, error);
	free(list.items);
	return result == 0 ? consolidate_protected(history, more_than, error) : result;
}

int history_expire(struct history *history, size_t keep, struct error *error)
{
	struct protected_store *store = NULL;

	if (history_store(history, &store, error) < 0)
		return -error->code;
	return protected_expire(store, keep, error);
}

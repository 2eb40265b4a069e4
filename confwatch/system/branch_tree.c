// SPDX-License-Identifier: GPL-2.0-or-later
// A git tree with some files of it replaced: only the directories above them are written.
#include "system/branch_tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct item {
	const char *name; /* length bytes of it */
	size_t length;
	bool is_tree;
	unsigned mode;
	unsigned char id[BLOB_SIZE];
};

/* One directory while it is made. */
struct directory {
	struct item *items;
	size_t count;
	size_t capacity;
};

struct builder {
	const struct tree_writer *writer;
	struct error *error;
};

static void add_item(struct directory *directory, const struct item *item)
{
	directory->items = memory_grow(directory->items, &directory->capacity, directory->count + 1,
		sizeof *directory->items);
	directory->items[directory->count++] = *item;
}

/* git compares names as if those of directories ended in a slash. */
static int compare_items(const void *a, const void *b)
{
	const struct item *left = a;
	const struct item *right = b;
	size_t common = left->length < right->length ? left->length : right->length;
	int order = memcmp(left->name, right->name, common);
	unsigned char one, two;

	if (order != 0)
		return order;
	one = (unsigned char)(left->length > common ? left->name[common] : left->is_tree ? '/' : 0);
	two = (unsigned char)(right->length > common ? right->name[common]
			: right->is_tree	     ? '/'
						     : 0);
	return one - two;
}

static int write_directory(
	struct builder *builder, struct directory *directory, unsigned char id[BLOB_SIZE])
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;

	if (directory->count > 0)
		qsort(directory->items, directory->count, sizeof *directory->items, compare_items);
	for (size_t i = 0; i < directory->count; i++) {
		const struct item *item = &directory->items[i];

		text_format(&bytes, "%o ", item->mode);
		text_append(&bytes, item->name, item->length);
		text_byte(&bytes, '\0');
		text_append(&bytes, item->id, BLOB_SIZE);
	}
	return history_write_object(
		builder->writer, PACK_TREE, text_string(&bytes), bytes.length, id, builder->error);
}

static bool has_name(const struct directory *directory, size_t count, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < count; i++) {
		if (directory->items[i].length == length &&
			memcmp(directory->items[i].name, name, length) == 0)
			return true;
	}
	return false;
}

/* What the base has, and nobody replaced. */
static void keep_others(struct directory *directory, git_tree *base)
{
	size_t replaced = directory->count;
	size_t count = base != NULL ? git_tree_entrycount(base) : 0;

	for (size_t i = 0; i < count; i++) {
		const git_tree_entry *entry = git_tree_entry_byindex(base, i);
		struct item item = {
			.name = git_tree_entry_name(entry),
			.length = strlen(git_tree_entry_name(entry)),
			.is_tree = git_tree_entry_type(entry) == GIT_OBJECT_TREE,
			.mode = (unsigned)git_tree_entry_filemode_raw(entry),
		};

		if (has_name(directory, replaced, item.name))
			continue;
		memcpy(item.id, git_tree_entry_id(entry)->id, BLOB_SIZE);
		add_item(directory, &item);
	}
}

static int open_below(
	struct builder *builder, git_tree *base, const struct item *item, git_tree **result)
{
	git_repository *git = builder->writer->history->repository.git;
	const git_oid *id;
	char name[1024];

	*result = NULL;
	if (item->length >= sizeof name)
		return 0;
	memcpy(name, item->name, item->length);
	name[item->length] = '\0';
	id = old_tree_id(base, name);
	if (id == NULL)
		return 0;
	if (git_tree_lookup(result, git, id) < 0)
		return repository_error(builder->error, EBADMSG, "cannot read a tree");
	return 0;
}

/* Leaves that share what stands before the slash at leaves[0].path[end]. */
static size_t count_below(const struct branch_leaf *leaves, size_t count, size_t end)
{
	size_t result = 1;

	while (result < count && strncmp(leaves[result].path, leaves[0].path, end + 1) == 0)
		result++;
	return result;
}

static int build(struct builder *builder, git_tree *base, const struct branch_leaf *leaves,
	size_t count, size_t start, unsigned char id[BLOB_SIZE]);

/* Bounded by the depth of a path. */
static int build_below(struct builder *builder, git_tree *base, const struct branch_leaf *leaves,
	size_t count, size_t start, struct item *item)
{
	git_tree *below = NULL;
	int result = open_below(builder, base, item, &below);

	if (result == 0)
		result = build(builder, below, leaves, count, start + item->length + 1, item->id);
	git_tree_free(below);
	return result;
}

/* The same path again, or what was a file is a directory now: the last one stays. */
static void put_item(struct directory *directory, const struct item *item)
{
	const struct item *last =
		directory->count > 0 ? &directory->items[directory->count - 1] : NULL;

	if (last != NULL && last->length == item->length &&
		memcmp(last->name, item->name, item->length) == 0)
		directory->count--;
	add_item(directory, item);
}

/* start: where the names of this directory stand in the paths. */
static int build(struct builder *builder, git_tree *base, const struct branch_leaf *leaves,
	size_t count, size_t start, unsigned char id[BLOB_SIZE])
{
	struct directory directory = {0};
	size_t used = 1;
	int result = 0;

	for (size_t i = 0; i < count && result == 0; i += used) {
		const char *name = leaves[i].path + start;
		struct item item = {.name = name, .length = strcspn(name, "/"), .mode = 0100644};

		item.is_tree = name[item.length] == '/';
		used = 1;
		memcpy(item.id, leaves[i].id, BLOB_SIZE);
		if (item.is_tree) {
			item.mode = 040000;
			used = count_below(leaves + i, count - i, start + item.length);
			result = build_below(builder, base, leaves + i, used, start, &item);
		}
		put_item(&directory, &item);
	}
	if (result == 0) {
		keep_others(&directory, base);
		result = write_directory(builder, &directory, id);
	}
	free(directory.items);
	return result;
}

int branch_write_tree(const struct tree_writer *writer, git_tree *base,
	const struct branch_leaf *leaves, size_t count, unsigned char id[BLOB_SIZE],
	struct error *error)
{
	struct builder builder = {.writer = writer, .error = error};

	return build(&builder, base, leaves, count, 0, id);
}

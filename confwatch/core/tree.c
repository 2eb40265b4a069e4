// SPDX-License-Identifier: GPL-2.0-or-later
// Trees of entries: adding, sorting, finding.
#include "core/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"

/* Hundreds of thousands of these are held at once. */
_Static_assert(sizeof(struct entry) <= 168, "struct entry grew");

void tree_init(struct tree *tree, struct arena *arena)
{
	*tree = (struct tree){.arena = arena};
}

struct entry *tree_add(struct tree *tree)
{
	struct entry *entry;

	tree->entries = arena_grow(tree->arena, tree->entries, &tree->capacity, tree->count + 1,
		sizeof *tree->entries);
	entry = &tree->entries[tree->count++];
	memset(entry, 0, sizeof *entry);
	return entry;
}

/* Of two entries with one path, the one that is more than an ancestor comes first. */
static int compare_entries(const void *a, const void *b)
{
	const struct entry *left = a;
	const struct entry *right = b;
	int order = path_compare(left->path, right->path);

	return order != 0 ? order : (int)left->ancestor - (int)right->ancestor;
}

static bool is_sorted(const struct tree *tree)
{
	for (size_t i = 1; i < tree->count; i++) {
		if (path_compare(tree->entries[i - 1].path, tree->entries[i].path) >= 0)
			return false;
	}
	return true;
}

void tree_sort(struct tree *tree)
{
	size_t kept = 1;

	if (is_sorted(tree))
		return;
	qsort(tree->entries, tree->count, sizeof *tree->entries, compare_entries);
	for (size_t i = 1; i < tree->count; i++) {
		if (path_compare(tree->entries[kept - 1].path, tree->entries[i].path) != 0)
			tree->entries[kept++] = tree->entries[i];
	}
	tree->count = kept;
}

/* The first entry that does not sort before path. */
static size_t lower_bound(const struct tree *tree, const char *path)
{
	size_t low = 0;
	size_t high = tree->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (path_compare(tree->entries[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct entry *tree_find(const struct tree *tree, const char *path)
{
	size_t at = lower_bound(tree, path);

	if (at == tree->count || strcmp(tree->entries[at].path, path) != 0)
		return NULL;
	return &tree->entries[at];
}

struct tree_range tree_within(const struct tree *tree, const char *path)
{
	size_t first = lower_bound(tree, path);
	size_t low = first;
	size_t high = tree->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (path_is_within(tree->entries[middle].path, path))
			low = middle + 1;
		else
			high = middle;
	}
	return (struct tree_range){.first = first, .count = low - first};
}

bool entry_is_protected(const struct entry *entry)
{
	return entry->content == CONTENT_PROTECTED || entry->content == CONTENT_DIGEST_ONLY;
}

void entry_mark_unreadable(struct entry *entry, int problem)
{
	entry->content = CONTENT_UNREADABLE;
	entry->problem = problem;
	entry->has_blob = false;
	entry->seal = NULL;
}

int tree_compare_heads(const struct tree *before, size_t i, const struct tree *after, size_t j)
{
	if (i == before->count)
		return 1;
	if (j == after->count)
		return -1;
	return path_compare(before->entries[i].path, after->entries[j].path);
}

const char *entry_kind_name(enum entry_kind kind)
{
	switch (kind) {
	case ENTRY_FILE:
		return "file";
	case ENTRY_DIRECTORY:
		return "directory";
	case ENTRY_LINK:
		return "symbolic link";
	case ENTRY_FIFO:
		return "FIFO";
	case ENTRY_CHARACTER_DEVICE:
		return "character device";
	case ENTRY_BLOCK_DEVICE:
		return "block device";
	case ENTRY_SOCKET:
		return "socket";
	}
	return "unknown";
}

char entry_kind_letter(enum entry_kind kind)
{
	static const char letters[] = {
		[ENTRY_FILE] = 'f',
		[ENTRY_DIRECTORY] = 'd',
		[ENTRY_LINK] = 'l',
		[ENTRY_FIFO] = 'p',
		[ENTRY_CHARACTER_DEVICE] = 'c',
		[ENTRY_BLOCK_DEVICE] = 'b',
		[ENTRY_SOCKET] = 's',
	};

	return letters[kind];
}

bool entry_same_content(const struct entry *a, const struct entry *b)
{
	if (a->kind != ENTRY_FILE || b->kind != ENTRY_FILE)
		return a->kind == b->kind;
	if (a->content == CONTENT_UNREADABLE || b->content == CONTENT_UNREADABLE)
		return false;
	if (a->has_blob && b->has_blob)
		return memcmp(a->blob, b->blob, BLOB_SIZE) == 0;
	if (a->seal != NULL && b->seal != NULL)
		return memcmp(a->seal, b->seal, SEAL_SIZE) == 0;
	return false;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Directories that are, all the way down, as they were: what has been recorded of them stays true.
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "core/tree.h"

static bool same_string(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_attribute(const struct attribute *a, const struct attribute *b)
{
	return a->length == b->length && strcmp(a->name, b->name) == 0 &&
		(a->length == 0 || memcmp(a->value, b->value, a->length) == 0);
}

bool attributes_same(const struct attributes *a, const struct attributes *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->count != b->count || !same_string(a->access_acl, b->access_acl) ||
		!same_string(a->default_acl, b->default_acl))
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (!same_attribute(&a->list[i], &b->list[i]))
			return false;
	}
	return true;
}

static bool same_owner(const struct entry *a, const struct entry *b)
{
	return a->uid == b->uid && a->gid == b->gid && same_string(a->user, b->user) &&
		same_string(a->group, b->group);
}

/* Of a public file the blob is recorded, of others the seal. */
static bool same_record(const struct entry *a, const struct entry *b)
{
	if (a->content != b->content || a->problem != b->problem)
		return false;
	if (a->content == CONTENT_PUBLIC)
		return a->size == b->size && a->has_blob && b->has_blob &&
			memcmp(a->blob, b->blob, BLOB_SIZE) == 0;
	return a->seal == b->seal ||
		(a->seal != NULL && b->seal != NULL && memcmp(a->seal, b->seal, SEAL_SIZE) == 0);
}

bool entry_same(const struct entry *a, const struct entry *b)
{
	return a->kind == b->kind && a->ancestor == b->ancestor && a->mode == b->mode &&
		a->seconds == b->seconds && a->nanoseconds == b->nanoseconds &&
		a->major == b->major && a->minor == b->minor && same_owner(a, b) &&
		same_string(a->target, b->target) && same_string(a->same_as, b->same_as) &&
		same_record(a, b) && attributes_same(a->attributes, b->attributes);
}

bool tree_same(const struct tree *a, const struct tree *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (strcmp(a->entries[i].path, b->entries[i].path) != 0 ||
			!entry_same(&a->entries[i], &b->entries[i]))
			return false;
	}
	return true;
}

/* Directories of `after` from "/" down to where the walk is. */
struct above {
	size_t *items;
	size_t count;
	size_t capacity;
};

static void push(struct above *above, size_t directory)
{
	above->items =
		memory_grow(above->items, &above->capacity, above->count + 1, sizeof *above->items);
	above->items[above->count++] = directory;
}

/* Leaves the directories that the path is not in. */
static void leave(struct above *above, const struct tree *after, const char *path, bool *same)
{
	while (above->count > 0) {
		size_t last = above->items[above->count - 1];

		if (path != NULL && path_is_within(path, after->entries[last].path))
			return;
		above->count--;
		if (above->count > 0 && !same[last])
			same[above->items[above->count - 1]] = false;
	}
}

static void note_change(struct above *above, bool *same)
{
	if (above->count > 0)
		same[above->items[above->count - 1]] = false;
}

/* Entry j of `after`, at which the walk has left what it is not in. */
static void visit(struct above *above, const struct tree *after, size_t j, bool is_same, bool *same)
{
	bool is_directory = after->entries[j].kind == ENTRY_DIRECTORY;

	same[j] = is_same && is_directory;
	if (is_directory)
		push(above, j);
	else if (!is_same)
		note_change(above, same);
}

void tree_mark_same(const struct tree *before, const struct tree *after, bool *same)
{
	struct above above = {0};
	size_t i = 0, j = 0;

	while (i < before->count || j < after->count) {
		int order = tree_compare_heads(before, i, after, j);

		if (order < 0) {
			leave(&above, after, before->entries[i].path, same);
			note_change(&above, same);
		} else {
			leave(&above, after, after->entries[j].path, same);
			visit(&above, after, j,
				order == 0 && entry_same(&before->entries[i], &after->entries[j]),
				same);
		}
		i += order <= 0;
		j += order >= 0;
	}
	leave(&above, after, NULL, same);
	free(above.items);
}

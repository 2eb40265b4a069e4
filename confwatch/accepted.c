// SPDX-License-Identifier: GPL-2.0-or-later
// The state that everything is compared with: what a person, not a restore, recorded last.
#include "accepted.h"

#include <string.h>

#include "base/path.h"
#include "unchanged.h"

/* One snapshot and those after it. */
struct link {
	const struct link *newer;
	struct snapshot snapshot;
};

bool accepted_leaves_open(enum snapshot_kind kind)
{
	return kind == SNAPSHOT_BEFORE_RESTORE || kind == SNAPSHOT_PARTIAL_RESTORE ||
		kind == SNAPSHOT_RESTORE || kind == SNAPSHOT_UNDO;
}

/* From the newest snapshot that no restore made up to the head; NULL with an error. */
static const struct link *list_since(struct workspace *workspace, struct history *history,
	const struct snapshot_id *head, struct error *error)
{
	struct snapshot_id id = *head;
	struct link *newer = NULL;

	for (;;) {
		struct link *link = arena_new(workspace->arena, struct link);
		struct snapshot *snapshot = &link->snapshot;

		link->newer = newer;
		if (history_snapshot(history, workspace->arena, &id, snapshot, error) < 0)
			return NULL;
		if (!snapshot->has_parent || !accepted_leaves_open(snapshot->kind))
			return link;
		newer = link;
		id = snapshot->parent;
	}
}

/*
 * The restores that count. An undo takes back the last restore or undo, so that two of them in a
 * row bring the restore back; one whose restore is older than the base counts like a restore. What
 * a restore left that failed is nothing that anybody wanted: it changes nothing here.
 */
static struct layer *follow(struct arena *arena, const struct link *base)
{
	struct layer *before = NULL;
	struct layer *now = NULL;
	bool acted = false;

	for (const struct link *link = base->newer; link != NULL; link = link->newer) {
		struct layer *next = before;

		if (link->snapshot.kind == SNAPSHOT_BEFORE_RESTORE)
			continue;
		if (link->snapshot.kind == SNAPSHOT_PARTIAL_RESTORE) {
			next = now;
		} else if (link->snapshot.kind != SNAPSHOT_UNDO || !acted) {
			next = arena_new(arena, struct layer);
			next->older = now;
			next->snapshot = &link->snapshot;
		}
		before = now;
		now = next;
		acted = true;
	}
	return now;
}

/* Which part of which history is read. */
struct reading {
	struct workspace *workspace;
	struct history *history;
	const char *const *paths;
	size_t paths_count;
};

static int compare_heads(
	const struct tree *tree, size_t entry, const struct change_list *changes, size_t change)
{
	if (entry == tree->count)
		return 1;
	if (change == changes->count)
		return -1;
	return path_compare(tree->entries[entry].path, changes->changes[change].path);
}

/* Both are in tree order. */
static void replace_changed(struct tree *tree, const struct change_list *changes)
{
	struct tree result;
	size_t i = 0, j = 0;

	tree_init(&result, tree->arena);
	while (i < tree->count || j < changes->count) {
		int order = compare_heads(tree, i, changes, j);

		if (order < 0)
			*tree_add(&result) = tree->entries[i];
		else if (changes->changes[j].after != NULL)
			*tree_add(&result) = *changes->changes[j].after;
		i += order <= 0;
		j += order >= 0;
	}
	*tree = result;
}

/* Only what the restore changed, and nothing else that it recorded. */
static int read_changes(const struct reading *reading, struct layer *layer, struct error *error)
{
	return history_changes(reading->history, reading->workspace->arena,
		&layer->snapshot->parent, &layer->snapshot->id, reading->paths,
		reading->paths_count, &layer->changes, error);
}

static void lay_over(struct tree *tree, const struct layer *layer)
{
	if (layer == NULL)
		return;
	lay_over(tree, layer->older);
	replace_changed(tree, &layer->changes);
}

static int read_base(const struct reading *reading, const struct cache *cache,
	struct accepted *accepted, struct error *error)
{
	if (accepted->is_head && cache != NULL && reading->paths_count == 0 &&
		unchanged_describes(cache, &accepted->head)) {
		cache_tree(cache, reading->workspace->arena, &accepted->tree);
		return 0;
	}
	tree_init(&accepted->tree, reading->workspace->arena);
	return history_tree(reading->history, &accepted->base.id, reading->paths,
		reading->paths_count, &accepted->tree, error);
}

int accepted_read(struct workspace *workspace, struct history *history, const struct cache *cache,
	const char *const *paths, size_t paths_count, struct accepted *result, struct error *error)
{
	const struct reading reading = {workspace, history, paths, paths_count};
	struct accepted accepted = {0};
	const struct link *base;
	struct layer *layers;

	if (history_head(history, &accepted.head, error) < 0)
		return -error->code;
	base = list_since(workspace, history, &accepted.head, error);
	if (base == NULL)
		return -error->code;
	accepted.base = base->snapshot;
	accepted.is_head = base->newer == NULL;
	if (read_base(&reading, cache, &accepted, error) < 0)
		return -error->code;
	layers = follow(workspace->arena, base);
	for (struct layer *layer = layers; layer != NULL; layer = layer->older) {
		if (read_changes(&reading, layer, error) < 0)
			return -error->code;
	}
	lay_over(&accepted.tree, layers);
	accepted.layers = layers;
	*result = accepted;
	return 0;
}

int accepted_base(struct workspace *workspace, struct history *history, struct snapshot *result,
	struct error *error)
{
	const struct link *base;
	struct snapshot_id head;

	if (history_head(history, &head, error) < 0)
		return -error->code;
	base = list_since(workspace, history, &head, error);
	if (base == NULL)
		return -error->code;
	*result = base->snapshot;
	return 0;
}

const struct snapshot_id *accepted_source(const struct accepted *accepted, const char *path)
{
	for (const struct layer *layer = accepted->layers; layer != NULL; layer = layer->older) {
		if (change_find(&layer->changes, path) != NULL)
			return &layer->snapshot->id;
	}
	return &accepted->base.id;
}

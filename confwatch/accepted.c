// SPDX-License-Identifier: GPL-2.0-or-later
// The state that everything is compared with: what a person, not a restore, recorded last.
#include "accepted.h"

#include <string.h>

#include "base/path.h"
#include "base/path_set.h"
#include "core/ledger.h"
#include "system/diary.h"
#include "unchanged.h"

/* One snapshot and those after it. */
struct link {
	const struct link *newer;
	struct snapshot snapshot;
};

bool accepted_leaves_open(enum snapshot_kind kind)
{
	return kind == SNAPSHOT_BEFORE_RESTORE || kind == SNAPSHOT_PARTIAL_RESTORE ||
		kind == SNAPSHOT_RESTORE || kind == SNAPSHOT_UNDO || kind == SNAPSHOT_ACCEPT;
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

/* What counts on top of the base, up to one snapshot. */
struct course {
	struct layer *before; /* the same without the last restore or undo */
	struct layer *now;
	bool acted;
};

static struct layer *add_layer(
	struct arena *arena, struct layer *older, const struct snapshot *snapshot)
{
	struct layer *layer = arena_new(arena, struct layer);

	layer->older = older;
	layer->snapshot = snapshot;
	return layer;
}

/*
 * An undo takes back the last restore or undo, so that two of them in a row bring the restore
 * back; one whose restore is older than the base counts like a restore. What a restore left that
 * failed is nothing that anybody wanted: it changes nothing here.
 */
static void follow_restore(
	struct arena *arena, const struct snapshot *snapshot, struct course *course)
{
	struct layer *next = course->before;

	if (snapshot->kind == SNAPSHOT_BEFORE_RESTORE || snapshot->kind == SNAPSHOT_ACCEPT)
		return;
	if (snapshot->kind == SNAPSHOT_PARTIAL_RESTORE)
		next = course->now;
	else if (snapshot->kind != SNAPSHOT_UNDO || !course->acted)
		next = add_layer(arena, course->now, snapshot);
	course->before = course->now;
	course->now = next;
	course->acted = true;
}

/* No undo takes back what somebody said. */
static void follow_acceptance(struct workspace *workspace, const struct diary *diary,
	const struct snapshot *snapshot, struct course *course)
{
	struct arena *arena = workspace->arena;
	struct string_list paths = {0};
	struct layer **const ends[] = {&course->before, &course->now};

	ledger_accepted_in(arena, diary, &snapshot->id, workspace->now, &paths);
	for (size_t i = 0; paths.count > 0 && i < sizeof ends / sizeof ends[0]; i++) {
		*ends[i] = add_layer(arena, *ends[i], snapshot);
		(*ends[i])->paths = paths;
	}
}

/* The restores that count, and what was accepted by name. */
static int follow(struct workspace *workspace, struct history *history, const struct link *base,
	struct layer **result, struct error *error)
{
	struct course course = {0};
	struct diary diary = {0};

	if (base->newer != NULL && diary_load(history, workspace->arena, &diary, error) < 0)
		return -error->code;
	for (const struct link *link = base->newer; link != NULL; link = link->newer) {
		follow_restore(workspace->arena, &link->snapshot, &course);
		follow_acceptance(workspace, &diary, &link->snapshot, &course);
	}
	*result = course.now;
	return 0;
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
static int read_layer(const struct reading *reading, struct layer *layer, struct error *error)
{
	struct arena *arena = reading->workspace->arena;
	const bool whole = reading->paths_count == 0;

	if (layer->paths.count == 0)
		return history_changes(reading->history, arena, &layer->snapshot->parent,
			&layer->snapshot->id, reading->paths, reading->paths_count, &layer->changes,
			error);
	tree_init(&layer->tree, arena);
	return history_tree(reading->history, &layer->snapshot->id,
		whole ? layer->paths.items : reading->paths,
		whole ? layer->paths.count : reading->paths_count, &layer->tree, error);
}

/* With the directories above, where there were none before. */
static void find_accepted(const struct tree *tree, struct layer *layer)
{
	struct change_list *changes = &layer->changes;
	struct path_set paths;
	size_t kept = 0;

	path_set_make(tree->arena, layer->paths.items, layer->paths.count, &paths);
	diff_trees(tree->arena, tree, &layer->tree, NULL, 0, changes);
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->changes[i];

		if (path_set_holds(&paths, change->path) ||
			(change->kind == CHANGE_ADDED && path_set_reaches(&paths, change->path)))
			changes->changes[kept++] = *change;
	}
	changes->count = kept;
}

static void lay_over(struct tree *tree, struct layer *layer)
{
	if (layer == NULL)
		return;
	lay_over(tree, layer->older);
	if (layer->paths.count > 0)
		find_accepted(tree, layer);
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
	struct layer *layers = NULL;

	if (history_head(history, &accepted.head, error) < 0)
		return -error->code;
	base = list_since(workspace, history, &accepted.head, error);
	if (base == NULL)
		return -error->code;
	accepted.base = base->snapshot;
	accepted.is_head = base->newer == NULL;
	if (read_base(&reading, cache, &accepted, error) < 0)
		return -error->code;
	if (follow(workspace, history, base, &layers, error) < 0)
		return -error->code;
	for (struct layer *layer = layers; layer != NULL; layer = layer->older) {
		if (read_layer(&reading, layer, error) < 0)
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

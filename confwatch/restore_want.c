// SPDX-License-Identifier: GPL-2.0-or-later
// The wanted state of a restore: which snapshots it comes from, path by path.
#include "restore_want.h"

#include <stdlib.h>
#include <string.h>

#include "accepted.h"
#include "base/path.h"
#include "snapshot.h"
#include "system/names.h"
#include "upgrade.h"

/* Of a path, on its way into the wanted state. */
enum progress {
	PROGRESS_NONE, /* no exception */
	PROGRESS_WAITS,
	PROGRESS_NOW,
	PROGRESS_DONE,
};

/* A path that was asked for, when it does not come from the state that the others come from. */
struct exception {
	const char *path;
	enum progress progress;
	struct snapshot_id snapshot;
};

/* One for each path asked for, sorted. */
struct exceptions {
	struct arena *arena;
	struct exception *items;
	size_t count;
};

static int compare_exceptions(const void *a, const void *b)
{
	return path_compare(
		((const struct exception *)a)->path, ((const struct exception *)b)->path);
}

static struct exception *find_exception(const struct exceptions *exceptions, const char *path)
{
	const struct exception key = {.path = path};

	return bsearch(&key, exceptions->items, exceptions->count, sizeof key, compare_exceptions);
}

static void list_exceptions(
	struct arena *arena, const struct restoration *restoration, struct exceptions *result)
{
	size_t count = restoration->paths_count;
	struct exception *items = arena_new_array(arena, count, struct exception);

	*result = (struct exceptions){.arena = arena, .items = items};
	for (size_t i = 0; i < count; i++)
		items[i].path = restoration->paths[i];
	qsort(items, count, sizeof *items, compare_exceptions);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || strcmp(items[i].path, items[result->count - 1].path) != 0)
			items[result->count++] = items[i];
	}
}

/* Of the paths asked for, the nearest above it decides; NULL: it lies in none. */
static const struct exception *decisive(const struct exceptions *exceptions, const char *path)
{
	const struct exception *found = find_exception(exceptions, path);

	while (found == NULL && path[1] != '\0') {
		path = path_parent(exceptions->arena, path);
		found = find_exception(exceptions, path);
	}
	return found;
}

static bool comes_now(const struct exceptions *exceptions, const char *path)
{
	const struct exception *exception = decisive(exceptions, path);

	return exception != NULL && exception->progress == PROGRESS_NOW;
}

/* A snapshot that could not read it has nothing that could be brought back. */
static bool has_path(const struct tree *tree, const char *path)
{
	const struct entry *entry = tree_find(tree, path);

	return entry != NULL && entry->content != CONTENT_UNREADABLE;
}

/* The newest snapshot that has the path: the first that has it among those that changed it. */
static int find_older(struct workspace *workspace, struct history *history,
	struct restore_source *source, struct tree *tree, struct error *error)
{
	struct snapshot_list list = {0};

	if (history_list(history, workspace->arena, 0, &source->path, 1, &list, error) < 0)
		return -error->code;
	for (size_t i = 0; i < list.count; i++) {
		tree_init(tree, workspace->arena);
		if (history_tree(history, &list.items[i].id, &source->path, 1, tree, error) < 0)
			return -error->code;
		if (has_path(tree, source->path)) {
			source->snapshot = list.items[i].id;
			source->found = true;
			return 0;
		}
	}
	return 0;
}

static void drop_what_comes_now(struct tree *tree, const struct exceptions *exceptions)
{
	size_t kept = 0;

	for (size_t i = 0; i < tree->count; i++) {
		if (!comes_now(exceptions, tree->entries[i].path))
			tree->entries[kept++] = tree->entries[i];
	}
	tree->count = kept;
}

/* What comes now is taken from this tree, and directories above where they miss. */
static void merge(struct tree *into, const struct tree *tree, const struct exceptions *exceptions)
{
	struct tree others;

	drop_what_comes_now(into, exceptions);
	others = *into;
	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];
		const struct exception *from = decisive(exceptions, entry->path);

		others.entries = into->entries;
		if (from != NULL ? from->progress == PROGRESS_NOW
				 : tree_find(&others, entry->path) == NULL)
			*tree_add(into) = *entry;
	}
	tree_sort(into);
}

static void merge_older(struct restoration *restoration, struct exceptions *exceptions,
	const char *path, const struct tree *older)
{
	struct exception *exception = find_exception(exceptions, path);

	exception->progress = PROGRESS_NOW;
	merge(&restoration->wanted, older, exceptions);
	exception->progress = PROGRESS_DONE;
}

static int choose_source(struct workspace *workspace, struct history *history, bool named,
	struct restoration *restoration, struct exceptions *exceptions,
	struct restore_source *source, struct error *error)
{
	bool in_first = has_path(&restoration->wanted, source->path);
	struct tree older = {0};

	source->found = false;
	if (!named && !in_first && find_older(workspace, history, source, &older, error) < 0)
		return -error->code;
	switch (plan_source(
		named, restoration->options.removed, in_first, in_first, source->found)) {
	case SOURCE_NAMED:
	case SOURCE_LAST:
		source->found = true;
		break;
	case SOURCE_OLDER:
		merge_older(restoration, exceptions, source->path, &older);
		break;
	case SOURCE_NONE:
		break;
	}
	return 0;
}

/* Owners by name, where the numbers on this machine differ from those recorded. */
static void map_names(const struct workspace *workspace, struct tree *wanted)
{
	for (size_t i = 0; i < wanted->count; i++) {
		struct entry *entry = &wanted->entries[i];
		uint32_t id;

		if (entry->user != NULL && names_uid(workspace->names, entry->user, &id))
			entry->uid = id;
		if (entry->group != NULL && names_gid(workspace->names, entry->group, &id))
			entry->gid = id;
	}
}

static int read_named(struct workspace *workspace, struct history *history, const char *from,
	struct restoration *restoration, struct restore_source *sources, struct error *error)
{
	struct snapshot_id id;

	tree_init(&restoration->wanted, workspace->arena);
	if (snapshot_resolve(workspace, history, from, &id, error) < 0 ||
		history_tree(history, &id, restoration->paths, restoration->paths_count,
			&restoration->wanted, error) < 0)
		return -error->code;
	for (size_t i = 0; i < restoration->paths_count; i++)
		sources[i] = (struct restore_source){restoration->paths[i], true, id};
	return 0;
}

/* All paths that wait for the snapshot of the first, with one look at it. */
static int merge_waiting(struct history *history, struct restoration *restoration,
	struct exceptions *exceptions, size_t first, struct error *error)
{
	const struct snapshot_id *id = &exceptions->items[first].snapshot;
	struct string_list paths = {0};
	struct tree tree;

	for (size_t i = first; i < exceptions->count; i++) {
		struct exception *item = &exceptions->items[i];

		if (item->progress != PROGRESS_WAITS ||
			memcmp(&item->snapshot, id, sizeof *id) != 0)
			continue;
		item->progress = PROGRESS_NOW;
		string_list_add(&paths, exceptions->arena, item->path);
	}
	tree_init(&tree, exceptions->arena);
	if (history_tree(history, id, paths.items, paths.count, &tree, error) < 0)
		return -error->code;
	merge(&restoration->wanted, &tree, exceptions);
	for (size_t i = first; i < exceptions->count; i++) {
		if (exceptions->items[i].progress == PROGRESS_NOW)
			exceptions->items[i].progress = PROGRESS_DONE;
	}
	return 0;
}

static void note_taken(const struct finding_list *taken, const struct exceptions *exceptions)
{
	for (size_t i = 0; i < taken->count; i++) {
		const struct finding *finding = &taken->items[i];
		struct exception *exception = find_exception(exceptions, finding->path);

		if (exception == NULL || exception->progress != PROGRESS_NONE)
			continue;
		exception->progress = PROGRESS_WAITS;
		exception->snapshot = finding->snapshot;
	}
}

/* What a transaction took is in no newer snapshot: the last one has what came in its place. */
static int choose_taken(struct workspace *workspace, struct history *history,
	struct restoration *restoration, struct exceptions *exceptions,
	struct restore_source *sources, struct error *error)
{
	struct finding_list taken = {0};

	if (upgrade_taken(workspace, history, &restoration->wanted,
		    restoration->options.metadata_only, &taken, error) < 0)
		return -error->code;
	note_taken(&taken, exceptions);
	for (size_t i = 0; i < exceptions->count; i++) {
		if (exceptions->items[i].progress == PROGRESS_WAITS &&
			merge_waiting(history, restoration, exceptions, i, error) < 0)
			return -error->code;
	}
	for (size_t i = 0; i < restoration->paths_count; i++) {
		const struct exception *item = find_exception(exceptions, sources[i].path);

		if (item->progress == PROGRESS_DONE)
			sources[i].snapshot = item->snapshot;
	}
	return 0;
}

/* Not what the last restore has recorded beside its paths: that is still to be mended. */
static int read_accepted(struct workspace *workspace, struct history *history,
	struct restoration *restoration, struct exceptions *exceptions,
	struct restore_source *sources, struct error *error)
{
	struct accepted accepted;

	if (accepted_read(workspace, history, NULL, restoration->paths, restoration->paths_count,
		    &accepted, error) < 0)
		return -error->code;
	restoration->wanted = accepted.tree;
	for (size_t i = 0; i < restoration->paths_count; i++) {
		const char *path = restoration->paths[i];

		sources[i] = (struct restore_source){path, true, *accepted_source(&accepted, path)};
	}
	return choose_taken(workspace, history, restoration, exceptions, sources, error);
}

int restore_want(struct workspace *workspace, struct history *history, const char *from,
	struct restoration *restoration, struct error *error)
{
	struct arena *arena = workspace->arena;
	struct restore_source *sources =
		arena_new_array(arena, restoration->paths_count, struct restore_source);
	struct exceptions exceptions;
	int rc;

	list_exceptions(arena, restoration, &exceptions);
	rc = from != NULL
		? read_named(workspace, history, from, restoration, sources, error)
		: read_accepted(workspace, history, restoration, &exceptions, sources, error);
	for (size_t i = 0; rc == 0 && i < restoration->paths_count; i++)
		rc = choose_source(workspace, history, from != NULL, restoration, &exceptions,
			&sources[i], error);
	if (rc < 0)
		return rc;
	restoration->sources = sources;
	restoration->source = sources[0].snapshot;
	if (restoration->options.map_names)
		map_names(workspace, &restoration->wanted);
	return history_snapshot(
		history, arena, &restoration->source, &restoration->source_snapshot, error);
}

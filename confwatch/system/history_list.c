// SPDX-License-Identifier: GPL-2.0-or-later
// The snapshots, newest first; all of them, or those that changed something at some paths.
#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "core/diff.h"
#include "core/manifest.h"
#include "system/history_parts.h"

static bool same_id(const git_oid *a, const git_oid *b)
{
	return git_oid_equal(a, b) != 0;
}

/* The id of what lies at a path of a git tree; all zero when there is nothing. */
static git_oid id_at(git_tree *tree, const char *path)
{
	git_tree_entry *entry = NULL;
	git_oid result = {0};

	if (path[0] == '\0')
		return *git_tree_id(tree);
	if (git_tree_entry_bypath(&entry, tree, path) == 0)
		result = *git_tree_entry_id(entry);
	git_tree_entry_free(entry);
	return result;
}

static bool differs_at(git_tree *a, git_tree *b, const char *path)
{
	git_oid left = id_at(a, path);
	git_oid right = id_at(b, path);

	return !same_id(&left, &right);
}

/* Whether the ids leave it open that the path, or what lies below it, changed. */
static bool may_differ(struct arena *arena, git_tree *a, git_tree *b, const char *path)
{
	const char *parent = history_git_path(arena, path_parent(arena, path));
	const char *itself = history_git_path(arena, path);

	if (differs_at(a, b, itself) ||
		differs_at(a, b, arena_format(arena, HISTORY_META "/%s", itself)))
		return true;
	for (int part = 0; part < MANIFEST_PARTS; part++) {
		const char *name = manifest_part_name((enum manifest_part)part);

		if (differs_at(a, b,
			    arena_format(arena, HISTORY_META "%s%s/%s",
				    parent[0] != '\0' ? "/" : "", parent, name)))
			return true;
	}
	return false;
}

/* Two neighbouring snapshots, newer first; the older one may be missing. */
struct pair {
	struct history *history;
	git_commit *newer;
	git_commit *older; /* NULL: none */
	const char *const *paths;
	size_t paths_count;
	struct arena *arena; /* for one pair only */
};

static int may_any_differ(const struct pair *pair, struct error *error)
{
	git_tree *newer = NULL;
	git_tree *older = NULL;
	int result = history_commit_tree(pair->newer, &newer, error);

	if (result == 0)
		result = history_commit_tree(pair->older, &older, error);
	for (size_t i = 0; i < pair->paths_count && result == 0; i++)
		result = may_differ(pair->arena, newer, older, pair->paths[i]) ? 1 : 0;
	git_tree_free(newer);
	git_tree_free(older);
	return result;
}

static struct snapshot_id id_of(git_commit *commit)
{
	struct snapshot_id result;

	memcpy(result.bytes, git_commit_id(commit)->id, sizeof result.bytes);
	return result;
}

/* Time stamps change ids, but are no change: the trees themselves decide. */
static int do_differ(const struct pair *pair, struct error *error)
{
	struct snapshot_id after = id_of(pair->newer), before = {0};
	struct change_list changes = {0};

	if (pair->older != NULL)
		before = id_of(pair->older);
	if (history_changes(pair->history, pair->arena, pair->older != NULL ? &before : NULL,
		    &after, pair->paths, pair->paths_count, &changes, error) < 0)
		return -error->code;
	return changes.count > 0 ? 1 : 0;
}

/* 1: the newer snapshot changed something at the paths. */
static int is_wanted(const struct pair *pair, struct error *error)
{
	int result = 1;

	if (pair->paths_count == 0)
		return 1;
	if (pair->older != NULL)
		result = may_any_differ(pair, error);
	return result == 1 ? do_differ(pair, error) : result;
}

static void add_snapshot(
	struct snapshot_list *list, struct arena *arena, const struct snapshot *snapshot)
{
	list->items = arena_grow(
		arena, list->items, &list->capacity, list->count + 1, sizeof *list->items);
	list->items[list->count++] = *snapshot;
}

static int lookup_parent(
	struct history *history, git_commit *commit, git_commit **result, struct error *error)
{
	struct snapshot_id id;

	*result = NULL;
	if (git_commit_parentcount(commit) == 0)
		return 0;
	memcpy(id.bytes, git_commit_parent_id(commit, 0)->id, sizeof id.bytes);
	return history_commit_lookup(history, &id, result, error);
}

/* Finds the older one of the pair first. */
static int ask(struct pair *pair, struct error *error)
{
	struct arena scratch = ARENA_INIT;
	int result = lookup_parent(pair->history, pair->newer, &pair->older, error);

	if (result < 0)
		return result;
	pair->arena = &scratch;
	result = is_wanted(pair, error);
	pair->arena = NULL;
	arena_release(&scratch);
	return result;
}

/* Adds the pair's newer snapshot if it is wanted. */
static int consider(
	struct pair *pair, struct arena *arena, struct snapshot_list *list, struct error *error)
{
	int result = ask(pair, error);

	if (result == 1) {
		struct snapshot snapshot = history_describe(pair->newer, arena);

		add_snapshot(list, arena, &snapshot);
	}
	return result < 0 ? result : 0;
}

static int collect(struct pair *pair, struct arena *arena, size_t count, struct snapshot_list *list,
	struct error *error)
{
	int result = 0;

	while (pair->newer != NULL && result == 0 && (count == 0 || list->count < count)) {
		result = consider(pair, arena, list, error);
		git_commit_free(pair->newer);
		pair->newer = pair->older;
		pair->older = NULL;
	}
	git_commit_free(pair->newer);
	return result;
}

int history_list(struct history *history, struct arena *arena, size_t count,
	const char *const *paths, size_t paths_count, struct snapshot_list *result,
	struct error *error)
{
	struct pair pair = {.history = history, .paths = paths, .paths_count = paths_count};
	struct snapshot_list list = {0};
	struct snapshot_id head;
	int code = history_head(history, &head, error);

	if (code == -ENOENT) {
		*result = list;
		return 0;
	}
	if (code < 0 || history_commit_lookup(history, &head, &pair.newer, error) < 0)
		return -error->code;
	code = collect(&pair, arena, count, &list, error);
	if (code == 0)
		*result = list;
	return code;
}

int history_touches(struct history *history, const struct snapshot_id *id, const char *const *paths,
	size_t paths_count, struct error *error)
{
	struct pair pair = {.history = history, .paths = paths, .paths_count = paths_count};
	int result = history_commit_lookup(history, id, &pair.newer, error);

	if (result < 0)
		return -error->code;
	result = ask(&pair, error);
	git_commit_free(pair.newer);
	git_commit_free(pair.older);
	return result;
}

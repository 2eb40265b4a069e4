// SPDX-License-Identifier: GPL-2.0-or-later
// Undo: exactly the paths that the last restore changed, back to what they were before it.
#include <errno.h>
#include <stdlib.h>

#include "base/path.h"
#include "base/translate.h"
#include "core/diff.h"
#include "restore_want.h"

static bool is_of_a_restore(enum snapshot_kind kind)
{
	return kind == SNAPSHOT_RESTORE || kind == SNAPSHOT_PARTIAL_RESTORE ||
		kind == SNAPSHOT_UNDO;
}

static int find_last_restore(struct workspace *workspace, struct history *history,
	struct snapshot *result, struct error *error)
{
	struct snapshot_list list = {0};

	if (history_list(history, workspace->arena, 0, NULL, 0, &list, error) < 0)
		return -error->code;
	for (size_t i = 0; i < list.count; i++) {
		const struct snapshot *snapshot = &list.items[i];

		if (snapshot->has_parent && is_of_a_restore(snapshot->kind)) {
			*result = *snapshot;
			return 0;
		}
	}
	return error_set(error, ENOENT, "%s", _("there is no restore that could be undone"));
}

static int list_changed(struct workspace *workspace, struct history *history,
	const struct snapshot *snapshot, struct string_list *result, struct error *error)
{
	struct change_list changes = {0};

	if (history_changes(history, workspace->arena, &snapshot->parent, &snapshot->id, NULL, 0,
		    &changes, error) < 0)
		return -error->code;
	for (size_t i = 0; i < changes.count; i++)
		string_list_add(result, workspace->arena, changes.changes[i].path);
	return 0;
}

/* Sorted paths: what lies below one follows it without a gap. */
static bool is_above_listed(const struct string_list *list, const char *path)
{
	size_t at = path_place(list->items, list->count, path);

	return at < list->count && path_is_within(list->items[at], path);
}

/* Only what the restore changed, and the directories above it. */
static void keep_listed(struct tree *tree, const struct string_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];

		if (is_above_listed(list, entry->path))
			tree->entries[kept++] = *entry;
	}
	tree->count = kept;
}

/* A directory that is only passed through stays as it is. */
static void leave_passed_through(
	struct tree *wanted, const struct tree *present, const struct string_list *list)
{
	for (size_t i = 0; i < wanted->count; i++) {
		struct entry *entry = &wanted->entries[i];
		const struct entry *now = tree_find(present, entry->path);

		if (now != NULL && !path_is_among(list->items, list->count, entry->path))
			*entry = *now;
	}
}

/* The stamps stay beside their entries. */
static void keep_listed_scan(struct scan *scan, const struct string_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < scan->tree.count; i++) {
		if (is_above_listed(list, scan->tree.entries[i].path))
			scan->stamps[kept++] = scan->stamps[i];
	}
	keep_listed(&scan->tree, list);
}

int restore_prepare_undo(struct workspace *workspace, struct history *history,
	struct restoration *result, struct error *error)
{
	struct restoration restoration = {.undo = true};
	struct string_list paths = {0};
	struct snapshot snapshot;
	struct scan scan = {0};

	if (find_last_restore(workspace, history, &snapshot, error) < 0 ||
		list_changed(workspace, history, &snapshot, &paths, error) < 0 ||
		history_snapshot(history, workspace->arena, &snapshot.parent,
			&restoration.source_snapshot, error) < 0)
		return -error->code;
	if (paths.count == 0)
		return error_set(error, ENOENT, "%s", _("the last restore changed nothing"));
	restoration.source = snapshot.parent;
	restoration.paths = paths.items;
	restoration.paths_count = paths.count;
	restoration.options = (struct plan_options){
		.removed = true,
		.allow_special = true,
		.other_root = workspace->other_root,
		.never = &workspace->configuration.restore_refuse,
	};
	tree_init(&restoration.wanted, workspace->arena);
	if (history_tree(history, &snapshot.parent, paths.items, paths.count, &restoration.wanted,
		    error) < 0 ||
		restore_look(workspace, history, &restoration, &scan, error) < 0)
		return -error->code;
	keep_listed(&restoration.wanted, &paths);
	keep_listed_scan(&scan, &paths);
	restoration.present = scan.tree;
	leave_passed_through(&restoration.wanted, &restoration.present, &paths);
	restore_plan(workspace, &restoration, &scan);
	*result = restoration;
	return 0;
}

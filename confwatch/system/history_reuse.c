// SPDX-License-Identifier: GPL-2.0-or-later
// Trees of an earlier snapshot, directory by directory, for those that are still the same.
#include "system/history_parts.h"

void old_trees_release(struct old_trees *trees)
{
	git_tree_free(trees->content);
	git_tree_free(trees->meta);
	*trees = (struct old_trees){0};
}

const git_oid *old_tree_id(const git_tree *half, const char *name)
{
	const git_tree_entry *entry = half != NULL ? git_tree_entry_byname(half, name) : NULL;

	if (entry == NULL || git_tree_entry_type(entry) != GIT_OBJECT_TREE)
		return NULL;
	return git_tree_entry_id(entry);
}

static git_tree *open_below(git_repository *git, const git_tree *half, const char *name)
{
	const git_oid *id = old_tree_id(half, name);
	git_tree *result = NULL;

	if (id == NULL || git_tree_lookup(&result, git, id) < 0)
		return NULL;
	return result;
}

void old_trees_below(git_repository *git, const struct old_trees *above, const char *name,
	struct old_trees *result)
{
	*result = (struct old_trees){
		.content = open_below(git, above->content, name),
		.meta = open_below(git, above->meta, name),
	};
}

void old_trees_of_root(
	struct history *history, const struct snapshot_id *id, struct old_trees *result)
{
	git_repository *git = history->repository.git;
	struct error ignored = ERROR_INIT;
	git_tree *own;

	*result = (struct old_trees){0};
	if (history_root(history, id, &result->content, &ignored) < 0)
		return;
	own = open_below(git, result->content, ".confwatch");
	result->meta = open_below(git, own, "meta");
	git_tree_free(own);
}

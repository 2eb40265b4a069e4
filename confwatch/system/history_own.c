// SPDX-License-Identifier: GPL-2.0-or-later
// What a snapshot keeps beside the tree: findings and facts.
#include <errno.h>
#include <string.h>

#include "core/facts.h"
#include "core/finding.h"
#include "system/history_parts.h"

const char *history_own_name(enum history_own which)
{
	static const char *const names[] = {
		[HISTORY_FINDINGS] = "findings",
		[HISTORY_PACKAGES] = "packages",
	};

	return names[which];
}

/* 1: found; 0: the snapshot has none. */
static int find(git_tree *root, enum history_own which, git_oid *result, struct error *error)
{
	static const char *const paths[] = {
		[HISTORY_FINDINGS] = HISTORY_OWN "findings",
		[HISTORY_PACKAGES] = HISTORY_OWN "packages",
	};
	git_tree_entry *entry = NULL;
	int code = git_tree_entry_bypath(&entry, root, paths[which]);

	if (code == GIT_ENOTFOUND)
		return 0;
	if (code < 0)
		return repository_error(error, EBADMSG, "cannot read '%s'", paths[which]);
	*result = *git_tree_entry_id(entry);
	git_tree_entry_free(entry);
	return 1;
}

static int inherit(git_tree *root, struct own_file own[HISTORY_OWN_COUNT], struct error *error)
{
	for (int i = 0; i < HISTORY_OWN_COUNT; i++) {
		git_oid id;
		int code;

		if (own[i].given != NULL)
			continue;
		code = find(root, (enum history_own)i, &id, error);
		if (code < 0)
			return code;
		own[i].present = code == 1;
		if (code == 1)
			memcpy(own[i].id, id.id, BLOB_SIZE);
	}
	return 0;
}

int history_own_inherit(struct history *history, const struct snapshot_id *parent,
	struct own_file own[HISTORY_OWN_COUNT], struct error *error)
{
	git_tree *root = NULL;
	int code;

	if (parent == NULL)
		return 0;
	code = history_root(history, parent, &root, error);
	if (code == 0)
		code = inherit(root, own, error);
	git_tree_free(root);
	return code;
}

int history_own_text(struct history *history, const struct snapshot_id *id, enum history_own which,
	struct text *result, struct error *error)
{
	git_tree *root = NULL;
	git_oid blob;
	int code = history_root(history, id, &root, error);

	if (code == 0)
		code = find(root, which, &blob, error);
	git_tree_free(root);
	return code == 1 ? history_object(history, &blob, result, error) : code;
}

int history_findings(struct history *history, struct arena *arena, const struct snapshot_id *id,
	struct finding_list *result, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (history_own_text(history, id, HISTORY_FINDINGS, &text, error) < 0)
		return -error->code;
	return finding_read(arena, text_string(&text), text.length, result, error);
}

int history_facts(struct history *history, struct arena *arena, const struct snapshot_id *id,
	struct facts *result, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (history_own_text(history, id, HISTORY_PACKAGES, &text, error) < 0)
		return -error->code;
	if (text.length == 0) {
		*result = (struct facts){0};
		return 0;
	}
	return facts_read(arena, text_string(&text), text.length, result, error);
}

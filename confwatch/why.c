// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that is known about one path, and the administrator's reason for it.
#include "why.h"

#include <errno.h>
#include <string.h>

#include "expected.h"
#include "note.h"
#include "system/diary.h"
#include "system/packages_cache.h"
#include "upgrade.h"
#include "why_parts.h"

static void select_diary(
	struct arena *arena, const struct diary *diary, const char *path, struct diary *result)
{
	for (size_t i = 0; i < diary->count; i++) {
		if (diary_is_about(&diary->entries[i], path))
			*diary_append(result, arena) = diary->entries[i];
	}
}

static int find_entry(struct workspace *workspace, struct history *history,
	const struct sight *sight, struct why *why, struct error *error)
{
	struct tree *last;

	if (!sight->unchanged) {
		why->entry = tree_find(&sight->look.scan.tree, why->path);
		return 0;
	}
	last = arena_new(workspace->arena, struct tree);
	tree_init(last, workspace->arena);
	if (history_tree(history, &sight->head, &why->path, 1, last, error) < 0)
		return -error->code;
	why->entry = tree_find(last, why->path);
	return 0;
}

/* What packages said when they were asked last: nobody is asked now. */
static void find_owner(struct workspace *workspace, struct history *history, struct why *why)
{
	struct packages_cache *cache = arena_new(workspace->arena, struct packages_cache);

	if (packages_cache_read(workspace->arena, workspace->state_fd, cache))
		why->owner = facts_owner(&cache->facts, why->path);
	if (why->entry != NULL && why->entry->kind != ENTRY_DIRECTORY)
		why->origin = upgrade_origin(workspace, history, why->entry, why->owner);
}

static int find_history(struct workspace *workspace, struct history *history, const char *path,
	struct snapshot_list *result, struct error *error)
{
	int rc = history_list(history, workspace->arena, 0, &path, 1, result, error);

	return rc == -ENOENT ? 0 : rc;
}

/* Also of those that speak of the system, and found the path. */
static void find_rules_about(struct check *check, const char *path, struct result_list *result)
{
	const struct result_list *all = &check->all.list;

	result->items = arena_new_array(check->workspace->arena, all->count + 1, struct result);
	for (size_t i = 0; i < all->count; i++) {
		const struct result *one = &all->items[i];

		if (evaluate_speaks_of(one->rule, path)
				? one->path == NULL || strcmp(one->path, path) == 0
				: one->path != NULL && strcmp(one->path, path) == 0)
			result->items[result->count++] = *one;
	}
}

static int read_ledger(struct workspace *workspace, struct history *history,
	const struct diary *diary, const char *path, struct ledger_lines *result,
	struct error *error)
{
	struct expectation_list expected = {0};

	if (expected_since(workspace, history, diary, workspace->now, &expected, error) < 0)
		return -error->code;
	ledger_lines_of_path(workspace->arena, diary, expected.items, expected.count, path,
		workspace->now, result);
	return 0;
}

int why_look(struct workspace *workspace, struct history *history, struct check *check,
	const char *path, struct why *result, struct error *error)
{
	struct why why = {.path = path, .origin = ORIGIN_ABSENT};
	struct sight sight = {0};
	struct diary *diary = arena_new(workspace->arena, struct diary);
	struct findings_request request = {.sight = &sight,
		.paths = &path,
		.paths_count = 1,
		.program = check->evaluation.program,
		.check = check};

	if (find_history(workspace, history, path, &why.snapshots, error) < 0 ||
		note_path(workspace, path, &why.snapshots, error) < 0 ||
		findings_look(workspace, history, &sight, error) < 0 ||
		findings_open(workspace, history, &request, &why.findings, error) < 0 ||
		find_entry(workspace, history, &sight, &why, error) < 0 ||
		diary_load(history, workspace->arena, diary, error) < 0 ||
		read_ledger(workspace, history, diary, path, &why.ledger, error) < 0)
		return -error->code;
	find_owner(workspace, history, &why);
	find_rules_about(check, path, &why.rules);
	select_diary(workspace->arena, diary, path, &why.diary);
	why.reason = diary_reason(&why.diary, path);
	why.required = required_find(
		workspace->configuration.required, workspace->configuration.required_count, path);
	why.is_protected = why.entry != NULL && entry_is_protected(why.entry);
	why_find_vendor_text(workspace, history, &why);
	if (why_find_life(workspace, history, &why, error) < 0)
		return -error->code;
	*result = why;
	return 0;
}

int why_record(
	struct workspace *workspace, const struct why_record_request *request, struct error *error)
{
	static const char *const tags[] = {DIARY_REASON, DIARY_ACCEPTED};
	const struct note note = {
		.paths = &request->path,
		.path_count = 1,
		.tags = tags,
		.tag_count = request->accept ? 2 : 1,
		.owner = request->owner,
		.ticket = request->ticket,
		.review_by = request->review_by,
		.text = request->text,
	};
	struct diary_entry entry;

	return note_record(workspace, &note, &entry, error);
}

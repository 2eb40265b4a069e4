// SPDX-License-Identifier: GPL-2.0-or-later
// What is open, for people: as upgrade.h finds it, folded, with what became of each path.
#include "findings.h"

#include <string.h>

#include "base/path_set.h"
#include "core/finding_fold.h"
#include "core/ledger.h"
#include "expected.h"
#include "findings_rules.h"
#include "system/diary.h"
#include "unchanged.h"
#include "upgrade.h"

/* What became of the paths of findings, since one snapshot. */
struct since {
	struct snapshot_id snapshot;
	struct change_list changes;
};

/* One call of findings_open(). */
struct opening {
	struct workspace *workspace;
	struct history *history;
	const struct findings_request *request;
	struct look unchanged;	 /* stands in for the look that was not needed */
	const struct look *look; /* the one or the other */
	struct finding_list list;
	struct finding_list expected;
	struct diary diary;
	struct since *since; /* one for each snapshot that findings name */
	size_t since_count;
};

int findings_look(struct workspace *workspace, struct history *history, struct sight *result,
	struct error *error)
{
	struct sight sight = {0};
	int rc = unchanged_since(workspace, &sight.head, error);

	if (rc < 0)
		return rc;
	sight.unchanged = rc == 1;
	if (sight.unchanged && accepted_base(workspace, history, &sight.last, error) < 0)
		return -error->code;
	if (!sight.unchanged &&
		snapshot_look(workspace, history, NULL, 0, false, &sight.look, error) < 0)
		return -error->code;
	sight.exists = sight.unchanged || sight.look.has_last;
	if (!sight.unchanged) {
		sight.head = sight.look.accepted.head;
		sight.last = sight.look.accepted.base;
	}
	*result = sight;
	return 0;
}

static bool is_asked(const struct path_set *asked, const struct finding *finding)
{
	if (asked->count == 0)
		return true;
	return finding->path != NULL && path_set_holds(asked, finding->path);
}

/* Only what findings ask about is read of a tree that is the last snapshot's own. */
static int read_unchanged(struct opening *opening, struct error *error)
{
	struct arena *arena = opening->workspace->arena;
	const struct snapshot_id *head = &opening->request->sight->head;
	struct look *look = &opening->unchanged;
	struct finding_list kept = {0};
	struct string_list paths = {0};

	opening->look = look;
	look->has_last = true;
	look->accepted.head = *head;
	look->accepted.base.id = *head;
	tree_init(&look->scan.tree, arena);
	if (history_findings(opening->history, arena, head, &kept, error) < 0)
		return -error->code;
	for (size_t i = 0; i < kept.count; i++) {
		if (kept.items[i].path != NULL)
			string_list_add(&paths, arena, kept.items[i].path);
		if (kept.items[i].leftover != NULL)
			string_list_add(&paths, arena, kept.items[i].leftover);
	}
	if (paths.count == 0)
		return 0;
	return history_tree(
		opening->history, head, paths.items, paths.count, &look->scan.tree, error);
}

/* A reason may be newer than the finding. */
static void renew_reason(const struct diary *diary, struct finding *finding)
{
	const struct diary_entry *entry =
		finding->path != NULL ? diary_reason(diary, finding->path) : NULL;

	if (entry != NULL)
		finding->reason = entry->text;
}

/* As a person would type them here. */
static void word_remedies(struct opening *opening)
{
	for (size_t i = 0; i < opening->list.count; i++) {
		struct finding *finding = &opening->list.items[i];

		finding->remedy = finding_remedy(
			opening->workspace->arena, opening->request->program, finding->remedy);
	}
}

static void age(struct opening *opening)
{
	for (size_t i = 0; i < opening->list.count; i++) {
		struct finding *finding = &opening->list.items[i];

		finding->severity = severity_aged(finding, opening->workspace->now);
	}
}

static void select_asked(struct opening *opening, struct finding_list *list)
{
	const struct findings_request *request = opening->request;
	struct path_set asked;
	size_t kept = 0;

	path_set_make(opening->workspace->arena, request->paths, request->paths_count, &asked);
	for (size_t i = 0; i < list->count; i++) {
		if (!is_asked(&asked, &list->items[i]))
			continue;
		list->items[kept] = list->items[i];
		renew_reason(&opening->diary, &list->items[kept]);
		kept++;
	}
	list->count = kept;
	/* A reason makes a note something to read. */
	finding_sort(list);
}

static struct since *find_since(const struct opening *opening, const struct snapshot_id *snapshot)
{
	for (size_t i = 0; i < opening->since_count; i++) {
		if (memcmp(&opening->since[i].snapshot, snapshot, sizeof *snapshot) == 0)
			return &opening->since[i];
	}
	return NULL;
}

/* What changed since the last snapshot is explained by the look itself. */
static bool needs_snapshot(const struct opening *opening, const struct finding *finding)
{
	if (finding->path == NULL || !finding->has_snapshot)
		return false;
	return finding->transaction != NULL ||
		change_find(&opening->look->changes, finding->path) == NULL;
}

static int compare_since(
	struct opening *opening, const struct snapshot_id *snapshot, struct error *error)
{
	struct arena *arena = opening->workspace->arena;
	struct since *since = &opening->since[opening->since_count++];
	struct string_list paths = {0};
	struct tree before;

	since->snapshot = *snapshot;
	for (size_t i = 0; i < opening->list.count; i++) {
		const struct finding *finding = &opening->list.items[i];

		if (needs_snapshot(opening, finding) &&
			memcmp(&finding->snapshot, snapshot, sizeof *snapshot) == 0)
			string_list_add(&paths, arena, finding->path);
	}
	tree_init(&before, arena);
	if (history_tree(opening->history, snapshot, paths.items, paths.count, &before, error) < 0)
		return -error->code;
	diff_trees(arena, &before, &opening->look->scan.tree, paths.items, paths.count,
		&since->changes);
	return 0;
}

/* What cannot be compared (any more) is told all the same. */
static void compare_all(struct opening *opening)
{
	struct finding_list *list = &opening->list;
	struct error ignored = ERROR_INIT;

	opening->since = arena_new_array(opening->workspace->arena, list->count + 1, struct since);
	for (size_t i = 0; i < list->count; i++) {
		const struct finding *finding = &list->items[i];

		if (needs_snapshot(opening, finding) &&
			find_since(opening, &finding->snapshot) == NULL)
			(void)compare_since(opening, &finding->snapshot, &ignored);
	}
}

static const struct change *explain(const struct opening *opening, const struct finding *finding)
{
	const struct change_list *changes = &opening->look->changes;

	if (finding->path == NULL)
		return NULL;
	if (needs_snapshot(opening, finding))
		changes = &find_since(opening, &finding->snapshot)->changes;
	return change_find(changes, finding->path);
}

static void give(struct opening *opening, struct findings *result)
{
	struct finding_list *list = &opening->list;
	const struct change **known =
		arena_new_array(opening->workspace->arena, list->count + 1, const struct change *);

	for (size_t i = 0; i < list->count; i++)
		known[i] = explain(opening, &list->items[i]);
	*result = (struct findings){.list = *list, .known = known, .expected = opening->expected};
}

int findings_open(struct workspace *workspace, struct history *history,
	const struct findings_request *request, struct findings *result, struct error *error)
{
	struct opening opening = {.workspace = workspace,
		.history = history,
		.request = request,
		.look = &request->sight->look};

	if (!request->sight->exists) {
		*result = (struct findings){0};
		return 0;
	}
	if (request->sight->unchanged && read_unchanged(&opening, error) < 0)
		return -error->code;
	if (upgrade_findings_of(workspace, history, opening.look, &opening.list, error) < 0 ||
		diary_load(history, workspace->arena, &opening.diary, error) < 0 ||
		expected_take(workspace, history, &opening.diary, opening.look, &opening.list,
			&opening.expected, error) < 0)
		return -error->code;
	age(&opening);
	finding_fold_directories(
		workspace->arena, &opening.look->changes, "confwatch", &opening.list);
	word_remedies(&opening);
	if (request->check != NULL)
		findings_add_rules(request->check, &opening.diary, &opening.list);
	select_asked(&opening, &opening.list);
	select_asked(&opening, &opening.expected);
	compare_all(&opening);
	give(&opening, result);
	return 0;
}

int findings_of(struct workspace *workspace, struct history *history,
	const struct snapshot *snapshot, struct finding_list *result, struct error *error)
{
	struct finding_list list = {0};
	size_t own = 0;

	*result = (struct finding_list){0};
	if (snapshot->kind != SNAPSHOT_AFTER_UPGRADE || snapshot->transaction == NULL)
		return 0;
	if (history_findings(history, workspace->arena, &snapshot->id, &list, error) < 0)
		return -error->code;
	for (size_t i = 0; i < list.count; i++) {
		const char *transaction = list.items[i].transaction;

		if (transaction != NULL && strcmp(transaction, snapshot->transaction) == 0)
			list.items[own++] = list.items[i];
	}
	list.count = own;
	*result = list;
	return 0;
}

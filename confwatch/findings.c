// SPDX-License-Identifier: GPL-2.0-or-later
// What is open, for people: as upgrade.h finds it, folded, with what became of each path.
#include "findings.h"

#include <string.h>

#include "base/path_set.h"
#include "core/finding_fold.h"
#include "core/ledger.h"
#include "expected.h"
#include "findings_review.h"
#include "findings_rules.h"
#include "system/diary.h"
#include "unchanged.h"
#include "upgrade.h"
#include "upgrade_parts.h"

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
	struct finding_list settled;
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
static int read_last(struct workspace *workspace, struct history *history,
	const struct snapshot_id *head, const struct finding_list *asked, struct look *look,
	struct error *error)
{
	struct arena *arena = workspace->arena;
	struct string_list paths = {0};

	look->has_last = true;
	look->accepted.head = *head;
	look->accepted.base.id = *head;
	tree_init(&look->scan.tree, arena);
	for (size_t i = 0; i < asked->count; i++) {
		if (asked->items[i].path != NULL)
			string_list_add(&paths, arena, asked->items[i].path);
		if (asked->items[i].leftover != NULL)
			string_list_add(&paths, arena, asked->items[i].leftover);
	}
	if (paths.count == 0)
		return 0;
	return history_tree(history, head, paths.items, paths.count, &look->scan.tree, error);
}

static int read_unchanged(struct opening *opening, struct error *error)
{
	const struct snapshot_id *head = &opening->request->sight->head;
	struct finding_list kept = {0};

	opening->look = &opening->unchanged;
	if (history_findings(opening->history, opening->workspace->arena, head, &kept, error) < 0)
		return -error->code;
	return read_last(
		opening->workspace, opening->history, head, &kept, &opening->unchanged, error);
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
static void word_remedies(const struct opening *opening, struct finding_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		list->items[i].remedy = finding_remedy(opening->workspace->arena,
			opening->request->program, list->items[i].remedy);
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

static void give(struct opening *opening, size_t open, struct findings *result)
{
	const struct finding_list *all = &opening->list;
	const struct change **known =
		arena_new_array(opening->workspace->arena, all->count + 1, const struct change *);

	for (size_t i = 0; i < all->count; i++)
		known[i] = explain(opening, &all->items[i]);
	*result = (struct findings){
		.list = {all->items, open, open},
		.known = known,
		.all = *all,
	};
	if (all->count > open)
		result->settled = (struct finding_list){
			all->items + open, all->count - open, all->count - open};
}

/* What rules said then they are asked again now. */
static void drop_rules(struct finding_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].class != CLASS_COUNT)
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
}

static int collect(struct opening *opening, struct error *error)
{
	struct workspace *workspace = opening->workspace;

	if (opening->request->sight->unchanged && read_unchanged(opening, error) < 0)
		return -error->code;
	if (upgrade_findings_of(workspace, opening->history, opening->look, &opening->list,
		    &opening->settled, error) < 0 ||
		diary_load(opening->history, workspace->arena, &opening->diary, error) < 0 ||
		expected_take(workspace, opening->history, &opening->diary, opening->look,
			&opening->list, &opening->settled, error) < 0)
		return -error->code;
	drop_rules(&opening->settled);
	return 0;
}

static void append(struct opening *opening, const struct finding_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		*finding_add(&opening->list, opening->workspace->arena) = list->items[i];
}

int findings_open(struct workspace *workspace, struct history *history,
	const struct findings_request *request, struct findings *result, struct error *error)
{
	struct opening opening = {.workspace = workspace,
		.history = history,
		.request = request,
		.look = &request->sight->look};
	static const struct change *const nothing_known[] = {NULL};
	size_t open;

	if (!request->sight->exists) {
		*result = (struct findings){.known = nothing_known};
		return 0;
	}
	if (collect(&opening, error) < 0)
		return -error->code;
	age(&opening);
	finding_fold_directories(
		workspace->arena, &opening.look->changes, "confwatch", &opening.list);
	word_remedies(&opening, &opening.list);
	word_remedies(&opening, &opening.settled);
	if (request->check != NULL)
		findings_add_rules(request->check, &opening.diary, &opening.list, &opening.settled);
	findings_add_reviews(
		workspace, &opening.diary, request->program, &opening.list, &opening.settled);
	select_asked(&opening, &opening.list);
	select_asked(&opening, &opening.settled);
	ledger_mark_pins(&opening.diary, &opening.list);
	open = opening.list.count;
	append(&opening, &opening.settled);
	compare_all(&opening);
	give(&opening, open, result);
	return 0;
}

int findings_renew(struct workspace *workspace, struct history *history,
	struct finding_list *findings, struct error *error)
{
	struct look look = {0};
	struct finding_list open = {0}, settled = {0};
	struct diary diary = {0};
	struct snapshot_id head;

	if (findings->count == 0)
		return 0;
	if (history_head(history, &head, error) < 0 ||
		read_last(workspace, history, &head, findings, &look, error) < 0 ||
		upgrade_still_open(workspace, history, &look.scan.tree, findings, &open, &settled,
			error) < 0 ||
		diary_load(history, workspace->arena, &diary, error) < 0 ||
		expected_take(workspace, history, &diary, &look, &open, &settled, error) < 0)
		return -error->code;
	ledger_mark_pins(&diary, &open);
	for (size_t i = 0; i < settled.count; i++)
		*finding_add(&open, workspace->arena) = settled.items[i];
	finding_sort(&open);
	*findings = open;
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

// SPDX-License-Identifier: GPL-2.0-or-later
// What is open: findings that an upgrade left, and what changed since the last snapshot.
#include "findings.h"

#include <string.h>

#include "base/path.h"
#include "core/classify.h"
#include "core/finding_fold.h"
#include "core/finding_state.h"

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
	struct tree last;    /* of the last snapshot: where the look did not look */
	struct since *since; /* one for each snapshot that findings name */
	size_t since_count;
	struct finding_list kept;
};

static bool is_asked(const struct findings_request *request, const struct finding *finding)
{
	if (request->paths_count == 0)
		return true;
	for (size_t i = 0; finding->path != NULL && i < request->paths_count; i++) {
		if (path_is_within(finding->path, request->paths[i]))
			return true;
	}
	return false;
}

static bool same_id(const struct snapshot_id *a, const struct snapshot_id *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

static int read_kept(struct opening *opening, struct error *error)
{
	struct finding_list *kept = &opening->kept;
	size_t asked = 0;

	if (history_findings(opening->history, opening->workspace->arena, &opening->request->head,
		    kept, error) < 0)
		return -error->code;
	for (size_t i = 0; i < kept->count; i++) {
		if (is_asked(opening->request, &kept->items[i]))
			kept->items[asked++] = kept->items[i];
	}
	kept->count = asked;
	return 0;
}

static bool is_looked_at(const struct opening *opening, const char *path)
{
	const struct findings_request *request = opening->request;

	if (request->look == NULL || request->paths_count == 0)
		return request->look != NULL;
	for (size_t i = 0; i < request->paths_count; i++) {
		if (path_is_within(path, request->paths[i]))
			return true;
	}
	return false;
}

static const struct entry *find_entry(const struct opening *opening, const char *path)
{
	if (path == NULL)
		return NULL;
	return is_looked_at(opening, path) ? tree_find(&opening->request->look->scan.tree, path)
					   : tree_find(&opening->last, path);
}

static const struct tree *present(const struct opening *opening)
{
	const struct look *look = opening->request->look;

	return look != NULL ? &look->scan.tree : &opening->last;
}

static void add_unseen(struct opening *opening, const char *path, struct string_list *paths)
{
	if (path != NULL && !is_looked_at(opening, path))
		string_list_add(paths, opening->workspace->arena, path);
}

static int read_unseen(struct opening *opening, struct error *error)
{
	struct string_list paths = {0};

	tree_init(&opening->last, opening->workspace->arena);
	for (size_t i = 0; i < opening->kept.count; i++) {
		add_unseen(opening, opening->kept.items[i].path, &paths);
		add_unseen(opening, opening->kept.items[i].leftover, &paths);
	}
	if (paths.count == 0)
		return 0;
	return history_tree(opening->history, &opening->request->head, paths.items, paths.count,
		&opening->last, error);
}

static const struct since *find_since(
	const struct opening *opening, const struct snapshot_id *snapshot)
{
	for (size_t i = 0; i < opening->since_count; i++) {
		if (same_id(&opening->since[i].snapshot, snapshot))
			return &opening->since[i];
	}
	return NULL;
}

static int compare_since(
	struct opening *opening, const struct snapshot_id *snapshot, struct error *error)
{
	struct arena *arena = opening->workspace->arena;
	struct since *since = &opening->since[opening->since_count];
	struct string_list paths = {0};
	struct tree before;

	for (size_t i = 0; i < opening->kept.count; i++) {
		const struct finding *finding = &opening->kept.items[i];

		if (finding->has_snapshot && finding->path != NULL &&
			same_id(&finding->snapshot, snapshot))
			string_list_add(&paths, arena, finding->path);
	}
	since->snapshot = *snapshot;
	opening->since_count++;
	if (paths.count == 0)
		return 0;
	tree_init(&before, arena);
	if (history_tree(opening->history, snapshot, paths.items, paths.count, &before, error) < 0)
		return -error->code;
	diff_trees(arena, &before, present(opening), paths.items, paths.count, &since->changes);
	return 0;
}

static int compare_all(struct opening *opening, struct error *error)
{
	const struct finding_list *kept = &opening->kept;

	opening->since = arena_new_array(opening->workspace->arena, kept->count + 1, struct since);
	for (size_t i = 0; i < kept->count; i++) {
		const struct finding *finding = &kept->items[i];

		if (finding->has_snapshot && find_since(opening, &finding->snapshot) == NULL &&
			compare_since(opening, &finding->snapshot, error) < 0)
			return -error->code;
	}
	return 0;
}

static const struct change *find_change(const struct change_list *changes, const char *path)
{
	size_t low = 0;
	size_t high = changes->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = path_compare(changes->changes[middle].path, path);

		if (order == 0)
			return &changes->changes[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static const struct change *change_since(
	const struct opening *opening, const struct finding *finding)
{
	const struct since *since =
		finding->has_snapshot ? find_since(opening, &finding->snapshot) : NULL;

	return since != NULL && finding->path != NULL ? find_change(&since->changes, finding->path)
						      : NULL;
}

static void drop_settled(struct opening *opening)
{
	struct finding_list *kept = &opening->kept;
	size_t open = 0;

	for (size_t i = 0; i < kept->count; i++) {
		const struct finding *finding = &kept->items[i];

		if (finding->restored ||
			!finding_is_settled(finding, change_since(opening, finding),
				find_entry(opening, finding->path),
				find_entry(opening, finding->leftover)))
			kept->items[open++] = *finding;
	}
	kept->count = open;
}

static int open_kept(struct opening *opening, struct error *error)
{
	if (read_kept(opening, error) < 0 || read_unseen(opening, error) < 0 ||
		compare_all(opening, error) < 0)
		return -error->code;
	drop_settled(opening);
	return 0;
}

int findings_kept(struct workspace *workspace, struct history *history,
	const struct findings_request *request, struct finding_list *result, struct error *error)
{
	struct opening opening = {.workspace = workspace, .history = history, .request = request};

	if (open_kept(&opening, error) < 0)
		return -error->code;
	*result = opening.kept;
	return 0;
}

/* By nobody known: what packages said when it was last recorded will do to judge it. */
static int classify_changes(
	struct opening *opening, struct finding_list *result, struct error *error)
{
	const struct findings_request *request = opening->request;
	const struct configuration *configuration = &opening->workspace->configuration;
	struct arena *arena = opening->workspace->arena;
	struct facts facts = {0};
	struct package_change_list packages = {0};
	struct classify_input input = {
		.before = &request->look->accepted.tree,
		.after = &request->look->scan.tree,
		.changes = &request->look->changes,
		.facts_before = &facts,
		.facts_after = &facts,
		.packages = &packages,
		.required = configuration->required,
		.required_count = configuration->required_count,
		.snapshot = request->look->accepted.base.id,
		.now = opening->workspace->now,
		.program = request->program,
	};

	if (history_facts(opening->history, arena, &request->head, &facts, error) < 0)
		return -error->code;
	classify(arena, &input, result);
	finding_fold_directories(arena, input.changes, request->program, result);
	return 0;
}

static const struct change *explain(const struct opening *opening, const struct finding *finding)
{
	const struct look *look = opening->request->look;

	if (finding->transaction != NULL || finding->path == NULL || look == NULL)
		return change_since(opening, finding);
	return find_change(&look->changes, finding->path);
}

static void gather(
	struct opening *opening, const struct finding_list *changed, struct findings *result)
{
	struct arena *arena = opening->workspace->arena;
	struct finding_list list = opening->kept;
	const struct change **known;

	for (size_t i = 0; i < changed->count; i++)
		*finding_add(&list, arena) = changed->items[i];
	finding_sort(&list);
	known = arena_new_array(arena, list.count + 1, const struct change *);
	for (size_t i = 0; i < list.count; i++)
		known[i] = explain(opening, &list.items[i]);
	*result = (struct findings){.list = list, .known = known};
}

int findings_open(struct workspace *workspace, struct history *history,
	const struct findings_request *request, struct findings *result, struct error *error)
{
	struct opening opening = {.workspace = workspace, .history = history, .request = request};
	struct finding_list changed = {0};

	if (open_kept(&opening, error) < 0)
		return -error->code;
	if (request->look != NULL && request->look->changes.count > 0 &&
		classify_changes(&opening, &changed, error) < 0)
		return -error->code;
	gather(&opening, &changed, result);
	return 0;
}

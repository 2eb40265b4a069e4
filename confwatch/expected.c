// SPDX-License-Identifier: GPL-2.0-or-later
// Changes that somebody announced: how often they came, as history says.
#include "expected.h"

#include <string.h>

static bool same_snapshot(const struct snapshot_id *a, const struct snapshot_id *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

/* How many of the list, newest first, came after the entry was written. */
static size_t count_newer(const struct snapshot_list *list, const struct diary_entry *entry)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (entry->has_snapshot && same_snapshot(&list->items[i].id, &entry->snapshot))
			return i;
	}
	/* A person wrote it, or that snapshot is not there any more. */
	while (count < list->count && list->items[count].time >= entry->time)
		count++;
	return count;
}

/*
 * What restores bring, and what they record beside it, is told another way. What came when its time
 * was over is not asked about: most of history.
 */
static int read_occasions(struct workspace *workspace, struct history *history,
	const struct snapshot_list *all, struct expectation *expectation, struct error *error)
{
	const struct diary_entry *entry = expectation->entry;
	const size_t newer = count_newer(all, entry);
	struct occasion *occasions = arena_new_array(workspace->arena, newer + 1, struct occasion);

	expectation->occasions = occasions;
	for (size_t i = newer; i-- > 0;) {
		const struct snapshot *snapshot = &all->items[i];
		int touches;

		if (snapshot->time > entry->until || accepted_leaves_open(snapshot->kind))
			continue;
		touches = history_touches(
			history, &snapshot->id, entry->paths, entry->path_count, error);
		if (touches < 0)
			return touches;
		if (touches > 0)
			occasions[expectation->occasion_count++] =
				(struct occasion){snapshot->transaction, snapshot->time};
	}
	return 0;
}

typedef bool (*entry_filter)(const void *context, const struct diary_entry *entry);

static int read_expectations(struct workspace *workspace, struct history *history,
	const struct diary *diary, entry_filter is_wanted, const void *context,
	struct expectation_list *result, struct error *error)
{
	struct snapshot_list all = {0};

	result->items = arena_new_array(workspace->arena, diary->count + 1, struct expectation);
	result->count = 0;
	for (size_t i = 0; i < diary->count; i++) {
		const struct diary_entry *entry = &diary->entries[i];

		if (diary_has_tag(entry, DIARY_EXPECTED) && entry->path_count > 0 &&
			is_wanted(context, entry))
			result->items[result->count++] = (struct expectation){.entry = entry};
	}
	if (result->count == 0)
		return 0;
	if (history_list(history, workspace->arena, 0, NULL, 0, &all, error) < 0)
		return -error->code;
	for (size_t i = 0; i < result->count; i++) {
		if (read_occasions(workspace, history, &all, &result->items[i], error) < 0)
			return -error->code;
	}
	return 0;
}

static bool has_time_left(const void *context, const struct diary_entry *entry)
{
	const int64_t *since = context;

	return *since <= entry->until;
}

int expected_since(struct workspace *workspace, struct history *history, const struct diary *diary,
	int64_t since, struct expectation_list *result, struct error *error)
{
	return read_expectations(workspace, history, diary, has_time_left, &since, result, error);
}

int expected_running(struct workspace *workspace, struct history *history,
	const struct diary *diary, struct expectation_list *result, struct error *error)
{
	size_t kept = 0;

	if (expected_since(workspace, history, diary, workspace->now, result, error) < 0)
		return -error->code;
	for (size_t i = 0; i < result->count; i++) {
		if (!ledger_is_over(&result->items[i], workspace->now))
			result->items[kept++] = result->items[i];
	}
	result->count = kept;
	return 0;
}

/* The findings that may have been announced, and when each came about. */
struct taking {
	const struct look *look;
	const struct finding_list *open;
};

/* What was not recorded yet came when the file was changed last: no program can set that back. */
static int64_t time_of(const struct look *look, const struct finding *finding)
{
	const struct entry *entry;

	if (finding->transaction != NULL || finding->path == NULL ||
		change_find(&look->changes, finding->path) == NULL)
		return finding->since;
	entry = tree_find(&look->scan.tree, finding->path);
	return entry != NULL ? look->scan.stamps[entry - look->scan.tree.entries].change_seconds
			     : finding->since;
}

static bool announces_one(const void *context, const struct diary_entry *entry)
{
	const struct taking *taking = context;

	for (size_t i = 0; i < taking->open->count; i++) {
		const struct finding *finding = &taking->open->items[i];

		if (ledger_announces(entry, finding, time_of(taking->look, finding)))
			return true;
	}
	return false;
}

int expected_take(struct workspace *workspace, struct history *history, const struct diary *diary,
	const struct look *look, struct finding_list *open, struct finding_list *settled,
	struct error *error)
{
	const struct taking taking = {look, open};
	struct expectation_list list;
	size_t kept = 0;

	if (read_expectations(workspace, history, diary, announces_one, &taking, &list, error) < 0)
		return -error->code;
	for (size_t i = 0; i < open->count; i++) {
		struct finding finding = open->items[i];

		ledger_judge(diary, list.items, list.count, time_of(look, &finding), workspace->now,
			&finding);
		if (finding.said != NULL)
			*finding_add(settled, workspace->arena) = finding;
		else
			open->items[kept++] = finding;
	}
	open->count = kept;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Which findings of earlier transactions are still open, as the files are now.
#include <errno.h>
#include <string.h>

#include "core/ledger.h"
#include "system/diary.h"
#include "upgrade_parts.h"

/* The file of a finding in three states; NULL: absent. */
struct states {
	const struct entry *before;
	const struct entry *after; /* as the transaction left it */
	bool has_after;		   /* else it is not known */
	const struct entry *now;
};

static bool same_target(const struct entry *a, const struct entry *b)
{
	return a->target == b->target ||
		(a->target != NULL && b->target != NULL && strcmp(a->target, b->target) == 0);
}

/* Whether both hold the same; metadata aside. */
static bool same_thing(const struct entry *a, const struct entry *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	if (a->kind != b->kind)
		return false;
	if (a->kind == ENTRY_FILE)
		return entry_same_content(a, b);
	return a->kind != ENTRY_LINK || same_target(a, b);
}

static bool same_metadata(struct arena *arena, const struct entry *a, const struct entry *b)
{
	const struct metadata_change *ignored;

	if (a == NULL || b == NULL)
		return a == b;
	return a->kind == b->kind && diff_metadata(arena, a, b, &ignored) == 0;
}

/* Waiting or broken off: what it is about is the other file. */
static bool is_about_leftover(const struct finding *finding)
{
	return finding->leftover != NULL &&
		(finding->class == CLASS_UPDATE_PENDING || finding->class == CLASS_INTERRUPTED);
}

static bool is_back(struct arena *arena, const struct finding *finding, const struct states *states)
{
	if (finding->class == CLASS_METADATA_RESET)
		return same_metadata(arena, states->before, states->now);
	if (finding->class == CLASS_UNREADABLE)
		return states->now != NULL && states->now->content != CONTENT_UNREADABLE;
	return same_thing(states->before, states->now) &&
		(finding->class != CLASS_EDITED ||
			same_metadata(arena, states->before, states->now));
}

/* Somebody has dealt with it: the file is neither what it was nor what the transaction left. */
static bool was_dealt_with(
	struct arena *arena, const struct finding *finding, const struct states *states)
{
	if (!states->has_after || is_about_leftover(finding))
		return false;
	if (finding->class == CLASS_METADATA_RESET)
		return !same_metadata(arena, states->after, states->now);
	/* An edit that opened the file to more people: closing it again is an answer. */
	if (finding->class == CLASS_EDITED && finding->transaction == NULL &&
		!same_metadata(arena, states->after, states->now))
		return true;
	return !same_thing(states->after, states->now);
}

/* What the transaction did was around the file: that it is as before does not end the finding. */
static bool was_untouched(struct arena *arena, const struct states *states)
{
	return states->has_after && same_thing(states->before, states->after) &&
		same_metadata(arena, states->before, states->after);
}

static enum finding_state state_of(struct arena *arena, const struct tree *present,
	const struct finding *finding, const struct states *states)
{
	if (is_about_leftover(finding))
		return tree_find(present, finding->leftover) != NULL ? FINDING_OPEN : FINDING_GONE;
	if (!was_untouched(arena, states) && is_back(arena, finding, states))
		return FINDING_RESTORED;
	return was_dealt_with(arena, finding, states) ? FINDING_GONE : FINDING_OPEN;
}

/* What was missed outside of transactions stands in the snapshot of a `before`, or of a night. */
static bool keeps_missed(enum snapshot_kind kind)
{
	return kind == SNAPSHOT_BEFORE_UPGRADE || kind == SNAPSHOT_NIGHTLY;
}

static bool find_missed_in(
	const struct snapshot_list *list, const struct finding *finding, struct snapshot_id *result)
{
	bool found = false;

	for (size_t i = 0; i < list->count && list->items[i].time >= finding->since; i++) {
		if (!keeps_missed(list->items[i].kind))
			continue;
		*result = list->items[i].id;
		found = true;
	}
	return found;
}

/* The snapshot that recorded the end of the transaction, or what the finding speaks of. */
static bool find_after(
	const struct snapshot_list *list, const struct finding *finding, struct snapshot_id *result)
{
	const char *transaction = finding->transaction;

	if (transaction == NULL)
		return find_missed_in(list, finding, result);
	for (size_t i = 0; i < list->count; i++) {
		const struct snapshot *snapshot = &list->items[i];

		if (snapshot->kind == SNAPSHOT_AFTER_UPGRADE && snapshot->transaction != NULL &&
			strcmp(snapshot->transaction, transaction) == 0) {
			*result = snapshot->id;
			return true;
		}
	}
	return false;
}

/* One snapshot's entries of the paths that findings ask for. */
struct recalled {
	struct snapshot_id id;
	struct tree tree;
};

struct memory {
	struct workspace *workspace;
	struct history *history;
	const char *const *paths; /* of all findings */
	size_t path_count;
	struct recalled *items;
	size_t count;
	size_t capacity;
};

static int recall(struct memory *memory, const struct snapshot_id *id, const char *path,
	const struct entry **result, struct error *error)
{
	struct arena *arena = memory->workspace->arena;
	struct recalled *item;

	for (size_t i = 0; i < memory->count; i++) {
		if (memcmp(&memory->items[i].id, id, sizeof *id) == 0) {
			*result = tree_find(&memory->items[i].tree, path);
			return 0;
		}
	}
	memory->items = arena_grow(
		arena, memory->items, &memory->capacity, memory->count + 1, sizeof *memory->items);
	item = &memory->items[memory->count];
	item->id = *id;
	tree_init(&item->tree, arena);
	if (history_tree(
		    memory->history, id, memory->paths, memory->path_count, &item->tree, error) < 0)
		return -error->code;
	memory->count++;
	*result = tree_find(&item->tree, path);
	return 0;
}

static int find_states(struct memory *memory, const struct snapshot_list *list,
	const struct tree *present, const struct finding *finding, struct states *result,
	struct error *error)
{
	struct states states = {.now = tree_find(present, finding->path)};
	struct snapshot_id after;

	if (recall(memory, &finding->snapshot, finding->path, &states.before, error) < 0)
		return -error->code;
	states.has_after = find_after(list, finding, &after);
	if (states.has_after && recall(memory, &after, finding->path, &states.after, error) < 0)
		return -error->code;
	*result = states;
	return 0;
}

/* Findings of several files at once, or about the whole system, are open until the next ones. */
static bool has_one_file(const struct finding *finding)
{
	return finding->path != NULL && finding->folded <= 1 && finding->has_snapshot;
}

static const char **list_paths(struct arena *arena, const struct finding_list *kept, size_t *count)
{
	const char **paths = arena_new_array(arena, kept->count, const char *);

	*count = 0;
	for (size_t i = 0; i < kept->count; i++) {
		if (has_one_file(&kept->items[i]))
			paths[(*count)++] = kept->items[i].path;
	}
	return paths;
}

static int judge(struct memory *memory, const struct snapshot_list *list,
	const struct tree *present, struct finding *finding, struct error *error)
{
	struct states states = {0};
	int rc;

	if (!has_one_file(finding))
		return 0;
	rc = find_states(memory, list, present, finding, &states, error);
	/* The snapshot is not there any more: nothing says that it is over. */
	if (rc == -ENOENT)
		return 0;
	if (rc < 0)
		return rc;
	finding->state = state_of(memory->workspace->arena, present, finding, &states);
	return 0;
}

int upgrade_still_open(struct workspace *workspace, struct history *history,
	const struct tree *present, const struct finding_list *kept, struct finding_list *result,
	struct finding_list *settled, struct error *error)
{
	struct arena *arena = workspace->arena;
	struct memory memory = {.workspace = workspace, .history = history};
	struct snapshot_list list = {0};
	struct diary diary = {0};

	if (kept->count == 0)
		return 0;
	memory.paths = list_paths(arena, kept, &memory.path_count);
	if (history_list(history, arena, 0, NULL, 0, &list, error) < 0 ||
		diary_load(history, arena, &diary, error) < 0)
		return -error->code;
	for (size_t i = 0; i < kept->count; i++) {
		struct finding finding = kept->items[i];

		finding.said = ledger_acceptance(&diary, &finding, finding.since, workspace->now);
		if (finding.said != NULL)
			finding.state = FINDING_ACCEPTED;
		else if (judge(&memory, &list, present, &finding, error) < 0)
			return -error->code;
		if (finding.state == FINDING_OPEN ||
			(finding.state == FINDING_RESTORED && finding.restored))
			*finding_add(result, arena) = finding;
		else if (settled != NULL)
			*finding_add(settled, arena) = finding;
	}
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// What is there where a restore is to act, and the plan that follows from it.
#include <string.h>
#include <unistd.h>

#include "base/path_set.h"
#include "base/translate.h"
#include "restore_want.h"
#include "snapshot.h"
#include "system/protected.h"
#include "unchanged.h"

/* The paths asked for, and first names elsewhere that a wanted hard link may share. */
static void list_look_paths(
	struct arena *arena, const struct restoration *restoration, struct string_list *result)
{
	struct path_set asked;

	path_set_make(arena, restoration->paths, restoration->paths_count, &asked);
	for (size_t i = 0; i < restoration->paths_count; i++)
		string_list_add(result, arena, restoration->paths[i]);
	for (size_t i = 0; i < restoration->wanted.count; i++) {
		const struct entry *entry = &restoration->wanted.entries[i];

		if (entry->same_as != NULL && !path_set_holds(&asked, entry->same_as))
			string_list_add(result, arena, entry->same_as);
	}
}

static size_t index_of(const struct tree *tree, const struct entry *entry)
{
	return (size_t)(entry - tree->entries);
}

static size_t first_name_index(const struct tree *tree, size_t index)
{
	const char *first = tree->entries[index].same_as;
	const struct entry *entry = first != NULL ? tree_find(tree, first) : NULL;

	return entry != NULL ? index_of(tree, entry) : index;
}

/* The files whose inode has more names than the tree shows. */
static const struct string_list *list_shared(struct arena *arena, const struct scan *scan)
{
	const struct tree *tree = &scan->tree;
	struct string_list *result = arena_new(arena, struct string_list);
	uint32_t *names = arena_new_array(arena, tree->count, uint32_t);

	for (size_t i = 0; i < tree->count; i++) {
		if (tree->entries[i].kind != ENTRY_DIRECTORY && scan->stamps[i].links > 1)
			names[first_name_index(tree, i)]++;
	}
	for (size_t i = 0; i < tree->count; i++) {
		if (tree->entries[i].kind != ENTRY_DIRECTORY && scan->stamps[i].links > 1 &&
			names[first_name_index(tree, i)] < scan->stamps[i].links)
			string_list_add(result, arena, tree->entries[i].path);
	}
	return result;
}

/* The wanted files whose content was forgotten, or is older than what is kept. */
static int list_forgotten(struct workspace *workspace, struct restoration *restoration,
	const struct seal_key *key, struct error *error)
{
	PROTECTED_CLEANUP struct protected_store *store = NULL;
	struct string_list *result = arena_new(workspace->arena, struct string_list);

	if (protected_open(workspace->state_fd, key, &store, error) < 0)
		return -error->code;
	for (size_t i = 0; i < restoration->wanted.count; i++) {
		const struct entry *entry = &restoration->wanted.entries[i];

		if (entry->content == CONTENT_PROTECTED &&
			(entry->seal == NULL || !protected_knows(store, entry->seal)))
			string_list_add(result, workspace->arena, entry->path);
	}
	restoration->options.forgotten = result;
	return 0;
}

int restore_look(struct workspace *workspace, struct history *history,
	struct restoration *restoration, struct scan *scan, struct error *error)
{
	CACHE_CLEANUP struct cache *cache = NULL;
	struct protection protection;
	struct string_list paths = {0};
	struct scan_request request = {.root = workspace->root_fd, .names = workspace->names};
	struct snapshot_id head;
	struct seal_key key;

	if (history_head(history, &head, error) < 0 ||
		snapshot_protection(workspace, history, &head, &protection, error) < 0 ||
		seal_key_read(workspace->state_fd, false, &key, error) < 0 ||
		list_forgotten(workspace, restoration, &key, error) < 0)
		return -error->code;
	/* Without one everything is read. */
	cache = unchanged_cache(workspace);
	list_look_paths(workspace->arena, restoration, &paths);
	request.cache = cache;
	request.head = &head;
	request.paths = paths.items;
	request.paths_count = paths.count;
	if (snapshot_scan(workspace, &request, &protection, scan, error) < 0)
		return -error->code;
	restoration->present = scan->tree;
	restoration->options.owner = geteuid();
	restoration->options.shared = list_shared(workspace->arena, scan);
	return 0;
}

/* What a restore leaves alone before any plan is made. */
struct refused {
	struct arena *arena;
	struct refusal *items;
	size_t count;
};

static void add_refusals(struct plan *plan, const struct refused *refused)
{
	size_t count = refused->count;
	struct refusal *all =
		arena_new_array(refused->arena, plan->refusal_count + count, struct refusal);

	if (count == 0)
		return;
	memcpy(all, refused->items, count * sizeof *all);
	if (plan->refusal_count > 0)
		memcpy(all + count, plan->refusals, plan->refusal_count * sizeof *all);
	plan->refusals = all;
	plan->refusal_count += count;
}

static void refuse_unseen(struct refused *refused, const char *path)
{
	refused->items[refused->count++] = (struct refusal){
		.path = path,
		.reason = _("it is ignored or not watched: it could be neither recorded before nor "
			    "looked at after"),
		.remedy = arena_format(refused->arena,
			_("watch it first; 'confwatch show SNAPSHOT:%s' prints it"), path),
	};
}

static void refuse_sourceless(struct refused *refused, const char *path)
{
	refused->items[refused->count++] = (struct refusal){
		.path = path,
		.reason = _("it is in no snapshot that could be its source"),
		.remedy = arena_format(refused->arena, "confwatch log %s", path),
	};
}

/* The refusals of paths that never come to a plan; the paths that do are left in `result`. */
static void refuse_paths(const struct restoration *restoration, const struct path_set *unseen,
	struct refused *refused, struct string_list *result)
{
	for (size_t i = 0; i < restoration->paths_count; i++) {
		const char *path = restoration->paths[i];

		if (restoration->sources != NULL && !restoration->sources[i].found)
			refuse_sourceless(refused, path);
		else if (path_set_holds(unseen, path))
			refuse_unseen(refused, path);
		else
			string_list_add(result, refused->arena, path);
	}
}

static void drop_unseen(struct tree *wanted, const struct path_set *unseen)
{
	size_t kept = 0;

	for (size_t i = 0; i < wanted->count; i++) {
		if (!path_set_holds(unseen, wanted->entries[i].path))
			wanted->entries[kept++] = wanted->entries[i];
	}
	wanted->count = kept;
}

/* What lies in a path that was asked for and is not seen itself: no plan knows what is there. */
static void refuse_within(
	const struct path_set *asked, const struct path_set *unseen, struct refused *refused)
{
	for (size_t i = 0; i < unseen->count; i++) {
		if (path_set_holds(asked, unseen->items[i]))
			refuse_unseen(refused, unseen->items[i]);
	}
}

static void stamp_steps(struct plan *plan, const struct scan *scan)
{
	for (size_t i = 0; i < plan->step_count; i++) {
		struct step *step = &plan->steps[i];
		const struct stamp *stamp;

		if (step->present == NULL)
			continue;
		stamp = &scan->stamps[index_of(&scan->tree, step->present)];
		step->stamp = (struct step_stamp){
			.inode = stamp->inode,
			.change_seconds = stamp->change_seconds,
			.change_nanoseconds = stamp->change_nanoseconds,
			.known = true,
		};
	}
}

void restore_plan(
	struct workspace *workspace, struct restoration *restoration, const struct scan *scan)
{
	struct arena *arena = workspace->arena;
	struct refused refused = {.arena = arena};
	struct string_list listed = {0}, paths = {0};
	struct path_set unseen, asked;

	snapshot_list_unseen(workspace, &restoration->wanted, &restoration->present, &listed);
	path_set_make(arena, listed.items, listed.count, &unseen);
	refused.items =
		arena_new_array(arena, restoration->paths_count + unseen.count, struct refusal);
	refuse_paths(restoration, &unseen, &refused, &paths);
	path_set_make(arena, paths.items, paths.count, &asked);
	refuse_within(&asked, &unseen, &refused);
	drop_unseen(&restoration->wanted, &unseen);
	/* No path at all would mean every path. */
	if (paths.count == 0) {
		restoration->wanted.count = 0;
		restoration->present.count = 0;
	}
	restoration->paths = paths.items;
	restoration->paths_count = paths.count;
	plan_restore(arena, &restoration->wanted, &restoration->present, restoration->paths,
		restoration->paths_count, &restoration->options, &restoration->plan);
	stamp_steps(&restoration->plan, scan);
	add_refusals(&restoration->plan, &refused);
}

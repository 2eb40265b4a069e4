// SPDX-License-Identifier: GPL-2.0-or-later
// Story 1: look at the watched tree, compare it with the last snapshot, record it.
#include "snapshot.h"

#include <errno.h>
#include <string.h>

#include "base/translate.h"
#include "system/cache.h"
#include "unchanged.h"

/* snapshot_resolve() first looks only this far back. */
enum {
	NEAR = 16,
};

/* Patterns of the secret list: what we ship, and `protect:`. */
static void add_patterns(const struct workspace *workspace, struct protection *protection)
{
	const struct configuration *configuration = &workspace->configuration;
	size_t count = protection_shipped_count + configuration->protect.count;
	const char **secret = arena_new_array(workspace->arena, count, const char *);

	for (size_t i = 0; i < protection_shipped_count; i++)
		secret[i] = protection_shipped[i];
	for (size_t i = 0; i < configuration->protect.count; i++)
		secret[protection_shipped_count + i] = configuration->protect.items[i];
	protection->secret = secret;
	protection->secret_count = count;
	protection->open = configuration->open.items;
	protection->open_count = configuration->open.count;
}

int snapshot_protection(struct workspace *workspace, struct history *history,
	const struct snapshot_id *last, struct protection *result, struct error *error)
{
	struct protection protection = {.arena = workspace->arena};

	add_patterns(workspace, &protection);
	if (last != NULL && history_protection(history, last, &protection, error) < 0)
		return -error->code;
	protection_sort(&protection);
	*result = protection;
	return 0;
}

static struct scan_options scan_options(const struct workspace *workspace,
	const struct scan_request *request, struct protection *protection)
{
	return (struct scan_options){
		.root = request->root,
		.configuration = &workspace->configuration,
		.state = workspace->state_inside ? workspace->state : NULL,
		.protection = protection,
		.names = request->names,
		.cache = request->cache,
		.full = request->full,
		.paths = request->paths,
		.paths_count = request->paths_count,
		.progress = workspace->progress,
		.progress_context = workspace->progress_context,
	};
}

int snapshot_scan(struct workspace *workspace, const struct scan_request *request,
	struct protection *protection, struct scan *result, struct error *error)
{
	struct scan_options options = scan_options(workspace, request, protection);
	struct digest_sink digests;
	struct content_sink sink;
	struct seal_key key;

	if (seal_key_read(workspace->state_fd, false, &key, error) < 0)
		return -error->code;
	sink = digest_sink_init(&digests, &key);
	return scan_tree(workspace->arena, &options, &sink, result, error);
}

/* True with *result set, false before the first snapshot, or -errno. */
static int find_last(struct history *history, struct snapshot_id *result, struct error *error)
{
	int rc = history_head(history, result, error);

	if (rc == -ENOENT)
		return 0;
	return rc < 0 ? rc : 1;
}

/* The cache has the last tree too, but for time stamps and names, which make no change. */
static int read_tree(struct history *history, const struct scan_request *request, struct look *look,
	struct error *error)
{
	if (request->cache != NULL && request->paths_count == 0 &&
		unchanged_describes(request->cache, &look->last)) {
		cache_tree(request->cache, look->before.arena, &look->before);
		return 0;
	}
	return history_tree(
		history, &look->last, request->paths, request->paths_count, &look->before, error);
}

/* What was recorded last: its id, its tree (limited to paths), what is protected since. */
static int read_last(struct workspace *workspace, struct history *history,
	const struct scan_request *request, struct look *look, struct error *error)
{
	int rc = find_last(history, &look->last, error);

	if (rc < 0)
		return rc;
	look->has_last = rc == 1;
	tree_init(&look->before, workspace->arena);
	if (look->has_last && read_tree(history, request, look, error) < 0)
		return -error->code;
	return snapshot_protection(
		workspace, history, look->has_last ? &look->last : NULL, &look->protection, error);
}

int snapshot_look(struct workspace *workspace, struct history *history, const char *const *paths,
	size_t paths_count, bool full, struct look *result, struct error *error)
{
	CACHE_CLEANUP struct cache *cache = unchanged_cache(workspace);
	struct scan_request request = {
		.root = workspace->root_fd,
		.names = workspace->names,
		.cache = cache,
		.full = full,
		.paths = paths,
		.paths_count = paths_count,
	};
	struct look look = {0};

	if (read_last(workspace, history, &request, &look, error) < 0)
		return -error->code;
	if (snapshot_scan(workspace, &request, &look.protection, &look.scan, error) < 0)
		return -error->code;
	diff_trees(
		workspace->arena, &look.before, &look.scan.tree, paths, paths_count, &look.changes);
	*result = look;
	return 0;
}

/* One recording: the look, and what is needed to write it down. */
struct recording {
	struct workspace *workspace;
	const struct record_request *request;
	struct history *history;
	struct seal_key key;
	struct cache_basis basis; /* as it was before the scan */
	struct look look;
	size_t protected_before;
};

static int scan_for_record(struct recording *recording, const struct scan_request *request,
	struct history_writer *writer, struct error *error)
{
	struct workspace *workspace = recording->workspace;
	struct scan_options options = scan_options(workspace, request, &recording->look.protection);
	struct content_sink sink = history_writer_sink(writer);

	return scan_tree(workspace->arena, &options, &sink, &recording->look.scan, error);
}

/* Time stamps alone are no change; a path that became protected is one. */
static bool worth_recording(const struct recording *recording)
{
	return !recording->look.has_last || recording->look.changes.count > 0 ||
		recording->look.protection.count != recording->protected_before;
}

static void count_changes(const struct change_list *changes, struct snapshot_note *note)
{
	for (size_t i = 0; i < changes->count; i++) {
		if (changes->changes[i].kind == CHANGE_ADDED)
			note->added++;
		else if (changes->changes[i].kind == CHANGE_REMOVED)
			note->removed++;
		else
			note->changed++;
	}
}

/* Of a first snapshot everything is new: no list of changes is needed to say how much. */
static size_t count_entries(const struct tree *tree)
{
	size_t count = 0;

	for (size_t i = 0; i < tree->count; i++)
		count += !tree->entries[i].ancestor;
	return count;
}

static struct snapshot_note make_note(const struct recording *recording)
{
	const struct workspace *workspace = recording->workspace;
	const struct record_request *request = recording->request;
	struct snapshot_note note = {
		.kind = request->kind,
		.message = request->message,
		.author_name = workspace->actor.name,
		.author_mail = workspace->actor.mail,
		.host = workspace->actor.host,
		.time = workspace->now,
		.zone = workspace->zone,
	};

	if (request->judge != NULL)
		note.kind = request->judge(request->context, &recording->look.scan.tree);
	count_changes(&recording->look.changes, &note);
	if (!recording->look.has_last)
		note.added = count_entries(&recording->look.scan.tree);
	return note;
}

/* 1: a snapshot was made; 0: the state is the last snapshot's own. Frees the writer. */
static int commit(struct recording *recording, struct history_writer *writer,
	struct snapshot_id *result, struct error *error)
{
	const struct look *look = &recording->look;
	struct snapshot_note note;
	int rc;

	if (!worth_recording(recording)) {
		history_writer_abandon(writer);
		*result = look->last;
		return 0;
	}
	note = make_note(recording);
	rc = history_commit(writer, &look->scan.tree, &look->protection,
		look->has_last ? &look->last : NULL, &note, result, error);
	if (rc == -EEXIST) {
		*result = look->last;
		return 0;
	}
	return rc < 0 ? rc : 1;
}

/*
 * The snapshot stands. What follows can be done by the next run as well, so that no failure of
 * it is this one's.
 */
static void tidy_up(struct recording *recording, const struct snapshot_id *head)
{
	struct workspace *workspace = recording->workspace;
	struct error ignored = ERROR_INIT;

	(void)cache_write(workspace->state_fd, &recording->look.scan, head->bytes,
		&recording->basis, &ignored);
	(void)history_expire(recording->history, workspace->configuration.protected_keep, &ignored);
	(void)history_consolidate(
		recording->history, workspace->configuration.consolidate_after, &ignored);
}

static int record(struct recording *recording, struct record *result, struct error *error)
{
	struct workspace *workspace = recording->workspace;
	struct look *look = &recording->look;
	CACHE_CLEANUP struct cache *cache = unchanged_cache(workspace);
	struct scan_request request = {
		.root = workspace->root_fd,
		.names = workspace->names,
		.cache = cache,
		.full = recording->request->full,
	};
	struct history_writer *writer = NULL;
	struct snapshot_id id;
	int rc;

	if (read_last(workspace, recording->history, &request, look, error) < 0)
		return -error->code;
	recording->protected_before = look->protection.count;
	if (history_writer_begin(recording->history, &recording->key, &writer, error) < 0)
		return -error->code;
	if (scan_for_record(recording, &request, writer, error) < 0) {
		history_writer_abandon(writer);
		return -error->code;
	}
	if (look->has_last)
		diff_trees(
			workspace->arena, &look->before, &look->scan.tree, NULL, 0, &look->changes);
	rc = commit(recording, writer, &id, error);
	if (rc < 0)
		return rc;
	tidy_up(recording, &id);
	*result = (struct record){
		.changed = rc == 1,
		.id = id,
		.changes = look->changes,
		.tree = look->scan.tree,
		.unreadable = look->scan.unreadable,
	};
	return 0;
}

int snapshot_record(struct workspace *workspace, const struct record_request *request,
	struct record *result, struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;
	struct recording recording = {.workspace = workspace, .request = request};

	if (history_open(workspace->state_fd, &history, error) < 0)
		return -error->code;
	if (seal_key_read(workspace->state_fd, false, &recording.key, error) < 0)
		return -error->code;
	recording.history = history;
	recording.basis = unchanged_basis(workspace);
	return record(&recording, result, error);
}

int snapshot_resolve(struct workspace *workspace, struct history *history, const char *text,
	struct snapshot_id *result, struct error *error)
{
	struct snapshot_name name;
	struct snapshot_list list = {0};
	size_t count;
	int rc = snapshot_name_parse(text, workspace->now, workspace->zone, &name, error);

	if (rc < 0)
		return rc;
	if (name.kind == SNAPSHOT_NAME_ID)
		return history_find(history, name.digits, result, error);
	count = name.kind == SNAPSHOT_NAME_LAST ? name.back + NEAR : 0;
	rc = history_list(history, workspace->arena, count, NULL, 0, &list, error);
	if (rc == 0 && snapshot_name_resolve(&name, &list, result, error) == 0)
		return 0;
	if (rc < 0 || count == 0)
		return -error->code;
	rc = history_list(history, workspace->arena, 0, NULL, 0, &list, error);
	return rc < 0 ? rc : snapshot_name_resolve(&name, &list, result, error);
}

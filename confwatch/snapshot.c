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
	bool settled = request->cache != NULL && unchanged_fits(workspace, request->cache);

	return (struct scan_options){
		.root = request->root,
		.configuration = &workspace->configuration,
		.state = workspace->state_inside ? workspace->state : NULL,
		.protection = protection,
		.names = request->names,
		.cache = request->cache,
		.cache_settles_scope = settled,
		.cache_settles_protection = settled && request->head != NULL &&
			unchanged_describes(request->cache, request->head),
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

void snapshot_list_unseen(struct workspace *workspace, const struct tree *tree,
	const struct tree *seen, struct string_list *result)
{
	const struct scan_request request = {.root = workspace->root_fd};
	const struct scan_options options = scan_options(workspace, &request, NULL);

	scan_list_unseen(workspace->arena, &options, tree, seen, result);
}

/* What was accepted last (limited to the request's paths), and what is protected since. */
static int read_last(struct workspace *workspace, struct history *history,
	const struct scan_request *request, struct look *look, struct error *error)
{
	int rc = accepted_read(workspace, history, request->cache, request->paths,
		request->paths_count, &look->accepted, error);

	if (rc < 0 && rc != -ENOENT)
		return rc;
	look->has_last = rc == 0;
	if (!look->has_last)
		tree_init(&look->accepted.tree, workspace->arena);
	return snapshot_protection(workspace, history, look->has_last ? &look->accepted.head : NULL,
		&look->protection, error);
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
	request.head = look.has_last ? &look.accepted.head : NULL;
	if (snapshot_scan(workspace, &request, &look.protection, &look.scan, error) < 0)
		return -error->code;
	diff_trees(workspace->arena, &look.accepted.tree, &look.scan.tree, paths, paths_count,
		&look.changes);
	*result = look;
	return 0;
}

/* One recording: what was there last, what is there now, and what is needed to write it down. */
struct recording {
	struct workspace *workspace;
	const struct record_request *request;
	struct record_about about;
	struct history *history;
	struct seal_key key;
	struct cache_basis basis; /* as it was before the scan */
	bool has_last;
	struct snapshot last; /* the head, whatever made it */
	struct tree before;
	bool exact; /* before is what the head holds, in everything */
	struct protection protection;
	size_t protected_before;
	struct scan scan;
	struct change_list changes; /* since the head */
	struct change_list open;    /* since the accepted state, when restores came after it */
};

static int read_head_tree(
	struct recording *recording, const struct cache *cache, struct error *error)
{
	struct arena *arena = recording->workspace->arena;

	tree_init(&recording->before, arena);
	if (!recording->has_last)
		return 0;
	if (cache != NULL && unchanged_describes(cache, &recording->last.id)) {
		cache_tree(cache, arena, &recording->before);
		recording->exact = cache_is_exact(cache);
		return 0;
	}
	recording->exact = true;
	return history_tree(
		recording->history, &recording->last.id, NULL, 0, &recording->before, error);
}

static int read_head(struct recording *recording, const struct cache *cache, struct error *error)
{
	struct workspace *workspace = recording->workspace;
	struct snapshot_id head;
	int rc = history_head(recording->history, &head, error);

	if (rc < 0 && rc != -ENOENT)
		return rc;
	recording->has_last = rc == 0;
	if (recording->has_last &&
		history_snapshot(
			recording->history, workspace->arena, &head, &recording->last, error) < 0)
		return -error->code;
	if (read_head_tree(recording, cache, error) < 0 ||
		snapshot_protection(workspace, recording->history,
			recording->has_last ? &head : NULL, &recording->protection, error) < 0)
		return -error->code;
	recording->protected_before = recording->protection.count;
	return 0;
}

static int scan_for_record(struct recording *recording, const struct cache *cache,
	struct history_writer *writer, struct error *error)
{
	struct workspace *workspace = recording->workspace;
	struct scan_request request = {
		.root = workspace->root_fd,
		.names = workspace->names,
		.cache = cache,
		.head = recording->has_last ? &recording->last.id : NULL,
		.full = recording->request->full,
	};
	struct scan_options options = scan_options(workspace, &request, &recording->protection);
	struct content_sink sink = history_writer_sink(writer);

	return scan_tree(workspace->arena, &options, &sink, &recording->scan, error);
}

static bool is_after_restore(const struct recording *recording)
{
	return recording->has_last && accepted_leaves_open(recording->last.kind);
}

/* What restores have recorded only beside their paths is accepted now, by a person. */
static int find_open(struct recording *recording, struct error *error)
{
	struct workspace *workspace = recording->workspace;
	struct accepted accepted;

	if (!is_after_restore(recording) || accepted_leaves_open(recording->about.kind))
		return 0;
	if (accepted_read(workspace, recording->history, NULL, NULL, 0, &accepted, error) < 0)
		return -error->code;
	diff_trees(
		workspace->arena, &accepted.tree, &recording->scan.tree, NULL, 0, &recording->open);
	return 0;
}

/* The bytes are the same, but are to be kept elsewhere, or at all. */
static bool is_kept_otherwise(const struct tree *before, const struct tree *after)
{
	size_t i = 0, j = 0;

	while (i < before->count && j < after->count) {
		const struct entry *old = &before->entries[i];
		const struct entry *new = &after->entries[j];
		int order = tree_compare_heads(before, i, after, j);

		if (order == 0 && old->content != new->content)
			return true;
		i += order <= 0;
		j += order >= 0;
	}
	return false;
}

/* Time stamps alone are no change; a path that became protected is one. */
static bool worth_recording(const struct recording *recording)
{
	return !recording->has_last || recording->changes.count > 0 || recording->open.count > 0 ||
		recording->about.findings != NULL ||
		recording->protection.count != recording->protected_before ||
		is_kept_otherwise(&recording->before, &recording->scan.tree);
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
	const struct record_about *about = &recording->about;
	struct snapshot_note note = {
		.kind = about->kind,
		.message = about->message,
		.transaction = about->transaction,
		.manager = about->manager,
		.packages = about->packages,
		.package_count = about->package_count,
		.author_name = workspace->actor.name,
		.author_mail = workspace->actor.mail,
		.host = workspace->actor.host,
		.time = workspace->now,
		.zone = workspace->zone,
		.accepts = recording->open.count > 0,
	};

	count_changes(&recording->changes, &note);
	if (!recording->has_last)
		note.added = count_entries(&recording->scan.tree);
	return note;
}

/* 1: a snapshot was made; 0: the state is the last snapshot's own. Frees the writer. */
static int commit(struct recording *recording, struct history_writer *writer,
	struct snapshot_id *result, struct error *error)
{
	struct snapshot_note note;
	int rc;

	if (!worth_recording(recording)) {
		history_writer_abandon(writer);
		*result = recording->last.id;
		return 0;
	}
	note = make_note(recording);
	if (recording->exact)
		history_writer_before(writer, &recording->before);
	if (recording->about.findings != NULL)
		history_writer_own(writer, HISTORY_FINDINGS, recording->about.findings);
	if (recording->about.facts != NULL)
		history_writer_own(writer, HISTORY_PACKAGES, recording->about.facts);
	rc = history_commit(writer, &recording->scan.tree, &recording->protection,
		recording->has_last ? &recording->last.id : NULL, &note, result, error);
	if (rc == -EEXIST) {
		*result = recording->last.id;
		return 0;
	}
	return rc < 0 ? rc : 1;
}

/* While something is open, no cache may say that nothing changed. */
static struct cache_basis basis_to_write(const struct recording *recording, bool committed)
{
	static const struct cache_basis nothing;
	bool open = accepted_leaves_open(recording->about.kind) &&
		(committed || is_after_restore(recording));

	return open ? nothing : recording->basis;
}

/*
 * The snapshot stands. What follows can be done by the next run as well, so that no failure of
 * it is this one's.
 */
static void tidy_up(struct recording *recording, const struct snapshot_id *head, bool committed)
{
	struct workspace *workspace = recording->workspace;
	struct cache_basis basis = basis_to_write(recording, committed);
	bool exact = committed ||
		(recording->exact && tree_same(&recording->before, &recording->scan.tree));
	struct error ignored = ERROR_INIT;

	(void)cache_write(
		workspace->state_fd, &recording->scan, head->bytes, &basis, exact, &ignored);
	(void)history_expire(recording->history, workspace->configuration.protected_keep, &ignored);
	(void)history_consolidate(
		recording->history, workspace->configuration.consolidate_after, &ignored);
}

static void ask_judge(struct recording *recording)
{
	const struct record_request *request = recording->request;
	struct record_view view = {
		.history = recording->history,
		.last = recording->has_last ? &recording->last.id : NULL,
		.before = &recording->before,
		.present = &recording->scan.tree,
		.protection = &recording->protection,
		.changes = &recording->changes,
	};

	if (request->judge != NULL)
		request->judge(request->context, &view, &recording->about);
}

static int look_and_commit(
	struct recording *recording, struct snapshot_id *result, struct error *error)
{
	CACHE_CLEANUP struct cache *cache = unchanged_cache(recording->workspace);
	struct history_writer *writer = NULL;

	if (read_head(recording, cache, error) < 0 ||
		history_writer_begin(recording->history, &recording->key, &writer, error) < 0)
		return -error->code;
	if (scan_for_record(recording, cache, writer, error) < 0 ||
		find_open(recording, error) < 0) {
		history_writer_abandon(writer);
		return -error->code;
	}
	if (recording->has_last)
		diff_trees(recording->workspace->arena, &recording->before, &recording->scan.tree,
			NULL, 0, &recording->changes);
	ask_judge(recording);
	return commit(recording, writer, result, error);
}

static int record(struct recording *recording, struct record *result, struct error *error)
{
	struct snapshot_id id;
	int rc = look_and_commit(recording, &id, error);

	if (rc < 0)
		return rc;
	tidy_up(recording, &id, rc == 1);
	*result = (struct record){
		.changed = rc == 1,
		.id = id,
		.changes = recording->open.count > 0 ? recording->open : recording->changes,
		.tree = recording->scan.tree,
		.unreadable = recording->scan.unreadable,
	};
	return 0;
}

int snapshot_record(struct workspace *workspace, const struct record_request *request,
	struct record *result, struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;
	struct recording recording = {
		.workspace = workspace,
		.request = request,
		.about = request->about,
	};

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

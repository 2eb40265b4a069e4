// SPDX-License-Identifier: GPL-2.0-or-later
// The history: making and opening it, its head, its snapshots one by one.
#include "system/history.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "core/manifest.h"
#include "system/files.h"
#include "system/history_parts.h"

enum {
	HEX_LENGTH = 2 * SNAPSHOT_ID_SIZE,
	SHORTEST_PREFIX = 4,
};

int history_create(int state, struct error *error)
{
	if (repository_create(state, "history.git",
		    "States of the watched files, recorded by confwatch. See ../README.\n",
		    error) < 0)
		return -error->code;
	if (protected_create(state, error) < 0)
		return -error->code;
	return history_write_readme(state, error);
}

int history_open(int state, struct history **result, struct error *error)
{
	struct history *history = calloc(1, sizeof *history);

	if (history == NULL)
		out_of_memory();
	if (repository_open(state, "history.git", &history->repository, error) < 0) {
		free(history);
		return -error->code;
	}
	history->state = fcntl(state, F_DUPFD_CLOEXEC, 0);
	if (history->state < 0) {
		int code = errno;

		history_close(history);
		return error_system(error, code, "cannot open the history");
	}
	*result = history;
	return 0;
}

void history_close(struct history *history)
{
	if (history == NULL)
		return;
	protected_close(history->store);
	repository_close(&history->repository);
	files_close(&history->state);
	free(history);
}

void history_close_pointer(struct history **history)
{
	history_close(*history);
}

int history_store(struct history *history, struct protected_store **result, struct error *error)
{
	struct seal_key key;

	if (history->store == NULL &&
		(seal_key_read(history->state, false, &key, error) < 0 ||
			protected_open(history->state, &key, &history->store, error) < 0))
		return -error->code;
	*result = history->store;
	return 0;
}

int history_head(struct history *history, struct snapshot_id *result, struct error *error)
{
	struct snapshot_id id;
	int code = history_peek(history->state, &id);

	if (code == -ENOENT)
		return error_set(error, ENOENT, "there is no snapshot yet");
	if (code < 0)
		return error_system(error, -code, "cannot read '%s'", HISTORY_REF);
	*result = id;
	return 0;
}

int history_commit_lookup(struct history *history, const struct snapshot_id *id,
	git_commit **result, struct error *error)
{
	git_oid oid = repository_oid(id->bytes);
	char hex[SNAPSHOT_HEX_SIZE];
	int code = git_commit_lookup(result, history->repository.git, &oid);

	if (code == 0)
		return 0;
	snapshot_hex(id, hex);
	if (code == GIT_ENOTFOUND)
		return error_set(error, ENOENT, "there is no snapshot %s", hex);
	return repository_error(error, EBADMSG, "cannot read snapshot %s", hex);
}

int history_commit_tree(git_commit *commit, git_tree **result, struct error *error)
{
	if (git_commit_tree(result, commit) < 0)
		return repository_error(error, EBADMSG, "cannot read the tree of a snapshot");
	return 0;
}

static struct snapshot_id id_of(const git_oid *oid)
{
	struct snapshot_id id;

	memcpy(id.bytes, oid->id, sizeof id.bytes);
	return id;
}

struct snapshot history_describe(git_commit *commit, struct arena *arena)
{
	const git_signature *author = git_commit_author(commit);
	struct snapshot snapshot = {0};

	snapshot_read_message(arena, git_commit_message(commit), &snapshot);
	snapshot.id = id_of(git_commit_id(commit));
	snapshot.has_parent = git_commit_parentcount(commit) > 0;
	if (snapshot.has_parent)
		snapshot.parent = id_of(git_commit_parent_id(commit, 0));
	snapshot.time = git_commit_time(commit);
	snapshot.zone = git_commit_time_offset(commit);
	snapshot.author = arena_format(arena, "%s <%s>", author->name, author->email);
	return snapshot;
}

int history_snapshot(struct history *history, struct arena *arena, const struct snapshot_id *id,
	struct snapshot *result, struct error *error)
{
	git_commit *commit = NULL;

	if (history_commit_lookup(history, id, &commit, error) < 0)
		return -error->code;
	*result = history_describe(commit, arena);
	git_commit_free(commit);
	return 0;
}

int history_object(
	struct history *history, const git_oid *id, struct text *result, struct error *error)
{
	git_odb_object *object = NULL;
	char hex[HEX_LENGTH + 1];

	if (git_odb_read(&object, history->repository.odb, id) < 0) {
		(void)git_oid_tostr(hex, sizeof hex, id);
		return repository_error(error, EBADMSG, "cannot read object %s", hex);
	}
	text_append(result, git_odb_object_data(object), git_odb_object_size(object));
	git_odb_object_free(object);
	return 0;
}

const char *history_git_path(struct arena *arena, const char *path)
{
	TEXT_CLEANUP struct text result = TEXT_INIT;

	while (*path != '\0') {
		size_t length;

		path += strspn(path, "/");
		length = strcspn(path, "/");
		if (result.length > 0 && length > 0)
			text_byte(&result, '/');
		text_add(&result, manifest_escape_name(arena, arena_bytes(arena, path, length)));
		path += length;
	}
	return arena_string(arena, text_string(&result));
}

static bool has_prefix(const char *hex, const char *digits)
{
	for (size_t i = 0; digits[i] != '\0'; i++) {
		if (hex[i] != tolower((unsigned char)digits[i]))
			return false;
	}
	return true;
}

/* The one snapshot before this; -ENOENT with nothing filled in when there is none. */
static int step_back(struct history *history, struct snapshot_id *id, struct error *error)
{
	git_commit *commit = NULL;
	int code;

	if (history_commit_lookup(history, id, &commit, error) < 0)
		return -error->code;
	code = git_commit_parentcount(commit) > 0 ? 1 : 0;
	if (code == 1)
		*id = id_of(git_commit_parent_id(commit, 0));
	git_commit_free(commit);
	return code;
}

/*
 * Only snapshots count: with a whole history behind them, few digits are never unique among all
 * objects.
 */
int history_find(struct history *history, const char *digits, struct snapshot_id *result,
	struct error *error)
{
	size_t length = strlen(digits);
	struct snapshot_id id, found;
	bool any = false;
	int more = 1;

	if (length < SHORTEST_PREFIX || length > HEX_LENGTH)
		return error_set(error, ENOENT, "there is no snapshot '%s'", digits);
	if (history_head(history, &id, error) < 0)
		return -error->code;
	while (more == 1) {
		char hex[SNAPSHOT_HEX_SIZE];

		snapshot_hex(&id, hex);
		if (has_prefix(hex, digits) && any)
			return error_set(error, EEXIST,
				"'%s' is the beginning of several snapshots", digits);
		if (has_prefix(hex, digits)) {
			found = id;
			any = true;
		}
		more = step_back(history, &id, error);
	}
	if (more < 0)
		return more;
	if (!any)
		return error_set(error, ENOENT, "there is no snapshot '%s'", digits);
	*result = found;
	return 0;
}

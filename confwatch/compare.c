// SPDX-License-Identifier: GPL-2.0-or-later
// Two states side by side: snapshots, now, another root; and the bytes behind what changed.
#include "compare.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/translate.h"
#include "accepted.h"
#include "snapshot.h"
#include "system/cache.h"
#include "system/files.h"
#include "system/patch.h"
#include "unchanged.h"

enum {
	LARGEST = 4 << 20, /* bytes of a side that are compared line by line */
};

static int open_snapshot(
	struct comparison *comparison, const char *name, struct side *side, struct error *error)
{
	struct snapshot_id id;
	int rc;

	if (name != NULL)
		rc = snapshot_resolve(comparison->workspace, comparison->history, name, &id, error);
	else
		rc = history_head(comparison->history, &id, error);
	if (rc == 0)
		rc = history_snapshot(comparison->history, comparison->workspace->arena, &id,
			&side->snapshot, error);
	side->recorded = rc == 0;
	return rc;
}

/* Without --from: what status compares with. */
static int open_accepted(struct comparison *comparison, const struct compare_request *request,
	struct side *side, struct error *error)
{
	struct workspace *workspace = comparison->workspace;
	CACHE_CLEANUP struct cache *cache = unchanged_cache(workspace);
	struct accepted accepted;

	if (accepted_read(workspace, comparison->history, cache, request->paths,
		    request->paths_count, &accepted, error) < 0)
		return -error->code;
	side->recorded = true;
	side->snapshot = accepted.base;
	side->tree = accepted.tree;
	return 0;
}

static int open_other_root(const char *root, struct side *side, struct error *error)
{
	side->root = root;
	side->root_fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (side->root_fd < 0)
		return error_system(error, errno, _("cannot open the other root '%s'"), root);
	return 0;
}

static int open_sides(
	struct comparison *comparison, const struct compare_request *request, struct error *error)
{
	bool other_first = request->other_root != NULL && request->from == NULL;
	bool other_second = request->other_root != NULL && request->from != NULL;
	int rc;

	if (other_second && request->to != NULL)
		return error_set(error, EINVAL,
			_("--from, --to and --other-root together name three states"));
	if (request->from_nothing)
		rc = 0;
	else if (other_first)
		rc = open_other_root(request->other_root, &comparison->before, error);
	else if (request->from != NULL)
		rc = open_snapshot(comparison, request->from, &comparison->before, error);
	else
		rc = open_accepted(comparison, request, &comparison->before, error);
	if (rc < 0)
		return rc;
	if (other_second)
		return open_other_root(request->other_root, &comparison->after, error);
	if (request->to != NULL)
		return open_snapshot(comparison, request->to, &comparison->after, error);
	comparison->after.root_fd = comparison->workspace->root_fd;
	return 0;
}

/* Only this root has a cache; another one has names of its own. */
static int scan_side(struct comparison *comparison, const struct compare_request *request,
	struct side *side, struct error *error)
{
	struct workspace *workspace = comparison->workspace;
	CACHE_CLEANUP struct cache *cache = NULL;
	struct scan scan = {0};
	struct scan_request look = {
		.root = side->root_fd,
		.paths = request->paths,
		.paths_count = request->paths_count,
	};

	if (side->root == NULL)
		cache = unchanged_cache(workspace);
	look.cache = cache;
	look.head = comparison->has_head ? &comparison->head : NULL;
	look.names =
		side->root == NULL ? workspace->names : names_read(workspace->arena, side->root_fd);
	if (snapshot_scan(workspace, &look, &comparison->protection, &scan, error) < 0)
		return -error->code;
	side->tree = scan.tree;
	return 0;
}

static int read_side(struct comparison *comparison, const struct compare_request *request,
	struct side *side, struct error *error)
{
	if (side->tree.arena != NULL)
		return 0;
	tree_init(&side->tree, comparison->workspace->arena);
	if (request->from_nothing && side == &comparison->before)
		return 0;
	if (!side->recorded)
		return scan_side(comparison, request, side, error);
	return history_tree(comparison->history, &side->snapshot.id, request->paths,
		request->paths_count, &side->tree, error);
}

static int read_protection(struct comparison *comparison, struct error *error)
{
	int rc = history_head(comparison->history, &comparison->head, error);

	if (rc < 0 && rc != -ENOENT)
		return rc;
	comparison->has_head = rc == 0;
	return snapshot_protection(comparison->workspace, comparison->history,
		rc == 0 ? &comparison->head : NULL, &comparison->protection, error);
}

static void close_side(struct side *side)
{
	if (side->root != NULL)
		files_close(&side->root_fd);
	side->root_fd = -1;
}

void compare_close(struct comparison *comparison)
{
	close_side(&comparison->before);
	close_side(&comparison->after);
}

/* The bytes must be those that the scan saw: a file may have changed since. */
static bool is_content_of(const struct text *content, const struct entry *entry)
{
	static const struct seal_key no_key;
	unsigned char blob[BLOB_SIZE];
	struct digest digest;

	if (!entry->has_blob)
		return true;
	digest_begin(&digest, content->length, &no_key, true, false);
	digest_add(&digest, text_string(content), content->length);
	digest_blob(&digest, blob);
	return memcmp(blob, entry->blob, sizeof blob) == 0;
}

static int read_live(const struct side *side, const struct entry *entry, struct text *result)
{
	FD_CLEANUP int fd = -1;
	struct stat status;
	int rc;

	fd = files_open_beneath(side->root_fd, entry->path, O_RDONLY | O_NONBLOCK);
	if (fd < 0)
		return fd;
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		return -ESTALE;
	rc = files_read_all(fd, LARGEST, result);
	if (rc < 0)
		return rc;
	return is_content_of(result, entry) ? 0 : -ESTALE;
}

static enum difference_kind failure_kind(int rc)
{
	if (rc == -EFBIG)
		return DIFFERENCE_TOO_LARGE;
	return rc == -ENOENT ? DIFFERENCE_NOT_KEPT : DIFFERENCE_UNREADABLE;
}

/* DIFFERENCE_NONE: result holds the bytes. An entry that is no regular file has none. */
static enum difference_kind read_content(const struct comparison *comparison,
	const struct side *side, const struct entry *entry, struct text *result)
{
	struct error ignored = ERROR_INIT;
	int rc;

	if (entry == NULL || entry->kind != ENTRY_FILE)
		return DIFFERENCE_NONE;
	if (entry->content == CONTENT_UNREADABLE)
		return DIFFERENCE_UNREADABLE;
	if (entry->size > LARGEST)
		return DIFFERENCE_TOO_LARGE;
	if (!side->recorded)
		rc = read_live(side, entry, result);
	else if (entry->content == CONTENT_DIGEST_ONLY)
		rc = -ENOENT;
	else
		rc = history_read(comparison->history, entry, LARGEST, result, &ignored);
	return rc < 0 ? failure_kind(rc) : DIFFERENCE_NONE;
}

static bool has_only_blob(const struct entry *entry)
{
	return entry != NULL && entry->kind == ENTRY_FILE && entry->has_blob && entry->seal == NULL;
}

static bool has_only_seal(const struct entry *entry)
{
	return entry->kind == ENTRY_FILE && entry->seal != NULL && !entry->has_blob;
}

/* When the public bytes have the other's seal, both have the same blob. */
static void settle_entry(const struct comparison *comparison, const struct seal_key *key,
	const struct side *side, const struct entry *public, struct entry *sealed)
{
	TEXT_CLEANUP struct text content = TEXT_INIT;
	unsigned char seal[SEAL_SIZE];
	struct digest digest;

	if (read_content(comparison, side, public, &content) != DIFFERENCE_NONE)
		return;
	digest_begin(&digest, content.length, key, false, true);
	digest_add(&digest, text_string(&content), content.length);
	digest_seal(&digest, seal);
	if (memcmp(seal, sealed->seal, sizeof seal) != 0)
		return;
	memcpy(sealed->blob, public->blob, sizeof sealed->blob);
	sealed->has_blob = true;
}

static void settle_side(const struct comparison *comparison, const struct seal_key *key,
	const struct side *other, struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		struct entry *entry = &tree->entries[i];
		const struct entry *same;

		if (!has_only_seal(entry))
			continue;
		same = tree_find(&other->tree, entry->path);
		if (has_only_blob(same))
			settle_entry(comparison, key, other, same, entry);
	}
}

/*
 * A file that became protected between the two states has a blob on one side and a seal on the
 * other, which say nothing about each other.
 */
static int settle_contents(struct comparison *comparison, struct error *error)
{
	struct seal_key key;

	if (seal_key_read(comparison->workspace->state_fd, false, &key, error) < 0)
		return -error->code;
	settle_side(comparison, &key, &comparison->before, &comparison->after.tree);
	settle_side(comparison, &key, &comparison->after, &comparison->before.tree);
	return 0;
}

int compare_open(struct workspace *workspace, struct history *history,
	const struct compare_request *request, struct comparison *result, struct error *error)
{
	struct comparison *comparison = result;

	comparison->workspace = workspace;
	comparison->history = history;
	if (open_sides(comparison, request, error) < 0 || read_protection(comparison, error) < 0)
		return -error->code;
	if (read_side(comparison, request, &comparison->before, error) < 0 ||
		read_side(comparison, request, &comparison->after, error) < 0)
		return -error->code;
	if (settle_contents(comparison, error) < 0)
		return -error->code;
	diff_trees(workspace->arena, &comparison->before.tree, &comparison->after.tree,
		request->paths, request->paths_count, &comparison->changes);
	return 0;
}

static bool is_secret(const struct comparison *comparison, const struct entry *entry)
{
	if (entry == NULL || entry->kind != ENTRY_FILE)
		return false;
	return entry_is_protected(entry) ||
		protection_covers_path(&comparison->protection, entry->path);
}

bool compare_concerns_content(const struct change *change)
{
	bool before = change->before != NULL && change->before->kind == ENTRY_FILE;
	bool after = change->after != NULL && change->after->kind == ENTRY_FILE;

	if (change->kind == CHANGE_CHANGED)
		return change->content || change->unreadable;
	return before || after;
}

bool compare_is_secret(const struct comparison *comparison, const struct change *change)
{
	return is_secret(comparison, change->before) || is_secret(comparison, change->after);
}

enum difference_kind compare_bytes(const struct comparison *comparison, const struct change *change,
	struct text *before, struct text *after)
{
	enum difference_kind kind;

	kind = read_content(comparison, &comparison->before, change->before, before);
	if (kind == DIFFERENCE_NONE)
		kind = read_content(comparison, &comparison->after, change->after, after);
	return kind;
}

int compare_contents(const struct comparison *comparison, const struct change *change, bool secrets,
	struct difference *result, struct error *error)
{
	TEXT_CLEANUP struct text before = TEXT_INIT;
	TEXT_CLEANUP struct text after = TEXT_INIT;

	result->kind = DIFFERENCE_NONE;
	if (!compare_concerns_content(change))
		return 0;
	if (!secrets && compare_is_secret(comparison, change)) {
		result->kind = DIFFERENCE_PROTECTED;
		return 0;
	}
	result->kind = compare_bytes(comparison, change, &before, &after);
	if (result->kind != DIFFERENCE_NONE)
		return 0;
	return patch_contents(change->before != NULL ? &before : NULL,
		change->after != NULL ? &after : NULL, result, error);
}

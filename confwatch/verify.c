// SPDX-License-Identifier: GPL-2.0-or-later
// Whether the history, the protected store and the cache can be relied on.
#include "verify.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/path.h"
#include "base/translate.h"
#include "snapshot.h"
#include "system/protected.h"

enum {
	STAMP_DIGITS = 20,
};

int verify_open_stamp(const struct workspace *workspace)
{
	int flags = O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(workspace->state_fd, "verified", O_RDWR | O_CREAT | flags, 0600);

	return fd >= 0 ? fd : openat(workspace->state_fd, "verified", O_RDONLY | flags);
}

static void add_problem(struct workspace *workspace, struct verification *verification,
	const char *part, const char *message)
{
	struct problem_list *list = &verification->problems;

	list->items = arena_grow(workspace->arena, list->items, &list->capacity, list->count + 1,
		sizeof *list->items);
	list->items[list->count++] =
		(struct problem){part, arena_string(workspace->arena, message)};
}

static int check_history(struct workspace *workspace, struct history *history,
	struct verification *verification, struct error *error)
{
	struct string_list problems = {0};
	struct snapshot_list snapshots = {0};

	if (history_verify(history, workspace->arena, &problems, error) < 0)
		return -error->code;
	for (size_t i = 0; i < problems.count; i++)
		add_problem(workspace, verification, "history", problems.items[i]);
	if (problems.count > 0)
		return 0;
	if (history_list(history, workspace->arena, 0, NULL, 0, &snapshots, error) < 0)
		return -error->code;
	verification->snapshots = snapshots.count;
	if (snapshots.count > 0)
		verification->first = snapshots.items[snapshots.count - 1].time;
	return 0;
}

static int check_protected(
	struct workspace *workspace, struct verification *verification, struct error *error)
{
	PROTECTED_CLEANUP struct protected_store *store = NULL;
	struct string_list problems = {0};
	struct seal_key key;

	if (seal_key_read(workspace->state_fd, false, &key, error) < 0 ||
		protected_open(workspace->state_fd, &key, &store, error) < 0)
		return -error->code;
	protected_verify(store, workspace->arena, &problems);
	for (size_t i = 0; i < problems.count; i++)
		add_problem(workspace, verification, "protected", problems.items[i]);
	return 0;
}

static bool same_stamp(const struct scan *a, size_t i, const struct scan *b, size_t j)
{
	const struct stamp *stamp = &a->stamps[i];
	const struct stamp *other = &b->stamps[j];
	const struct entry *entry = &a->tree.entries[i];
	const struct entry *same = &b->tree.entries[j];

	return stamp->inode == other->inode && stamp->change_seconds == other->change_seconds &&
		stamp->change_nanoseconds == other->change_nanoseconds &&
		entry->seconds == same->seconds && entry->nanoseconds == same->nanoseconds;
}

static void add_unmoved(
	struct workspace *workspace, struct verification *verification, const char *path)
{
	add_problem(workspace, verification, "cache",
		arena_format(workspace->arena,
			_("'%s' changed without moving a time stamp: record it with "
			  "'confwatch snapshot --full'"),
			path));
}

/* A name that only the look that reads directories found, though its directory stood still. */
static bool is_hidden(struct workspace *workspace, const struct scan *trusting,
	const struct scan *reading, const char *path)
{
	const char *parent = path_parent(workspace->arena, path);
	const struct entry *then = tree_find(&trusting->tree, parent);
	const struct entry *now = tree_find(&reading->tree, parent);

	return then != NULL && now != NULL && then->content != CONTENT_UNREADABLE &&
		now->content != CONTENT_UNREADABLE &&
		same_stamp(trusting, (size_t)(then - trusting->tree.entries), reading,
			(size_t)(now - reading->tree.entries));
}

/* The one change that no stamp tells of: a store through a mapping that was made before. */
static void check_entry(struct workspace *workspace, const struct scan *trusting,
	const struct scan *reading, size_t index, struct verification *verification)
{
	const struct entry *now = &reading->tree.entries[index];
	const struct entry *then = tree_find(&trusting->tree, now->path);

	if (then == NULL && is_hidden(workspace, trusting, reading, now->path)) {
		add_unmoved(workspace, verification, now->path);
		return;
	}
	if (then == NULL || now->kind != ENTRY_FILE || then->kind != ENTRY_FILE ||
		now->content == CONTENT_UNREADABLE || then->content == CONTENT_UNREADABLE)
		return;
	if (entry_same_content(then, now) ||
		!same_stamp(trusting, (size_t)(then - trusting->tree.entries), reading, index))
		return;
	add_unmoved(workspace, verification, now->path);
}

/* Two looks, one that trusts the cache and one that reads every byte, must see the same. */
static int check_cache(struct workspace *workspace, struct history *history,
	struct verification *verification, struct error *error)
{
	struct look trusting = {0};
	struct look reading = {0};

	if (snapshot_look(workspace, history, NULL, 0, false, &trusting, error) < 0 ||
		snapshot_look(workspace, history, NULL, 0, true, &reading, error) < 0)
		return -error->code;
	verification->entries = reading.scan.tree.count;
	for (size_t i = 0; i < reading.scan.tree.count; i++)
		check_entry(workspace, &trusting.scan, &reading.scan, i, verification);
	return 0;
}

static int64_t read_stamp(int fd)
{
	char digits[STAMP_DIGITS];
	uint64_t seconds = 0;

	if (fd < 0 || pread(fd, digits, sizeof digits, 0) != (ssize_t)sizeof digits ||
		!number_parse(digits, sizeof digits, 10, INT64_MAX, &seconds))
		return 0;
	return (int64_t)seconds;
}

static void write_stamp(int fd, int64_t now)
{
	char line[STAMP_DIGITS + 2];
	int length = snprintf(line, sizeof line, "%020" PRId64 "\n", now);

	if (fd >= 0 && length > 0)
		(void)(pwrite(fd, line, (size_t)length, 0) < 0);
}

int verify_all(struct workspace *workspace, int stamp, bool full, struct verification *result,
	struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;
	struct verification verification = {.last_full = read_stamp(stamp)};

	if (history_open(workspace->state_fd, &history, error) < 0 ||
		check_history(workspace, history, &verification, error) < 0 ||
		check_protected(workspace, &verification, error) < 0)
		return -error->code;
	/* Without a history that can be read there is nothing to compare with. */
	if (full && verification.problems.count == 0) {
		if (check_cache(workspace, history, &verification, error) < 0)
			return -error->code;
		write_stamp(stamp, workspace->now);
		verification.last_full = workspace->now;
	}
	*result = verification;
	return 0;
}

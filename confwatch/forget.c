// SPDX-License-Identifier: GPL-2.0-or-later
// Removing the stored content of protected files for good, with proof.
#include "forget.h"

#include <errno.h>

#include "base/path.h"
#include "base/translate.h"
#include "snapshot.h"
#include "system/history.h"

static bool is_protected(const struct protection *protection, const char *path)
{
	if (protection_covers_path(protection, path))
		return true;
	for (size_t i = 0; i < protection->count; i++) {
		if (path_is_within(protection->ever[i], path))
			return true;
	}
	return false;
}

static int read_protection(
	struct workspace *workspace, struct protection *result, struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;
	struct snapshot_id last;
	int rc;

	if (history_open(workspace->state_fd, &history, error) < 0)
		return -error->code;
	rc = history_head(history, &last, error);
	if (rc < 0 && rc != -ENOENT)
		return rc;
	return snapshot_protection(workspace, history, rc == 0 ? &last : NULL, result, error);
}

static int check_paths(
	struct workspace *workspace, const struct string_list *paths, struct error *error)
{
	struct protection protection = {0};

	if (read_protection(workspace, &protection, error) < 0)
		return -error->code;
	for (size_t i = 0; i < paths->count; i++) {
		if (!is_protected(&protection, paths->items[i]))
			return error_set(error, EPERM,
				_("'%s' is not protected: its content is part of the chained "
				  "history, which forgets nothing"),
				paths->items[i]);
	}
	return 0;
}

int forget_paths(struct workspace *workspace, const struct string_list *paths,
	struct forget_result *result, struct error *error)
{
	struct protected_store *store = NULL;
	struct seal_key key;
	int rc = check_paths(workspace, paths, error);

	if (rc < 0)
		return rc;
	if (seal_key_read(workspace->state_fd, false, &key, error) < 0 ||
		protected_open(workspace->state_fd, &key, &store, error) < 0)
		return -error->code;
	rc = protected_forget(store, paths->items, paths->count, result, error);
	protected_close(store);
	return rc < 0 ? rc : 0;
}

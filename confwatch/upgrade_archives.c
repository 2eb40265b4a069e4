// SPDX-License-Identifier: GPL-2.0-or-later
// Before a transaction: the new texts of edited files, out of the packages at hand.
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "system/files.h"
#include "system/vendor.h"
#include "system/waiting.h"
#include "upgrade_parts.h"

enum {
	MILLISECONDS = 2000, /* for all packages of a transaction */
};

/* The edited files of one package. */
struct request {
	const struct announced *archive;
	const char **paths;
	size_t count;
};

static int open_archive(const struct workspace *workspace, const char *path)
{
	FD_CLEANUP int fd = files_open_beneath(workspace->root_fd, path, O_PATH | O_NOFOLLOW);

	return fd < 0 ? fd : files_reopen(fd, O_RDONLY | O_NONBLOCK);
}

static size_t read_archive(struct workspace *workspace, const struct request *request,
	int64_t deadline, struct vendor_text *result)
{
	FD_CLEANUP int archive = open_archive(workspace, request->archive->archive);
	struct error ignored = ERROR_INIT;
	size_t found = 0;

	if (archive < 0 ||
		vendor_from_archive(workspace->arena, archive, request->paths, request->count,
			deadline, result, &found, &ignored) < 0)
		return 0;
	for (size_t i = 0; i < found; i++) {
		result[i].package = request->archive->name;
		result[i].version = request->archive->after != NULL ? request->archive->after : "-";
	}
	return found;
}

/* The next package's files: they need not stand together. False: there is none. */
static bool next_request(const struct upgrade_edited *edited, bool *asked, struct request *result)
{
	const struct announced *archive = NULL;

	result->count = 0;
	for (size_t i = 0; i < edited->count; i++) {
		if (asked[i] || (archive != NULL && edited->items[i].archive != archive))
			continue;
		archive = edited->items[i].archive;
		asked[i] = true;
		result->paths[result->count++] = edited->items[i].path;
	}
	result->archive = archive;
	return archive != NULL;
}

static int record(struct workspace *workspace, const struct vendor_text *texts, size_t count,
	struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;
	struct protection protection;
	struct snapshot_id head;

	if (upgrade_lock(workspace, error) < 0 ||
		history_open(workspace->state_fd, &history, error) < 0 ||
		history_head(history, &head, error) < 0 ||
		snapshot_protection(workspace, history, &head, &protection, error) < 0)
		return -error->code;
	return vendor_record(history, &protection, texts, count, workspace->now, error);
}

void upgrade_keep_archived_texts(
	struct workspace *workspace, const struct announced_list *announced)
{
	int64_t deadline = waiting_clock() + MILLISECONDS;
	struct arena *arena = workspace->arena;
	struct upgrade_edited edited;
	struct vendor_text *texts;
	struct error ignored = ERROR_INIT;
	struct request request;
	size_t count = 0;
	bool *asked;

	upgrade_list_edited(workspace, announced, NULL, &edited);
	texts = arena_new_array(arena, edited.count, struct vendor_text);
	asked = arena_new_array(arena, edited.count, bool);
	request.paths = arena_new_array(arena, edited.count, const char *);
	while (waiting_clock() < deadline && next_request(&edited, asked, &request))
		count += read_archive(workspace, &request, deadline, texts + count);
	if (count > 0)
		(void)record(workspace, texts, count, &ignored);
}

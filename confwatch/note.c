// SPDX-License-Identifier: GPL-2.0-or-later
// What a person writes into the diary.
#include "note.h"

#include <errno.h>
#include <string.h>

#include "base/translate.h"
#include "system/diary.h"
#include "system/files.h"

int note_path(struct workspace *workspace, const char *path, const struct snapshot_list *snapshots,
	struct error *error)
{
	if (snapshots->count > 0 || files_exist_beneath(workspace->root_fd, path))
		return 0;
	return error_set(error, ENOENT, _("'%s' is neither there nor in any snapshot"), path);
}

static int check_path(
	struct workspace *workspace, struct history *history, const char *path, struct error *error)
{
	struct snapshot_list snapshots = {0};

	if (files_exist_beneath(workspace->root_fd, path))
		return 0;
	if (history_list(history, workspace->arena, 1, &path, 1, &snapshots, error) < 0 &&
		error->code != ENOENT)
		return -error->code;
	return note_path(workspace, path, &snapshots, error);
}

int note_check(struct workspace *workspace, struct history *history, const struct note *note,
	struct error *error)
{
	if (note->review_by != NULL && !diary_is_day(note->review_by))
		return error_set(error, EINVAL, _("--review-by takes YYYY-MM-DD, not '%s'"),
			note->review_by);
	for (size_t i = 0; i < note->path_count; i++) {
		if (check_path(workspace, history, note->paths[i], error) < 0)
			return -error->code;
	}
	return 0;
}

static int add(struct workspace *workspace, struct history *history, const struct note *note,
	struct diary_entry *entry, struct error *error)
{
	const struct actor *actor = &workspace->actor;

	*entry = (struct diary_entry){
		.time = workspace->now,
		.zone = workspace->zone,
		.author = arena_format(workspace->arena, "%s <%s>", actor->name, actor->mail),
		.paths = note->paths,
		.path_count = note->path_count,
		.tags = note->tags,
		.tag_count = note->tag_count,
		.has_snapshot = true,
		.owner = note->owner,
		.ticket = note->ticket,
		.review_by = note->review_by,
		.text = note->text,
	};
	if (history_head(history, &entry->snapshot, error) < 0)
		return -error->code;
	return diary_add(history, workspace->arena, entry, actor->host, &entry->id, error);
}

int note_record(struct workspace *workspace, const struct note *note, struct diary_entry *result,
	struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;

	if (note->text[strspn(note->text, " \t\r\n")] == '\0')
		return error_set(error, EINVAL, _("the text is empty: nothing was recorded"));
	if (workspace_lock(workspace, error) < 0 ||
		history_open(workspace->state_fd, &history, error) < 0 ||
		note_check(workspace, history, note, error) < 0)
		return -error->code;
	return add(workspace, history, note, result, error);
}

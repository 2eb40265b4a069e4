// SPDX-License-Identifier: GPL-2.0-or-later
// What the diary is told about a restore that a person asked for.
#include "core/diary.h"
#include "core/percent.h"
#include "restore_want.h"
#include "system/diary.h"

#include <string.h>

enum {
	PATHS_MOST = 100, /* that one entry lists */
};

static const char *step_word(enum step_kind kind)
{
	static const char *const words[] = {
		[STEP_CREATE] = "created",
		[STEP_REPLACE] = "replaced",
		[STEP_METADATA] = "mended",
		[STEP_LINK] = "linked",
		[STEP_REMOVE] = "removed",
	};

	return words[kind];
}

static void add_path(enum step_kind kind, const char *path, struct text *text)
{
	text_format(text, "* %s ", step_word(kind));
	percent_append(text, path, strlen(path), strlen(path), '\0');
	text_byte(text, '\n');
}

static void describe(const struct restoration *restoration, size_t done, struct text *text)
{
	char hex[SNAPSHOT_HEX_SIZE];

	snapshot_hex(&restoration->source, hex);
	text_format(text, "%zu %s %.7s\n\n", done,
		restoration->undo ? "taken back to" : "brought back from", hex);
	for (size_t i = 0; i < done && i < PATHS_MOST; i++)
		add_path(restoration->plan.steps[i].kind, restoration->plan.steps[i].path, text);
	if (done > PATHS_MOST)
		text_format(text, "* and %zu more\n", done - PATHS_MOST);
}

void restore_tell_diary(struct workspace *workspace, const struct restoration *restoration,
	const struct restore_result *result)
{
	const struct actor *actor = &workspace->actor;
	const char *const tag = restoration->undo ? DIARY_UNDO : DIARY_RESTORE;
	const size_t count = result->done < PATHS_MOST ? result->done : PATHS_MOST;
	const char **paths = arena_new_array(workspace->arena, count + 1, const char *);
	HISTORY_CLEANUP struct history *history = NULL;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error ignored = ERROR_INIT;
	struct diary_entry entry = {
		.time = workspace->now,
		.zone = workspace->zone,
		.author = arena_format(workspace->arena, "%s <%s>", actor->name, actor->mail),
		.paths = paths,
		.path_count = count,
		.tags = &tag,
		.tag_count = 1,
		.has_snapshot = true,
		.snapshot = result->snapshot,
	};

	/* Of what came back in an upgrade, the upgrade's own entry tells. */
	if (!result->recorded || result->done == 0 || restoration->about.transaction != NULL)
		return;
	for (size_t i = 0; i < count; i++)
		paths[i] = restoration->plan.steps[i].path;
	describe(restoration, result->done, &text);
	entry.text = text_string(&text);
	if (history_open(workspace->state_fd, &history, &ignored) < 0)
		return;
	(void)diary_add(history, workspace->arena, &entry, actor->host, NULL, &ignored);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// What people say about paths, whatever is open: they will change; they are mine.
#include "ledger_words.h"

#include "base/path.h"
#include "base/translate.h"
#include "ledger.h"
#include "system/diary.h"

/* No earlier than the newest one about pins: of two in one second the later one counts. */
static int64_t time_of_entry(const struct workspace *workspace, const struct diary *diary)
{
	int64_t time = workspace->now;

	for (size_t i = 0; i < diary->count; i++) {
		const struct diary_entry *entry = &diary->entries[i];

		if ((diary_has_tag(entry, DIARY_PINNED) || diary_has_tag(entry, DIARY_UNPINNED)) &&
			entry->time >= time && entry->time < DIARY_LAST_SECOND)
			time = entry->time + 1;
	}
	return time;
}

static int tell_diary(struct workspace *workspace, struct history *history, const char *tag,
	const struct announcement *announcement, struct diary *diary, const char **id,
	struct error *error)
{
	const struct actor *actor = &workspace->actor;
	struct diary_entry entry = {
		.time = workspace->now,
		.zone = workspace->zone,
		.author = arena_format(workspace->arena, "%s <%s>", actor->name, actor->mail),
		.paths = announcement->paths.items,
		.path_count = announcement->paths.count,
		.tags = &tag,
		.tag_count = 1,
		.until = announcement->until,
		.times = announcement->times,
		.text = announcement->words,
	};

	if (announcement->until == 0)
		entry.time = time_of_entry(workspace, diary);
	entry.has_snapshot = true;
	if (history_head(history, &entry.snapshot, error) < 0 ||
		diary_add(history, workspace->arena, &entry, actor->host, id, error) < 0)
		return -error->code;
	return diary_load(history, workspace->arena, diary, error);
}

int ledger_expect(struct workspace *workspace, const struct announcement *announcement,
	struct expectation_list *result, const char **entry, struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;
	struct diary *diary = arena_new(workspace->arena, struct diary);
	const bool says = announcement->paths.count > 0;

	*entry = NULL;
	if ((says && workspace_lock(workspace, error) < 0) ||
		history_open(workspace->state_fd, &history, error) < 0)
		return -error->code;
	if (says ? tell_diary(workspace, history, DIARY_EXPECTED, announcement, diary, entry,
			   error) < 0
		 : diary_load(history, workspace->arena, diary, error) < 0)
		return -error->code;
	return expected_running(workspace, history, diary, result, error);
}

static bool is_pinned_below(struct arena *arena, const struct diary *diary, const char *path)
{
	struct string_list pinned = {0};

	ledger_pinned(arena, diary, &pinned);
	for (size_t i = 0; i < pinned.count; i++) {
		if (path_is_within(pinned.items[i], path))
			return true;
	}
	return false;
}

/* Those for which there is something to say. */
static int choose_paths(struct workspace *workspace, struct history *history,
	const struct diary *diary, bool pin, struct string_list *paths, struct error *error)
{
	struct string_list chosen = {0};

	for (size_t i = 0; i < paths->count; i++) {
		const char *path = paths->items[i];
		const bool is_pinned = ledger_pin(diary, path) != NULL;

		if (pin && ledger_check_path(workspace, history, path, error) < 0)
			return -error->code;
		if (pin ? !is_pinned : is_pinned || is_pinned_below(workspace->arena, diary, path))
			string_list_add(&chosen, workspace->arena, path);
	}
	*paths = chosen;
	return 0;
}

static void list_pins(
	struct workspace *workspace, const struct diary *diary, struct pin_list *result)
{
	struct string_list paths = {0};

	ledger_pinned(workspace->arena, diary, &paths);
	result->items = arena_new_array(workspace->arena, paths.count + 1, struct pin);
	result->count = paths.count;
	for (size_t i = 0; i < paths.count; i++)
		result->items[i] = (struct pin){paths.items[i], ledger_pin(diary, paths.items[i])};
}

int ledger_set_pins(struct workspace *workspace, const struct announcement *announcement, bool pin,
	struct pin_list *result, const char **entry, struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;
	struct diary *diary = arena_new(workspace->arena, struct diary);
	struct announcement said = *announcement;

	*entry = NULL;
	if ((said.paths.count > 0 && workspace_lock(workspace, error) < 0) ||
		history_open(workspace->state_fd, &history, error) < 0 ||
		diary_load(history, workspace->arena, diary, error) < 0 ||
		choose_paths(workspace, history, diary, pin, &said.paths, error) < 0)
		return -error->code;
	if (said.paths.count > 0 &&
		tell_diary(workspace, history, pin ? DIARY_PINNED : DIARY_UNPINNED, &said, diary,
			entry, error) < 0)
		return -error->code;
	list_pins(workspace, diary, result);
	return 0;
}

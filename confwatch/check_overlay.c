// SPDX-License-Identifier: GPL-2.0-or-later
// What rules may see of the system as it would be with some paths as they were recorded.
#include "check_overlay.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/path.h"
#include "check_glob.h"

enum {
	LINKS_MOST = 8,
	NANOSECONDS = 1000000000,
};

static bool covers(const struct check_overlay *overlay, const char *path)
{
	return path_set_holds(&overlay->paths, path);
}

/* Where a recorded link leads; NULL: path is none. */
static const char *next_target(const struct check_overlay *overlay, const char *path)
{
	struct arena *arena = overlay->live->arena;
	const struct entry *entry =
		covers(overlay, path) ? tree_find(overlay->recorded, path) : NULL;

	if (entry == NULL || entry->kind != ENTRY_LINK || entry->target == NULL)
		return NULL;
	return path_normalise(arena, path_parent(arena, path), entry->target);
}

/* Behind recorded links; NULL: there are too many. */
static const char *resolve(const struct check_overlay *overlay, const char *path)
{
	const char *target = next_target(overlay, path);

	for (int links = 0; target != NULL; links++) {
		if (links == LINKS_MOST)
			return NULL;
		path = target;
		target = next_target(overlay, path);
	}
	return path;
}

static void describe(const struct entry *entry, struct judged_entry *result)
{
	result->presence = PRESENCE_THERE;
	result->type = entry_kind_letter(entry->kind);
	result->mode = entry->mode;
	result->uid = entry->uid;
	result->gid = entry->gid;
	check_world_name(result->user, entry->user, entry->uid);
	check_world_name(result->group, entry->group, entry->gid);
	result->size = entry->size;
	result->mtime = entry->seconds * NANOSECONDS + entry->nanoseconds;
	if (entry->target != NULL)
		(void)snprintf(result->target, sizeof result->target, "%s", entry->target);
}

static int give_entry(void *context, const char *path, bool follow, struct judged_entry *result)
{
	const struct check_overlay *overlay = context;
	const struct judge_world *live = &overlay->live->world;
	const char *name = path_normalise(overlay->live->arena, "/", path);
	const char *target = follow ? resolve(overlay, name) : name;
	const struct entry *entry;
	int code;

	*result = (struct judged_entry){.presence = PRESENCE_DANGLING};
	if (target == NULL)
		return 0;
	if (!covers(overlay, target)) {
		code = live->entry(live->context, target, follow, result);
	} else {
		entry = tree_find(overlay->recorded, target);
		result->presence = PRESENCE_ABSENT;
		if (entry != NULL)
			describe(entry, result);
		code = 0;
	}
	if (target != name && result->presence == PRESENCE_ABSENT)
		result->presence = PRESENCE_DANGLING;
	result->link = result->link || target != name || result->type == 'l';
	return code;
}

static int give_recorded(
	struct check_overlay *overlay, const char *path, struct judged_file *result)
{
	const struct entry *entry = tree_find(overlay->recorded, path);
	struct error ignored = ERROR_INIT;

	text_clear(&overlay->bytes);
	result->presence = entry == NULL ? PRESENCE_ABSENT : PRESENCE_NOT_REGULAR;
	if (entry == NULL || entry->kind != ENTRY_FILE)
		return 0;
	result->presence = PRESENCE_TOO_LARGE;
	if (entry->size > JUDGED_FILE_MOST)
		return 0;
	result->presence = PRESENCE_UNREADABLE;
	if (entry->content == CONTENT_UNREADABLE ||
		history_read(overlay->history, entry, JUDGED_FILE_MOST, &overlay->bytes, &ignored) <
			0)
		return 0;
	result->presence = PRESENCE_THERE;
	result->bytes = text_string(&overlay->bytes);
	result->length = overlay->bytes.length;
	return 0;
}

static int give_file(void *context, const char *path, struct judged_file *result)
{
	struct check_overlay *overlay = context;
	const struct judge_world *live = &overlay->live->world;
	const char *name = path_normalise(overlay->live->arena, "/", path);
	const char *target = resolve(overlay, name);
	const char *format = rules_format(overlay->live->rules, name);

	if (target == name && !covers(overlay, name))
		return live->file(live->context, path, result);
	*result = (struct judged_file){.presence = PRESENCE_DANGLING};
	(void)snprintf(result->format, sizeof result->format, "%s", format != NULL ? format : "");
	if (target == NULL)
		return 0;
	if (covers(overlay, target))
		return give_recorded(overlay, target, result);
	return live->file(live->context, target, result);
}

static int compare_two(void *context, const char *a, const char *b, bool *result)
{
	struct check_overlay *overlay = context;
	const struct judge_world *live = &overlay->live->world;
	TEXT_CLEANUP struct text first = TEXT_INIT;
	struct judged_file file;

	if (!covers(overlay, a) && !covers(overlay, b))
		return live->same(live->context, a, b, result);
	*result = false;
	if (give_file(overlay, a, &file) < 0 || file.presence == PRESENCE_UNREADABLE)
		return -EACCES;
	if (file.presence != PRESENCE_THERE)
		return 0;
	text_append(&first, file.bytes, file.length);
	if (give_file(overlay, b, &file) < 0 || file.presence == PRESENCE_UNREADABLE)
		return -EACCES;
	*result = file.presence == PRESENCE_THERE && file.length == first.length &&
		memcmp(text_string(&first), file.bytes, file.length) == 0;
	return 0;
}

static int list_matches(
	void *context, const char *pattern, struct arena *arena, struct string_list *result)
{
	const struct check_overlay *overlay = context;
	struct string_list live = {0};
	int code = check_glob(overlay->live->root, pattern, arena, &live);

	if (code < 0)
		return code;
	for (size_t i = 0; i < live.count; i++) {
		if (!covers(overlay, live.items[i]))
			string_list_add(result, arena, live.items[i]);
	}
	for (size_t i = 0; i < overlay->recorded->count; i++) {
		const char *path = overlay->recorded->entries[i].path;

		if (covers(overlay, path) && path_matches(pattern, path))
			string_list_add(result, arena, path);
	}
	if (result->count > JUDGED_LIST_MOST)
		return -E2BIG;
	check_glob_sort(result);
	return 0;
}

static int give_package(void *context, const char *name, char version[JUDGED_NAME_MOST])
{
	const struct check_overlay *overlay = context;
	struct check_world as_then = {.facts = overlay->facts};

	if (overlay->facts == NULL)
		return overlay->live->world.package(overlay->live->world.context, name, version);
	return overlay->live->world.package(&as_then, name, version);
}

void check_overlay_begin(struct check_overlay *overlay, const struct check_world *live,
	struct history *history, const struct tree *recorded, const char *const *paths,
	size_t count)
{
	*overlay = (struct check_overlay){
		.world = {.context = overlay,
			.file = give_file,
			.entry = give_entry,
			.same = compare_two,
			.list = list_matches,
			.package = give_package},
		.live = live,
		.history = history,
		.recorded = recorded,
	};
	path_set_make(live->arena, paths, count, &overlay->paths);
}

void check_overlay_end(struct check_overlay *overlay)
{
	text_release(&overlay->bytes);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// The life of one path: what became of it, by whom or what, and what people said about it.
#include "core/life.h"

#include <stdlib.h>
#include <string.h>

const char *life_kind_name(enum life_kind kind)
{
	static const char *const names[LIFE_KIND_COUNT] = {
		[LIFE_RECORDED] = "recorded",
		[LIFE_CREATED] = "created",
		[LIFE_EDITED] = "edited",
		[LIFE_METADATA] = "metadata",
		[LIFE_RETYPED] = "type-changed",
		[LIFE_REMOVED] = "removed",
		[LIFE_BELOW] = "below",
		[LIFE_NOTED] = "noted",
	};

	return names[kind];
}

const char *life_cause_name(enum life_cause cause)
{
	static const char *const names[LIFE_CAUSE_COUNT] = {
		[LIFE_BY_PERSON] = "person",
		[LIFE_BY_UPGRADE] = "upgrade",
		[LIFE_BY_RESTORE] = "restore",
		[LIFE_BY_UNDO] = "undo",
	};

	return names[cause];
}

static enum life_cause cause_of(enum snapshot_kind kind)
{
	switch (kind) {
	case SNAPSHOT_AFTER_UPGRADE:
		return LIFE_BY_UPGRADE;
	case SNAPSHOT_RESTORE:
	case SNAPSHOT_PARTIAL_RESTORE:
		return LIFE_BY_RESTORE;
	case SNAPSHOT_UNDO:
		return LIFE_BY_UNDO;
	default:
		return LIFE_BY_PERSON;
	}
}

static enum life_kind kind_of(const struct snapshot *snapshot, const struct change *change)
{
	if (!snapshot->has_parent)
		return LIFE_RECORDED;
	if (change == NULL)
		return LIFE_BELOW;
	switch (change->kind) {
	case CHANGE_ADDED:
		return LIFE_CREATED;
	case CHANGE_REMOVED:
		return LIFE_REMOVED;
	case CHANGE_TYPE_CHANGED:
		return LIFE_RETYPED;
	case CHANGE_CHANGED:
		break;
	}
	return change->content || change->metadata_count == 0 ? LIFE_EDITED : LIFE_METADATA;
}

static const struct finding *find_finding(const struct finding_list *findings, const char *path)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		if (finding->path != NULL && strcmp(finding->path, path) == 0)
			return finding;
	}
	return NULL;
}

/* "cyrus-imapd 2.4.20-1 -> 3.0.7-1" of the owner's name. */
static const char *find_package(const struct snapshot *snapshot, const char *owner)
{
	const size_t length = owner != NULL ? strlen(owner) : 0;

	for (size_t i = 0; owner != NULL && i < snapshot->package_count; i++) {
		if (strncmp(snapshot->packages[i], owner, length) == 0 &&
			snapshot->packages[i][length] == ' ')
			return snapshot->packages[i];
	}
	return NULL;
}

struct life_event life_of_snapshot(const struct snapshot *snapshot, const struct change *change,
	const struct finding_list *findings, const char *path, const char *owner)
{
	return (struct life_event){
		.time = snapshot->time,
		.kind = kind_of(snapshot, change),
		.cause = cause_of(snapshot->kind),
		.snapshot = snapshot,
		.change = change,
		.finding = find_finding(findings, path),
		.package = find_package(snapshot, owner),
	};
}

static bool is_told_by_a_snapshot(const struct diary_entry *entry)
{
	return diary_has_tag(entry, DIARY_UPGRADE) || diary_has_tag(entry, DIARY_RESTORE) ||
		diary_has_tag(entry, DIARY_UNDO);
}

static bool speaks_after(const struct life_event *note, const struct life_event *event)
{
	return note->entry->has_snapshot && event->snapshot != NULL &&
		memcmp(&note->entry->snapshot, &event->snapshot->id, sizeof event->snapshot->id) ==
		0;
}

/*
 * Of one second: right above the snapshot that was the last one when it was said; below them all
 * when that is none of these; above them all when there was none. What was said later is there
 * already, and stays above.
 */
static size_t place_of(const struct life *life, const struct life_event *note)
{
	size_t place = 0;

	while (place < life->count && life->items[place].time > note->time)
		place++;
	for (; place < life->count && life->items[place].time == note->time; place++) {
		const struct life_event *event = &life->items[place];

		if (event->entry == NULL &&
			(!note->entry->has_snapshot || speaks_after(note, event)))
			break;
	}
	return place;
}

static void insert(struct life *life, const struct life_event *note)
{
	size_t place = place_of(life, note);

	for (size_t at = life->count++; at > place; at--)
		life->items[at] = life->items[at - 1];
	life->items[place] = *note;
}

void life_add_diary(struct arena *arena, const struct diary *diary, struct life *life)
{
	struct life_event *items =
		arena_new_array(arena, life->count + diary->count + 1, struct life_event);

	if (life->count > 0)
		(void)memcpy(items, life->items, life->count * sizeof *items);
	life->items = items;
	/* The newest first: of one second, the later one stands above. */
	for (size_t i = diary->count; i-- > 0;) {
		const struct diary_entry *entry = &diary->entries[i];
		const struct life_event event = {
			.time = entry->time, .kind = LIFE_NOTED, .entry = entry};

		if (!is_told_by_a_snapshot(entry))
			insert(life, &event);
	}
}

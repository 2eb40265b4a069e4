// SPDX-License-Identifier: GPL-2.0-or-later
// What became of a path since it is recorded, and what its package's text is now.
#include "findings.h"
#include "system/patch.h"
#include "system/vendor.h"
#include "upgrade_parts.h"
#include "why_parts.h"

enum {
	LIFE_MOST = 50, /* snapshots that are looked into */
};

static int add_event(struct workspace *workspace, struct history *history, struct why *why,
	const struct snapshot *snapshot, struct error *error)
{
	const char *owner = why->owner != NULL ? why->owner->package->name : NULL;
	struct finding_list findings = {0};
	struct change_list changes = {0};

	if (history_changes(history, workspace->arena,
		    snapshot->has_parent ? &snapshot->parent : NULL, &snapshot->id, &why->path, 1,
		    &changes, error) < 0)
		return -error->code;
	if (snapshot->kind == SNAPSHOT_AFTER_UPGRADE &&
		findings_of(workspace, history, snapshot, &findings, error) < 0)
		return -error->code;
	why->life.items[why->life.count++] = life_of_snapshot(
		snapshot, change_find(&changes, why->path), &findings, why->path, owner);
	return 0;
}

int why_find_life(
	struct workspace *workspace, struct history *history, struct why *why, struct error *error)
{
	const size_t count = why->snapshots.count < LIFE_MOST ? why->snapshots.count : LIFE_MOST;

	why->life.items = arena_new_array(workspace->arena, count + 1, struct life_event);
	why->life.older = why->snapshots.count - count;
	for (size_t i = 0; i < count; i++) {
		if (add_event(workspace, history, why, &why->snapshots.items[i], error) < 0)
			return -error->code;
	}
	life_add_diary(workspace->arena, &why->diary, &why->life);
	return 0;
}

/* What is there now, as far as others may read it. */
static bool read_present(struct workspace *workspace, struct history *history,
	const struct why *why, struct text *result)
{
	struct entry copy;
	struct tree now = {.arena = workspace->arena, .entries = &copy, .count = 1};
	struct tree before = {.arena = workspace->arena};
	struct content_text content = {.path = why->path};
	struct classify_wanted wanted = {.texts = &content, .text_count = 1};

	if (why->entry == NULL || why->entry->kind != ENTRY_FILE || why->is_protected)
		return false;
	copy = *why->entry;
	upgrade_read_contents(workspace, history, &before, &now, &wanted);
	if (content.bytes == NULL)
		return false;
	text_append(result, content.bytes, content.length);
	return true;
}

void why_find_vendor_text(struct workspace *workspace, struct history *history, struct why *why)
{
	TEXT_CLEANUP struct text vendor = TEXT_INIT, present = TEXT_INIT;
	DIFFERENCE_CLEANUP struct difference difference = DIFFERENCE_INIT;
	struct error ignored = ERROR_INIT;

	why->has_vendor_text =
		vendor_read(history, why->path, VENDOR_TEXT_MOST, &vendor, &ignored) == 0;
	if (!why->has_vendor_text || !read_present(workspace, history, why, &present) ||
		patch_contents(&vendor, &present, &difference, &ignored) < 0 ||
		difference.kind != DIFFERENCE_TEXT)
		return;
	why->since_vendor_length = difference.hunks.length;
	why->since_vendor = arena_bytes(
		workspace->arena, text_string(&difference.hunks), difference.hunks.length);
}

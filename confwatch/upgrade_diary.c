// SPDX-License-Identifier: GPL-2.0-or-later
// What the diary knows about changed files, and what it is told about a transaction.
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/translate.h"
#include "core/ledger.h"
#include "core/protection.h"
#include "system/diary.h"
#include "upgrade_parts.h"

enum {
	LINES_MOST = 100, /* findings that one entry lists */
};

static int compare_reasons(const void *a, const void *b)
{
	return path_compare(((const struct reason *)a)->path, ((const struct reason *)b)->path);
}

static size_t add_reason(
	const struct diary *diary, const char *path, struct reason *reasons, size_t count)
{
	const struct diary_entry *entry = path != NULL ? diary_reason(diary, path) : NULL;

	if (entry == NULL)
		return count;
	reasons[count] = (struct reason){.path = path, .text = entry->text};
	return count + 1;
}

static size_t drop_repeated(struct reason *reasons, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (kept == 0 || strcmp(reasons[kept - 1].path, reasons[i].path) != 0)
			reasons[kept++] = reasons[i];
	}
	return kept;
}

/* In the order of the tree, which is that of paths. */
static void list_pinned(
	struct arena *arena, const struct diary *diary, struct classify_input *input)
{
	const struct tree *tree = input->before;
	const char **paths;

	if (!ledger_has_pins(diary))
		return;
	paths = arena_new_array(arena, tree->count, const char *);
	for (size_t i = 0; i < tree->count; i++) {
		if (ledger_pin(diary, tree->entries[i].path) != NULL)
			paths[input->pinned_count++] = tree->entries[i].path;
	}
	input->pinned = paths;
}

void upgrade_reasons(struct workspace *workspace, struct history *history,
	const struct change_list *changes, struct classify_input *input)
{
	struct arena *arena = workspace->arena;
	struct reason *reasons = arena_new_array(arena, 2 * changes->count, struct reason);
	struct diary diary = {0};
	struct error ignored = ERROR_INIT;
	size_t count = 0;

	if (diary_load(history, arena, &diary, &ignored) < 0 || diary.count == 0)
		return;
	for (size_t i = 0; i < changes->count; i++) {
		const char *path = changes->changes[i].path;

		count = add_reason(&diary, path, reasons, count);
		count = add_reason(&diary, leftover_of(arena, path), reasons, count);
	}
	if (count > 1)
		qsort(reasons, count, sizeof *reasons, compare_reasons);
	input->reasons = reasons;
	input->reason_count = drop_repeated(reasons, count);
	list_pinned(arena, &diary, input);
}

/* News for a person: not what packages did to files of their own. */
static bool is_news(const struct finding *finding)
{
	return finding->severity > SEVERITY_INFO;
}

static size_t count_news(const struct finding_list *list)
{
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += is_news(&list->items[i]);
	return count;
}

static void describe(const struct closing *closing, struct text *text)
{
	size_t lines = 0;

	for (size_t i = 0; i < closing->fresh.count; i++) {
		const struct finding *finding = &closing->fresh.items[i];

		if (!is_news(finding))
			continue;
		if (lines++ == LINES_MOST) {
			text_add(text, "* ...\n");
			break;
		}
		text_format(text, "* %s: %s\n", finding_class_name(finding->class),
			finding->message != NULL ? finding->message : "");
	}
}

static size_t list_paths(const struct closing *closing, const char **paths)
{
	size_t count = 0;

	for (size_t i = 0; i < closing->fresh.count && count < LINES_MOST; i++) {
		if (is_news(&closing->fresh.items[i]) && closing->fresh.items[i].path != NULL)
			paths[count++] = closing->fresh.items[i].path;
	}
	return count;
}

void upgrade_tell_diary(struct closing *closing, struct history *history)
{
	static const char *const tags[] = {DIARY_UPGRADE};
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct workspace *workspace = closing->workspace;
	const char **paths = arena_new_array(workspace->arena, LINES_MOST, const char *);
	struct diary_entry entry = {
		.time = workspace->now,
		.zone = workspace->zone,
		.author = "confwatch <confwatch@localhost>",
		.paths = paths,
		.tags = tags,
		.tag_count = 1,
		.has_snapshot = true,
		.snapshot = closing->record.id,
	};
	struct error ignored = ERROR_INIT;

	/* Nothing was recorded: it was told when it was. */
	if (!closing->record.changed || count_news(&closing->fresh) == 0)
		return;
	describe(closing, &text);
	entry.path_count = list_paths(closing, paths);
	entry.text = text_string(&text);
	(void)diary_add(history, workspace->arena, &entry, workspace->actor.host, NULL, &ignored);
}

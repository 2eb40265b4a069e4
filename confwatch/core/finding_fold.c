// SPDX-License-Identifier: GPL-2.0-or-later
// A directory that came or went is one finding, not one for each file below it.
#include "core/finding_fold.h"

#include <string.h>

#include "base/path.h"
#include "base/shell.h"
#include "base/translate.h"

/* A directory that came or went, with so many changes below it. */
struct top {
	const struct change *change;
	size_t below;
	struct finding *head; /* the finding that stands for all of it */
};

struct folding {
	struct arena *arena;
	const char *program;
	struct top *tops; /* in tree order, none within another */
	size_t count;
};

static bool is_directory(const struct entry *entry)
{
	return entry != NULL && entry->kind == ENTRY_DIRECTORY;
}

/* Changes right behind this one that it implies. */
static size_t count_implied(const struct change_list *changes, size_t index)
{
	const struct change *top = &changes->changes[index];
	enum change_kind below = is_directory(top->before) ? CHANGE_REMOVED : CHANGE_ADDED;
	size_t count = 0;

	if (is_directory(top->before) == is_directory(top->after))
		return 0;
	while (index + 1 + count < changes->count) {
		const struct change *next = &changes->changes[index + 1 + count];

		if (next->kind != below || !path_is_within(next->path, top->path))
			break;
		count++;
	}
	return count;
}

static void find_tops(const struct change_list *changes, struct folding *folding)
{
	for (size_t i = 0; i < changes->count; i++) {
		size_t below = count_implied(changes, i);

		if (below == 0)
			continue;
		folding->tops[folding->count++] =
			(struct top){.change = &changes->changes[i], .below = below};
		i += below;
	}
}

/* The directory that this path is, or is below. */
static struct top *top_of(const struct folding *folding, const char *path)
{
	size_t low = 0;
	size_t high = folding->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (path_compare(folding->tops[middle].change->path, path) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || !path_is_within(path, folding->tops[low - 1].change->path))
		return NULL;
	return &folding->tops[low - 1];
}

/* The directory itself may have no finding: then the first one below it becomes its. */
static void take_over(const struct folding *folding, const struct top *top)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct finding *head = top->head;
	const char *path = top->change->path;
	bool gone = top->change->kind == CHANGE_REMOVED;

	text_format(&text, "%s %s ", folding->program, gone ? "restore" : "diff");
	shell_word(&text, path);
	head->remedy = arena_string(folding->arena, text_string(&text));
	text_clear(&text);
	text_format(&text, gone ? _("%s is gone, with all it held") : _("%s is new"), path);
	head->message = arena_string(folding->arena, text_string(&text));
	head->path = path;
	head->leftover = NULL;
	head->id = finding_identify(folding->arena, head);
}

/* True: the finding is told with another one. */
static bool merge(struct folding *folding, struct finding *finding)
{
	struct top *top = finding->transaction != NULL || finding->path == NULL
		? NULL
		: top_of(folding, finding->path);

	if (top == NULL)
		return false;
	if (top->head == NULL) {
		top->head = finding;
		return false;
	}
	if (strcmp(finding->path, top->change->path) == 0)
		*top->head = *finding;
	else if (finding->severity > top->head->severity)
		top->head->severity = finding->severity;
	return true;
}

void finding_fold_directories(struct arena *arena, const struct change_list *changes,
	const char *program, struct finding_list *list)
{
	struct folding folding = {
		.arena = arena,
		.program = program,
		.tops = arena_new_array(arena, changes->count + 1, struct top),
	};
	size_t kept = 0;

	find_tops(changes, &folding);
	for (size_t i = 0; i < list->count; i++) {
		/* A head must not move once it is known: it goes to its place first. */
		list->items[kept] = list->items[i];
		if (!merge(&folding, &list->items[kept]))
			kept++;
	}
	list->count = kept;
	for (size_t i = 0; i < folding.count; i++) {
		struct top *top = &folding.tops[i];

		if (top->head == NULL)
			continue;
		if (strcmp(top->head->path, top->change->path) != 0)
			take_over(&folding, top);
		top->head->folded = top->below + 1;
	}
	finding_sort(list);
}

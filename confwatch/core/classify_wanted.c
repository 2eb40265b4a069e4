// SPDX-License-Identifier: GPL-2.0-or-later
// Which contents must be read before the changes can be judged.
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "core/classify_parts.h"

/* The request while it grows. */
struct request {
	struct arena *arena;
	struct classify_wanted *wanted;
	size_t text_capacity;
};

static void want_digest(struct request *request, const struct subject *subject, bool in_before)
{
	struct classify_wanted *wanted = request->wanted;
	const struct entry *entry = in_before ? subject->before : subject->after;
	const struct owned *owned = in_before ? subject->owner_before : subject->owner_after;

	if (entry == NULL || entry->kind != ENTRY_FILE || entry->content == CONTENT_UNREADABLE ||
		owned == NULL || owned->digest_kind == DIGEST_NONE)
		return;
	wanted->digests[wanted->digest_count++] = (struct content_digest){
		.path = subject->path, .in_before = in_before, .kind = owned->digest_kind};
}

static bool is_readable_file(const struct entry *entry)
{
	return entry != NULL && entry->kind == ENTRY_FILE && entry->content != CONTENT_UNREADABLE &&
		entry->size <= CLASSIFY_TEXT_MOST;
}

static void want_text(struct request *request, const char *path, bool in_before)
{
	struct classify_wanted *wanted = request->wanted;

	wanted->texts = arena_grow(request->arena, wanted->texts, &request->text_capacity,
		wanted->text_count + 1, sizeof *wanted->texts);
	wanted->texts[wanted->text_count++] =
		(struct content_text){.path = path, .in_before = in_before};
}

/* Both, or there is nothing to compare. */
static void want_texts(struct request *request, const struct subject *subject)
{
	if (subject->change == NULL || !subject->change->content ||
		!is_readable_file(subject->before) || !is_readable_file(subject->after))
		return;
	want_text(request, subject->path, true);
	want_text(request, subject->path, false);
}

static bool has_metadata_change(const struct subject_list *subjects)
{
	for (size_t i = 0; i < subjects->count; i++) {
		const struct change *change = subjects->items[i].change;

		if (change != NULL && change->kind == CHANGE_CHANGED && change->metadata_count > 0)
			return true;
	}
	return false;
}

/* The distribution's lists of permissions. */
static void want_lists(struct request *request, const struct tree *tree, bool in_before)
{
	static const char *const places[] = {
		"/etc/permissions",
		"/etc/permissions.easy",
		"/etc/permissions.secure",
		"/etc/permissions.paranoid",
		"/etc/permissions.local",
		"/etc/permissions.d",
		"/usr/share/permissions",
	};

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		struct tree_range range = tree_within(tree, places[i]);

		for (size_t j = range.first; j < range.first + range.count; j++) {
			if (is_readable_file(&tree->entries[j]))
				want_text(request, tree->entries[j].path, in_before);
		}
	}
}

static int compare_texts(const void *a, const void *b)
{
	const struct content_text *left = a;
	const struct content_text *right = b;
	int order = path_compare(left->path, right->path);

	return order != 0 ? order : (int)right->in_before - (int)left->in_before;
}

static void sort_texts(struct classify_wanted *wanted)
{
	size_t kept = 0;

	if (wanted->text_count > 1)
		qsort(wanted->texts, wanted->text_count, sizeof *wanted->texts, compare_texts);
	for (size_t i = 0; i < wanted->text_count; i++) {
		if (kept == 0 || compare_texts(&wanted->texts[kept - 1], &wanted->texts[i]) != 0)
			wanted->texts[kept++] = wanted->texts[i];
	}
	wanted->text_count = kept;
}

void classify_wanted(
	struct arena *arena, const struct classify_input *input, struct classify_wanted *result)
{
	struct request request = {.arena = arena, .wanted = result};
	struct subject_list subjects;

	classify_subjects(arena, input, &subjects);
	*result = (struct classify_wanted){
		.digests = arena_new_array(arena, 2 * subjects.count, struct content_digest)};
	for (size_t i = 0; i < subjects.count; i++) {
		want_digest(&request, &subjects.items[i], true);
		want_digest(&request, &subjects.items[i], false);
		want_texts(&request, &subjects.items[i]);
	}
	if (has_metadata_change(&subjects)) {
		want_lists(&request, input->before, true);
		want_lists(&request, input->after, false);
	}
	sort_texts(result);
}

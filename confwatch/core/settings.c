// SPDX-License-Identifier: GPL-2.0-or-later
// The settings of one file in two states -> what changed, by meaning.
#include "core/settings.h"

#include <stdlib.h>
#include <string.h>

/* One record with its number in its file. */
struct place {
	const struct setting_record *record;
	size_t number;
	bool kept; /* the other side has it, too */
};

/* Places of one side, by name and number; [first, end) have one name. */
struct batch {
	struct place *places;
	size_t first;
	size_t end;
	size_t count;
};

const char *setting_change_name(enum setting_change_kind kind)
{
	static const char *const names[] = {
		[SETTING_ADDED] = "added",
		[SETTING_REMOVED] = "removed",
		[SETTING_CHANGED] = "changed",
		[SETTING_REORDERED] = "reordered",
	};

	return names[kind];
}

static const char *value_of(const struct setting_record *record)
{
	return record->value != NULL ? record->value : "";
}

static int compare_names(const struct place *a, const struct place *b)
{
	int order = (int)a->record->unread - (int)b->record->unread;

	return order != 0 ? order : strcmp(a->record->name, b->record->name);
}

static int by_name(const void *a_context, const void *b_context)
{
	const struct place *a = a_context;
	const struct place *b = b_context;
	int order = compare_names(a, b);

	return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

static int by_value(const void *a_context, const void *b_context)
{
	const struct place *const *a = a_context;
	const struct place *const *b = b_context;
	int order = strcmp(value_of((*a)->record), value_of((*b)->record));

	return order != 0 ? order : ((*a)->number > (*b)->number) - ((*a)->number < (*b)->number);
}

static struct batch batch_of(struct arena *arena, const struct setting_records *records)
{
	struct batch batch = {.count = records->count};

	batch.places = arena_new_array(arena, records->count, struct place);
	for (size_t i = 0; i < records->count; i++)
		batch.places[i] = (struct place){&records->records[i], i, false};
	if (records->count > 0)
		qsort(batch.places, records->count, sizeof *batch.places, by_name);
	return batch;
}

/* The end of the places that have the name of `first`. */
static void find_end(struct batch *batch)
{
	batch->end = batch->first;
	while (batch->end < batch->count &&
		compare_names(&batch->places[batch->first], &batch->places[batch->end]) == 0)
		batch->end++;
}

static struct place **sorted_values(struct arena *arena, const struct batch *batch)
{
	size_t count = batch->end - batch->first;
	struct place **values = arena_new_array(arena, count, struct place *);

	for (size_t i = 0; i < count; i++)
		values[i] = &batch->places[batch->first + i];
	if (count > 0)
		qsort(values, count, sizeof(struct place *), by_value);
	return values;
}

/* Marks what both have, one for one; how many. */
static size_t keep_common(
	struct arena *arena, const struct batch *before, const struct batch *after)
{
	struct place **a = sorted_values(arena, before);
	struct place **b = sorted_values(arena, after);
	size_t a_count = before->end - before->first, b_count = after->end - after->first;
	size_t i = 0, j = 0, kept = 0;

	while (i < a_count && j < b_count) {
		int order = strcmp(value_of(a[i]->record), value_of(b[j]->record));

		if (order == 0) {
			a[i]->kept = true;
			b[j]->kept = true;
			kept++;
		}
		i += order <= 0;
		j += order >= 0;
	}
	return kept;
}

/* Bytes that XML cannot hold stand as U+F700 + byte: settings/document.h. */
static const char *plain(struct arena *arena, const char *string)
{
	size_t length = strlen(string), used = 0;
	char *result = arena_characters(arena, length);

	for (size_t i = 0; i < length; i++) {
		const unsigned char *at = (const unsigned char *)string + i;

		if (at[0] == 0xEF && at[1] >= 0x9C && at[1] <= 0x9F && (at[2] & 0xC0) == 0x80) {
			result[used++] = (char)(((at[1] & 0x03) << 6) | (at[2] & 0x3F));
			i += 2;
		} else {
			result[used++] = string[i];
		}
	}
	result[used] = '\0';
	return result;
}

static struct setting_change *add(struct arena *arena, struct setting_changes *changes,
	enum setting_change_kind kind, const struct setting_record *before,
	const struct setting_record *after)
{
	static const struct setting_record none;
	const struct setting_record *old = before != NULL ? before : &none;
	const struct setting_record *new = after != NULL ? after : &none;
	const struct setting_record *any = after != NULL ? after : old;
	struct setting_change *change;

	changes->changes = arena_grow(arena, changes->changes, &changes->capacity,
		changes->count + 1, sizeof *changes->changes);
	change = &changes->changes[changes->count++];
	*change = (struct setting_change){
		.kind = kind,
		.name = plain(arena, any->name),
		.unread = any->unread,
		.line_before = old->line,
		.line_after = new->line,
	};
	if (old->value != NULL)
		change->before = plain(arena, old->value);
	if (new->value != NULL)
		change->after = plain(arena, new->value);
	return change;
}

static int compare_strings(const void *a_context, const void *b_context)
{
	const char *const *a = a_context;
	const char *const *b = b_context;

	return strcmp(*a, *b);
}

static struct string_list words_of(struct arena *arena, const char *value)
{
	static const char separators[] = " \t\n,";
	struct string_list words = {0};

	value += strspn(value, separators);
	while (*value != '\0') {
		size_t length = strcspn(value, separators);

		string_list_add(&words, arena, arena_bytes(arena, value, length));
		value += length;
		value += strspn(value, separators);
	}
	return words;
}

static struct string_list sorted(struct arena *arena, const struct string_list *words)
{
	struct string_list copy = {0};

	for (size_t i = 0; i < words->count; i++)
		string_list_add(&copy, arena, words->items[i]);
	if (copy.count > 0)
		qsort(copy.items, copy.count, sizeof *copy.items, compare_strings);
	return copy;
}

static bool has_word(const struct string_list *list, const char *word)
{
	return list->count > 0 &&
		bsearch(&word, list->items, list->count, sizeof *list->items, compare_strings) !=
		NULL;
}

/* Those of `words` that `other` has not, in their order; whether there are others. */
static bool add_missing(struct arena *arena, const struct string_list *words,
	const struct string_list *other, struct string_list *result)
{
	struct string_list found = sorted(arena, other);

	for (size_t i = 0; i < words->count; i++)
		if (!has_word(&found, words->items[i]))
			string_list_add(result, arena, words->items[i]);
	return result->count < words->count;
}

static void compare_words(struct arena *arena, struct setting_change *change)
{
	struct string_list before, after;

	if (change->before == NULL || change->after == NULL)
		return;
	before = words_of(arena, change->before);
	after = words_of(arena, change->after);
	if (before.count < 2 && after.count < 2)
		return;
	change->words_kept = add_missing(arena, &before, &after, &change->gone);
	(void)add_missing(arena, &after, &before, &change->came);
}

/* The next place from *at on that the other side has not; NULL: none. */
static const struct setting_record *next_own(const struct batch *batch, size_t *at)
{
	while (*at < batch->end) {
		const struct place *place = &batch->places[(*at)++];

		if (!place->kept)
			return place->record;
	}
	return NULL;
}

static const struct setting_record *next_kept(const struct batch *batch, size_t *at)
{
	while (*at < batch->end) {
		const struct place *place = &batch->places[(*at)++];

		if (place->kept)
			return place->record;
	}
	return NULL;
}

/* What both have stands in the same order. */
static bool is_in_order(const struct batch *before, const struct batch *after)
{
	size_t a = before->first, b = after->first;
	const struct setting_record *old = next_kept(before, &a);
	const struct setting_record *new = next_kept(after, &b);

	while (old != NULL && new != NULL && strcmp(value_of(old), value_of(new)) == 0) {
		old = next_kept(before, &a);
		new = next_kept(after, &b);
	}
	return old == NULL && new == NULL;
}

/* One name on both sides, as often as it stands there. */
static void diff_batch(struct arena *arena, const struct batch *before, const struct batch *after,
	struct setting_changes *result)
{
	size_t a = before->first, b = after->first;
	size_t a_count = before->end - before->first, b_count = after->end - after->first;
	size_t kept = keep_common(arena, before, after);
	bool one = a_count - kept == 1 && b_count - kept == 1;
	const struct setting_record *old = next_own(before, &a);
	const struct setting_record *new = next_own(after, &b);

	if (one && !old->unread) {
		compare_words(arena, add(arena, result, SETTING_CHANGED, old, new));
		old = NULL;
		new = NULL;
	}
	if (!is_in_order(before, after))
		(void)add(arena, result, SETTING_REORDERED, before->places[before->first].record,
			after->places[after->first].record);
	for (; old != NULL; old = next_own(before, &a))
		(void)add(arena, result, SETTING_REMOVED, old, NULL);
	for (; new != NULL; new = next_own(after, &b))
		(void)add(arena, result, SETTING_ADDED, NULL, new);
}

static int by_line(const void *a_context, const void *b_context)
{
	const struct setting_change *a = a_context;
	const struct setting_change *b = b_context;
	uint32_t a_line = a->line_after != 0 ? a->line_after : a->line_before;
	uint32_t b_line = b->line_after != 0 ? b->line_after : b->line_before;
	int order = (a_line > b_line) - (a_line < b_line);

	if (order == 0)
		order = (int)(a->line_after != 0) - (int)(b->line_after != 0);
	return order != 0 ? order : strcmp(a->name, b->name);
}

void settings_diff(struct arena *arena, const struct setting_records *before,
	const struct setting_records *after, struct setting_changes *result)
{
	struct batch a = batch_of(arena, before);
	struct batch b = batch_of(arena, after);

	*result = (struct setting_changes){0};
	while (a.first < a.count || b.first < b.count) {
		int order = 0;

		if (a.first < a.count && b.first < b.count)
			order = compare_names(&a.places[a.first], &b.places[b.first]);
		else
			order = a.first < a.count ? -1 : 1;
		a.end = a.first;
		b.end = b.first;
		if (order <= 0)
			find_end(&a);
		if (order >= 0)
			find_end(&b);
		diff_batch(arena, &a, &b, result);
		a.first = a.end;
		b.first = b.end;
	}
	if (result->count > 0)
		qsort(result->changes, result->count, sizeof *result->changes, by_line);
}

void settings_hide(struct setting_changes *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		struct setting_change *change = &changes->changes[i];

		change->before = NULL;
		change->after = NULL;
		change->gone = (struct string_list){0};
		change->came = (struct string_list){0};
		change->words_kept = false;
	}
}

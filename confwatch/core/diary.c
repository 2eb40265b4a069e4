// SPDX-License-Identifier: GPL-2.0-or-later
// The diary as a whole: its order, names of entries, and the reason that counts for a path.
#include "core/diary.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/number.h"
#include "base/path.h"
#include "core/fingerprint.h"

enum {
	FIRST_CAPACITY = 16,
};

struct diary_entry *diary_append(struct diary *diary, struct arena *arena)
{
	if (diary->count == diary->capacity) {
		size_t larger = diary->capacity == 0 ? FIRST_CAPACITY : diary->capacity * 2;

		diary->entries = arena_regrow(arena, diary->entries,
			diary->capacity * sizeof *diary->entries, larger * sizeof *diary->entries);
		diary->capacity = larger;
	}
	diary->entries[diary->count] = (struct diary_entry){0};
	return &diary->entries[diary->count++];
}

static int compare_entries(const void *a, const void *b)
{
	const struct diary_entry *left = a;
	const struct diary_entry *right = b;

	if (left->time != right->time)
		return left->time < right->time ? -1 : 1;
	return strcmp(left->id, right->id);
}

void diary_sort(struct diary *diary)
{
	if (diary->count > 1)
		qsort(diary->entries, diary->count, sizeof *diary->entries, compare_entries);
}

struct tm diary_calendar(int64_t time, int zone)
{
	struct tm result = {0};
	time_t local;

	if (time < 0 || time > DIARY_LAST_SECOND)
		time = 0;
	local = (time_t)(time + (int64_t)zone * 60);
	(void)gmtime_r(&local, &result);
	return result;
}

const char *diary_identify(struct arena *arena, const struct diary_entry *entry, unsigned attempt)
{
	struct fingerprint fingerprint = fingerprint_begin();
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct tm calendar = diary_calendar(entry->time, entry->zone);
	char digits[32] = "";

	diary_write(entry, &text);
	fingerprint_string(&fingerprint, text_string(&text));
	fingerprint_number(&fingerprint, attempt);
	(void)strftime(digits, sizeof digits, "%Y%m%d-%H%M%S", &calendar);
	return arena_format(arena, "%s-%04x", digits, (unsigned)(fingerprint.hash & 0xffff));
}

bool diary_is_own_tag(const char *tag)
{
	static const char *const own[] = {DIARY_ACCEPTED, DIARY_EXPECTED, DIARY_PINNED,
		DIARY_UNPINNED, DIARY_UPGRADE, DIARY_RESTORE, DIARY_UNDO};

	for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
		if (strcmp(tag, own[i]) == 0)
			return true;
	}
	return false;
}

bool diary_has_tag(const struct diary_entry *entry, const char *tag)
{
	for (size_t i = 0; i < entry->tag_count; i++) {
		if (strcmp(entry->tags[i], tag) == 0)
			return true;
	}
	return false;
}

bool diary_is_about(const struct diary_entry *entry, const char *path)
{
	for (size_t i = 0; i < entry->path_count; i++) {
		if (path_is_within(path, entry->paths[i]))
			return true;
	}
	return false;
}

const struct diary_entry *diary_reason(const struct diary *diary, const char *path)
{
	for (size_t i = diary->count; i-- > 0;) {
		const struct diary_entry *entry = &diary->entries[i];

		if (diary_has_tag(entry, DIARY_REASON) && diary_is_about(entry, path))
			return entry;
	}
	return NULL;
}

bool diary_is_day(const char *text)
{
	struct tm day = {0};
	uint64_t year, month, number;

	if (strlen(text) != strlen("YYYY-MM-DD") || text[4] != '-' || text[7] != '-' ||
		!number_parse(text, 4, 10, 9999, &year) ||
		!number_parse(text + 5, 2, 10, 12, &month) ||
		!number_parse(text + 8, 2, 10, 31, &number) || month == 0 || number == 0)
		return false;
	day.tm_year = (int)year - 1900;
	day.tm_mon = (int)month - 1;
	day.tm_mday = (int)number;
	(void)timegm(&day);
	return day.tm_mday == (int)number;
}

bool diary_is_overdue(const struct diary_entry *entry, int64_t now, int zone)
{
	struct tm calendar = diary_calendar(now, zone);
	char today[32] = "";

	if (entry->review_by == NULL || !diary_is_day(entry->review_by))
		return false;
	(void)strftime(today, sizeof today, "%Y-%m-%d", &calendar);
	return strcmp(entry->review_by, today) < 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// What people said about findings and paths: accepted, expected, pinned. From the diary alone.
#include "core/ledger.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/path.h"
#include "base/translate.h"

enum {
	MINUTE = 60,
	HOUR = 60 * MINUTE,
	DAY = 24 * HOUR,
	WEEK = 7 * DAY,
	YEAR = 366 * DAY,
	PATIENCE = 30 * DAY, /* with a new version that waits */
};

static bool names(const struct diary_entry *entry, const char *id)
{
	for (size_t i = 0; id != NULL && i < entry->finding_count; i++) {
		if (strcmp(entry->findings[i], id) == 0)
			return true;
	}
	return false;
}

/* A rule may hold and fail again, without any transaction. */
static bool has_own_id(const struct finding *finding)
{
	return finding->transaction != NULL && finding->class != CLASS_COUNT;
}

/* In one second the last word of the diary's order counts, whichever order it is in. */
static bool is_newer(const struct diary_entry *entry, const struct diary_entry *other)
{
	if (other == NULL || entry->time != other->time)
		return other == NULL || entry->time > other->time;
	return strcmp(entry->id, other->id) > 0;
}

static bool is_over(const struct diary_entry *entry, int64_t now)
{
	return entry->until > 0 && entry->until < now;
}

/* Nothing tells when that ended and began again. */
static bool has_only_words(const struct finding *finding)
{
	return finding->path == NULL && !has_own_id(finding);
}

static bool entry_accepts(
	const struct diary_entry *entry, const struct finding *finding, int64_t since)
{
	char words[FINDING_ID_SIZE];

	if (!diary_has_tag(entry, DIARY_ACCEPTED))
		return false;
	if (entry->finding_count == 0)
		return entry->time >= since &&
			diary_is_about(entry, finding->path != NULL ? finding->path : "/");
	if (!has_only_words(finding))
		return names(entry, finding->id) && (has_own_id(finding) || entry->time >= since);
	finding_identify_words(finding, words);
	return names(entry, words);
}

const struct diary_entry *ledger_acceptance(
	const struct diary *diary, const struct finding *finding, int64_t since, int64_t now)
{
	const struct diary_entry *result = NULL;

	for (size_t i = 0; i < diary->count; i++) {
		const struct diary_entry *entry = &diary->entries[i];

		if (!is_over(entry, now) && entry_accepts(entry, finding, since) &&
			is_newer(entry, result))
			result = entry;
	}
	return result;
}

void ledger_name_finding(
	struct arena *arena, const struct finding *finding, struct string_list *result)
{
	struct finding bare = *finding;
	char words[FINDING_ID_SIZE];

	string_list_add(result, arena, finding->id);
	if (has_only_words(finding)) {
		finding_identify_words(finding, words);
		string_list_add(result, arena, arena_string(arena, words));
		return;
	}
	if (finding->class != CLASS_COUNT || finding->transaction == NULL)
		return;
	bare.transaction = NULL;
	string_list_add(result, arena, finding_identify(arena, &bare));
}

void ledger_accepted_in(struct arena *arena, const struct diary *diary,
	const struct snapshot_id *snapshot, int64_t now, struct string_list *result)
{
	for (size_t i = 0; i < diary->count; i++) {
		const struct diary_entry *entry = &diary->entries[i];

		if (!diary_has_tag(entry, DIARY_ACCEPTED) || is_over(entry, now) ||
			!entry->has_snapshot ||
			memcmp(&entry->snapshot, snapshot, sizeof *snapshot) != 0)
			continue;
		for (size_t j = 0; j < entry->path_count; j++)
			string_list_add(result, arena, entry->paths[j]);
	}
}

static bool can_be_announced(const struct finding *finding)
{
	switch (finding->class) {
	case CLASS_OVERWRITTEN:
	case CLASS_REWRITTEN_BY_PACKAGE:
	case CLASS_VENDOR_UPDATED:
	case CLASS_COSMETIC:
	case CLASS_GENERATED:
	case CLASS_EDITED:
	case CLASS_METADATA_RESET:
		return finding->path != NULL && finding->folded <= 1;
	default:
		return false;
	}
}

bool ledger_announces(const struct diary_entry *entry, const struct finding *finding, int64_t when)
{
	return diary_has_tag(entry, DIARY_EXPECTED) && can_be_announced(finding) &&
		diary_is_about(entry, finding->path) && when >= entry->time && when <= entry->until;
}

static bool is_of(const struct occasion *occasion, const char *transaction)
{
	return transaction != NULL && occasion->transaction != NULL &&
		strcmp(occasion->transaction, transaction) == 0;
}

/* The first of its transaction; each without one is the first. */
static size_t first_of(const struct expectation *expectation, const char *transaction)
{
	for (size_t i = 0; i < expectation->occasion_count; i++) {
		if (is_of(&expectation->occasions[i], transaction))
			return i;
	}
	return expectation->occasion_count;
}

/* Before that place. */
static size_t count_before(const struct expectation *expectation, size_t end)
{
	size_t count = 0;

	for (size_t i = 0; i < end; i++) {
		const struct occasion *occasion = &expectation->occasions[i];

		count += occasion->time <= expectation->entry->until &&
			(occasion->transaction == NULL ||
				first_of(expectation, occasion->transaction) == i);
	}
	return count;
}

size_t ledger_used(const struct expectation *expectation)
{
	return count_before(expectation, expectation->occasion_count);
}

bool ledger_is_over(const struct expectation *expectation, int64_t now)
{
	return now > expectation->entry->until ||
		ledger_used(expectation) >= expectation->entry->times;
}

bool ledger_expects(
	const struct expectation *expectation, const struct finding *finding, int64_t when)
{
	size_t place = first_of(expectation, finding->transaction);

	if (!ledger_announces(expectation->entry, finding, when))
		return false;
	/* An upgrade that ended before somebody announced anything. */
	if (finding->transaction != NULL && place == expectation->occasion_count)
		return false;
	return count_before(expectation, place) < expectation->entry->times;
}

void ledger_judge(const struct diary *diary, const struct expectation *expected,
	size_t expected_count, int64_t when, int64_t now, struct finding *finding)
{
	const bool was_there = finding->transaction != NULL || finding->path == NULL;

	if (finding->state != FINDING_OPEN || finding->restored)
		return;
	finding->said = was_there ? ledger_acceptance(diary, finding, finding->since, now) : NULL;
	if (finding->said != NULL)
		finding->state = FINDING_ACCEPTED;
	for (size_t i = 0; finding->state == FINDING_OPEN && i < expected_count; i++) {
		if (!ledger_expects(&expected[i], finding, when))
			continue;
		finding->state = FINDING_EXPECTED;
		finding->said = expected[i].entry;
	}
}

static bool is_about_pins(const struct diary_entry *entry)
{
	return diary_has_tag(entry, DIARY_PINNED) || diary_has_tag(entry, DIARY_UNPINNED);
}

const struct diary_entry *ledger_pin(const struct diary *diary, const char *path)
{
	const struct diary_entry *last = NULL;

	for (size_t i = 0; i < diary->count; i++) {
		const struct diary_entry *entry = &diary->entries[i];

		if (is_about_pins(entry) && diary_is_about(entry, path) && is_newer(entry, last))
			last = entry;
	}
	return last != NULL && diary_has_tag(last, DIARY_PINNED) ? last : NULL;
}

bool ledger_has_pins(const struct diary *diary)
{
	for (size_t i = 0; i < diary->count; i++) {
		if (diary_has_tag(&diary->entries[i], DIARY_PINNED))
			return true;
	}
	return false;
}

void ledger_mark_pins(const struct diary *diary, struct finding_list *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *finding = &findings->items[i];

		if (finding->path != NULL && finding->state == FINDING_OPEN)
			finding->said = ledger_pin(diary, finding->path);
	}
}

static int compare_paths(const void *a, const void *b)
{
	return path_compare(*(const char *const *)a, *(const char *const *)b);
}

void ledger_pinned(struct arena *arena, const struct diary *diary, struct string_list *result)
{
	for (size_t i = 0; i < diary->count; i++) {
		const struct diary_entry *entry = &diary->entries[i];

		for (size_t j = 0; diary_has_tag(entry, DIARY_PINNED) && j < entry->path_count;
			j++) {
			if (ledger_pin(diary, entry->paths[j]) != NULL &&
				!string_list_holds(result, entry->paths[j]))
				string_list_add(result, arena, entry->paths[j]);
		}
	}
	if (result->count > 1)
		qsort(result->items, result->count, sizeof *result->items, compare_paths);
}

struct ledger_entries ledger_of_path(const struct diary *diary, const char *path, int64_t now)
{
	struct ledger_entries result = {.pinned = ledger_pin(diary, path)};

	for (size_t i = 0; i < diary->count; i++) {
		const struct diary_entry *entry = &diary->entries[i];

		if (!diary_is_about(entry, path))
			continue;
		if (diary_has_tag(entry, DIARY_ACCEPTED) && !is_over(entry, now) &&
			is_newer(entry, result.accepted))
			result.accepted = entry;
		if (diary_has_tag(entry, DIARY_EXPECTED) && entry->until >= now &&
			(result.expected == NULL || entry->until > result.expected->until))
			result.expected = entry;
	}
	return result;
}

/* "90m": a number and a letter. */
static bool parse_duration(const char *text, int64_t *result)
{
	static const char letters[] = "mhdw";
	static const int64_t seconds[] = {MINUTE, HOUR, DAY, WEEK};
	size_t length = strlen(text);
	const char *letter = length > 1 ? strchr(letters, text[length - 1]) : NULL;
	uint64_t number;

	if (letter == NULL || !number_parse(text, length - 1, 10, YEAR, &number))
		return false;
	*result = (int64_t)number * seconds[letter - letters];
	return true;
}

int ledger_parse_until(
	const char *text, int64_t now, int zone, int64_t *result, struct error *error)
{
	struct snapshot_name name = {0};
	struct error ignored = ERROR_INIT;
	int64_t duration;

	if (parse_duration(text, &duration))
		name.time = now + duration;
	else if (snapshot_name_parse(text, now, zone, &name, &ignored) < 0 ||
		name.kind != SNAPSHOT_NAME_TIME)
		return error_set(error, EINVAL,
			_("not a time: '%s' (want 90m, 2h, 1d, 2w, 2026-11-21 or '2026-11-21 "
			  "18:00')"),
			text);
	if (name.time <= now || name.time > now + YEAR)
		return error_set(
			error, EINVAL, _("'%s' is not to come, or more than a year away"), text);
	*result = name.time;
	return 0;
}

enum severity severity_aged(const struct finding *finding, int64_t now)
{
	if (finding->class != CLASS_UPDATE_PENDING || finding->severity != SEVERITY_WARNING)
		return finding->severity;
	return now - finding->since >= PATIENCE ? SEVERITY_CRITICAL : SEVERITY_WARNING;
}

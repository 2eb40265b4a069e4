// SPDX-License-Identifier: GPL-2.0-or-later
// What a person calls a snapshot: ids, last~N, before, after, dates.
#include "core/snapshot.h"

#include <errno.h>
#include <string.h>

#include "base/number.h"

enum {
	FEWEST_DIGITS = 4,
	MOST_DIGITS = 2 * SNAPSHOT_ID_SIZE,
	DAY = 24 * 60 * 60,
};

/* Days from 1970-01-01 in the Gregorian calendar, by whole eras of 400 years. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
	int64_t from_march = month > 2 ? month - 3 : month + 9;
	int64_t years = month > 2 ? year : year - 1;
	int64_t era = years / 400;
	int64_t of_era = years - era * 400;
	int64_t of_year = (153 * from_march + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t days_in_month(int64_t year, int64_t month)
{
	return month == 12 ? 31 : days_of(year, month + 1, 1) - days_of(year, month, 1);
}

/* Exactly `digits` digits; moves on. */
static bool take_number(const char **at, size_t digits, uint64_t max, int64_t *result)
{
	uint64_t number;

	if (strnlen(*at, digits) < digits || !number_parse(*at, digits, 10, max, &number))
		return false;
	*result = (int64_t)number;
	*at += digits;
	return true;
}

static bool take(const char **at, const char *literal)
{
	size_t length = strlen(literal);

	if (strncmp(*at, literal, length) != 0)
		return false;
	*at += length;
	return true;
}

/* A calendar day, as days since 1970. */
static bool take_day(const char **at, int64_t today, int64_t *result)
{
	int64_t year, month, day;

	if (take(at, "today")) {
		*result = today;
		return true;
	}
	if (take(at, "yesterday")) {
		*result = today - 1;
		return true;
	}
	if (!take_number(at, 4, 9999, &year) || !take(at, "-") || !take_number(at, 2, 12, &month) ||
		!take(at, "-") || !take_number(at, 2, 31, &day))
		return false;
	if (year < 1970 || month < 1 || day < 1 || day > days_in_month(year, month))
		return false;
	*result = days_of(year, month, day);
	return true;
}

/* Seconds of the day at the end of what was named: the day, the minute or the second. */
static bool take_clock(const char **at, int64_t *result)
{
	int64_t hour, minute, second = 59;

	if (**at == '\0') {
		*result = DAY - 1;
		return true;
	}
	if (!take(at, " ") && !take(at, "T"))
		return false;
	if (!take_number(at, 2, 23, &hour) || !take(at, ":") || !take_number(at, 2, 59, &minute))
		return false;
	if (take(at, ":") && !take_number(at, 2, 59, &second))
		return false;
	*result = (hour * 60 + minute) * 60 + second;
	return true;
}

static int64_t floor_days(int64_t seconds)
{
	return seconds >= 0 ? seconds / DAY : -((-seconds + DAY - 1) / DAY);
}

static bool parse_date(const char *text, int64_t now, int zone, int64_t *result)
{
	int64_t east = (int64_t)zone * 60;
	int64_t day, second;

	if (!take_day(&text, floor_days(now + east), &day) || !take_clock(&text, &second) ||
		*text != '\0')
		return false;
	*result = day * DAY + second - east;
	return true;
}

static bool parse_last(const char *text, size_t *back)
{
	uint64_t number = 0;

	if (!take(&text, "last"))
		return false;
	if (*text != '\0' &&
		(!take(&text, "~") || !number_parse(text, strlen(text), 10, UINT32_MAX, &number)))
		return false;
	*back = (size_t)number;
	return true;
}

static bool is_id(const char *text)
{
	size_t length = strlen(text);

	return length >= FEWEST_DIGITS && length <= MOST_DIGITS &&
		strspn(text, "0123456789abcdefABCDEF") == length;
}

int snapshot_name_parse(
	const char *text, int64_t now, int zone, struct snapshot_name *result, struct error *error)
{
	struct snapshot_name name = {0};

	if (strcmp(text, "before") == 0) {
		name.kind = SNAPSHOT_NAME_BEFORE;
	} else if (strcmp(text, "after") == 0) {
		name.kind = SNAPSHOT_NAME_AFTER;
	} else if (parse_last(text, &name.back)) {
		name.kind = SNAPSHOT_NAME_LAST;
	} else if (parse_date(text, now, zone, &name.time)) {
		name.kind = SNAPSHOT_NAME_TIME;
	} else if (is_id(text)) {
		name.kind = SNAPSHOT_NAME_ID;
		name.digits = text;
	} else {
		return error_set(error, EINVAL,
			"not a snapshot: '%s' (want an id, last, last~N, before, after, yesterday, "
			"2026-11-19 or '2026-11-19 18:00')",
			text);
	}
	*result = name;
	return 0;
}

static int resolve_last(const struct snapshot_name *name, const struct snapshot_list *list,
	struct snapshot_id *result, struct error *error)
{
	size_t passed = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].kind == SNAPSHOT_BEFORE_RESTORE ||
			list->items[i].kind == SNAPSHOT_PARTIAL_RESTORE)
			continue;
		if (passed++ < name->back)
			continue;
		*result = list->items[i].id;
		return 0;
	}
	if (passed == 0)
		return error_set(error, ENOENT, "there is no snapshot yet");
	return error_set(error, ENOENT, "there is no snapshot 'last~%zu': the oldest is 'last~%zu'",
		name->back, passed - 1);
}

static bool is_upgrade(const struct snapshot *snapshot)
{
	return snapshot->kind == SNAPSHOT_BEFORE_UPGRADE ||
		snapshot->kind == SNAPSHOT_AFTER_UPGRADE;
}

static bool same_transaction(const struct snapshot *a, const struct snapshot *b)
{
	if (a->transaction == NULL || b->transaction == NULL)
		return a->transaction == b->transaction;
	return strcmp(a->transaction, b->transaction) == 0;
}

/*
 * Of the last transaction: an older one's snapshot would be a wrong answer. Where nothing had
 * changed when it began, it took none before: that state is the snapshot below the one after it.
 */
static int resolve_upgrade(enum snapshot_kind kind, const struct snapshot_list *list,
	struct snapshot_id *result, struct error *error)
{
	const struct snapshot *last = NULL;

	for (size_t i = 0; i < list->count; i++) {
		const struct snapshot *snapshot = &list->items[i];

		if (!is_upgrade(snapshot))
			continue;
		if (last == NULL)
			last = snapshot;
		if (snapshot->kind != kind || !same_transaction(snapshot, last))
			continue;
		*result = snapshot->id;
		return 0;
	}
	if (kind == SNAPSHOT_BEFORE_UPGRADE && last != NULL &&
		last->kind == SNAPSHOT_AFTER_UPGRADE && last->has_parent) {
		*result = last->parent;
		return 0;
	}
	return error_set(error, ENOENT, "%s",
		last == NULL ? "no upgrade was recorded yet"
			     : "the last upgrade has no such snapshot");
}

static int resolve_time(int64_t time, const struct snapshot_list *list, struct snapshot_id *result,
	struct error *error)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].time <= time) {
			*result = list->items[i].id;
			return 0;
		}
	}
	return error_set(error, ENOENT, "there is no snapshot that old");
}

int snapshot_name_resolve(const struct snapshot_name *name, const struct snapshot_list *list,
	struct snapshot_id *result, struct error *error)
{
	switch (name->kind) {
	case SNAPSHOT_NAME_LAST:
		return resolve_last(name, list, result, error);
	case SNAPSHOT_NAME_BEFORE:
		return resolve_upgrade(SNAPSHOT_BEFORE_UPGRADE, list, result, error);
	case SNAPSHOT_NAME_AFTER:
		return resolve_upgrade(SNAPSHOT_AFTER_UPGRADE, list, result, error);
	case SNAPSHOT_NAME_TIME:
		return resolve_time(name->time, list, result, error);
	case SNAPSHOT_NAME_ID:
		break;
	}
	return error_set(error, EINVAL, "an id is looked up in the history");
}

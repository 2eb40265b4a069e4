// SPDX-License-Identifier: GPL-2.0-or-later
// Times, sizes, counts and snapshots in the words that all outputs share.
#include "render/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/shell.h"
#include "base/translate.h"
#include "render/escape.h"

enum {
	SECONDS_A_DAY = 86400,
	DAYS_IN_400_YEARS = 146097,
	DAYS_TO_1970 = 719468, /* since 0000-03-01, where the years of this reckoning begin */
};

struct moment {
	int64_t year;
	int month;
	int day;
	int hour;
	int minute;
	int second;
};

static int64_t floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Proleptic Gregorian: years begin in March, so that the leap day is the last of its year. */
static void set_date(struct moment *moment, int64_t days)
{
	int64_t era, year;
	int day, month;

	days += DAYS_TO_1970;
	era = floor_divide(days, DAYS_IN_400_YEARS);
	day = (int)(days - era * DAYS_IN_400_YEARS);
	year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
	day -= (int)(365 * year + year / 4 - year / 100);
	month = (5 * day + 2) / 153;
	moment->day = day - (153 * month + 2) / 5 + 1;
	moment->month = month < 10 ? month + 3 : month - 9;
	moment->year = era * 400 + year + (moment->month <= 2);
}

static struct moment moment_at(int64_t seconds, int zone)
{
	struct moment moment;
	/* The zone is added to the remainder: nothing can overflow for any time stamp. */
	int64_t rest = seconds % SECONDS_A_DAY + (int64_t)zone * 60;
	int64_t days = seconds / SECONDS_A_DAY + floor_divide(rest, SECONDS_A_DAY);

	rest -= floor_divide(rest, SECONDS_A_DAY) * SECONDS_A_DAY;
	set_date(&moment, days);
	moment.hour = (int)(rest / 3600);
	moment.minute = (int)(rest / 60 % 60);
	moment.second = (int)(rest % 60);
	return moment;
}

/* Four digits of the year at least, as ISO 8601 wants. */
static void add_date(struct text *result, const struct moment *at)
{
	text_format(result, "%s%04" PRId64 "-%02d-%02d", at->year < 0 ? "-" : "",
		at->year < 0 ? -at->year : at->year, at->month, at->day);
}

void words_time(struct text *result, int64_t seconds, int zone)
{
	struct moment at = moment_at(seconds, zone);

	add_date(result, &at);
	text_format(result, " %02d:%02d", at.hour, at.minute);
}

void words_iso_time(struct text *result, int64_t seconds, int zone)
{
	struct moment at = moment_at(seconds, zone);

	add_date(result, &at);
	text_format(result, "T%02d:%02d:%02d%c%02d:%02d", at.hour, at.minute, at.second,
		zone < 0 ? '-' : '+', abs(zone) / 60, abs(zone) % 60);
}

void words_mail_time(struct text *result, int64_t seconds, int zone)
{
	static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	static const char *const months[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	const int64_t last = INT64_C(253402214400); /* 9999-12-31 */
	int64_t within = seconds < SECONDS_A_DAY ? SECONDS_A_DAY : seconds > last ? last : seconds;
	struct moment at = moment_at(within, zone);
	int64_t day = (within + (int64_t)zone * 60) / SECONDS_A_DAY;

	text_format(result, "%s, %d %s %04" PRId64 " %02d:%02d:%02d %c%02d%02d", days[day % 7],
		at.day, months[at.month - 1], at.year, at.hour, at.minute, at.second,
		zone < 0 ? '-' : '+', abs(zone) / 60, abs(zone) % 60);
}

void words_size(struct text *result, uint64_t bytes)
{
	static const char *const units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	size_t unit = 0;

	if (bytes < 1024) {
		text_format(result, ngettext("%u byte", "%u bytes", (unsigned long)bytes),
			(unsigned)bytes);
		return;
	}
	/* Stop where the tenths, rounded, stay below 1024.0. */
	while (unit + 1 < sizeof units / sizeof *units && bytes >= UINT64_C(1048524)) {
		bytes >>= 10;
		unit++;
	}
	bytes = (bytes * 10 + 512) / 1024;
	text_format(result, "%" PRIu64 ".%" PRIu64 " %s", bytes / 10, bytes % 10, units[unit]);
}

void words_short_id(struct text *result, const struct snapshot_id *id)
{
	char hex[SNAPSHOT_HEX_SIZE];

	snapshot_hex(id, hex);
	text_append(result, hex, 7);
}

void words_snapshot(
	struct text *result, const struct snapshot *snapshot, const struct text_options *options)
{
	words_short_id(result, &snapshot->id);
	text_add(result, " (");
	words_time(result, snapshot->time, options->zone);
	text_byte(result, ')');
}

static void add_name_or_number(struct text *result, const char *name, uint32_t number)
{
	if (name != NULL)
		escape_name(result, name);
	else
		text_format(result, "%" PRIu32, number);
}

void words_owner(struct text *result, const struct entry *entry)
{
	add_name_or_number(result, entry->user, entry->uid);
	text_byte(result, ':');
	add_name_or_number(result, entry->group, entry->gid);
}

const char *words_type(const struct entry *entry)
{
	static const char *const names[] = {
		[ENTRY_FILE] = "file",
		[ENTRY_DIRECTORY] = "directory",
		[ENTRY_LINK] = "symlink",
		[ENTRY_FIFO] = "fifo",
		[ENTRY_CHARACTER_DEVICE] = "character-device",
		[ENTRY_BLOCK_DEVICE] = "block-device",
		[ENTRY_SOCKET] = "socket",
	};

	return entry != NULL ? names[entry->kind] : NULL;
}

/* One rwx triple; letters: what stands for x without and with the execute bit. */
static void add_triple(struct text *result, uint32_t bits, const char letters[3])
{
	text_byte(result, (bits & 4) != 0 ? 'r' : '-');
	text_byte(result, (bits & 2) != 0 ? 'w' : '-');
	text_byte(result, letters[bits & 1]);
}

void words_mode(struct text *result, const struct entry *entry)
{
	const struct attributes *attributes = entry->attributes;
	uint32_t mode = entry->mode;

	if (entry->kind == ENTRY_FILE)
		text_byte(result, '-');
	else
		text_byte(result, entry_kind_letter(entry->kind));
	add_triple(result, mode >> 6, (mode & 04000) != 0 ? "Ss" : "-x");
	add_triple(result, mode >> 3, (mode & 02000) != 0 ? "Ss" : "-x");
	add_triple(result, mode, (mode & 01000) != 0 ? "Tt" : "-x");
	if (attributes != NULL &&
		(attributes->access_acl != NULL || attributes->default_acl != NULL))
		text_byte(result, '+');
}

void words_command(struct text *result, const struct text_options *options, const char *command,
	const char *path)
{
	text_format(result, "%s %s", options->program != NULL ? options->program : "confwatch",
		command);
	if (path == NULL)
		return;
	text_byte(result, ' ');
	shell_word(result, path);
}

void words_first_line(struct text *result, const char *words)
{
	const size_t length = words != NULL ? strcspn(words, "\n") : 0;

	escape_bytes(result, words != NULL ? words : "", length);
	if (words != NULL && words[length] != '\0')
		text_add(result, " ...");
}

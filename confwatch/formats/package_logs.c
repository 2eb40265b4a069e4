// SPDX-License-Identifier: GPL-2.0-or-later
// The logs that package managers keep of what they did.
#include "formats/package_logs.h"

#include <string.h>
#include <time.h>

#include "base/number.h"
#include "base/slice.h"

struct log_reader {
	struct arena *arena;
	struct package_event_list *result;
	const char *manager;
};

static bool read_number(const char *digits, size_t length, int most, int *result)
{
	uint64_t number;

	if (!number_parse(digits, length, 10, (uint64_t)most, &number))
		return false;
	*result = (int)number;
	return true;
}

/* "2026-11-20 03:05:57", 'T' between them it may be. */
static bool read_time(struct slice text, char between, int64_t *result)
{
	struct tm calendar = {0};
	const char *at = text.bytes;

	if (text.length < 19 || at[4] != '-' || at[7] != '-' || at[10] != between ||
		at[13] != ':' || at[16] != ':' || !read_number(at, 4, 9999, &calendar.tm_year) ||
		!read_number(at + 5, 2, 12, &calendar.tm_mon) ||
		!read_number(at + 8, 2, 31, &calendar.tm_mday) ||
		!read_number(at + 11, 2, 23, &calendar.tm_hour) ||
		!read_number(at + 14, 2, 59, &calendar.tm_min) ||
		!read_number(at + 17, 2, 60, &calendar.tm_sec))
		return false;
	calendar.tm_year -= 1900;
	calendar.tm_mon -= 1;
	*result = (int64_t)timegm(&calendar);
	return true;
}

static const char *keep(const struct log_reader *reader, struct slice span)
{
	return span.length > 0 && !slice_is(span, "<none>")
		? arena_bytes(reader->arena, span.bytes, span.length)
		: NULL;
}

static void read_lines(const struct log_reader *reader, const char *bytes, size_t length,
	bool (*read)(
		const struct log_reader *reader, struct slice line, struct package_event *result))
{
	struct slice rest = {bytes, length};

	/* A last line without its end is still being written. */
	while (rest.length > 0 && memchr(rest.bytes, '\n', rest.length) != NULL) {
		struct package_event event = {.manager = reader->manager};
		struct slice line = slice_take(&rest, '\n');

		if (memchr(line.bytes, '\0', line.length) == NULL && read(reader, line, &event) &&
			event.name != NULL)
			package_event_add(reader->result, reader->arena, &event);
	}
}

/* "DATE TIME ACTION NAME:ARCH BEFORE AFTER" */
static bool read_dpkg(
	const struct log_reader *reader, struct slice line, struct package_event *result)
{
	static const char *const actions[] = {"install", "upgrade", "remove", "purge"};
	struct slice rest = line;
	struct slice action;
	struct slice name;
	bool known = false;

	if (!read_time(line, ' ', &result->time) || line.length < 20)
		return false;
	rest.bytes += 20;
	rest.length -= 20;
	action = slice_take(&rest, ' ');
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		known = known || slice_is(action, actions[i]);
	if (!known)
		return false;
	name = slice_take(&rest, ' ');
	result->is_local = true;
	result->name = keep(reader, slice_take(&name, ':'));
	result->before = keep(reader, slice_take(&rest, ' '));
	result->after = keep(reader, slice_take(&rest, ' '));
	return true;
}

/* "DATE TIME|install|NAME|VERSION|...", "...|remove |NAME|VERSION|..." */
static bool read_zypp(
	const struct log_reader *reader, struct slice line, struct package_event *result)
{
	struct slice rest = line;
	struct slice stamp = slice_take(&rest, '|');
	struct slice action = slice_take(&rest, '|');
	const char *version;

	if (stamp.length != 19 || !read_time(stamp, ' ', &result->time))
		return false;
	result->is_local = true;
	result->name = keep(reader, slice_take(&rest, '|'));
	version = keep(reader, slice_take(&rest, '|'));
	if (slice_is(action, "install"))
		result->after = version;
	else if (slice_is(action, "remove ") || slice_is(action, "remove"))
		result->before = version;
	else
		return false;
	return true;
}

/* "+0100"; "Z" is what newer ones write for +0000. */
static bool read_offset(struct slice text, int64_t *seconds)
{
	int hours;
	int minutes;

	*seconds = 0;
	if (slice_is(text, "Z"))
		return true;
	if (text.length != 5 || (text.bytes[0] != '+' && text.bytes[0] != '-') ||
		!read_number(text.bytes + 1, 2, 23, &hours) ||
		!read_number(text.bytes + 3, 2, 59, &minutes))
		return false;
	*seconds = (int64_t)(hours * 60 + minutes) * (text.bytes[0] == '-' ? -60 : 60);
	return true;
}

static bool take_last(struct slice *rest, char begin, struct slice *result)
{
	const char *found = memrchr(rest->bytes, begin, rest->length);

	if (found == NULL)
		return false;
	result->bytes = found + 1;
	result->length = rest->length - (size_t)(found + 1 - rest->bytes);
	rest->length = (size_t)(found - rest->bytes);
	return true;
}

/* "mailpam-2-1.noarch": the version begins before the last but one dash. */
static bool read_identity(const struct log_reader *reader, struct slice identity, const char **name,
	const char **version)
{
	struct slice release;
	struct slice number;
	struct slice architecture;

	if (!take_last(&identity, '.', &architecture) || !take_last(&identity, '-', &release) ||
		!take_last(&identity, '-', &number))
		return false;
	number.length += 1 + release.length;
	*name = keep(reader, identity);
	*version = keep(reader, number);
	return true;
}

/* "TIMEOFFSET LEVEL ACTION: IDENTITY" */
static bool read_dnf(
	const struct log_reader *reader, struct slice line, struct package_event *result)
{
	static const char *const installs[] = {
		"Installed:", "Upgrade:", "Downgrade:", "Reinstall:"};
	static const char *const removals[] = {"Erase:", "Obsoleted:"};
	struct slice rest = line;
	struct slice stamp = slice_take(&rest, ' ');
	struct slice action;
	const char *version = NULL;
	int64_t offset;

	if (!read_time(stamp, 'T', &result->time) ||
		!read_offset((struct slice){stamp.bytes + 19, stamp.length - 19}, &offset))
		return false;
	result->time -= offset;
	(void)slice_take(&rest, ' ');
	action = slice_take(&rest, ' ');
	if (!read_identity(reader, rest, &result->name, &version))
		return false;
	for (size_t i = 0; i < sizeof installs / sizeof *installs; i++) {
		if (slice_is(action, installs[i]))
			result->after = version;
	}
	for (size_t i = 0; i < sizeof removals / sizeof *removals; i++) {
		if (slice_is(action, removals[i]))
			result->before = version;
	}
	return result->before != NULL || result->after != NULL;
}

void package_log_dpkg(
	struct arena *arena, const char *bytes, size_t length, struct package_event_list *result)
{
	const struct log_reader reader = {arena, result, "dpkg"};

	read_lines(&reader, bytes, length, read_dpkg);
}

void package_log_zypp(
	struct arena *arena, const char *bytes, size_t length, struct package_event_list *result)
{
	const struct log_reader reader = {arena, result, "zypp"};

	read_lines(&reader, bytes, length, read_zypp);
}

void package_log_dnf(
	struct arena *arena, const char *bytes, size_t length, struct package_event_list *result)
{
	const struct log_reader reader = {arena, result, "dnf"};

	read_lines(&reader, bytes, length, read_dnf);
}

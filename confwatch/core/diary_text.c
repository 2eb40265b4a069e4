// SPDX-License-Identifier: GPL-2.0-or-later
// An entry of the diary <-> Markdown with a YAML head.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "core/configuration.h"
#include "core/diary.h"
#include "core/percent.h"

enum {
	MOST_ZONE = 24 * 60 - 1,
	LAST_YEAR = 9999,
};

static const char fence[] = "---";

struct string_field {
	const char *key;
	size_t offset;
};

#define FIELD(key, member)                                                                         \
	{                                                                                          \
		key, offsetof(struct diary_entry, member)                                          \
	}

static const struct string_field before_lists[] = {FIELD("author", author)};
static const struct string_field behind_lists[] = {
	FIELD("owner", owner), FIELD("ticket", ticket), FIELD("review-by", review_by)};

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* Any bytes between quotes: percent-escaped, and then what YAML would take for its own. */
static void append_quoted(struct text *text, const char *value)
{
	TEXT_CLEANUP struct text escaped = TEXT_INIT;

	percent_append(&escaped, value, strlen(value), strlen(value), '\0');
	text_byte(text, '"');
	for (size_t i = 0; i < escaped.length; i++) {
		if (escaped.bytes[i] == '"' || escaped.bytes[i] == '\\')
			text_byte(text, '\\');
		text_byte(text, escaped.bytes[i]);
	}
	text_add(text, "\"\n");
}

static void append_field(
	struct text *text, const struct diary_entry *entry, const struct string_field *field)
{
	const char *value =
		*(const char *const *)(const void *)((const char *)entry + field->offset);

	if (value == NULL)
		return;
	text_format(text, "%s: ", field->key);
	append_quoted(text, value);
}

static void append_list(struct text *text, const char *key, const char *const *items, size_t count)
{
	if (count == 0)
		return;
	text_format(text, "%s:\n", key);
	for (size_t i = 0; i < count; i++) {
		text_add(text, "  - ");
		append_quoted(text, items[i]);
	}
}

static void append_time(struct text *text, const char *key, int64_t time, int zone)
{
	struct tm calendar;
	char moment[64] = "";

	if (abs(zone) > MOST_ZONE)
		zone = 0;
	calendar = diary_calendar(time, zone);
	(void)strftime(moment, sizeof moment, "%Y-%m-%dT%H:%M:%S", &calendar);
	text_format(text, "%s: %s%c%02d:%02d\n", key, moment, zone < 0 ? '-' : '+', abs(zone) / 60,
		abs(zone) % 60);
}

/* What the ledger reads of it. */
static void append_terms(struct text *text, const struct diary_entry *entry)
{
	append_list(text, "findings", entry->findings, entry->finding_count);
	if (entry->until > 0)
		append_time(text, "until", entry->until, entry->zone);
	if (entry->times > 0)
		text_format(text, "times: %zu\n", entry->times);
}

static size_t trimmed_length(const char *text, size_t length)
{
	while (length > 0 && text[length - 1] == '\n')
		length--;
	return length;
}

void diary_write(const struct diary_entry *entry, struct text *result)
{
	size_t length = entry->text != NULL ? trimmed_length(entry->text, strlen(entry->text)) : 0;
	char hex[SNAPSHOT_HEX_SIZE];

	text_format(result, "%s\n", fence);
	append_time(result, "time", entry->time, entry->zone);
	for (size_t i = 0; i < LENGTH(before_lists); i++)
		append_field(result, entry, &before_lists[i]);
	append_list(result, "paths", entry->paths, entry->path_count);
	append_list(result, "tags", entry->tags, entry->tag_count);
	if (entry->has_snapshot) {
		snapshot_hex(&entry->snapshot, hex);
		text_format(result, "snapshot: %s\n", hex);
	}
	for (size_t i = 0; i < LENGTH(behind_lists); i++)
		append_field(result, entry, &behind_lists[i]);
	append_terms(result, entry);
	text_format(result, "%s\n", fence);
	if (length == 0)
		return;
	text_byte(result, '\n');
	text_append(result, entry->text, length);
	text_byte(result, '\n');
}

struct reader {
	struct arena *arena;
	struct diary_entry *entry;
	struct string_list paths;
	struct string_list tags;
	struct string_list findings;
	struct string_list *list; /* that lines with a dash belong to; NULL: to none we know */
	bool has_time;
};

/* A piece of the text, blanks around it left out. */
struct piece {
	const char *bytes;
	size_t length;
};

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

static struct piece trim(const char *bytes, size_t length)
{
	while (length > 0 && is_blank(bytes[0])) {
		bytes++;
		length--;
	}
	while (length > 0 && is_blank(bytes[length - 1]))
		length--;
	return (struct piece){bytes, length};
}

static bool piece_is(struct piece piece, const char *word)
{
	return piece.length == strlen(word) && memcmp(piece.bytes, word, piece.length) == 0;
}

static const char *value_of(struct arena *arena, struct piece piece)
{
	TEXT_CLEANUP struct text plain = TEXT_INIT;
	const char *decoded;
	char quote = '\0';
	bool quoted;

	if (piece.length > 0)
		quote = piece.bytes[0];
	quoted = piece.length >= 2 && (quote == '"' || quote == '\'') &&
		piece.bytes[piece.length - 1] == quote;
	if (quoted)
		piece = (struct piece){piece.bytes + 1, piece.length - 2};
	for (size_t i = 0; i < piece.length; i++) {
		if (quoted && quote == '"' && piece.bytes[i] == '\\' && i + 1 < piece.length)
			i++;
		text_byte(&plain, piece.bytes[i]);
	}
	decoded = percent_decode(arena, text_string(&plain), plain.length, '\0');
	return decoded != NULL ? decoded : arena_string(arena, text_string(&plain));
}

static bool take_number(struct piece *piece, size_t digits, uint64_t most, int *result)
{
	uint64_t number;

	if (piece->length < digits || !number_parse(piece->bytes, digits, 10, most, &number))
		return false;
	*result = (int)number;
	*piece = (struct piece){piece->bytes + digits, piece->length - digits};
	return true;
}

static bool take_byte(struct piece *piece, const char *any)
{
	if (piece->length == 0 || strchr(any, piece->bytes[0]) == NULL)
		return false;
	*piece = (struct piece){piece->bytes + 1, piece->length - 1};
	return true;
}

/* Nothing or "Z": UTC. */
static bool take_zone(struct piece *piece, int *result)
{
	bool west = piece->length > 0 && piece->bytes[0] == '-';
	int hours, minutes;

	*result = 0;
	if (piece->length == 0)
		return true;
	if (take_byte(piece, "Z"))
		return piece->length == 0;
	if (!take_byte(piece, "+-") || !take_number(piece, 2, 23, &hours))
		return false;
	(void)take_byte(piece, ":");
	if (!take_number(piece, 2, 59, &minutes) || piece->length > 0)
		return false;
	*result = (west ? -1 : 1) * (hours * 60 + minutes);
	return true;
}

static bool read_time(struct piece piece, int64_t *result, int *result_zone)
{
	struct tm calendar = {0};
	int day, zone;
	int64_t time;

	if (!take_number(&piece, 4, LAST_YEAR, &calendar.tm_year) || !take_byte(&piece, "-") ||
		!take_number(&piece, 2, 12, &calendar.tm_mon) || !take_byte(&piece, "-") ||
		!take_number(&piece, 2, 31, &calendar.tm_mday))
		return false;
	if (take_byte(&piece, "T ") &&
		(!take_number(&piece, 2, 23, &calendar.tm_hour) || !take_byte(&piece, ":") ||
			!take_number(&piece, 2, 59, &calendar.tm_min)))
		return false;
	if (take_byte(&piece, ":") && !take_number(&piece, 2, 59, &calendar.tm_sec))
		return false;
	if (!take_zone(&piece, &zone))
		return false;
	calendar.tm_year -= 1900;
	calendar.tm_mon--;
	day = calendar.tm_mday;
	time = (int64_t)timegm(&calendar) - (int64_t)zone * 60;
	if (calendar.tm_mday != day || time < 0 || time > DIARY_LAST_SECOND)
		return false;
	*result = time;
	*result_zone = zone;
	return true;
}

static void read_list(struct reader *reader, struct string_list *list, struct piece piece)
{
	const char *at = piece.bytes + 1;
	const char *end = piece.bytes + piece.length;

	while (at < end) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		const char *stop = comma != NULL ? comma : end - (end[-1] == ']');
		struct piece item = trim(at, stop > at ? (size_t)(stop - at) : 0);

		if (item.length > 0)
			string_list_add(list, reader->arena, value_of(reader->arena, item));
		at = comma != NULL ? comma + 1 : end;
	}
}

static void read_snapshot(struct reader *reader, struct piece value)
{
	const char *hex = value_of(reader->arena, value);

	reader->entry->has_snapshot = snapshot_parse_hex(hex, &reader->entry->snapshot);
}

static void read_string(struct reader *reader, struct piece key, struct piece value,
	const struct string_field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (piece_is(key, fields[i].key))
			*(const char **)(void *)((char *)reader->entry + fields[i].offset) =
				value_of(reader->arena, value);
	}
}

static void read_terms(struct reader *reader, struct piece key, struct piece value)
{
	uint64_t times;
	int ignored;

	if (piece_is(key, "until"))
		(void)read_time(value, &reader->entry->until, &ignored);
	else if (piece_is(key, "times") &&
		number_parse(value.bytes, value.length, 10, SIZE_MAX, &times))
		reader->entry->times = (size_t)times;
}

static struct string_list *list_of(struct reader *reader, struct piece key)
{
	if (piece_is(key, "paths"))
		return &reader->paths;
	if (piece_is(key, "tags"))
		return &reader->tags;
	return piece_is(key, "findings") ? &reader->findings : NULL;
}

static void read_pair(struct reader *reader, struct piece key, struct piece value)
{
	reader->list = list_of(reader, key);
	if (value.length == 0)
		return;
	if (reader->list != NULL && value.bytes[0] == '[')
		read_list(reader, reader->list, value);
	else if (reader->list != NULL)
		string_list_add(reader->list, reader->arena, value_of(reader->arena, value));
	else if (piece_is(key, "time"))
		reader->has_time |= read_time(value, &reader->entry->time, &reader->entry->zone);
	else if (piece_is(key, "snapshot"))
		read_snapshot(reader, value);
	else
		read_terms(reader, key, value);
	read_string(reader, key, value, before_lists, LENGTH(before_lists));
	read_string(reader, key, value, behind_lists, LENGTH(behind_lists));
}

static void read_line(struct reader *reader, struct piece line)
{
	const char *colon;

	if (line.length > 1 && line.bytes[0] == '-' && is_blank(line.bytes[1])) {
		if (reader->list != NULL)
			string_list_add(reader->list, reader->arena,
				value_of(reader->arena, trim(line.bytes + 1, line.length - 1)));
		return;
	}
	colon = line.length > 0 ? memchr(line.bytes, ':', line.length) : NULL;
	if (colon == NULL)
		return;
	read_pair(reader, trim(line.bytes, (size_t)(colon - line.bytes)),
		trim(colon + 1, (size_t)(line.bytes + line.length - colon - 1)));
}

/* The next line without its end; *at moves behind it. */
static struct piece next_line(const char **at, const char *end)
{
	const char *start = *at;
	const char *stop = memchr(start, '\n', (size_t)(end - start));

	*at = stop != NULL ? stop + 1 : end;
	if (stop == NULL)
		stop = end;
	return trim(start, (size_t)(stop - start));
}

/* NULL: it does not end. Else what follows the head. */
static const char *read_head(struct reader *reader, const char *at, const char *end)
{
	if (at == end || !piece_is(next_line(&at, end), fence))
		return NULL;
	while (at < end) {
		struct piece line = next_line(&at, end);

		if (piece_is(line, fence))
			return at;
		read_line(reader, line);
	}
	return NULL;
}

int diary_read(struct arena *arena, const char *id, const char *bytes, size_t length,
	struct diary_entry *result, struct error *error)
{
	struct diary_entry entry = {.id = id};
	struct reader reader = {.arena = arena, .entry = &entry};
	const char *end = bytes + length;
	const char *text = NULL;

	if (length > 0 && memchr(bytes, '\0', length) == NULL)
		text = read_head(&reader, bytes, end);
	if (text == NULL)
		return error_set(error, EBADMSG, "diary entry '%s' has no head", id);
	if (!reader.has_time)
		return error_set(error, EBADMSG, "diary entry '%s' has no time", id);
	if (text < end && *text == '\n')
		text++;
	entry.paths = reader.paths.items;
	entry.path_count = reader.paths.count;
	entry.tags = reader.tags.items;
	entry.tag_count = reader.tags.count;
	entry.findings = reader.findings.items;
	entry.finding_count = reader.findings.count;
	entry.text = arena_bytes(arena, text, trimmed_length(text, (size_t)(end - text)));
	*result = entry;
	return 0;
}

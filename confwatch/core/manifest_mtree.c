// SPDX-License-Identifier: GPL-2.0-or-later
// The .mtree part of a manifest: mtree(5), one line for an entry.
#include "core/manifest_part.h"

#include <errno.h>
#include <string.h>

#include "base/number.h"
#include "base/path.h"
#include "core/vis.h"

static const char *const type_names[] = {
	[ENTRY_FILE] = "file",
	[ENTRY_DIRECTORY] = "dir",
	[ENTRY_LINK] = "link",
	[ENTRY_FIFO] = "fifo",
	[ENTRY_CHARACTER_DEVICE] = "char",
	[ENTRY_BLOCK_DEVICE] = "block",
	[ENTRY_SOCKET] = "socket",
};

enum {
	TYPE_COUNT = sizeof type_names / sizeof type_names[0],
	NANOSECOND_DIGITS = 9,
};

static void append_digits(struct text *text, uint64_t number, unsigned base, size_t at_least)
{
	char digits[24];
	size_t at = sizeof digits;

	do {
		digits[--at] = (char)('0' + number % base);
		number /= base;
	} while (number > 0 || sizeof digits - at < at_least);
	text_append(text, digits + at, sizeof digits - at);
}

void part_append_number(struct text *text, uint64_t number)
{
	append_digits(text, number, 10, 1);
}

static void append_number(struct text *text, const char *keyword, uint64_t number)
{
	text_add(text, keyword);
	part_append_number(text, number);
}

static void append_string(struct text *text, const char *keyword, const char *value)
{
	text_add(text, keyword);
	vis_append(text, value, strlen(value));
}

static void append_time(struct text *text, const struct entry *entry)
{
	uint64_t seconds = (uint64_t)entry->seconds;

	text_add(text, " time=");
	if (entry->seconds < 0) {
		text_byte(text, '-');
		seconds = 0 - seconds;
	}
	part_append_number(text, seconds);
	text_byte(text, '.');
	append_digits(text, entry->nanoseconds, 10, NANOSECOND_DIGITS);
}

static bool is_device(enum entry_kind kind)
{
	return kind == ENTRY_CHARACTER_DEVICE || kind == ENTRY_BLOCK_DEVICE;
}

/* In a comment: mtree(8) refuses a text that names a user whom the rescue system does not know. */
static void append_owners(struct text *text, const struct entry *entry)
{
	if (entry->user == NULL && entry->group == NULL)
		return;
	text_add(text, " #");
	if (entry->user != NULL)
		append_string(text, " uname=", entry->user);
	if (entry->group != NULL)
		append_string(text, " gname=", entry->group);
}

static void write_line(struct text *text, const struct entry *entry, const struct entry *directory)
{
	part_append_name(text, entry, directory);
	text_add(text, " type=");
	text_add(text, type_names[entry->kind]);
	text_add(text, " mode=");
	append_digits(text, entry->mode, 8, 4);
	append_number(text, " uid=", entry->uid);
	append_number(text, " gid=", entry->gid);
	if (entry->content == CONTENT_PUBLIC)
		append_number(text, " size=", entry->size);
	append_time(text, entry);
	if (entry->kind == ENTRY_LINK)
		append_string(text, " link=", entry->target);
	if (is_device((enum entry_kind)entry->kind)) {
		append_number(text, " device=native,", entry->major);
		append_number(text, ",", entry->minor);
	}
	if (entry->ancestor)
		text_add(text, " tags=ancestor");
	append_owners(text, entry);
	text_byte(text, '\n');
}

void manifest_write_mtree(
	const struct entry *directory, struct part_order order, struct text *result)
{
	const struct entry *child;

	text_add(result, "#mtree\n");
	write_line(result, directory, directory);
	while ((child = part_order_next(&order)) != NULL) {
		text_add(result, "    ");
		write_line(result, child, directory);
	}
	text_add(result, "..\n");
}

/* What a line is read into: the entry, and where strings that often repeat may be shared. */
struct line {
	struct entry *entry;
	const struct entry *previous; /* NULL: the first line */
	struct arena *arena;
};

static bool parse_type(struct line *line, struct slice value)
{
	for (size_t i = 0; i < TYPE_COUNT; i++) {
		if (slice_is(value, type_names[i])) {
			line->entry->kind = (uint8_t)i;
			return true;
		}
	}
	return false;
}

static bool parse_number32(struct slice value, unsigned base, uint64_t max, uint32_t *result)
{
	uint64_t number;

	if (!number_parse(value.bytes, value.length, base, max, &number))
		return false;
	*result = (uint32_t)number;
	return true;
}

static bool parse_mode(struct line *line, struct slice value)
{
	return value.length == 4 && parse_number32(value, 8, 07777, &line->entry->mode);
}

static bool parse_uid(struct line *line, struct slice value)
{
	return parse_number32(value, 10, UINT32_MAX, &line->entry->uid);
}

static bool parse_gid(struct line *line, struct slice value)
{
	return parse_number32(value, 10, UINT32_MAX, &line->entry->gid);
}

static bool parse_shared(
	struct line *line, struct slice value, const char *previous, const char **result)
{
	const char *name;

	if (previous != NULL && slice_is(value, previous)) {
		*result = previous;
		return true;
	}
	name = vis_decode(line->arena, value.bytes, value.length);
	if (name != NULL)
		*result = name;
	return name != NULL;
}

static bool parse_uname(struct line *line, struct slice value)
{
	const char *previous = line->previous != NULL ? line->previous->user : NULL;

	return parse_shared(line, value, previous, &line->entry->user);
}

static bool parse_gname(struct line *line, struct slice value)
{
	const char *previous = line->previous != NULL ? line->previous->group : NULL;

	return parse_shared(line, value, previous, &line->entry->group);
}

static bool parse_size(struct line *line, struct slice value)
{
	line->entry->content = CONTENT_PUBLIC;
	return number_parse(value.bytes, value.length, 10, INT64_MAX, &line->entry->size);
}

static bool parse_time(struct line *line, struct slice value)
{
	bool negative = slice_after(value, "-", &value);
	uint64_t limit = (uint64_t)INT64_MAX + (negative ? 1 : 0);
	struct slice seconds, nanoseconds;
	uint64_t number;

	if (!slice_cut(value, '.', &seconds, &nanoseconds) ||
		nanoseconds.length != NANOSECOND_DIGITS ||
		!number_parse(seconds.bytes, seconds.length, 10, limit, &number) ||
		!parse_number32(nanoseconds, 10, 999999999, &line->entry->nanoseconds))
		return false;
	line->entry->seconds = (int64_t)(negative ? 0 - number : number);
	return true;
}

static bool parse_link(struct line *line, struct slice value)
{
	line->entry->target = vis_decode(line->arena, value.bytes, value.length);
	return line->entry->target != NULL;
}

static bool parse_device(struct line *line, struct slice value)
{
	struct slice major, minor;

	return slice_after(value, "native,", &value) && slice_cut(value, ',', &major, &minor) &&
		parse_number32(major, 10, UINT32_MAX, &line->entry->major) &&
		parse_number32(minor, 10, UINT32_MAX, &line->entry->minor);
}

static bool parse_tags(struct line *line, struct slice value)
{
	line->entry->ancestor = true;
	return slice_is(value, "ancestor");
}

enum keyword {
	KEYWORD_TYPE,
	KEYWORD_MODE,
	KEYWORD_UID,
	KEYWORD_GID,
	KEYWORD_SIZE,
	KEYWORD_TIME,
	KEYWORD_LINK,
	KEYWORD_DEVICE,
	KEYWORD_TAGS,
	KEYWORD_UNAME, /* these two behind KEYWORD_COMMENT, the others before it */
	KEYWORD_GNAME,
	KEYWORD_COUNT,
	KEYWORD_COMMENT = KEYWORD_COUNT,
};

static const struct {
	const char *name;
	bool (*parse)(struct line *line, struct slice value);
} keywords[KEYWORD_COUNT] = {
	[KEYWORD_TYPE] = {"type", parse_type},
	[KEYWORD_MODE] = {"mode", parse_mode},
	[KEYWORD_UID] = {"uid", parse_uid},
	[KEYWORD_GID] = {"gid", parse_gid},
	[KEYWORD_SIZE] = {"size", parse_size},
	[KEYWORD_TIME] = {"time", parse_time},
	[KEYWORD_LINK] = {"link", parse_link},
	[KEYWORD_DEVICE] = {"device", parse_device},
	[KEYWORD_TAGS] = {"tags", parse_tags},
	[KEYWORD_UNAME] = {"uname", parse_uname},
	[KEYWORD_GNAME] = {"gname", parse_gname},
};

static unsigned bit(enum keyword keyword)
{
	return 1U << keyword;
}

static const char *mark_seen(unsigned *seen, unsigned keyword)
{
	bool in_comment = (*seen & bit(KEYWORD_COMMENT)) != 0;

	if ((*seen & 1U << keyword) != 0)
		return "a keyword stands twice";
	if (keyword != KEYWORD_COMMENT && (keyword >= KEYWORD_UNAME) != in_comment)
		return "a keyword on the wrong side of '#'";
	*seen |= 1U << keyword;
	return NULL;
}

/* One "keyword=value", or '#'; NULL, or what is wrong with it. */
static const char *parse_word(struct line *line, struct slice word, unsigned *seen)
{
	struct slice name, value;
	const char *problem;

	if (slice_is(word, "#"))
		return mark_seen(seen, KEYWORD_COMMENT);
	if (!slice_cut(word, '=', &name, &value))
		return "a word without '='";
	for (unsigned i = 0; i < KEYWORD_COUNT; i++) {
		if (!slice_is(name, keywords[i].name))
			continue;
		problem = mark_seen(seen, i);
		if (problem != NULL)
			return problem;
		return keywords[i].parse(line, value) ? NULL : "a bad value";
	}
	return "an unknown keyword";
}

/* Has the line what its kind needs, and nothing else? */
static const char *check_keywords(const struct entry *entry, unsigned seen)
{
	unsigned always = bit(KEYWORD_TYPE) | bit(KEYWORD_MODE) | bit(KEYWORD_UID) |
		bit(KEYWORD_GID) | bit(KEYWORD_TIME);
	unsigned owners = bit(KEYWORD_UNAME) | bit(KEYWORD_GNAME);
	unsigned allowed = always | bit(KEYWORD_COMMENT) | owners;

	if (entry->kind == ENTRY_FILE)
		allowed |= bit(KEYWORD_SIZE);
	if (entry->kind == ENTRY_DIRECTORY)
		allowed |= bit(KEYWORD_TAGS);
	if (entry->kind == ENTRY_LINK)
		always |= bit(KEYWORD_LINK);
	if (is_device((enum entry_kind)entry->kind))
		always |= bit(KEYWORD_DEVICE);
	if ((seen & always) != always || seen >> KEYWORD_COMMENT != ((seen & owners) != 0))
		return "a keyword is missing";
	return (seen & ~(allowed | always)) != 0 ? "a keyword that its type does not have" : NULL;
}

/* The words behind the name. */
static const char *parse_words(struct line *line, struct slice words)
{
	unsigned seen = 0;
	bool more = true;

	while (more) {
		struct slice word = words;
		const char *problem;

		more = slice_cut(words, ' ', &word, &words);
		problem = parse_word(line, word, &seen);
		if (problem != NULL)
			return problem;
	}
	return check_keywords(line->entry, seen);
}

/* Adds the entry of one line; path: in the arena of the tree. */
static int read_entry(struct part_reader *reader, const char *path, struct slice words)
{
	struct line line = {.entry = tree_add(reader->tree), .arena = reader->tree->arena};
	const char *problem;

	if (reader->tree->count > reader->directory + 1)
		line.previous = line.entry - 1;
	line.entry->path = path;
	problem = parse_words(&line, words);
	if (problem != NULL)
		return part_bad(reader, problem);
	if ((line.entry->kind == ENTRY_DIRECTORY) != (line.previous == NULL))
		return part_bad(reader, "not the type that belongs here");
	return 0;
}

/* Names are in order, so that none can stand twice. */
static bool is_in_order(const struct part_reader *reader, const char *name)
{
	const struct tree *tree = reader->tree;

	if (tree->count == reader->directory + 1)
		return true;
	return part_order_compare(path_name(tree->entries[tree->count - 1].path), name) < 0;
}

static int read_child(struct part_reader *reader, struct slice text)
{
	struct arena *arena = reader->tree->arena;
	struct slice name, words;
	const char *decoded;

	if (!slice_after(text, "    ", &text) || !slice_cut(text, ' ', &name, &words))
		return part_bad(reader, "neither an entry nor '..'");
	decoded = vis_decode(arena, name.bytes, name.length);
	if (decoded == NULL || decoded[0] == '\0' || strchr(decoded, '/') != NULL ||
		strcmp(decoded, ".") == 0 || strcmp(decoded, "..") == 0)
		return part_bad(reader, "not a name");
	if (!is_in_order(reader, decoded))
		return part_bad(reader, "a name out of order");
	return read_entry(reader, path_join(arena, reader->path, decoded), words);
}

static int read_directory(struct part_reader *reader)
{
	struct slice line, words;
	int got = part_line(reader, &line);

	if (got < 0)
		return got;
	if (got == 0 || !slice_is(line, "#mtree"))
		return part_bad(reader, "not '#mtree'");
	got = part_line(reader, &line);
	if (got < 0)
		return got;
	if (got == 0 || !slice_after(line, ". ", &words))
		return part_bad(reader, "not the directory itself");
	return read_entry(reader, arena_string(reader->tree->arena, reader->path), words);
}

int manifest_read_mtree(struct part_reader *reader)
{
	struct slice line;
	int result = read_directory(reader);

	while (result == 0) {
		result = part_line(reader, &line);
		if (result < 0)
			return result;
		if (result == 0)
			return part_bad(reader, "no '..' at the end");
		if (slice_is(line, ".."))
			break;
		result = read_child(reader, line);
	}
	if (result < 0)
		return result;
	result = part_line(reader, &line);
	return result > 0 ? part_bad(reader, "text behind the end") : result;
}

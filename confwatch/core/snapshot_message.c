// SPDX-License-Identifier: GPL-2.0-or-later
// A snapshot's note <-> its commit message: subject, the person's words, git trailers.
#include "core/snapshot.h"

#include <string.h>

#include "base/number.h"
#include "base/slice.h"
#include "core/percent.h"

enum {
	MOST_WORDS = 64 * 1024, /* bytes of the person's words */
	MOST_VALUE = 1024,	/* bytes of one trailer's value */
	MOST_PACKAGES = 20000,
};

#define TRAILER "Confwatch-"

static void append_count(struct text *text, size_t count, const char *what, bool *first)
{
	if (count == 0)
		return;
	text_format(text, "%s%zu %s", *first ? "" : ", ", count, what);
	*first = false;
}

static void append_subject(struct text *text, const struct snapshot_note *note)
{
	bool first = true;

	text_format(text, "%s: ", snapshot_kind_name(note->kind));
	append_count(text, note->added, "added", &first);
	append_count(text, note->changed, "changed", &first);
	append_count(text, note->removed, "removed", &first);
	text_add(text, first ? "nothing changed\n\n" : "\n\n");
}

/* Line ends stay, so that a person can read the words with plain git. */
static void append_words(struct text *text, const char *words)
{
	if (words == NULL || words[0] == '\0')
		return;
	percent_append(text, words, strlen(words), MOST_WORDS, '\n');
	text_add(text, "\n\n");
}

static void append_trailer(struct text *text, const char *key, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	text_format(text, TRAILER "%s: ", key);
	percent_append(text, value, strlen(value), MOST_VALUE, '\0');
	text_byte(text, '\n');
}

static void append_number(struct text *text, const char *key, size_t number)
{
	if (number > 0)
		text_format(text, TRAILER "%s: %zu\n", key, number);
}

void snapshot_write_message(const struct snapshot_note *note, struct text *result)
{
	text_clear(result);
	append_subject(result, note);
	append_words(result, note->message);
	append_trailer(result, "Kind", snapshot_kind_name(note->kind));
	append_trailer(result, "Transaction", note->transaction);
	append_trailer(result, "Manager", note->manager);
	for (size_t i = 0; i < note->package_count && i < MOST_PACKAGES; i++)
		append_trailer(result, "Package", note->packages[i]);
	append_number(result, "Added", note->added);
	append_number(result, "Changed", note->changed);
	append_number(result, "Removed", note->removed);
}

/* A message while it is read. */
struct reader {
	struct arena *arena;
	struct snapshot *result;
	const char **packages;
	size_t package_capacity;
	bool has_kind;
};

static void read_kind(struct reader *reader, struct slice value)
{
	reader->has_kind = true;
	for (int kind = SNAPSHOT_INIT; kind < SNAPSHOT_OTHER; kind++) {
		const char *name = snapshot_kind_name((enum snapshot_kind)kind);

		if (slice_is(value, name))
			reader->result->kind = (enum snapshot_kind)kind;
	}
}

static void read_string(struct reader *reader, struct slice value, const char **result)
{
	if (*result == NULL && value.length > 0)
		*result = percent_decode(reader->arena, value.bytes, value.length, '\0');
}

static void read_number(struct slice value, size_t *result)
{
	uint64_t number;

	if (number_parse(value.bytes, value.length, 10, SIZE_MAX, &number))
		*result = (size_t)number;
}

static void read_package(struct reader *reader, struct slice value)
{
	struct snapshot *result = reader->result;
	const char *package = NULL;

	read_string(reader, value, &package);
	if (package == NULL)
		return;
	reader->packages = arena_grow(reader->arena, reader->packages, &reader->package_capacity,
		result->package_count + 1, sizeof *reader->packages);
	reader->packages[result->package_count++] = package;
	result->packages = reader->packages;
}

/* True, and the value, when the line starts with "Confwatch-KEY: ". */
static bool is_trailer(const char *line, size_t length, const char *key, struct slice *value)
{
	static const char prefix[] = TRAILER;
	size_t prefix_length = sizeof prefix - 1;
	size_t start = prefix_length + strlen(key) + 2;

	if (length < start || memcmp(line, prefix, prefix_length) != 0 ||
		memcmp(line + prefix_length, key, strlen(key)) != 0 ||
		memcmp(line + start - 2, ": ", 2) != 0)
		return false;
	*value = (struct slice){.bytes = line + start, .length = length - start};
	return true;
}

static void read_trailer(struct reader *reader, const char *line, size_t length)
{
	struct snapshot *result = reader->result;
	struct slice value;

	if (is_trailer(line, length, "Kind", &value))
		read_kind(reader, value);
	else if (is_trailer(line, length, "Transaction", &value))
		read_string(reader, value, &result->transaction);
	else if (is_trailer(line, length, "Manager", &value))
		read_string(reader, value, &result->manager);
	else if (is_trailer(line, length, "Package", &value))
		read_package(reader, value);
	else if (is_trailer(line, length, "Added", &value))
		read_number(value, &result->added);
	else if (is_trailer(line, length, "Changed", &value))
		read_number(value, &result->changed);
	else if (is_trailer(line, length, "Removed", &value))
		read_number(value, &result->removed);
}

static void read_trailers(struct reader *reader, const char *at)
{
	while (*at != '\0') {
		size_t length = strcspn(at, "\n");

		read_trailer(reader, at, length);
		at += length;
		at += *at == '\n';
	}
}

/* The last empty line: trailers follow it, whatever stands before. */
static const char *last_blank_line(const char *message)
{
	const char *result = NULL;

	for (const char *at = strstr(message, "\n\n"); at != NULL; at = strstr(at + 1, "\n\n"))
		result = at;
	return result;
}

void snapshot_read_message(struct arena *arena, const char *message, struct snapshot *result)
{
	struct reader reader = {.arena = arena, .result = result};
	const char *subject_end = strstr(message, "\n\n");
	const char *words_end = last_blank_line(message);

	result->kind = SNAPSHOT_OTHER;
	result->message = result->transaction = result->manager = NULL;
	result->packages = NULL;
	result->package_count = result->added = result->changed = result->removed = 0;
	if (words_end == NULL)
		return;
	read_trailers(&reader, words_end + 2);
	if (reader.has_kind && words_end > subject_end + 2)
		result->message = percent_decode(
			arena, subject_end + 2, (size_t)(words_end - subject_end - 2), '\n');
}

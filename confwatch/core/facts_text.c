// SPDX-License-Identifier: GPL-2.0-or-later
// Facts as text, one line for a package or an owned path, and back.
#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "base/number.h"
#include "base/slice.h"
#include "core/facts.h"
#include "core/vis.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

enum {
	WORDS_MOST = 8,
	MODE_MOST = 07777,
};

static const char heading[] = "confwatch-packages 1";

static const struct {
	const char *name;
	unsigned flag;
} flag_names[] = {
	{"config", OWNED_CONFIG},
	{"noreplace", OWNED_NOREPLACE},
	{"missingok", OWNED_MISSINGOK},
	{"ghost", OWNED_GHOST},
	{"obsolete", OWNED_OBSOLETE},
	{"registered", OWNED_REGISTERED},
	{"removed", OWNED_REMOVED},
};

static const char *const digest_names[] = {
	[DIGEST_NONE] = "",
	[DIGEST_MD5] = "md5",
	[DIGEST_SHA1] = "sha1",
	[DIGEST_SHA256] = "sha256",
	[DIGEST_SHA512] = "sha512",
};

static void add_word(struct text *text, const char *word)
{
	text_byte(text, ' ');
	vis_append(text, word, strlen(word));
}

static void write_packages(
	const char *keyword, const struct package *packages, size_t count, struct text *result)
{
	for (size_t i = 0; i < count; i++) {
		text_add(result, keyword);
		add_word(result, packages[i].manager);
		add_word(result, packages[i].name);
		add_word(result, packages[i].version);
		text_byte(result, '\n');
	}
}

/* The name; behind the first of that name with its number among them. */
static void write_key(const struct facts *facts, const struct owned *owned, struct text *result)
{
	const struct package *packages =
		(owned->flags & OWNED_REMOVED) != 0 ? facts->removed : facts->packages;
	size_t at = (size_t)(owned->package - packages);
	size_t first = at;

	while (first > 0 && strcmp(packages[first - 1].name, owned->package->name) == 0)
		first--;
	add_word(result, owned->package->name);
	if (first < at)
		text_format(result, "#%zu", at - first + 1);
}

static void write_flags(unsigned flags, struct text *result)
{
	char separator = ' ';

	for (size_t i = 0; i < LENGTH(flag_names); i++) {
		if ((flags & flag_names[i].flag) == 0)
			continue;
		text_byte(result, separator);
		text_add(result, flag_names[i].name);
		separator = ',';
	}
	if (separator == ' ')
		text_add(result, " -");
}

static void write_digest(const struct owned *owned, struct text *result)
{
	char hex[2 * DIGEST_MOST];
	size_t size = digest_size(owned->digest_kind);

	if (owned->digest_kind == DIGEST_NONE) {
		text_add(result, " -");
		return;
	}
	text_byte(result, ' ');
	text_add(result, digest_names[owned->digest_kind]);
	text_byte(result, ':');
	hex_write(owned->digest, size, hex);
	text_append(result, hex, 2 * size);
}

static void write_owned(const struct facts *facts, const struct owned *owned, struct text *result)
{
	text_add(result, "owned");
	add_word(result, owned->path);
	write_key(facts, owned, result);
	write_flags(owned->flags, result);
	write_digest(owned, result);
	if (owned->has_metadata) {
		text_format(result, " %04o", (unsigned)owned->mode);
		add_word(result, owned->user);
		add_word(result, owned->group);
	}
	text_byte(result, '\n');
}

void facts_write(const struct facts *facts, struct text *result)
{
	text_add(result, heading);
	text_byte(result, '\n');
	write_packages("installed", facts->packages, facts->package_count, result);
	write_packages("removed", facts->removed, facts->removed_count, result);
	for (size_t i = 0; i < facts->owned_count; i++)
		write_owned(facts, &facts->owned[i], result);
}

struct reader {
	struct arena *arena;
	const char *next;
	const char *end;
	size_t line;
	struct slice words[WORDS_MOST];
	size_t word_count;
	struct facts facts;
	struct error *error;
};

static int refuse(struct reader *reader, const char *what)
{
	return error_set(reader->error, EBADMSG, "facts, line %zu: %s", reader->line, what);
}

/* Words with one blank between; 1 when there was a line, 0 at the end. */
static int next_line(struct reader *reader)
{
	const char *newline;

	if (reader->next == reader->end)
		return 0;
	reader->line++;
	newline = memchr(reader->next, '\n', (size_t)(reader->end - reader->next));
	if (newline == NULL)
		return refuse(reader, "it does not end");
	reader->word_count = 0;
	for (const char *at = reader->next; at <= newline;) {
		const char *blank = memchr(at, ' ', (size_t)(newline - at));
		const char *end = blank != NULL ? blank : newline;

		if (end == at || reader->word_count == WORDS_MOST)
			return refuse(reader, "no line of facts");
		reader->words[reader->word_count++] =
			(struct slice){.bytes = at, .length = (size_t)(end - at)};
		at = end + 1;
	}
	reader->next = newline + 1;
	return 1;
}

/* NULL also when it is escaped where it need not be. */
static const char *decode(struct reader *reader, const struct slice *word)
{
	TEXT_CLEANUP struct text again = TEXT_INIT;
	const char *result = vis_decode(reader->arena, word->bytes, word->length);

	if (result == NULL || memchr(word->bytes, '\\', word->length) == NULL)
		return result;
	vis_append(&again, result, strlen(result));
	return again.length == word->length ? result : NULL;
}

/* Counts lines first, so that packages stay where they are while pointers to them are made. */
static size_t count_lines(const struct reader *reader, const char *keyword)
{
	size_t length = strlen(keyword);
	size_t count = 0;

	for (const char *at = reader->next; at != NULL && at < reader->end;) {
		count += (size_t)(reader->end - at) > length && memcmp(at, keyword, length) == 0;
		at = memchr(at, '\n', (size_t)(reader->end - at));
		if (at != NULL)
			at++;
	}
	return count;
}

static const char *manager_name(const struct slice *word)
{
	if (slice_is(*word, "rpm"))
		return "rpm";
	return slice_is(*word, "dpkg") ? "dpkg" : NULL;
}

static int read_package(struct reader *reader, struct package *packages, size_t *count)
{
	struct package *package = &packages[*count];

	if (reader->word_count != 4)
		return refuse(reader, "a package is a manager, a name and a version");
	package->manager = manager_name(&reader->words[1]);
	package->name = decode(reader, &reader->words[2]);
	package->version = decode(reader, &reader->words[3]);
	if (package->manager == NULL || package->name == NULL || package->version == NULL)
		return refuse(reader, "no package");
	if (*count > 0 && package_compare(&packages[*count - 1], package) > 0)
		return refuse(reader, "packages out of order");
	(*count)++;
	return 0;
}

static bool read_flags(const struct slice *word, unsigned *result)
{
	const char *at = word->bytes;
	const char *end = at + word->length;

	*result = 0;
	if (slice_is(*word, "-"))
		return true;
	for (size_t i = 0; i < LENGTH(flag_names) && at < end; i++) {
		size_t length = strlen(flag_names[i].name);

		if ((size_t)(end - at) < length || memcmp(at, flag_names[i].name, length) != 0)
			continue;
		at += length;
		*result |= flag_names[i].flag;
		if (at == end)
			return true;
		if (*at++ != ',')
			return false;
	}
	return false;
}

static bool read_digest(const struct slice *word, struct owned *result)
{
	if (slice_is(*word, "-"))
		return true;
	for (size_t i = DIGEST_MD5; i < LENGTH(digest_names); i++) {
		size_t length = strlen(digest_names[i]);
		size_t size = digest_size((enum digest_kind)i);

		if (word->length != length + 1 + 2 * size || word->bytes[length] != ':' ||
			memcmp(word->bytes, digest_names[i], length) != 0)
			continue;
		result->digest_kind = (enum digest_kind)i;
		return hex_read(word->bytes + length + 1, size, result->digest);
	}
	return false;
}

/* NAME, or NAME#N for the second and later ones. */
static const struct package *find_package(
	struct reader *reader, const struct slice *word, bool removed)
{
	const char *hash = memchr(word->bytes, '#', word->length);
	struct slice name_word = {
		word->bytes, hash != NULL ? (size_t)(hash - word->bytes) : word->length};
	const char *name = decode(reader, &name_word);
	const struct facts among = removed ? (struct facts){.packages = reader->facts.removed,
						     .package_count = reader->facts.removed_count}
					   : reader->facts;
	const struct package *package = name != NULL ? facts_package(&among, name) : NULL;
	uint64_t number = 1;

	if (hash != NULL &&
		(!number_parse(
			 hash + 1, word->length - name_word.length - 1, 10, UINT32_MAX, &number) ||
			hash[1] == '0' || number < 2))
		return NULL;
	if (package == NULL || number > among.package_count - (size_t)(package - among.packages))
		return NULL;
	package += number - 1;
	return strcmp(package->name, name) == 0 ? package : NULL;
}

static bool read_metadata(struct reader *reader, struct owned *owned)
{
	const struct slice *words = reader->words;
	uint64_t mode;

	if (reader->word_count == 5)
		return true;
	if (words[5].length != 4 ||
		!number_parse(words[5].bytes, words[5].length, 8, MODE_MOST, &mode))
		return false;
	owned->has_metadata = true;
	owned->mode = (uint32_t)mode;
	owned->user = decode(reader, &words[6]);
	owned->group = decode(reader, &words[7]);
	return owned->user != NULL && owned->group != NULL;
}

static int read_owned(struct reader *reader)
{
	struct facts *facts = &reader->facts;
	struct owned *owned = &facts->owned[facts->owned_count];
	const struct slice *words = reader->words;

	if (reader->word_count != 5 && reader->word_count != 8)
		return refuse(reader, "no owned path");
	owned->path = decode(reader, &words[1]);
	if (owned->path == NULL || owned->path[0] != '/')
		return refuse(reader, "no path");
	if (!read_flags(&words[3], &owned->flags))
		return refuse(reader, "no flags");
	owned->package = find_package(reader, &words[2], (owned->flags & OWNED_REMOVED) != 0);
	if (owned->package == NULL)
		return refuse(reader, "no such package");
	if (!read_digest(&words[4], owned))
		return refuse(reader, "no digest");
	if (!read_metadata(reader, owned))
		return refuse(reader, "no mode, user and group");
	if (facts->owned_count > 0 && owned_compare(owned - 1, owned) > 0)
		return refuse(reader, "paths out of order");
	facts->owned_count++;
	return 0;
}

/* First all installed, then all removed packages, then paths: the order is part of the form. */
static int read_line(struct reader *reader)
{
	struct facts *facts = &reader->facts;

	if (slice_is(reader->words[0], "owned"))
		return read_owned(reader);
	if (facts->owned_count > 0)
		return refuse(reader, "a package behind a path");
	if (slice_is(reader->words[0], "removed"))
		return read_package(reader, facts->removed, &facts->removed_count);
	if (!slice_is(reader->words[0], "installed") || facts->removed_count > 0)
		return refuse(reader, "no line of facts");
	return read_package(reader, facts->packages, &facts->package_count);
}

static int read_heading(struct reader *reader)
{
	size_t length = sizeof heading - 1;

	if ((size_t)(reader->end - reader->next) <= length ||
		memcmp(reader->next, heading, length) != 0 || reader->next[length] != '\n')
		return refuse(reader, "another kind of file");
	reader->next += length + 1;
	reader->line++;
	return 0;
}

int facts_read(struct arena *arena, const char *bytes, size_t length, struct facts *result,
	struct error *error)
{
	struct reader reader = {
		.arena = arena, .next = bytes, .end = bytes + length, .line = 1, .error = error};
	struct facts *facts = &reader.facts;
	int code = read_heading(&reader);

	if (code < 0)
		return code;
	facts->packages =
		arena_new_array(arena, count_lines(&reader, "installed "), struct package);
	facts->removed = arena_new_array(arena, count_lines(&reader, "removed "), struct package);
	facts->owned = arena_new_array(arena, count_lines(&reader, "owned "), struct owned);
	for (reader.line = 1; (code = next_line(&reader)) > 0;) {
		code = read_line(&reader);
		if (code < 0)
			return code;
	}
	if (code == 0)
		*result = *facts;
	return code;
}

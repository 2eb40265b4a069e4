// SPDX-License-Identifier: GPL-2.0-or-later
// What rpm prints when asked for its packages and files -> values.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hex.h"
#include "base/number.h"
#include "base/slice.h"
#include "system/packages_rpm.h"

enum {
	LIST_WORDS = 7,
	DIRECTORIES_MOST = 1000000,
	INSTANCE_SHIFT = 32,
};

/* rpmfileAttrs of rpm/rpmfiles.h */
enum {
	RPM_CONFIG = 1 << 0,
	RPM_MISSINGOK = 1 << 3,
	RPM_NOREPLACE = 1 << 4,
	RPM_GHOST = 1 << 6,
};

/* pgpHashAlgo of rpm/rpmpgp.h; 0 and 1: as before there was a choice */
enum {
	RPM_MD5 = 1,
	RPM_SHA1 = 2,
	RPM_SHA256 = 8,
	RPM_SHA512 = 10,
};

struct cursor {
	const char *at;
	const char *end;
};

/* Up to that byte, which is passed. */
static bool take_word(struct cursor *cursor, char end, struct slice *result)
{
	const char *found = cursor->at == cursor->end
		? NULL
		: memchr(cursor->at, end, (size_t)(cursor->end - cursor->at));

	if (found == NULL)
		return false;
	*result = (struct slice){cursor->at, (size_t)(found - cursor->at)};
	cursor->at = found + 1;
	return true;
}

static bool take_number(struct cursor *cursor, char end, unsigned base, uint64_t *result)
{
	struct slice word;

	return take_word(cursor, end, &word) &&
		number_parse(word.bytes, word.length, base, UINT32_MAX, result);
}

/* 'it'\''s': the raw bytes between the first and the last quote. */
static bool take_quoted(struct cursor *cursor, char end, struct slice *result)
{
	const char *at = cursor->at;

	if (at == cursor->end || *at++ != '\'')
		return false;
	*result = (struct slice){at, 0};
	for (;;) {
		const char *quote =
			at == cursor->end ? NULL : memchr(at, '\'', (size_t)(cursor->end - at));

		if (quote == NULL || quote + 1 == cursor->end)
			return false;
		if (quote[1] == end) {
			result->length = (size_t)(quote - result->bytes);
			cursor->at = quote + 2;
			return true;
		}
		if (cursor->end - quote < 4 || memcmp(quote, "'\\''", 4) != 0)
			return false;
		at = quote + 4;
	}
}

static void unquote(struct text *text, const struct slice *word)
{
	for (size_t i = 0; i < word->length; i++) {
		text_byte(text, word->bytes[i]);
		if (word->bytes[i] == '\'')
			i += 3;
	}
}

static const char *unquoted(struct arena *arena, const struct slice *word)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	unquote(&text, word);
	return arena_bytes(arena, text_string(&text), text.length);
}

static int refuse(struct error *error, const char *what)
{
	return error_set(error, EBADMSG, "rpm printed something else than was asked for: %s", what);
}

static bool has_nul(const char *bytes, size_t length)
{
	return length > 0 && memchr(bytes, '\0', length) != NULL;
}

static int compare_instances(const void *a, const void *b)
{
	const struct rpm_package *left = a;
	const struct rpm_package *right = b;

	return left->instance < right->instance ? -1 : left->instance > right->instance;
}

uint64_t rpm_instance_of(uint64_t mark)
{
	return mark >> INSTANCE_SHIFT;
}

static bool parse_list_line(
	struct arena *arena, uint64_t seed, struct slice line, struct rpm_package *result)
{
	struct cursor cursor = {line.bytes, line.bytes + line.length};
	struct slice name, version, rest;
	uint64_t mark;

	if (!take_number(&cursor, ' ', 10, &result->instance) || !take_word(&cursor, ' ', &name) ||
		!take_word(&cursor, ' ', &version) || name.length == 0 || version.length == 0)
		return false;
	/* Architecture, time, identifiers: only whether they changed matters. */
	rest = (struct slice){cursor.at, (size_t)(cursor.end - cursor.at)};
	result->part = (struct facts_part){0};
	result->part.package.name = arena_bytes(arena, name.bytes, name.length);
	result->part.package.version = arena_bytes(arena, version.bytes, version.length);
	result->part.package.manager = packages_rpm.manager;
	mark = packages_mark(packages_mark(seed, &result->instance, sizeof result->instance),
		rest.bytes, rest.length);
	result->part.mark =
		result->instance << INSTANCE_SHIFT | ((mark ^ mark >> INSTANCE_SHIFT) & UINT32_MAX);
	return true;
}

int rpm_parse_list(struct arena *arena, uint64_t seed, const char *bytes, size_t length,
	struct rpm_list *result, struct error *error)
{
	struct cursor cursor = {bytes, bytes + length};
	struct slice line;
	size_t most = 0;

	*result = (struct rpm_list){0};
	for (struct cursor counter = cursor; take_word(&counter, '\n', &line);)
		most++;
	result->items = arena_new_array(arena, most, struct rpm_package);
	while (take_word(&cursor, '\n', &line)) {
		struct rpm_package *package = &result->items[result->count];

		if (has_nul(line.bytes, line.length) ||
			!parse_list_line(arena, seed, line, package))
			return refuse(error, "no package");
		result->count += strcmp(package->part.package.name, RPM_KEYS) != 0;
	}
	if (cursor.at != cursor.end)
		return refuse(error, "half a line");
	if (result->count > 0)
		qsort(result->items, result->count, sizeof *result->items, compare_instances);
	return 0;
}

/* What is being read: one package after the other, its directories before its files. */
struct reader {
	struct arena *arena;
	const struct packages_request *request;
	struct cursor cursor;
	struct rpm_list *list;
	struct facts_part *part; /* NULL: of a package that is not in the list */
	enum digest_kind kind;
	struct slice *directories;
	size_t directory_count;
	size_t directory_capacity;
	struct text path;
};

static enum digest_kind digest_kind_of(const struct slice *algorithm)
{
	uint64_t number;

	/* "(none)": before there was a choice */
	if (!number_parse(algorithm->bytes, algorithm->length, 10, UINT32_MAX, &number))
		return DIGEST_MD5;
	switch (number) {
	case 0:
	case RPM_MD5:
		return DIGEST_MD5;
	case RPM_SHA1:
		return DIGEST_SHA1;
	case RPM_SHA256:
		return DIGEST_SHA256;
	case RPM_SHA512:
		return DIGEST_SHA512;
	default:
		return DIGEST_NONE;
	}
}

static bool read_package(struct reader *reader)
{
	struct rpm_package key = {0};
	struct rpm_package *found = NULL;
	struct slice algorithm;

	if (!take_number(&reader->cursor, ' ', 10, &key.instance) ||
		!take_word(&reader->cursor, '\n', &algorithm))
		return false;
	if (reader->list->count > 0)
		found = bsearch(&key, reader->list->items, reader->list->count, sizeof key,
			compare_instances);
	reader->part = found != NULL ? &found->part : NULL;
	reader->kind = digest_kind_of(&algorithm);
	reader->directory_count = 0;
	return true;
}

static bool read_directory(struct reader *reader)
{
	struct slice word;

	if (!take_quoted(&reader->cursor, '\n', &word) ||
		reader->directory_count == DIRECTORIES_MOST)
		return false;
	reader->directories = memory_grow(reader->directories, &reader->directory_capacity,
		reader->directory_count + 1, sizeof *reader->directories);
	reader->directories[reader->directory_count++] = word;
	return true;
}

static unsigned flags_of(uint64_t flags)
{
	return ((flags & RPM_CONFIG) != 0 ? (unsigned)OWNED_CONFIG : 0) |
		((flags & RPM_NOREPLACE) != 0 ? (unsigned)OWNED_NOREPLACE : 0) |
		((flags & RPM_MISSINGOK) != 0 ? (unsigned)OWNED_MISSINGOK : 0) |
		((flags & RPM_GHOST) != 0 ? (unsigned)OWNED_GHOST : 0);
}

struct file {
	uint64_t directory;
	uint64_t flags;
	uint64_t mode;
	struct slice state;
	struct slice digest;
	struct slice user;
	struct slice group;
	struct slice name;
};

static bool parse_file(struct cursor *cursor, struct file *file)
{
	return take_number(cursor, ' ', 10, &file->directory) &&
		take_number(cursor, ' ', 10, &file->flags) &&
		take_number(cursor, ' ', 8, &file->mode) && take_word(cursor, '=', &file->state) &&
		take_word(cursor, ' ', &file->digest) && take_quoted(cursor, ' ', &file->user) &&
		take_quoted(cursor, ' ', &file->group) && take_quoted(cursor, '\n', &file->name);
}

/* Not those that were left out at installation, or that another package's file has replaced. */
static bool is_there(const struct file *file)
{
	return file->state.length > 0 && strchr("1234", file->state.bytes[0]) == NULL;
}

static void take_digest(const struct slice *hex, enum digest_kind kind, struct owned *owned)
{
	size_t size = digest_size(kind);

	if (size > 0 && hex->length == 2 * size && hex_read(hex->bytes, size, owned->digest))
		owned->digest_kind = kind;
}

static void own(struct reader *reader, const struct file *file, const char *path)
{
	struct owned *owned = facts_part_own(reader->part, reader->arena);

	owned->path = arena_string(reader->arena, path);
	owned->flags = flags_of(file->flags);
	/* What a %ghost file would look like need not have been said. */
	if ((file->mode & ~(uint64_t)S_IFMT) != 0 || (file->flags & RPM_GHOST) == 0) {
		owned->has_metadata = true;
		owned->mode = (uint32_t)file->mode & 07777;
		owned->user = unquoted(reader->arena, &file->user);
		owned->group = unquoted(reader->arena, &file->group);
	}
	if (S_ISREG(file->mode))
		take_digest(&file->digest, reader->kind, owned);
}

static bool read_file(struct reader *reader)
{
	const struct facts_scope *scope = reader->request->scope;
	char buffer[PATH_MAX];
	struct file file;
	const char *path;

	if (!parse_file(&reader->cursor, &file) || file.directory >= reader->directory_count)
		return false;
	if (reader->part == NULL || !is_there(&file) || file.user.length == 0 ||
		file.group.length == 0)
		return true;
	text_clear(&reader->path);
	unquote(&reader->path, &reader->directories[file.directory]);
	unquote(&reader->path, &file.name);
	path = packages_real_path(reader->request, text_string(&reader->path), buffer);
	if (path != NULL && path[0] == '/' && path[1] != '\0' &&
		(facts_scope_watches(scope, path) ||
			(S_ISREG(file.mode) && facts_scope_serves(scope, path))))
		own(reader, &file, path);
	return true;
}

static bool skip(struct cursor *cursor, const char *string)
{
	size_t length = strlen(string);

	if ((size_t)(cursor->end - cursor->at) < length || memcmp(cursor->at, string, length) != 0)
		return false;
	cursor->at += length;
	return true;
}

static bool read_new(struct reader *reader)
{
	struct rpm_list *list = reader->list;
	struct rpm_package *package = &list->items[list->count];
	struct slice line;

	if (list->count == list->room || !take_word(&reader->cursor, '\n', &line) ||
		!parse_list_line(reader->arena, reader->request->seed, line, package) ||
		(list->count > 0 && package[-1].instance >= package->instance))
		return false;
	list->count++;
	return true;
}

static bool read_line(struct reader *reader)
{
	struct slice keyword;

	/* Some versions say so, without an end of line, of a package without files. */
	if (skip(&reader->cursor, "(none)"))
		return true;
	if (!take_word(&reader->cursor, ' ', &keyword) || keyword.length != 1)
		return false;
	switch (keyword.bytes[0]) {
	case 'N':
		return read_new(reader);
	case 'P':
		return read_package(reader);
	case 'D':
		return read_directory(reader);
	case 'F':
		return read_file(reader);
	default:
		return false;
	}
}

int rpm_parse_files(struct arena *arena, const struct packages_request *request, const char *bytes,
	size_t length, struct rpm_list *list, struct error *error)
{
	struct reader reader = {.arena = arena,
		.request = request,
		.cursor = {bytes, bytes + length},
		.list = list};
	/* No string in a header holds one. */
	bool fine = !has_nul(bytes, length);

	while (fine && reader.cursor.at != reader.cursor.end)
		fine = read_line(&reader);
	free(reader.directories);
	text_release(&reader.path);
	return fine ? 0 : refuse(error, "no file");
}

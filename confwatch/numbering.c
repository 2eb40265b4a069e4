// SPDX-License-Identifier: GPL-2.0-or-later
// STATE/status-numbers: a line with snapshot, length and digest, then the paths, each ended by NUL.
#include "numbering.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <nettle/base16.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "base/translate.h"
#include "system/files.h"

enum {
	LENGTH_DIGITS = 16,
	DIGEST_DIGITS = 2 * SHA256_DIGEST_SIZE,
	LENGTH_AT = SNAPSHOT_HEX_SIZE,
	DIGEST_AT = LENGTH_AT + LENGTH_DIGITS + 1,
	HEAD_SIZE = DIGEST_AT + DIGEST_DIGITS + 1,
	LARGEST = 64 << 20,
};

int numbering_open(const struct workspace *workspace)
{
	int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC;

	return openat(workspace->state_fd, "status-numbers", flags, 0600);
}

/*
 * Written in place, because a command that only looks can make no other file by then; the digest
 * tells a half-written list, and one that two runs wrote at once.
 */
static void write_head(const struct snapshot_id *last, const struct text *paths, char *result)
{
	char digest_hex[DIGEST_DIGITS + 1] = "";
	char id[SNAPSHOT_HEX_SIZE];
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx hash;

	sha256_init(&hash);
	sha256_update(&hash, paths->length, (const uint8_t *)text_string(paths));
	sha256_digest(&hash, sizeof digest, digest);
	base16_encode_update(digest_hex, sizeof digest, digest);
	snapshot_hex(last, id);
	(void)snprintf(result, HEAD_SIZE + 1, "%s %016zx %s\n", id, paths->length, digest_hex);
}

void numbering_save(int fd, const struct snapshot_id *last, const struct string_list *paths)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	TEXT_CLEANUP struct text all = TEXT_INIT;
	char head[HEAD_SIZE + 1];

	if (fd < 0)
		return;
	for (size_t i = 0; i < paths->count; i++)
		text_append(&bytes, paths->items[i], strlen(paths->items[i]) + 1);
	write_head(last, &bytes, head);
	text_add(&all, head);
	text_append(&all, text_string(&bytes), bytes.length);
	(void)files_write_all(fd, text_string(&all), all.length);
}

/* The paths behind an intact head of this snapshot; false for anything else. */
static bool read_numbers(
	const struct text *file, const struct snapshot_id *last, struct text *paths)
{
	char expected[HEAD_SIZE + 1];
	uint64_t length = 0;

	if (file->length < HEAD_SIZE ||
		!number_parse(file->bytes + LENGTH_AT, LENGTH_DIGITS, 16, LARGEST, &length) ||
		length > file->length - HEAD_SIZE)
		return false;
	text_append(paths, file->bytes + HEAD_SIZE, (size_t)length);
	write_head(last, paths, expected);
	return memcmp(file->bytes, expected, HEAD_SIZE) == 0;
}

static const char *nth_path(struct arena *arena, const struct text *paths, size_t number)
{
	const char *path = text_string(paths);
	const char *end = path + paths->length;

	for (size_t i = 1; path < end; i++) {
		if (i == number)
			return arena_string(arena, path);
		path += strlen(path) + 1;
	}
	return NULL;
}

int numbering_find_any(struct workspace *workspace, const struct snapshot_id *last, size_t number,
	const char **result, struct error *error)
{
	TEXT_CLEANUP struct text file = TEXT_INIT;
	TEXT_CLEANUP struct text paths = TEXT_INIT;
	FD_CLEANUP int fd = -1;
	const char *path;

	fd = openat(workspace->state_fd, "status-numbers", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || files_read_all(fd, LARGEST, &file) < 0)
		return error_set(
			error, ENOENT, _("nothing has a number yet: run 'confwatch status' first"));
	if (!read_numbers(&file, last, &paths))
		return error_set(error, ESTALE,
			_("the numbers are out of date: run 'confwatch status' again"));
	path = nth_path(workspace->arena, &paths, number);
	if (path == NULL)
		return error_set(error, ENOENT,
			_("the last status had no number %zu (a file of that name: ./%zu)"), number,
			number);
	*result = path;
	return 0;
}

int numbering_find(struct workspace *workspace, const struct snapshot_id *last, size_t number,
	const char **result, struct error *error)
{
	if (numbering_find_any(workspace, last, number, result, error) < 0)
		return -error->code;
	if ((*result)[0] == '/')
		return 0;
	return error_set(error, EINVAL, _("number %zu does not stand for one path"), number);
}

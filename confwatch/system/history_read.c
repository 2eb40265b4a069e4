// SPDX-License-Identifier: GPL-2.0-or-later
// The bytes of recorded files.
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/files.h"
#include "system/history_parts.h"

enum {
	BLOCK = 4096,
	/* Runs of zeros that are at least this long become holes. */
	HOLE = 64 * 1024,
};

static int feed_public(struct history *history, const struct entry *entry, uint64_t limit,
	const struct blob_target *target, struct error *error)
{
	int result;

	if (!entry->has_blob)
		return error_set(error, ENOENT, "its content is not kept");
	result = blob_read(&history->repository, entry->blob, limit, target, error);
	/* An object that a snapshot names must be there. */
	if (result == -ENOENT)
		error->code = EBADMSG;
	return result < 0 ? -error->code : 0;
}

static int feed_protected(struct history *history, const struct entry *entry, uint64_t limit,
	const struct blob_target *target, struct error *error)
{
	struct protected_store *store = NULL;

	if (entry->seal == NULL)
		return error_set(error, ENOENT, "its content is not kept");
	if (history_store(history, &store, error) < 0)
		return -error->code;
	return protected_read(store, entry->path, entry->seal, limit, target, error);
}

static int feed(struct history *history, const struct entry *entry, uint64_t limit,
	const struct blob_target *target, struct error *error)
{
	switch ((enum content_kind)entry->content) {
	case CONTENT_PUBLIC:
		return feed_public(history, entry, limit, target, error);
	case CONTENT_PROTECTED:
		return feed_protected(history, entry, limit, target, error);
	case CONTENT_NONE:
	case CONTENT_DIGEST_ONLY:
	case CONTENT_UNREADABLE:
		break;
	}
	return error_set(error, ENOENT, "its content is not kept");
}

int history_read(struct history *history, const struct entry *entry, size_t limit,
	struct text *result, struct error *error)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	const struct blob_target target = blob_target_text(&bytes);

	if (feed(history, entry, limit, &target, error) < 0)
		return error_context(error, "cannot read '%s'", entry->path);
	text_append(result, text_string(&bytes), bytes.length);
	return 0;
}

/* A file that is written with holes. */
struct sparse {
	int fd;
	bool holes;	/* fd can have them */
	uint64_t zeros; /* that came last, and are not written yet */
};

static int write_zeros(struct sparse *sparse)
{
	static const unsigned char nothing[BLOCK];
	int result = 0;

	if (sparse->holes && sparse->zeros >= HOLE) {
		if (lseek(sparse->fd, (off_t)sparse->zeros, SEEK_CUR) < 0)
			return -errno;
		sparse->zeros = 0;
	}
	while (sparse->zeros > 0 && result == 0) {
		size_t length = sparse->zeros < BLOCK ? (size_t)sparse->zeros : BLOCK;

		result = files_write_all(sparse->fd, nothing, length);
		sparse->zeros -= length;
	}
	return result;
}

static bool is_zero(const unsigned char *bytes, size_t length)
{
	return bytes[0] == 0 && memcmp(bytes, bytes + 1, length - 1) == 0;
}

/* Length of the bytes up to the next block of zeros. */
static size_t data_length(const unsigned char *bytes, size_t length)
{
	size_t end = 0;

	while (end < length) {
		size_t block = length - end < BLOCK ? length - end : BLOCK;

		if (is_zero(bytes + end, block))
			break;
		end += block;
	}
	return end;
}

static int sparse_write(void *context, const void *bytes, size_t length, struct error *error)
{
	struct sparse *sparse = context;
	const unsigned char *next = bytes;
	int result = 0;

	while (length > 0 && result == 0) {
		size_t data = data_length(next, length);
		size_t done = data;

		if (data == 0) {
			done = length < BLOCK ? length : BLOCK;
			sparse->zeros += done;
		} else {
			result = write_zeros(sparse);
			if (result == 0)
				result = files_write_all(sparse->fd, next, data);
		}
		next += done;
		length -= done;
	}
	return result < 0 ? error_system(error, -result, "cannot write") : 0;
}

/* A hole at the end is no seek but a size. */
static int sparse_finish(struct sparse *sparse, struct error *error)
{
	int result = 0;

	if (sparse->holes && sparse->zeros >= HOLE) {
		off_t end = lseek(sparse->fd, (off_t)sparse->zeros, SEEK_CUR);

		if (end < 0 || ftruncate(sparse->fd, end) < 0)
			result = -errno;
	} else {
		result = write_zeros(sparse);
	}
	return result < 0 ? error_system(error, -result, "cannot write") : 0;
}

int history_copy(struct history *history, const struct entry *entry, int fd, struct error *error)
{
	struct sparse sparse = {.fd = fd};
	const struct blob_target target = {.context = &sparse, .write = sparse_write};
	struct stat status;

	sparse.holes = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
	if (feed(history, entry, UINT64_MAX, &target, error) < 0 ||
		sparse_finish(&sparse, error) < 0)
		return error_context(error, "cannot copy '%s'", entry->path);
	return 0;
}

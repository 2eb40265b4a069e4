// SPDX-License-Identifier: GPL-2.0-or-later
// Contents of files as blobs of a repository; big ones are written and read in pieces.
#include "system/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <nettle/sha1.h>
#include <zlib.h>

#include "base/arena.h"
#include "base/number.h"
#include "system/files.h"

enum {
	CHUNK = 64 * 1024,
	HEX_SIZE = 2 * BLOB_SIZE + 1,
	HEADER_MAX = 32, /* "blob ", twenty digits, NUL */
};

struct blob_writer {
	const struct repository *repository;
	git_odb_stream *stream;
	uint64_t left;
};

int blob_begin(const struct repository *repository, uint64_t size, struct blob_writer **result,
	struct error *error)
{
	struct blob_writer *writer = calloc(1, sizeof *writer);

	if (writer == NULL)
		out_of_memory();
	writer->repository = repository;
	writer->left = size;
	if (git_odb_open_wstream(&writer->stream, repository->odb, size, GIT_OBJECT_BLOB) < 0) {
		free(writer);
		return repository_error(error, EIO, "cannot create an object");
	}
	*result = writer;
	return 0;
}

int blob_write(struct blob_writer *writer, const void *bytes, size_t length, struct error *error)
{
	if (length > writer->left)
		return error_set(error, ERANGE, "more bytes than were announced");
	if (git_odb_stream_write(writer->stream, bytes, length) < 0)
		return repository_error(error, EIO, "cannot write an object");
	writer->left -= length;
	return 0;
}

/* The object's name, and that of the directory that holds it; also when both were there before. */
static int sync_names(const struct repository *repository, const git_oid *id)
{
	FD_CLEANUP int fd = -1;
	char name[3];

	(void)snprintf(name, sizeof name, "%02x", id->id[0]);
	fd = openat(repository->objects, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* No such directory: the object was there already, in a pack. */
	if (fd < 0)
		return errno == ENOENT ? 0 : -errno;
	return fsync(fd) < 0 || fsync(repository->objects) < 0 ? -errno : 0;
}

static int finish_failed(struct error *error)
{
	const git_error *last = git_error_last();
	int code = last != NULL && last->klass == GIT_ERROR_SHA ? EBADMSG : EIO;

	return repository_error(error, code, "cannot write an object");
}

static int finish(struct blob_writer *writer, git_oid *id, struct error *error)
{
	int result;

	if (writer->left > 0)
		return error_set(error, ERANGE, "fewer bytes than were announced");
	if (git_odb_stream_finalize_write(id, writer->stream) < 0)
		return finish_failed(error);
	result = sync_names(writer->repository, id);
	if (result < 0)
		return error_system(error, -result, "cannot make an object durable");
	return 0;
}

int blob_finish(struct blob_writer *writer, unsigned char id[BLOB_SIZE], struct error *error)
{
	git_oid oid;
	int result = finish(writer, &oid, error);

	blob_abandon(writer);
	if (result == 0)
		memcpy(id, oid.id, BLOB_SIZE);
	return result;
}

void blob_abandon(struct blob_writer *writer)
{
	if (writer == NULL)
		return;
	git_odb_stream_free(writer->stream);
	free(writer);
}

static int append_text(void *context, const void *bytes, size_t length, struct error *error)
{
	(void)error;
	text_append(context, bytes, length);
	return 0;
}

struct blob_target blob_target_text(struct text *text)
{
	return (struct blob_target){.context = text, .write = append_text};
}

static int discard(void *context, const void *bytes, size_t length, struct error *error)
{
	(void)context;
	(void)bytes;
	(void)length;
	(void)error;
	return 0;
}

struct blob_target blob_target_nowhere(void)
{
	return (struct blob_target){.write = discard};
}

/* One loose object while it is read. */
struct loose {
	int fd;
	bool ended;
	char hex[HEX_SIZE];
	z_stream stream;
	struct sha1_ctx sha1; /* over header and bytes: the id */
	size_t count;	      /* bytes of output */
	unsigned char input[CHUNK];
	unsigned char output[CHUNK];
};

static int damaged(const char *hex, struct error *error)
{
	return error_set(error, EBADMSG, "object %s is damaged", hex);
}

static int too_big(uint64_t size, struct error *error)
{
	return error_set(error, EFBIG, "it has %" PRIu64 " bytes", size);
}

static int check_id(struct sha1_ctx *sha1, const unsigned char id[BLOB_SIZE], const char *hex,
	struct error *error)
{
	unsigned char found[BLOB_SIZE];

	sha1_digest(sha1, sizeof found, found);
	return memcmp(found, id, BLOB_SIZE) == 0 ? 0 : damaged(hex, error);
}

/* Fills output; fewer bytes than it holds only at the end. */
static int inflate_chunk(struct loose *loose, struct error *error)
{
	loose->stream.next_out = loose->output;
	loose->stream.avail_out = CHUNK;
	while (loose->stream.avail_out > 0 && !loose->ended) {
		int result;

		if (loose->stream.avail_in == 0) {
			ssize_t count = read(loose->fd, loose->input, CHUNK);

			if (count < 0)
				return error_system(
					error, errno, "cannot read object %s", loose->hex);
			loose->stream.next_in = loose->input;
			loose->stream.avail_in = (uInt)count;
		}
		/* At the end of the file it has no input, and says so. */
		result = inflate(&loose->stream, Z_NO_FLUSH);
		if (result != Z_OK && result != Z_STREAM_END)
			return damaged(loose->hex, error);
		loose->ended = result == Z_STREAM_END;
	}
	loose->count = CHUNK - loose->stream.avail_out;
	sha1_update(&loose->sha1, loose->count, loose->output);
	return 0;
}

/* "blob SIZE" and a NUL: its length, or 0. */
static size_t parse_header(const struct loose *loose, uint64_t *size)
{
	size_t look = loose->count < HEADER_MAX ? loose->count : HEADER_MAX;
	const char *start = (const char *)loose->output;
	const char *end = memchr(start, '\0', look);

	if (end == NULL || end - start < 5 || memcmp(start, "blob ", 5) != 0 ||
		!number_parse(start + 5, (size_t)(end - start) - 5, 10, INT64_MAX, size))
		return 0;
	return (size_t)(end - start) + 1;
}

static int feed_loose(
	struct loose *loose, uint64_t limit, const struct blob_target *target, struct error *error)
{
	uint64_t left = 0;
	size_t skip;
	int result = inflate_chunk(loose, error);

	if (result < 0)
		return result;
	skip = parse_header(loose, &left);
	if (skip == 0)
		return damaged(loose->hex, error);
	if (left > limit)
		return too_big(left, error);
	for (;;) {
		if (loose->count - skip > left)
			return damaged(loose->hex, error);
		left -= loose->count - skip;
		result = target->write(
			target->context, loose->output + skip, loose->count - skip, error);
		if (result < 0 || loose->count < CHUNK)
			break;
		skip = 0;
		result = inflate_chunk(loose, error);
		if (result < 0)
			break;
	}
	return result == 0 && left > 0 ? damaged(loose->hex, error) : result;
}

static int read_loose(int fd, const unsigned char id[BLOB_SIZE], const char *hex, uint64_t limit,
	const struct blob_target *target, struct error *error)
{
	struct loose *loose = calloc(1, sizeof *loose);
	int result;

	if (loose == NULL || inflateInit(&loose->stream) != Z_OK)
		out_of_memory();
	loose->fd = fd;
	memcpy(loose->hex, hex, HEX_SIZE);
	sha1_init(&loose->sha1);
	result = feed_loose(loose, limit, target, error);
	if (result == 0)
		result = check_id(&loose->sha1, id, hex, error);
	(void)inflateEnd(&loose->stream);
	free(loose);
	return result;
}

static int feed_packed(git_odb_object *object, const unsigned char id[BLOB_SIZE], const char *hex,
	const struct blob_target *target, struct error *error)
{
	size_t size = git_odb_object_size(object);
	char header[HEADER_MAX];
	struct sha1_ctx sha1;
	int length;

	if (git_odb_object_type(object) != GIT_OBJECT_BLOB)
		return damaged(hex, error);
	length = snprintf(header, sizeof header, "blob %zu", size);
	sha1_init(&sha1);
	sha1_update(&sha1, (size_t)length + 1, (const uint8_t *)header);
	sha1_update(&sha1, size, git_odb_object_data(object));
	if (check_id(&sha1, id, hex, error) < 0)
		return -error->code;
	return target->write(target->context, git_odb_object_data(object), size, error);
}

static int read_whole(const struct repository *repository, const unsigned char id[BLOB_SIZE],
	const char *hex, const struct blob_target *target, struct error *error)
{
	git_oid oid = repository_oid(id);
	git_odb_object *object = NULL;
	int result;

	if (git_odb_read(&object, repository->odb, &oid) < 0)
		return repository_error(error, EBADMSG, "cannot read object %s", hex);
	result = feed_packed(object, id, hex, target, error);
	git_odb_object_free(object);
	return result;
}

/* 1: it was one; 0: there is none. */
static int read_if_loose(const struct repository *repository, const unsigned char id[BLOB_SIZE],
	const char *hex, uint64_t limit, const struct blob_target *target, struct error *error)
{
	FD_CLEANUP int fd = -1;
	char path[HEX_SIZE + 1];

	(void)snprintf(path, sizeof path, "%.2s/%s", hex, hex + 2);
	fd = openat(repository->objects, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return 0;
	return read_loose(fd, id, hex, limit, target, error) < 0 ? -error->code : 1;
}

/* Big ones are loose, and read in pieces; small ones are looked for in packs first. */
int blob_read(const struct repository *repository, const unsigned char id[BLOB_SIZE],
	uint64_t limit, const struct blob_target *target, struct error *error)
{
	git_oid oid = repository_oid(id);
	char hex[HEX_SIZE];
	git_object_t type;
	size_t size;
	int known, result;

	(void)git_oid_tostr(hex, sizeof hex, &oid);
	known = git_odb_read_header(&size, &type, repository->odb, &oid);
	if (known < 0 || size > BLOB_BIG) {
		result = read_if_loose(repository, id, hex, limit, target, error);
		if (result != 0)
			return result < 0 ? result : 0;
	}
	if (known == GIT_ENOTFOUND)
		return error_set(error, ENOENT, "there is no object %s", hex);
	if (known < 0)
		return repository_error(error, EBADMSG, "cannot read object %s", hex);
	if (size > limit)
		return too_big(size, error);
	return read_whole(repository, id, hex, target, error);
}

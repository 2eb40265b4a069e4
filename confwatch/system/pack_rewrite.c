// SPDX-License-Identifier: GPL-2.0-or-later
// A pack written once more with deltas by offset: libgit2 writes them by id.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "system/files.h"
#include "system/pack.h"
#include "system/pack_index.h"

enum {
	TYPE_OFFSET_DELTA = 6,
	TYPE_ID_DELTA = 7,
	HEAD_MAX = 32,
	OFFSET_MAX = 10, /* 64 bits, seven a byte */
	FILE_NAME_SIZE = PACK_NAME_SIZE + 8,
};

/* A pack in memory, and where its objects are, in that order. */
struct source {
	const unsigned char *bytes;
	size_t size; /* without the hash at the end */
	struct packed_list objects;
};

static int compare_offsets(const void *a, const void *b)
{
	const struct packed_object *left = a;
	const struct packed_object *right = b;

	return (left->offset > right->offset) - (left->offset < right->offset);
}

/* Length of the type and size at the beginning of an object; 0: it does not end. */
static size_t header_length(const unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length && i < HEAD_MAX - OFFSET_MAX; i++) {
		if ((bytes[i] & 0x80) == 0)
			return i + 1;
	}
	return 0;
}

/* As gitformat-pack(5) says: seven bits a byte, highest first, one added where more follow. */
static size_t write_offset(unsigned char *result, uint64_t offset)
{
	unsigned char reversed[OFFSET_MAX];
	size_t count = 0;

	reversed[count++] = (unsigned char)(offset & 0x7f);
	while ((offset >>= 7) != 0)
		reversed[count++] = (unsigned char)(0x80 | (--offset & 0x7f));
	for (size_t i = 0; i < count; i++)
		result[i] = reversed[count - 1 - i];
	return count;
}

static int broken(const char *name, struct error *error)
{
	return error_set(error, EBADMSG, "'%s' is no pack as it should be", name);
}

/* 0 when it was written; the head stays as it is where the base does not come before. */
static int copy_object(const struct source *source, size_t number, struct pack *pack,
	const char *name, struct error *error)
{
	const struct packed_object *object = &source->objects.items[number];
	uint64_t end = number + 1 < source->objects.count ? source->objects.items[number + 1].offset
							  : source->size;
	const unsigned char *bytes = source->bytes + object->offset;
	unsigned char head[HEAD_MAX] = {0};
	size_t length, header;

	if (end > source->size || object->offset >= end)
		return broken(name, error);
	length = (size_t)(end - object->offset);
	header = header_length(bytes, length);
	if (header == 0 || (bytes[0] >> 4 & 7) == TYPE_OFFSET_DELTA)
		return broken(name, error);
	memcpy(head, bytes, header);
	bytes += header;
	length -= header;
	if ((head[0] >> 4 & 7) == TYPE_ID_DELTA && length > BLOB_SIZE && pack_has(pack, bytes)) {
		head[0] = (unsigned char)((head[0] & 0x8f) | TYPE_OFFSET_DELTA << 4);
		header += write_offset(head + header, pack_end(pack) - pack_offset(pack, bytes));
		bytes += BLOB_SIZE;
		length -= BLOB_SIZE;
	}
	return pack_put_encoded(pack, object->id, head, header, bytes, length, error);
}

static int copy_objects(int directory, const struct source *source, const char *name,
	char result[PACK_NAME_SIZE], struct error *error)
{
	struct pack *pack = pack_begin(directory);

	for (size_t i = 0; i < source->objects.count; i++) {
		if (copy_object(source, i, pack, name, error) < 0) {
			pack_abandon(pack);
			return -error->code;
		}
	}
	return pack_finish(pack, result, error);
}

static int read_objects(
	int directory, const char *name, struct packed_list *result, struct error *error)
{
	char file[FILE_NAME_SIZE];

	(void)snprintf(file, sizeof file, "%s.idx", name);
	if (pack_index_read(directory, file, result, error) < 0)
		return -error->code;
	if (result->count > 0)
		qsort(result->items, result->count, sizeof *result->items, compare_offsets);
	return 0;
}

int pack_rewrite(int directory, const char *name, char result[PACK_NAME_SIZE], struct error *error)
{
	struct source source = {0};
	char file[FILE_NAME_SIZE];
	FD_CLEANUP int fd = -1;
	struct stat status;
	void *bytes;
	int code;

	(void)snprintf(file, sizeof file, "%s.pack", name);
	fd = openat(directory, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) < 0)
		return error_system(error, errno, "cannot open '%s'", file);
	if (status.st_size <= BLOB_SIZE)
		return broken(file, error);
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return error_system(error, errno, "cannot read '%s'", file);
	source.bytes = bytes;
	source.size = (size_t)status.st_size - BLOB_SIZE;
	code = read_objects(directory, name, &source.objects, error);
	if (code == 0)
		code = copy_objects(directory, &source, file, result, error);
	free(source.objects.items);
	(void)munmap(bytes, (size_t)status.st_size);
	return code;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// The index beside a pack, written in one pass from the objects' array and read back.
#include "system/pack_index.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nettle/sha1.h>

#include "base/arena.h"
#include "system/files.h"

enum {
	FANOUT = 256,
	HEADER_SIZE = 8,
	FANOUT_END = HEADER_SIZE + FANOUT * 4,
	TRAILER_SIZE = 2 * BLOB_SIZE,
	OBJECT_SIZE = BLOB_SIZE + 4 + 4, /* id, crc, short offset */
};

/* Offsets from here on stand in a table of their own; the short one is their number there. */
#define LONG_OFFSET UINT64_C(0x80000000)

static const unsigned char index_magic[HEADER_SIZE] = {0xff, 't', 'O', 'c', 0, 0, 0, 2};

/* A file that is hashed while it is written. */
struct output {
	int fd;
	int failure; /* errno of the first write that failed */
	struct sha1_ctx sha1;
	size_t used;
	unsigned char buffer[64 * 1024];
};

static void output_flush(struct output *output)
{
	int result;

	sha1_update(&output->sha1, output->used, output->buffer);
	if (output->failure == 0) {
		result = files_write_all(output->fd, output->buffer, output->used);
		output->failure = -result;
	}
	output->used = 0;
}

static void output_add(struct output *output, const void *bytes, size_t length)
{
	if (sizeof output->buffer - output->used < length)
		output_flush(output);
	memcpy(output->buffer + output->used, bytes, length);
	output->used += length;
}

static void output_u32(struct output *output, uint32_t value)
{
	uint32_t big = htobe32(value);

	output_add(output, &big, sizeof big);
}

static void output_u64(struct output *output, uint64_t value)
{
	uint64_t big = htobe64(value);

	output_add(output, &big, sizeof big);
}

static int compare_objects(const void *a, const void *b)
{
	const struct packed_object *left = a;
	const struct packed_object *right = b;

	return memcmp(left->id, right->id, BLOB_SIZE);
}

static void write_fanout(struct output *output, const struct packed_object *objects, size_t count)
{
	size_t below = 0;

	for (unsigned first = 0; first < FANOUT; first++) {
		while (below < count && objects[below].id[0] <= first)
			below++;
		output_u32(output, (uint32_t)below);
	}
}

static void write_offsets(struct output *output, const struct packed_object *objects, size_t count)
{
	uint32_t longs = 0;

	for (size_t i = 0; i < count; i++) {
		if (objects[i].offset < LONG_OFFSET)
			output_u32(output, (uint32_t)objects[i].offset);
		else
			output_u32(output, (uint32_t)LONG_OFFSET | longs++);
	}
	for (size_t i = 0; i < count && longs > 0; i++) {
		if (objects[i].offset >= LONG_OFFSET)
			output_u64(output, objects[i].offset);
	}
}

static void write_index(struct output *output, const struct packed_object *objects, size_t count,
	const unsigned char pack_hash[BLOB_SIZE])
{
	unsigned char hash[BLOB_SIZE];

	output_add(output, index_magic, sizeof index_magic);
	write_fanout(output, objects, count);
	for (size_t i = 0; i < count; i++)
		output_add(output, objects[i].id, BLOB_SIZE);
	for (size_t i = 0; i < count; i++)
		output_u32(output, objects[i].crc);
	write_offsets(output, objects, count);
	output_add(output, pack_hash, BLOB_SIZE);
	output_flush(output);
	sha1_digest(&output->sha1, sizeof hash, hash);
	output_add(output, hash, sizeof hash);
	output_flush(output);
}

/*
 * By the first byte in place (American flag sort: McIlroy, Bostic, McIlroy 1993), so that
 * qsort(3), which sorts a copy, copies little at a time.
 */
static void sort_objects(struct packed_object *objects, size_t count)
{
	size_t start[FANOUT + 1] = {0};
	size_t next[FANOUT];

	for (size_t i = 0; i < count; i++)
		start[objects[i].id[0] + 1]++;
	for (size_t i = 0; i < FANOUT; i++)
		start[i + 1] += start[i];
	memcpy(next, start, sizeof next);
	for (size_t i = 0; i < FANOUT; i++) {
		while (next[i] < start[i + 1]) {
			struct packed_object object = objects[next[i]];

			while (object.id[0] != i) {
				struct packed_object *place = &objects[next[object.id[0]]++];
				struct packed_object other = *place;

				*place = object;
				object = other;
			}
			objects[next[i]++] = object;
		}
		qsort(objects + start[i], start[i + 1] - start[i], sizeof *objects,
			compare_objects);
	}
}

int pack_index_write(int fd, struct packed_object *objects, size_t count,
	const unsigned char pack_hash[BLOB_SIZE], struct error *error)
{
	struct output *output = calloc(1, sizeof *output);
	int failure;

	if (output == NULL)
		out_of_memory();
	output->fd = fd;
	sha1_init(&output->sha1);
	if (count > 0)
		sort_objects(objects, count);
	write_index(output, objects, count, pack_hash);
	failure = output->failure;
	free(output);
	if (failure == 0 && fsync(fd) < 0)
		failure = errno;
	if (failure != 0)
		return error_system(error, failure, "cannot write the index of a pack");
	return 0;
}

static uint32_t read_u32(const unsigned char *bytes)
{
	uint32_t big;

	memcpy(&big, bytes, sizeof big);
	return be32toh(big);
}

static uint64_t read_u64(const unsigned char *bytes)
{
	uint64_t big;

	memcpy(&big, bytes, sizeof big);
	return be64toh(big);
}

/* The tables of an index that lies in memory. */
struct tables {
	const unsigned char *ids;
	const unsigned char *crcs;
	const unsigned char *offsets;
	const unsigned char *longs;
	size_t count;
	size_t longs_count;
};

static bool find_tables(const unsigned char *bytes, size_t size, struct tables *tables)
{
	size_t room;

	if (size < FANOUT_END + TRAILER_SIZE || memcmp(bytes, index_magic, sizeof index_magic) != 0)
		return false;
	room = size - FANOUT_END - TRAILER_SIZE;
	tables->count = read_u32(bytes + FANOUT_END - 4);
	if (tables->count > room / OBJECT_SIZE)
		return false;
	tables->ids = bytes + FANOUT_END;
	tables->crcs = tables->ids + tables->count * BLOB_SIZE;
	tables->offsets = tables->crcs + tables->count * 4;
	tables->longs = tables->offsets + tables->count * 4;
	tables->longs_count = (room - tables->count * OBJECT_SIZE) / 8;
	return true;
}

static bool read_object(const struct tables *tables, size_t number, struct packed_object *object)
{
	uint32_t offset = read_u32(tables->offsets + number * 4);
	size_t place = offset & ~(uint32_t)LONG_OFFSET;

	memcpy(object->id, tables->ids + number * BLOB_SIZE, BLOB_SIZE);
	object->crc = read_u32(tables->crcs + number * 4);
	object->offset = offset;
	if (offset < LONG_OFFSET)
		return true;
	if (place >= tables->longs_count)
		return false;
	object->offset = read_u64(tables->longs + place * 8);
	return true;
}

static bool append_objects(const unsigned char *bytes, size_t size, struct packed_list *result)
{
	struct tables tables;

	if (!find_tables(bytes, size, &tables))
		return false;
	result->items = memory_grow(result->items, &result->capacity, result->count + tables.count,
		sizeof *result->items);
	for (size_t i = 0; i < tables.count; i++) {
		if (!read_object(&tables, i, &result->items[result->count + i]))
			return false;
	}
	result->count += tables.count;
	return true;
}

int pack_index_read(
	int directory, const char *name, struct packed_list *result, struct error *error)
{
	FD_CLEANUP int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat status;
	void *bytes = MAP_FAILED;
	bool good = false;

	if (fd < 0)
		return error_system(error, errno, "cannot open '%s'", name);
	if (fstat(fd, &status) == 0 && status.st_size > 0)
		bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes != MAP_FAILED) {
		good = append_objects(bytes, (size_t)status.st_size, result);
		(void)munmap(bytes, (size_t)status.st_size);
	}
	if (!good)
		return error_set(error, EBADMSG, "'%s' is no index of a pack", name);
	return 0;
}

int pack_index_pack_hash(int directory, const char *name, unsigned char result[BLOB_SIZE])
{
	unsigned char hash[BLOB_SIZE];
	FD_CLEANUP int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat status;
	ssize_t count = -1;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &status) == 0 && status.st_size >= TRAILER_SIZE)
		count = pread(fd, hash, sizeof hash, status.st_size - TRAILER_SIZE);
	if (count != (ssize_t)sizeof hash)
		return -EBADMSG;
	memcpy(result, hash, sizeof hash);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Writing one git pack: every object once, whole, compressed, in the order it comes.
#include "system/pack.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include <git2.h>
#include <libdeflate.h>
#include <nettle/base16.h>
#include <nettle/sha1.h>

#include "base/arena.h"
#include "system/pack_index.h"

enum {
	PACK_HEADER_SIZE = 12, /* "PACK", version, number of objects */
	COUNT_OFFSET = 8,
	OBJECT_HEADER_MAX = 10, /* type and 64 bits of length, seven a byte */
	FLUSH_SIZE = 256 * 1024,
	HEX_SIZE = 2 * BLOB_SIZE + 1,
	NAME_SIZE = 64,
	EMPTY_SLOT = 0, /* slots hold the object's number plus one */
};

struct pack {
	int directory;
	int fd; /* -1 before the first object */
	char name[NAME_SIZE];
	struct libdeflate_compressor *compressor;
	uint64_t flushed; /* bytes in the file */
	unsigned char *buffer;
	size_t used;
	size_t capacity;
	struct packed_object *objects;
	size_t count;
	size_t objects_capacity;
	uint32_t *slots; /* open addressing by the first bytes of the id */
	size_t slots_count;
};

int pack_object_id(enum pack_object type, const void *bytes, size_t length,
	unsigned char id[BLOB_SIZE], struct error *error)
{
	git_oid oid;

	/* Measured: 2.2 us for a usual file against 0.6 with plain SHA-1, of 20 us in all. */
	if (git_odb_hash(&oid, bytes, length, (git_object_t)type) < 0)
		return error_set(error, EBADMSG, "cannot hash an object: SHA-1 collision attack");
	memcpy(id, oid.id, BLOB_SIZE);
	return 0;
}

struct pack *pack_begin(int directory)
{
	struct pack *pack = calloc(1, sizeof *pack);

	if (pack == NULL)
		out_of_memory();
	pack->directory = directory;
	pack->fd = -1;
	return pack;
}

static int write_at(int fd, const void *bytes, size_t length, uint64_t offset)
{
	const unsigned char *next = bytes;

	while (length > 0) {
		ssize_t written = pwrite(fd, next, length, (off_t)offset);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		next += written;
		length -= (size_t)written;
		offset += (uint64_t)written;
	}
	return 0;
}

static int write_failed(int code, struct error *error)
{
	return error_system(error, -code, "cannot write a pack");
}

static int flush(struct pack *pack, struct error *error)
{
	int result = write_at(pack->fd, pack->buffer, pack->used, pack->flushed);

	if (result < 0)
		return write_failed(result, error);
	pack->flushed += pack->used;
	pack->used = 0;
	return 0;
}

/* Room for that many bytes behind what the buffer holds. */
static unsigned char *reserve(struct pack *pack, size_t more)
{
	if (pack->used > SIZE_MAX - more)
		out_of_memory();
	pack->buffer = memory_grow(pack->buffer, &pack->capacity, pack->used + more, 1);
	return pack->buffer + pack->used;
}

static int create_temporary(int directory, const char *kind, char name[NAME_SIZE])
{
	for (int tries = 0; tries < 100; tries++) {
		uint64_t number;
		int fd;

		if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
			return -errno;
		(void)snprintf(name, NAME_SIZE, "tmp_%s_%016llx", kind, (unsigned long long)number);
		fd = openat(directory, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0 || errno != EEXIST)
			return fd >= 0 ? fd : -errno;
	}
	return -EEXIST;
}

static int start_file(struct pack *pack, struct error *error)
{
	/* The number of objects is filled in at the end. */
	static const unsigned char header[PACK_HEADER_SIZE] = {'P', 'A', 'C', 'K', 0, 0, 0, 2};
	int fd = create_temporary(pack->directory, "pack", pack->name);

	if (fd < 0)
		return error_system(error, -fd, "cannot create a pack");
	pack->fd = fd;
	pack->compressor = libdeflate_alloc_compressor(1);
	if (pack->compressor == NULL)
		out_of_memory();
	memcpy(reserve(pack, sizeof header), header, sizeof header);
	pack->used += sizeof header;
	return 0;
}

static size_t slot_of(const struct pack *pack, const unsigned char id[BLOB_SIZE])
{
	uint64_t start;
	size_t slot;

	memcpy(&start, id, sizeof start);
	slot = (size_t)start & (pack->slots_count - 1);
	while (pack->slots[slot] != EMPTY_SLOT &&
		memcmp(pack->objects[pack->slots[slot] - 1].id, id, BLOB_SIZE) != 0)
		slot = (slot + 1) & (pack->slots_count - 1);
	return slot;
}

static void grow_slots(struct pack *pack)
{
	size_t count = pack->slots_count == 0 ? 256 : pack->slots_count * 2;

	free(pack->slots);
	pack->slots = calloc(count, sizeof *pack->slots);
	if (pack->slots == NULL)
		out_of_memory();
	pack->slots_count = count;
	for (size_t i = 0; i < pack->count; i++)
		pack->slots[slot_of(pack, pack->objects[i].id)] = (uint32_t)i + 1;
}

bool pack_has(const struct pack *pack, const unsigned char id[BLOB_SIZE])
{
	return pack->slots_count > 0 && pack->slots[slot_of(pack, id)] != EMPTY_SLOT;
}

size_t pack_count(const struct pack *pack)
{
	return pack->count;
}

static size_t write_object_header(
	unsigned char *result, enum pack_object type, unsigned long long length)
{
	size_t used = 0;
	unsigned byte = (unsigned)type << 4 | (unsigned)(length & 15);

	length >>= 4;
	while (length > 0) {
		result[used++] = (unsigned char)(byte | 0x80);
		byte = (unsigned)(length & 0x7f);
		length >>= 7;
	}
	result[used++] = (unsigned char)byte;
	return used;
}

/* The object as it lies in the pack, behind the bytes of the buffer. Returns its length. */
static size_t encode(struct pack *pack, enum pack_object type, const void *bytes, size_t length)
{
	size_t bound = libdeflate_zlib_compress_bound(pack->compressor, length);
	unsigned char *place = reserve(pack, OBJECT_HEADER_MAX + bound);
	size_t header = write_object_header(place, type, length);

	return header +
		libdeflate_zlib_compress(pack->compressor, bytes, length, place + header, bound);
}

static void remember(struct pack *pack, const unsigned char id[BLOB_SIZE], size_t encoded)
{
	struct packed_object *object;

	pack->objects = memory_grow(
		pack->objects, &pack->objects_capacity, pack->count + 1, sizeof *pack->objects);
	object = &pack->objects[pack->count++];
	memcpy(object->id, id, BLOB_SIZE);
	object->offset = pack->flushed + pack->used;
	object->crc = libdeflate_crc32(0, pack->buffer + pack->used, encoded);
	pack->used += encoded;
	/* At most three quarters full. */
	if (pack->count * 4 > pack->slots_count * 3)
		grow_slots(pack);
	else
		pack->slots[slot_of(pack, id)] = (uint32_t)pack->count;
}

/* Makes ready for one more object. 1: it is there already. */
static int prepare(struct pack *pack, const unsigned char id[BLOB_SIZE], struct error *error)
{
	if (pack_has(pack, id))
		return 1;
	if (pack->count >= UINT32_MAX / 2)
		return error_set(error, EFBIG, "cannot write a pack: too many objects");
	return pack->fd < 0 ? start_file(pack, error) : 0;
}

int pack_put(struct pack *pack, enum pack_object type, const void *bytes, size_t length,
	const unsigned char id[BLOB_SIZE], struct error *error)
{
	int result = prepare(pack, id, error);

	if (result != 0)
		return result < 0 ? result : 0;
	remember(pack, id, encode(pack, type, bytes, length));
	return pack->used >= FLUSH_SIZE ? flush(pack, error) : 0;
}

int pack_put_encoded(struct pack *pack, const unsigned char id[BLOB_SIZE], const void *head,
	size_t head_length, const void *body, size_t body_length, struct error *error)
{
	int result = prepare(pack, id, error);
	unsigned char *place;

	if (result != 0)
		return result < 0 ? result : 0;
	place = reserve(pack, head_length + body_length);
	memcpy(place, head, head_length);
	memcpy(place + head_length, body, body_length);
	remember(pack, id, head_length + body_length);
	return pack->used >= FLUSH_SIZE ? flush(pack, error) : 0;
}

uint64_t pack_end(const struct pack *pack)
{
	return pack->fd < 0 ? PACK_HEADER_SIZE : pack->flushed + pack->used;
}

uint64_t pack_offset(const struct pack *pack, const unsigned char id[BLOB_SIZE])
{
	return pack->objects[pack->slots[slot_of(pack, id)] - 1].offset;
}

int pack_add(struct pack *pack, enum pack_object type, const void *bytes, size_t length,
	unsigned char id[BLOB_SIZE], struct error *error)
{
	if (pack_object_id(type, bytes, length, id, error) < 0)
		return -error->code;
	return pack_put(pack, type, bytes, length, id, error);
}

/*
 * The hash at the end covers the header, whose number of objects is known only now: the file is
 * read once more, from the page cache.
 */
static int hash_file(struct pack *pack, unsigned char hash[BLOB_SIZE])
{
	struct sha1_ctx sha1;
	uint64_t offset = 0;

	sha1_init(&sha1);
	(void)reserve(pack, FLUSH_SIZE);
	while (offset < pack->flushed) {
		ssize_t count = pread(pack->fd, pack->buffer, FLUSH_SIZE, (off_t)offset);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return count < 0 ? -errno : -EIO;
		sha1_update(&sha1, (size_t)count, pack->buffer);
		offset += (uint64_t)count;
	}
	sha1_digest(&sha1, BLOB_SIZE, hash);
	return 0;
}

static int complete_file(struct pack *pack, unsigned char hash[BLOB_SIZE])
{
	uint32_t count = htobe32((uint32_t)pack->count);
	int result = write_at(pack->fd, &count, sizeof count, COUNT_OFFSET);

	if (result == 0)
		result = hash_file(pack, hash);
	if (result == 0)
		result = write_at(pack->fd, hash, BLOB_SIZE, pack->flushed);
	if (result == 0 && fsync(pack->fd) < 0)
		result = -errno;
	return result;
}

static void name_pack(const unsigned char hash[BLOB_SIZE], char name[PACK_NAME_SIZE])
{
	char hex[HEX_SIZE] = "";

	base16_encode_update(hex, BLOB_SIZE, hash);
	(void)snprintf(name, PACK_NAME_SIZE, "pack-%s", hex);
}

static int publish_failed(int code, struct error *error)
{
	return error_system(error, code, "cannot put a pack in its place");
}

/* A pack counts from the moment its index has its name. */
static int publish(struct pack *pack, const char *index, const char *name, struct error *error)
{
	char pack_name[NAME_SIZE];
	char index_name[NAME_SIZE];

	(void)snprintf(pack_name, sizeof pack_name, "%s.pack", name);
	(void)snprintf(index_name, sizeof index_name, "%s.idx", name);
	if (renameat(pack->directory, pack->name, pack->directory, pack_name) < 0)
		return publish_failed(errno, error);
	if (renameat(pack->directory, index, pack->directory, index_name) < 0) {
		int code = errno;

		(void)unlinkat(pack->directory, pack_name, 0);
		return publish_failed(code, error);
	}
	return fsync(pack->directory) < 0 ? publish_failed(errno, error) : 0;
}

static int finish_file(struct pack *pack, char name[PACK_NAME_SIZE], struct error *error)
{
	unsigned char hash[BLOB_SIZE];
	char index[NAME_SIZE];
	int fd, result;

	if (flush(pack, error) < 0)
		return -error->code;
	result = complete_file(pack, hash);
	if (result < 0)
		return write_failed(result, error);
	fd = create_temporary(pack->directory, "idx", index);
	if (fd < 0)
		return error_system(error, -fd, "cannot create the index of a pack");
	result = pack_index_write(fd, pack->objects, pack->count, hash, error);
	(void)close(fd);
	name_pack(hash, name);
	if (result == 0)
		result = publish(pack, index, name, error);
	if (result < 0)
		(void)unlinkat(pack->directory, index, 0);
	return result;
}

static void pack_free(struct pack *pack)
{
	if (pack->fd >= 0)
		(void)close(pack->fd);
	if (pack->compressor != NULL)
		libdeflate_free_compressor(pack->compressor);
	free(pack->buffer);
	free(pack->objects);
	free(pack->slots);
	free(pack);
}

int pack_finish(struct pack *pack, char name[PACK_NAME_SIZE], struct error *error)
{
	char own_name[PACK_NAME_SIZE] = "";
	int result = 0;

	if (pack->fd >= 0) {
		result = finish_file(pack, own_name, error);
		if (result < 0)
			(void)unlinkat(pack->directory, pack->name, 0);
	}
	if (result == 0 && name != NULL)
		memcpy(name, own_name, PACK_NAME_SIZE);
	pack_free(pack);
	return result;
}

void pack_abandon(struct pack *pack)
{
	if (pack == NULL)
		return;
	if (pack->fd >= 0)
		(void)unlinkat(pack->directory, pack->name, 0);
	pack_free(pack);
}

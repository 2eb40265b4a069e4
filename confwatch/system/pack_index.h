// SPDX-License-Identifier: GPL-2.0-or-later
// The index beside a pack: which objects it holds, and where (gitformat-pack(5), version 2).
#ifndef SYSTEM_PACK_INDEX_H
#define SYSTEM_PACK_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "core/tree.h"

/* 32 bytes for each object is what a first snapshot of a large tree costs in memory. */
struct packed_object {
	uint64_t offset; /* from the beginning of the pack */
	uint32_t crc;	 /* of the object as it lies in the pack */
	unsigned char id[BLOB_SIZE];
};

/* Writes the whole index to an empty file and makes it durable. Sorts the objects by id. */
int pack_index_write(int fd, struct packed_object *objects, size_t count,
	const unsigned char pack_hash[BLOB_SIZE], struct error *error);

/* Appends what directory/name knows, in the order of ids; free(items) ends it. */
struct packed_list {
	struct packed_object *items;
	size_t count;
	size_t capacity;
};
int pack_index_read(
	int directory, const char *name, struct packed_list *result, struct error *error);

/* The pack that an index file speaks of, from its trailer; -errno without any error. */
int pack_index_pack_hash(int directory, const char *name, unsigned char result[BLOB_SIZE]);

#endif

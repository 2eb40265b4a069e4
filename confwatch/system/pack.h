// SPDX-License-Identifier: GPL-2.0-or-later
// Writing one git pack and its index: whole objects, no deltas (gitformat-pack(5), version 2).
#ifndef SYSTEM_PACK_H
#define SYSTEM_PACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "core/tree.h"

struct pack;

enum {
	PACK_NAME_SIZE = sizeof "pack-" + (size_t)2 * BLOB_SIZE,
};

enum pack_object {
	PACK_COMMIT = 1,
	PACK_TREE = 2,
	PACK_BLOB = 3,
};

/*
 * The id of an object: SHA-1 with detection of collision attacks (libgit2's), so that nobody can
 * slip in a file that shares its id with another one. -EBADMSG: it is such a file.
 */
int pack_object_id(enum pack_object type, const void *bytes, size_t length,
	unsigned char id[BLOB_SIZE], struct error *error);

/* Nothing is created before the first object. directory: objects/pack, must outlive the pack. */
struct pack *pack_begin(int directory);

/*
 * Adds an object unless this pack has it, compressed at level 1. pack_add() computes the id;
 * pack_put() is told it.
 */
int pack_add(struct pack *pack, enum pack_object type, const void *bytes, size_t length,
	unsigned char id[BLOB_SIZE], struct error *error);
int pack_put(struct pack *pack, enum pack_object type, const void *bytes, size_t length,
	const unsigned char id[BLOB_SIZE], struct error *error);

/*
 * Adds an object as it lies in another pack: `head` (its header, and which object it is a delta
 * of) and the compressed bytes.
 */
int pack_put_encoded(struct pack *pack, const unsigned char id[BLOB_SIZE], const void *head,
	size_t head_length, const void *body, size_t body_length, struct error *error);

/* Where the next object will be; where one is that the pack has. */
uint64_t pack_end(const struct pack *pack);
uint64_t pack_offset(const struct pack *pack, const unsigned char id[BLOB_SIZE]);

bool pack_has(const struct pack *pack, const unsigned char id[BLOB_SIZE]);
size_t pack_count(const struct pack *pack);

/*
 * Durable and visible when it returns 0: trailer, fsync of pack and index, rename of pack, then
 * of index, fsync of the directory. An empty pack leaves nothing. Frees the pack in any case.
 * name (may be NULL) is told what it is called, without ".pack"; "" when it was empty.
 */
int pack_finish(struct pack *pack, char name[PACK_NAME_SIZE], struct error *error);
void pack_abandon(struct pack *pack);

/*
 * Removes what killed writers left in objects/pack, ours and libgit2's: temporary files, a pack
 * whose index did not get its name any more, an index without a pack.
 */
void pack_sweep(int directory);

/*
 * Writes the pack `name` once more, its deltas referring to their bases by offset instead of by
 * id: 17 bytes less for each. The old one stays. result: name of the new one.
 */
int pack_rewrite(int directory, const char *name, char result[PACK_NAME_SIZE], struct error *error);

/*
 * Checks the sums of every pack and index in objects/pack: what does not fit is told to
 * `report`, one sentence each.
 */
struct pack_report {
	void *context;
	void (*problem)(void *context, const char *name, const char *what);
};
void pack_check(int directory, const struct pack_report *report);

#endif

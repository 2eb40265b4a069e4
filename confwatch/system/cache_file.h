// SPDX-License-Identifier: GPL-2.0-or-later
// The layout of STATE/cache: what an unchanged tree needs apart from all the rest.
#ifndef SYSTEM_CACHE_FILE_H
#define SYSTEM_CACHE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system/cache.h"

/*
 * The file is these arrays one behind the other, in the byte order of the machine:
 *
 *	header
 *	record[records]    0 is the root; the children of a directory stand together, by name
 *	group[groups]      one for each directory, in tree order, so a parent before its children
 *	detail[records]    what an unchanged tree does not need
 *	owner[users]       by number
 *	owner[owner_groups]
 *	probe[probes]
 *	names              each with its NUL, in the order of records
 *	extra              what few entries have; byte 0 stands for nothing
 *
 * Their places follow from the counts, so that no offset in the file can be wrong but those into
 * names and extra. Records are read as a stream and dropped behind the reader.
 */
#define CACHE_MAGIC "cwcache1"

enum {
	RECORD_RACY = 1,
	RECORD_MOUNT = 2,
	RECORD_ANCESTOR = 4,
	/* cache_unchanged() and validation let go of what they have read in such pieces. */
	CACHE_PIECE = 1024 * 1024,
};

#define NO_GROUP UINT32_MAX

struct cache_header {
	char magic[8];
	uint32_t order;	   /* CACHE_ORDER as the writer's machine has it */
	uint32_t checksum; /* cache_checksum() */
	uint32_t records;
	uint32_t groups;
	uint32_t users;
	uint32_t owner_groups;
	uint32_t probes;
	uint32_t names;
	uint32_t extra;
	uint32_t racy; /* records that keep the tree from being called unchanged */
	unsigned char head[BLOB_SIZE];
	unsigned char basis[SEAL_SIZE];
	uint32_t exact; /* cache_is_exact(); caches of before it have 0 */
};

#define CACHE_ORDER UINT32_C(0x01020304)

struct cache_record {
	uint64_t inode;
	int64_t change_seconds;
	int64_t modify_seconds;
	uint64_t size; /* regular files */
	uint32_t change_nanoseconds;
	uint32_t modify_nanoseconds;
	uint32_t mode; /* st_mode */
	uint32_t links;
	uint32_t name;
	uint32_t group; /* directories; else NO_GROUP */
	uint32_t flags;
	uint32_t padding;
};

struct cache_group {
	uint32_t first; /* its children are records [first, first + count) */
	uint32_t count;
	uint32_t self; /* the directory's own record */
	uint32_t parent;
};

struct cache_detail {
	uint32_t uid;
	uint32_t gid;
	uint32_t extra; /* 0: none */
	uint8_t content;
	uint8_t has_blob;
	uint8_t padding[2];
	unsigned char blob[BLOB_SIZE];
};

struct cache_owner {
	uint32_t number;
	uint32_t name; /* in extra */
};

struct cache_probe {
	uint32_t exists;
	uint32_t path; /* in extra */
};

_Static_assert(sizeof(struct cache_header) == 104, "cache header");
_Static_assert(sizeof(struct cache_record) == 64, "cache record");
_Static_assert(sizeof(struct cache_group) == 16, "cache group");
_Static_assert(sizeof(struct cache_detail) == 36, "cache detail");

/* What an entry has in extra: a word of these, then each in this order. Strings end in NUL. */
enum {
	EXTRA_SEAL = 1,	       /* SEAL_SIZE bytes */
	EXTRA_TARGET = 2,      /* string */
	EXTRA_SAME_AS = 4,     /* string */
	EXTRA_PROBLEM = 8,     /* int32_t */
	EXTRA_DEVICE = 16,     /* major, minor: uint32_t */
	EXTRA_ACCESS_ACL = 32, /* string */
	EXTRA_DEFAULT_ACL = 64,
	EXTRA_ATTRIBUTES = 128, /* count; name string, length, bytes of each */
};

struct cache {
	const unsigned char *bytes;
	size_t size;
	bool mapped; /* bytes is a mapping of the file, and ours */
	const struct cache_header *header;
	const struct cache_record *records;
	const struct cache_group *groups;
	const struct cache_detail *details;
	const struct cache_owner *users;
	const struct cache_owner *owner_groups;
	const struct cache_probe *probes;
	const char *names;
	const unsigned char *extra;
};

/*
 * Finds the arrays in bytes (aligned as malloc() does) and checks everything that is not
 * checked when it is used: -EBADMSG.
 */
int cache_parse(const unsigned char *bytes, size_t size, struct cache *result, struct error *error);

/* CRC-32 of what follows the header, then of the header with checksum 0. */
uint32_t cache_checksum(const struct cache *cache);

/* Lets the kernel take back the pages of the mapping that lie wholly in [from, to). */
void cache_drop(const struct cache *cache, const void *from, const void *to);

/* The string at that place in extra; "" when it does not end there. */
const char *cache_string(const struct cache *cache, uint32_t place);

bool cache_record_is_same(const struct cache_record *record, const struct stat *status, bool mount);

#endif

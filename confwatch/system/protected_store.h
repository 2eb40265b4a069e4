// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of the protected store share; for system/protected*.c only.
#ifndef SYSTEM_PROTECTED_STORE_H
#define SYSTEM_PROTECTED_STORE_H

#include "base/arena.h"
#include "system/pack.h"
#include "system/protected.h"

struct generation {
	const char *path;
	uint32_t number; /* grows with every new content of the path */
	unsigned char seal[SEAL_SIZE];
	unsigned char blob[BLOB_SIZE];
};

struct protected_store {
	struct repository repository;
	struct seal_key key;
	struct arena arena;	   /* generations and their paths */
	struct generation **items; /* by path_compare(), then number */
	size_t count;
	size_t capacity;
	struct generation **slots; /* by seal: open addressing, at most half full */
	size_t slots_count;
	struct pack *pack; /* of what was put; NULL: nothing */
	bool changed;	   /* the list is not the one of packed-refs */
};

/* Reads packed-refs; writes it when the list has changed. */
int protected_read_refs(struct protected_store *store, struct error *error);
int protected_write_refs(struct protected_store *store, struct error *error);

/* Adds one in its place. */
void protected_insert(struct protected_store *store, const struct generation *generation);

/* Drops the generations whose place in `drop` is true. Returns how many. */
size_t protected_drop(struct protected_store *store, const bool *drop);

/* One pack with what the refs reach; every other pack and loose object is removed. */
int protected_repack(struct protected_store *store, struct error *error);

/* The ids of all blobs that the refs reach: sorted, each once; free(ids) ends it. */
struct blob_set {
	unsigned char (*ids)[BLOB_SIZE];
	size_t count;
};
struct blob_set protected_blobs(const struct protected_store *store);
bool blob_set_has(const struct blob_set *set, const unsigned char id[BLOB_SIZE]);

#endif

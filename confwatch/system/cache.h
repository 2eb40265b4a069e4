// SPDX-License-Identifier: GPL-2.0-or-later
// The stat cache: the last snapshot's tree with the stamps that vouch for it. Rebuildable.
#ifndef SYSTEM_CACHE_H
#define SYSTEM_CACHE_H

#include "system/scan.h"

struct cache;

/* Closes and unmaps; NULL is fine. */
void cache_close(struct cache *cache);
#define CACHE_CLEANUP __attribute__((cleanup(cache_close_pointer)))
void cache_close_pointer(struct cache **cache);

/*
 * What besides the files decides what a snapshot holds: a digest over watch list, ignores and
 * protection of the configuration, and over passwd and group. A cache made under another one
 * still vouches for content, but not for an unchanged tree.
 */
struct cache_basis {
	unsigned char bytes[SEAL_SIZE];
};

/* -ENOENT: none; -EBADMSG: damaged or of another version (the caller rebuilds it). Maps it. */
int cache_open(int state, struct cache **result, struct error *error);

/* The snapshot that the cache describes. */
const unsigned char *cache_head(const struct cache *cache);
const struct cache_basis *cache_basis_of(const struct cache *cache);

/*
 * The path of an unchanged tree: one stat for each entry, directories whose stamps are unchanged
 * are not read, no allocation per entry, two threads from some size on. 1: nothing changed;
 * 0: something did, or may have (racy entries among them).
 */
int cache_unchanged(const struct cache *cache, int root, struct error *error);

/* The tree as it was, in the arena. */
void cache_tree(const struct cache *cache, struct arena *arena, struct tree *result);

/* For scan: the entry and stamp of a path; false when the cache has none. */
bool cache_find(const struct cache *cache, const char *path, struct stamp *stamp,
	struct arena *arena, struct entry *entry);

/* Replaces STATE/cache (temporary name, rename; no fsync: it is checksummed and rebuildable). */
int cache_write(int state, const struct scan *scan, const unsigned char head[BLOB_SIZE],
	const struct cache_basis *basis, struct error *error);

#endif

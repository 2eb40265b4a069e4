// SPDX-License-Identifier: GPL-2.0-or-later
// The stat cache: the last snapshot's tree with the stamps that vouch for it. Rebuildable.
#ifndef SYSTEM_CACHE_H
#define SYSTEM_CACHE_H

#include <sys/stat.h>

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
 * 0: something did, or may have (racy entries among them: a scan settles it, and cache_write()
 * after it, when nothing was found to have changed, makes the next time fast).
 */
int cache_unchanged(const struct cache *cache, int root, struct error *error);

/* What decided what is an entry still does: no path of these has come or gone. */
bool cache_probes_hold(const struct cache *cache, int root);

/* The paths in the arena, the list in it as well. */
size_t cache_probes(const struct cache *cache, struct arena *arena, struct probe **result);

/*
 * The entries are the head's own in everything. Else time stamps or names of owners, which alone
 * are no change worth a snapshot, are newer than what the head holds.
 */
bool cache_is_exact(const struct cache *cache);

/* The tree as it was, in the arena. */
void cache_tree(const struct cache *cache, struct arena *arena, struct tree *result);

/*
 * For scan, which walks in the order of the cache: an entry is a number, the root 0. Children are
 * sought by name in rising order; CACHE_NONE is a number that no entry has, and has no children.
 */
enum {
	CACHE_NONE = -1,
};
struct cache_children {
	uint32_t next;
	uint32_t end;
};
struct cache_children cache_children(const struct cache *cache, int64_t number);
int64_t cache_child(const struct cache *cache, struct cache_children *children, const char *name);
int64_t cache_next_child(struct cache_children *children);
const char *cache_name(const struct cache *cache, int64_t number);
bool cache_is_ancestor(const struct cache *cache, int64_t number);

/* The stamps are those of then, and were not racy. */
bool cache_vouches(
	const struct cache *cache, int64_t number, const struct stat *status, bool mount);

/*
 * Everything but path, same_as, user and group, which depend on more than the entry. Strings are
 * copied into the arena.
 */
void cache_entry(
	const struct cache *cache, int64_t number, struct arena *arena, struct entry *result);
const unsigned char *cache_seal(const struct cache *cache, int64_t number);

/*
 * Replaces STATE/cache (temporary name, rename; no fsync: it is checksummed and rebuildable). The
 * scan must be one of everything that is watched.
 */
int cache_write(int state, const struct scan *scan, const unsigned char head[BLOB_SIZE],
	const struct cache_basis *basis, bool exact, struct error *error);

#endif

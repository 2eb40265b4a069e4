// SPDX-License-Identifier: GPL-2.0-or-later
// The path of an unchanged tree: whether the cache still vouches for the last snapshot.
#ifndef CONFWATCH_UNCHANGED_H
#define CONFWATCH_UNCHANGED_H

#include "core/snapshot.h"
#include "system/cache.h"
#include "workspace.h"

/*
 * 1: nothing changed since *last: the cache vouches for every entry, nothing was read. 0:
 * something did, or may have. libgit2 is neither used nor linked (see quick.c).
 */
int unchanged_since(struct workspace *workspace, struct snapshot_id *last, struct error *error);

/* NULL without one: missing, damaged and of another version are the same here. */
struct cache *unchanged_cache(const struct workspace *workspace);

bool unchanged_describes(const struct cache *cache, const struct snapshot_id *id);

/* What besides the files decides what a snapshot holds, as it is now. */
struct cache_basis unchanged_basis(const struct workspace *workspace);

/* It was written under this basis. Under another one it knows contents, not what is watched. */
bool unchanged_fits(const struct workspace *workspace, const struct cache *cache);

#endif

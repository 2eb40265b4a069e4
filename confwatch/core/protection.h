// SPDX-License-Identifier: GPL-2.0-or-later
// Which files' content must never enter the chained history.
#ifndef CORE_PROTECTION_H
#define CORE_PROTECTION_H

#include "core/tree.h"

/*
 * The paths that were ever protected: once in, always in, until the configuration says
 * `public:`. Kept in every snapshot as .confwatch/protected, one vis(3) name a line, sorted.
 */
struct protection {
	struct arena *arena;
	const char **ever; /* sorted by path_compare() after protection_sort() */
	size_t count;
	size_t capacity;
	const char *const *secret; /* patterns: the shipped secret list and `protect:` */
	size_t secret_count;
	const char *const *open; /* patterns: `public:` of the configuration */
	size_t open_count;
};

/* The shipped list: shadow, private keys, sasldb2, sssd.conf, fetchmailrc, ... */
extern const char *const protection_shipped[];
extern const size_t protection_shipped_count;

/* parent_protected: some directory above keeps others out now. */
bool protection_covers(
	const struct protection *protection, const struct entry *entry, bool parent_protected);

/* By name alone: ever protected, on the secret list, or a leftover of such a path. */
bool protection_covers_path(const struct protection *protection, const char *path);

/* Remembers one more path; true when it was not there. Call protection_sort() when done. */
bool protection_remember(struct protection *protection, const char *path);
void protection_sort(struct protection *protection);

/*
 * The live path that a leftover belongs to (X of X.rpmsave, X.rpmsave.old, X.rpmnew, X.rpmorig,
 * X.dpkg-old, X.dpkg-dist, X.dpkg-new, X.dpkg-bak, X.ucf-old, X.ucf-dist, X.ucf-new, X.pacnew,
 * X.pacsave, X.bak, X.orig, X.old, X~, #X#, .X.swp, X;hex of a crashed rpm); NULL when it is none.
 */
const char *leftover_of(struct arena *arena, const char *path);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// The protected store: content that others must not read, outside the chained history.
#ifndef SYSTEM_PROTECTED_H
#define SYSTEM_PROTECTED_H

#include "base/error.h"
#include "base/text.h"
#include "core/tree.h"
#include "system/seal.h"

/*
 * STATE/protected.git: plain blobs, one ref for each path and generation,
 * refs/protected/<seal of the path>/<number>-<seal of the content>.
 */
struct protected_store;

int protected_open(int state, const struct seal_key *key, struct protected_store **result,
	struct error *error);
void protected_close(struct protected_store *store);

/* Known under any path? For files that come back under another name. */
bool protected_knows(struct protected_store *store, const unsigned char seal[SEAL_SIZE]);

/* Stores a generation (nothing when it is the newest one already); durable on return. */
int protected_put(struct protected_store *store, const char *path,
	const unsigned char seal[SEAL_SIZE], const void *bytes, size_t length, struct error *error);

int protected_get(struct protected_store *store, const char *path,
	const unsigned char seal[SEAL_SIZE], size_t limit, struct text *result,
	struct error *error);

/* Drops generations over `keep` of every path. The bytes go with the next repack. */
int protected_expire(struct protected_store *store, size_t keep, struct error *error);

/*
 * Drops every generation of a path (and of what lies below it), repacks without them, removes
 * old packs and loose objects, then looks: *left counts blobs of the path that can still be
 * found (0 is the proof; more only when another path has the same bytes: *shared).
 */
struct forget_result {
	size_t generations;
	size_t objects;
	size_t left;
	size_t shared;
};
int protected_forget(struct protected_store *store, struct arena *arena, const char *const *paths,
	size_t paths_count, struct forget_result *result, struct error *error);

#endif

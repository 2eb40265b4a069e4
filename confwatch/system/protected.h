// SPDX-License-Identifier: GPL-2.0-or-later
// The protected store: content that others must not read, outside the chained history.
#ifndef SYSTEM_PROTECTED_H
#define SYSTEM_PROTECTED_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"
#include "core/configuration.h"
#include "core/tree.h"
#include "system/blob.h"
#include "system/seal.h"

/*
 * STATE/protected.git: plain blobs, one ref for each path and generation,
 * refs/protected/<path, percent-escaped>/<number>-<seal of the content>, all in packed-refs, which
 * is replaced as a whole. So `git for-each-ref` and `git cat-file` find them without us.
 */
struct protected_store;

int protected_create(int state, struct error *error);
int protected_open(int state, const struct seal_key *key, struct protected_store **result,
	struct error *error);
void protected_close(struct protected_store *store); /* NULL is fine */
#define PROTECTED_CLEANUP __attribute__((cleanup(protected_close_pointer)))
void protected_close_pointer(struct protected_store **store);

/* Nothing is stored at all: no content needs to be compared with it. */
bool protected_is_empty(const struct protected_store *store);

/* Known under any path? For files that come back under another name. */
bool protected_knows(const struct protected_store *store, const unsigned char seal[SEAL_SIZE]);

/* The id of known bytes inside the store. */
void protected_blob(const struct protected_store *store, const unsigned char seal[SEAL_SIZE],
	unsigned char result[BLOB_SIZE]);

/*
 * Adds a generation (nothing when it is the newest one already). It is durable, and there for
 * others, with protected_flush().
 */
int protected_put(struct protected_store *store, const char *path,
	const unsigned char seal[SEAL_SIZE], const void *bytes, size_t length, struct error *error);

/* The same for bytes that are stored already, under any path; -ENOENT: they are not. */
int protected_adopt(struct protected_store *store, const char *path,
	const unsigned char seal[SEAL_SIZE], struct error *error);

/* The same for a blob that was written with blob_begin() into protected_repository(). */
void protected_note(struct protected_store *store, const char *path,
	const unsigned char seal[SEAL_SIZE], const unsigned char blob[BLOB_SIZE]);
const struct repository *protected_repository(const struct protected_store *store);

/* One pack and one list of refs for all that was put; five fsyncs, none when nothing was. */
int protected_flush(struct protected_store *store, struct error *error);

/*
 * Feeds the bytes, found by path and seal, else by seal alone, to the target and checks them
 * against the seal. -ENOENT: not kept, or not any more.
 */
int protected_read(const struct protected_store *store, const char *path,
	const unsigned char seal[SEAL_SIZE], uint64_t limit, const struct blob_target *target,
	struct error *error);
int protected_get(const struct protected_store *store, const char *path,
	const unsigned char seal[SEAL_SIZE], size_t limit, struct text *result,
	struct error *error);

/* Drops generations over `keep` of every path. The bytes go with the next repack. */
int protected_expire(struct protected_store *store, size_t keep, struct error *error);

/* Repacks what the refs reach into one pack when there are more than that many. */
int protected_consolidate(struct protected_store *store, size_t more_than, struct error *error);

/*
 * Drops every generation of these paths and of what lies below them, repacks without them,
 * removes all other packs and loose objects, then reads every object that is left: *left counts
 * those with the bytes of a dropped generation, and those that no generation reaches (0 is the
 * proof). *shared: dropped contents that stay because another path has the same bytes.
 * A killed run is completed by the next one, also when it finds no generation any more.
 */
struct forget_result {
	size_t generations;
	size_t objects; /* contents that are gone */
	size_t left;
	size_t shared;
};
int protected_forget(struct protected_store *store, const char *const *paths, size_t paths_count,
	struct forget_result *result, struct error *error);

/* Reads every generation and checks its seal; problems as sentences. */
void protected_verify(
	const struct protected_store *store, struct arena *arena, struct string_list *problems);

#endif

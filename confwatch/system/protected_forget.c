// SPDX-License-Identifier: GPL-2.0-or-later
// Forgetting protected content, and proving that it is gone.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "system/protected_store.h"

/* The seals of dropped contents that no other path has; sorted. */
struct forgotten {
	unsigned char (*seals)[SEAL_SIZE];
	size_t count;
};

static int compare_seals(const void *a, const void *b)
{
	return memcmp(a, b, SEAL_SIZE);
}

static bool is_within_any(const char *path, const char *const *paths, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (path_is_within(path, paths[i]))
			return true;
	}
	return false;
}

/* Drops the generations of these paths from the list; their seals, as often as they come. */
static struct forgotten drop_generations(
	struct protected_store *store, const char *const *paths, size_t paths_count)
{
	struct forgotten forgotten = {.seals = calloc(store->count + 1, SEAL_SIZE)};
	bool *drop = calloc(store->count + 1, sizeof *drop);

	if (forgotten.seals == NULL || drop == NULL)
		out_of_memory();
	for (size_t i = 0; i < store->count; i++) {
		drop[i] = is_within_any(store->items[i]->path, paths, paths_count);
		if (drop[i])
			memcpy(forgotten.seals[forgotten.count++], store->items[i]->seal,
				SEAL_SIZE);
	}
	(void)protected_drop(store, drop);
	free(drop);
	qsort(forgotten.seals, forgotten.count, SEAL_SIZE, compare_seals);
	return forgotten;
}

/* Leaves each seal once, and not those that another path still has. Returns how many those are. */
static size_t set_shared_apart(const struct protected_store *store, struct forgotten *forgotten)
{
	unsigned char last[SEAL_SIZE];
	size_t used = 0;
	size_t shared = 0;

	for (size_t i = 0; i < forgotten->count; i++) {
		bool again = i > 0 && memcmp(last, forgotten->seals[i], SEAL_SIZE) == 0;

		memcpy(last, forgotten->seals[i], SEAL_SIZE);
		if (again)
			continue;
		if (protected_knows(store, last))
			shared++;
		else
			memcpy(forgotten->seals[used++], last, SEAL_SIZE);
	}
	forgotten->count = used;
	return shared;
}

struct proof {
	const struct repository *repository;
	const struct seal_key *key;
	const struct forgotten *forgotten;
	struct blob_set kept;
	size_t left;
	struct error *error;
};

static int add_to_digest(void *context, const void *bytes, size_t length, struct error *error)
{
	(void)error;
	digest_add(context, bytes, length);
	return 0;
}

static int look_at_object(const git_oid *id, void *context)
{
	struct proof *proof = context;
	struct digest digest;
	const struct blob_target target = {.context = &digest, .write = add_to_digest};
	unsigned char seal[SEAL_SIZE];

	digest_begin(&digest, 0, proof->key, false, true);
	if (blob_read(proof->repository, id->id, UINT64_MAX, &target, proof->error) < 0)
		return -1;
	digest_seal(&digest, seal);
	if (!blob_set_has(&proof->kept, id->id) ||
		bsearch(seal, proof->forgotten->seals, proof->forgotten->count, SEAL_SIZE,
			compare_seals) != NULL)
		proof->left++;
	return 0;
}

static int prove(const struct protected_store *store, const struct forgotten *forgotten,
	size_t *left, struct error *error)
{
	struct proof proof = {
		.repository = &store->repository,
		.key = &store->key,
		.forgotten = forgotten,
		.kept = protected_blobs(store),
		.error = error,
	};
	int result = git_odb_foreach(store->repository.odb, look_at_object, &proof);

	free(proof.kept.ids);
	if (result < 0 && error->code == 0)
		(void)repository_error(error, EIO, "cannot read 'protected.git'");
	if (result < 0)
		return error_context(error, "cannot prove that it is gone");
	*left = proof.left;
	return 0;
}

int protected_forget(struct protected_store *store, const char *const *paths, size_t paths_count,
	struct forget_result *result, struct error *error)
{
	struct forgotten forgotten = drop_generations(store, paths, paths_count);
	struct forget_result found = {.generations = forgotten.count};
	int code = protected_write_refs(store, error);

	found.shared = set_shared_apart(store, &forgotten);
	found.objects = forgotten.count;
	/* Also when nothing was dropped: a run that was killed may have dropped it. */
	if (code == 0)
		code = protected_repack(store, error);
	if (code == 0)
		code = prove(store, &forgotten, &found.left, error);
	free(forgotten.seals);
	if (code == 0)
		*result = found;
	return code;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// The protected store: putting and getting contents.
#include "system/protected.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "system/protected_store.h"

int protected_create(int state, struct error *error)
{
	return repository_create(state, "protected.git",
		"Contents that others must not read, kept by confwatch. See ../README.\n", error);
}

int protected_open(
	int state, const struct seal_key *key, struct protected_store **result, struct error *error)
{
	struct protected_store *store = calloc(1, sizeof *store);

	if (store == NULL)
		out_of_memory();
	store->key = *key;
	if (repository_open(state, "protected.git", &store->repository, error) < 0) {
		free(store);
		return -error->code;
	}
	if (protected_read_refs(store, error) < 0) {
		protected_close(store);
		return -error->code;
	}
	*result = store;
	return 0;
}

void protected_close(struct protected_store *store)
{
	if (store == NULL)
		return;
	pack_abandon(store->pack);
	repository_close(&store->repository);
	arena_release(&store->arena);
	free(store->items);
	free(store->slots);
	free(store);
}

void protected_close_pointer(struct protected_store **store)
{
	protected_close(*store);
}

bool protected_is_empty(const struct protected_store *store)
{
	return store->count == 0;
}

const struct repository *protected_repository(const struct protected_store *store)
{
	return &store->repository;
}

/* Seals are as good as random: their first bytes spread well. */
static struct generation **find_slot(
	const struct protected_store *store, const unsigned char seal[SEAL_SIZE])
{
	uint64_t start;
	size_t slot;

	memcpy(&start, seal, sizeof start);
	slot = (size_t)start & (store->slots_count - 1);
	while (store->slots[slot] != NULL && memcmp(store->slots[slot]->seal, seal, SEAL_SIZE) != 0)
		slot = (slot + 1) & (store->slots_count - 1);
	return &store->slots[slot];
}

static void fill_slots(struct protected_store *store, size_t count)
{
	free(store->slots);
	store->slots = calloc(count, sizeof(struct generation *));
	if (store->slots == NULL)
		out_of_memory();
	store->slots_count = count;
	for (size_t i = 0; i < store->count; i++)
		*find_slot(store, store->items[i]->seal) = store->items[i];
}

/* Any path's generation with these bytes, or NULL. */
static const struct generation *find_seal(
	const struct protected_store *store, const unsigned char seal[SEAL_SIZE])
{
	return store->slots_count > 0 ? *find_slot(store, seal) : NULL;
}

bool protected_knows(const struct protected_store *store, const unsigned char seal[SEAL_SIZE])
{
	return find_seal(store, seal) != NULL;
}

void protected_blob(const struct protected_store *store, const unsigned char seal[SEAL_SIZE],
	unsigned char result[BLOB_SIZE])
{
	const struct generation *generation = find_seal(store, seal);

	if (generation != NULL)
		memcpy(result, generation->blob, BLOB_SIZE);
}

/* The number of generations that come before this path and number. */
static size_t find_place(const struct protected_store *store, const char *path, uint32_t number)
{
	size_t low = 0;
	size_t high = store->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct generation *item = store->items[middle];
		int order = path_compare(item->path, path);

		if (order < 0 || (order == 0 && item->number < number))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void protected_insert(struct protected_store *store, const struct generation *generation)
{
	size_t place = find_place(store, generation->path, generation->number);
	struct generation *item = arena_new(&store->arena, struct generation);

	*item = *generation;
	store->items = memory_grow(
		store->items, &store->capacity, store->count + 1, sizeof(struct generation *));
	memmove(store->items + place + 1, store->items + place,
		(store->count - place) * sizeof(struct generation *));
	store->items[place] = item;
	store->count++;
	if (store->count * 2 > store->slots_count)
		fill_slots(store, store->slots_count == 0 ? 64 : store->slots_count * 2);
	else
		*find_slot(store, item->seal) = item;
}

size_t protected_drop(struct protected_store *store, const bool *drop)
{
	size_t kept = 0;
	size_t before = store->count;

	for (size_t i = 0; i < before; i++) {
		if (!drop[i])
			store->items[kept++] = store->items[i];
	}
	store->count = kept;
	if (kept < before) {
		store->changed = true;
		fill_slots(store, store->slots_count);
	}
	return before - kept;
}

/* The newest generation of a path, or NULL. */
static const struct generation *find_newest(const struct protected_store *store, const char *path)
{
	size_t place = find_place(store, path, UINT32_MAX);

	if (place == 0 || strcmp(store->items[place - 1]->path, path) != 0)
		return NULL;
	return store->items[place - 1];
}

void protected_note(struct protected_store *store, const char *path,
	const unsigned char seal[SEAL_SIZE], const unsigned char blob[BLOB_SIZE])
{
	const struct generation *newest = find_newest(store, path);
	struct generation generation = {0};

	if (newest != NULL && memcmp(newest->seal, seal, SEAL_SIZE) == 0)
		return;
	generation.path = newest != NULL ? newest->path : arena_string(&store->arena, path);
	generation.number = newest != NULL ? newest->number + 1 : 1;
	memcpy(generation.seal, seal, SEAL_SIZE);
	memcpy(generation.blob, blob, BLOB_SIZE);
	protected_insert(store, &generation);
	store->changed = true;
}

int protected_adopt(struct protected_store *store, const char *path,
	const unsigned char seal[SEAL_SIZE], struct error *error)
{
	const struct generation *known = find_seal(store, seal);

	if (known == NULL)
		return error_set(error, ENOENT, "these bytes are not stored");
	protected_note(store, path, seal, known->blob);
	return 0;
}

int protected_put(struct protected_store *store, const char *path,
	const unsigned char seal[SEAL_SIZE], const void *bytes, size_t length, struct error *error)
{
	unsigned char blob[BLOB_SIZE];

	if (protected_knows(store, seal))
		return protected_adopt(store, path, seal, error);
	if (store->pack == NULL)
		store->pack = pack_begin(store->repository.packs);
	if (pack_add(store->pack, PACK_BLOB, bytes, length, blob, error) < 0)
		return error_context(error, "cannot store protected content");
	protected_note(store, path, seal, blob);
	return 0;
}

int protected_flush(struct protected_store *store, struct error *error)
{
	struct pack *pack = store->pack;

	store->pack = NULL;
	if (pack != NULL && pack_finish(pack, NULL, error) < 0)
		return error_context(error, "cannot store protected content");
	return protected_write_refs(store, error);
}

static const struct generation *find(
	const struct protected_store *store, const char *path, const unsigned char seal[SEAL_SIZE])
{
	for (size_t place = find_place(store, path, UINT32_MAX); place-- > 0;) {
		const struct generation *item = store->items[place];

		if (strcmp(item->path, path) != 0)
			break;
		if (memcmp(item->seal, seal, SEAL_SIZE) == 0)
			return item;
	}
	return find_seal(store, seal);
}

/* Computes the seal of what passes. */
struct sealing {
	struct digest digest;
	const struct blob_target *target;
};

static int sealing_write(void *context, const void *bytes, size_t length, struct error *error)
{
	struct sealing *sealing = context;

	digest_add(&sealing->digest, bytes, length);
	return sealing->target->write(sealing->target->context, bytes, length, error);
}

int protected_read(const struct protected_store *store, const char *path,
	const unsigned char seal[SEAL_SIZE], uint64_t limit, const struct blob_target *target,
	struct error *error)
{
	const struct generation *generation = find(store, path, seal);
	struct sealing sealing = {.target = target};
	const struct blob_target through = {.context = &sealing, .write = sealing_write};
	unsigned char found[SEAL_SIZE];

	if (generation == NULL)
		return error_set(error, ENOENT, "its content is not kept any more");
	digest_begin(&sealing.digest, 0, &store->key, false, true);
	if (blob_read(&store->repository, generation->blob, limit, &through, error) < 0) {
		/* A ref without its object is damage, not absence. */
		if (error->code == ENOENT)
			error->code = EBADMSG;
		return -error->code;
	}
	digest_seal(&sealing.digest, found);
	if (memcmp(found, seal, SEAL_SIZE) != 0)
		return error_set(error, EBADMSG, "its protected content does not fit its seal");
	return 0;
}

int protected_get(const struct protected_store *store, const char *path,
	const unsigned char seal[SEAL_SIZE], size_t limit, struct text *result, struct error *error)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	const struct blob_target target = blob_target_text(&bytes);

	if (protected_read(store, path, seal, limit, &target, error) < 0)
		return -error->code;
	text_append(result, text_string(&bytes), bytes.length);
	return 0;
}

/* The generations of one path follow one another: those with `keep` newer ones are dropped. */
static void mark_expired(const struct protected_store *store, size_t keep, bool *drop)
{
	size_t newer = 0;

	for (size_t i = store->count; i-- > 0;) {
		if (i + 1 < store->count &&
			strcmp(store->items[i]->path, store->items[i + 1]->path) == 0)
			newer++;
		else
			newer = 0;
		drop[i] = newer >= keep;
	}
}

int protected_expire(struct protected_store *store, size_t keep, struct error *error)
{
	bool *drop = calloc(store->count + 1, sizeof *drop);

	if (drop == NULL)
		out_of_memory();
	mark_expired(store, keep > 0 ? keep : 1, drop);
	(void)protected_drop(store, drop);
	free(drop);
	return protected_write_refs(store, error);
}

void protected_verify(
	const struct protected_store *store, struct arena *arena, struct string_list *problems)
{
	const struct blob_target nowhere = blob_target_nowhere();

	for (size_t i = 0; i < store->count; i++) {
		const struct generation *item = store->items[i];
		struct error problem = ERROR_INIT;

		if (protected_read(store, item->path, item->seal, UINT64_MAX, &nowhere, &problem) <
			0)
			string_list_add(problems, arena,
				arena_format(arena, "protected '%s' generation %u: %s", item->path,
					item->number, problem.message));
	}
}

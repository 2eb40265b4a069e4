// SPDX-License-Identifier: GPL-2.0-or-later
// Repacking the protected store: what its refs reach stays, everything else is removed.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "system/files.h"
#include "system/protected_store.h"

enum {
	HEX_SIZE = 2 * BLOB_SIZE,
};

static int compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, BLOB_SIZE);
}

struct blob_set protected_blobs(const struct protected_store *store)
{
	struct blob_set set = {.ids = calloc(store->count + 1, BLOB_SIZE)};

	if (set.ids == NULL)
		out_of_memory();
	for (size_t i = 0; i < store->count; i++)
		memcpy(set.ids[i], store->items[i]->blob, BLOB_SIZE);
	qsort(set.ids, store->count, BLOB_SIZE, compare_ids);
	for (size_t i = 0; i < store->count; i++) {
		if (set.count == 0 || memcmp(set.ids[set.count - 1], set.ids[i], BLOB_SIZE) != 0)
			memmove(set.ids[set.count++], set.ids[i], BLOB_SIZE);
	}
	return set;
}

bool blob_set_has(const struct blob_set *set, const unsigned char id[BLOB_SIZE])
{
	return bsearch(id, set->ids, set->count, BLOB_SIZE, compare_ids) != NULL;
}

static bool is_loose(const struct repository *repository, const git_oid *id)
{
	char path[HEX_SIZE + 2] = "";

	(void)git_oid_pathfmt(path, id);
	return faccessat(repository->objects, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static int copy_blob(const struct protected_store *store, const unsigned char id[BLOB_SIZE],
	struct pack *pack, struct error *error)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	const struct blob_target target = blob_target_text(&bytes);
	git_oid oid = repository_oid(id);

	if (is_loose(&store->repository, &oid))
		return 0;
	if (blob_read(&store->repository, id, UINT64_MAX, &target, error) < 0)
		return -error->code;
	return pack_put(pack, PACK_BLOB, text_string(&bytes), bytes.length, id, error);
}

static int write_pack(const struct protected_store *store, const struct blob_set *blobs,
	char name[PACK_NAME_SIZE], struct error *error)
{
	struct pack *pack = pack_begin(store->repository.packs);

	for (size_t i = 0; i < blobs->count; i++) {
		if (copy_blob(store, blobs->ids[i], pack, error) < 0) {
			pack_abandon(pack);
			return -error->code;
		}
	}
	return pack_finish(pack, name, error);
}

/* Calls `visit` with every name in the directory but "." and "..". */
static int for_each_name(int directory,
	int (*visit)(int directory, const char *name, const void *context), const void *context)
{
	DIR *names = files_names(directory);
	const struct dirent *entry;
	int result = 0;

	if (names == NULL)
		return -errno;
	while (result == 0 && (entry = readdir(names)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			result = visit(directory, entry->d_name, context);
	}
	(void)closedir(names);
	return result;
}

static int remove_name(int directory, const char *name)
{
	return unlinkat(directory, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}

/* Everything but the pack that was just written and its index; context: its name. */
static int remove_old_pack(int directory, const char *name, const void *context)
{
	const char *kept = context;
	size_t length = strlen(kept);

	if (length > 0 && strncmp(name, kept, length) == 0 &&
		(strcmp(name + length, ".pack") == 0 || strcmp(name + length, ".idx") == 0))
		return 0;
	return remove_name(directory, name);
}

struct fan_directory {
	const char *name; /* the first two digits */
	const struct blob_set *kept;
};

static int remove_loose_object(int directory, const char *name, const void *context)
{
	const struct fan_directory *fan = context;
	char hex[HEX_SIZE + 1] = "";
	git_oid id;

	if (strlen(name) == HEX_SIZE - 2) {
		memcpy(hex, fan->name, 2);
		memcpy(hex + 2, name, HEX_SIZE - 2);
		if (git_oid_fromstr(&id, hex) == 0 && blob_set_has(fan->kept, id.id))
			return 0;
	}
	return remove_name(directory, name);
}

/* In objects/: "xx" directories of loose objects, and temporary files. */
static int remove_loose(int objects, const char *name, const void *context)
{
	const struct fan_directory fan = {.name = name, .kept = context};
	FD_CLEANUP int directory = -1;
	int result;

	if (strncmp(name, "tmp_", strlen("tmp_")) == 0)
		return remove_name(objects, name);
	if (strlen(name) != 2)
		return 0;
	directory = openat(objects, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (directory < 0)
		return -errno;
	result = for_each_name(directory, remove_loose_object, &fan);
	return result == 0 && fsync(directory) < 0 ? -errno : result;
}

static int remove_rest(
	const struct protected_store *store, const struct blob_set *kept, const char *pack)
{
	const struct repository *repository = &store->repository;
	int result = for_each_name(repository->packs, remove_old_pack, pack);

	if (result == 0 && fsync(repository->packs) < 0)
		result = -errno;
	if (result == 0)
		result = for_each_name(repository->objects, remove_loose, kept);
	if (result == 0 && fsync(repository->objects) < 0)
		result = -errno;
	return result;
}

int protected_repack(struct protected_store *store, struct error *error)
{
	struct blob_set kept = protected_blobs(store);
	char name[PACK_NAME_SIZE] = "";
	int result = write_pack(store, &kept, name, error);

	if (result == 0) {
		result = remove_rest(store, &kept, name);
		if (result < 0)
			(void)error_system(error, -result, "cannot remove old packs");
	}
	free(kept.ids);
	if (result == 0)
		result = repository_reopen(&store->repository, error);
	if (result < 0)
		return error_context(error, "cannot repack 'protected.git'");
	return 0;
}

static int count_pack(int directory, const char *name, const void *context)
{
	size_t *const *count = context;
	size_t length = strlen(name);

	(void)directory;
	if (length > 5 && strcmp(name + length - 5, ".pack") == 0)
		++**count;
	return 0;
}

int protected_consolidate(struct protected_store *store, size_t more_than, struct error *error)
{
	size_t count = 0;
	size_t *counter = &count;
	int result = for_each_name(store->repository.packs, count_pack, &counter);

	if (result < 0)
		return error_system(error, -result, "cannot read 'protected.git/objects/pack'");
	return count > more_than ? protected_repack(store, error) : 0;
}

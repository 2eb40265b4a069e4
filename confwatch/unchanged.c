// SPDX-License-Identifier: GPL-2.0-or-later
// The path of an unchanged tree: whether the cache still vouches for the last snapshot.
#include "unchanged.h"

#include <fcntl.h>
#include <nettle/sha2.h>
#include <string.h>
#include <sys/stat.h>

#include "system/history.h"

static void hash_string(struct sha256_ctx *hash, const char *string)
{
	const char *value = string != NULL ? string : "";

	sha256_update(hash, strlen(value) + 1, (const uint8_t *)value);
}

static void hash_list(struct sha256_ctx *hash, const struct string_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		hash_string(hash, list->items[i]);
	hash_string(hash, NULL);
}

/* Recorded names of owners come from here; the stamps tell whether they may have changed. */
static void hash_stamps(struct sha256_ctx *hash, int root, const char *path)
{
	struct stat status = {0};
	int64_t values[6] = {0};

	if (fstatat(root, path, &status, AT_SYMLINK_NOFOLLOW) == 0) {
		values[0] = (int64_t)status.st_ino;
		values[1] = status.st_size;
		values[2] = status.st_mtim.tv_sec;
		values[3] = status.st_mtim.tv_nsec;
		values[4] = status.st_ctim.tv_sec;
		values[5] = status.st_ctim.tv_nsec;
	}
	sha256_update(hash, sizeof values, (const uint8_t *)values);
}

struct cache_basis unchanged_basis(const struct workspace *workspace)
{
	const struct configuration *configuration = &workspace->configuration;
	struct cache_basis basis;
	struct sha256_ctx hash;

	sha256_init(&hash);
	hash_list(&hash, &configuration->watch);
	hash_string(&hash, configuration->watch_given ? "given" : NULL);
	for (size_t i = 0; i < configuration->ignore_count; i++) {
		hash_string(&hash, configuration->ignore[i].pattern);
		hash_string(&hash, configuration->ignore[i].when_exists);
	}
	hash_list(&hash, &configuration->protect);
	hash_list(&hash, &configuration->open);
	hash_list(&hash, &configuration->digest_only);
	for (size_t i = 0; i < protection_shipped_count; i++)
		hash_string(&hash, protection_shipped[i]);
	hash_string(&hash, workspace->state);
	hash_stamps(&hash, workspace->root_fd, "etc/passwd");
	hash_stamps(&hash, workspace->root_fd, "etc/group");
	sha256_digest(&hash, sizeof basis.bytes, basis.bytes);
	return basis;
}

bool unchanged_describes(const struct cache *cache, const struct snapshot_id *id)
{
	return memcmp(cache_head(cache), id->bytes, SNAPSHOT_ID_SIZE) == 0;
}

struct cache *unchanged_cache(const struct workspace *workspace)
{
	struct error ignored = ERROR_INIT;
	struct cache *cache = NULL;

	return cache_open(workspace->state_fd, &cache, &ignored) < 0 ? NULL : cache;
}

bool unchanged_fits(const struct workspace *workspace, const struct cache *cache)
{
	struct cache_basis basis = unchanged_basis(workspace);

	return memcmp(cache_basis_of(cache), &basis, sizeof basis) == 0;
}

int unchanged_since(struct workspace *workspace, struct snapshot_id *last, struct error *error)
{
	CACHE_CLEANUP struct cache *cache = NULL;
	struct snapshot_id id;

	if (history_peek(workspace->state_fd, &id) < 0)
		return 0;
	cache = unchanged_cache(workspace);
	if (cache == NULL || !unchanged_describes(cache, &id) || !unchanged_fits(workspace, cache))
		return 0;
	*last = id;
	return cache_unchanged(cache, workspace->root_fd, error);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as STATE/cache, with a sum that fits: refused, or walked over without harm.
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "system/cache_file.h"
#include "system/files.h"
#include "target.h"

/* What would only tell the fuzzer that it has not guessed a number. */
static void make_plausible(struct cache *cache, struct cache_header *header)
{
	uint64_t others = sizeof *header +
		(uint64_t)header->records *
			(sizeof(struct cache_record) + sizeof(struct cache_detail)) +
		(uint64_t)header->groups * sizeof(struct cache_group) +
		((uint64_t)header->users + header->owner_groups) * sizeof(struct cache_owner) +
		(uint64_t)header->probes * sizeof(struct cache_probe) + header->names;

	memcpy(header->magic, CACHE_MAGIC, sizeof header->magic);
	header->order = CACHE_ORDER;
	if (others < cache->size)
		header->extra = (uint32_t)(cache->size - others);
	header->checksum = cache_checksum(cache);
}

static void check_tree(const struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];

		must(entry->path[0] == '/');
		must(strlen(entry->path) < 4096);
		must(entry->kind != ENTRY_LINK || entry->target != NULL);
		must(entry->content != CONTENT_PUBLIC || entry->kind != ENTRY_FILE ||
			entry->has_blob);
		must(i == 0 || path_compare(tree->entries[i - 1].path, entry->path) < 0);
	}
}

static void use(const struct cache *cache)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct tree tree;
	FD_CLEANUP int root = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	cache_tree(cache, &arena, &tree);
	must(tree.count == cache->header->records);
	check_tree(&tree);
	for (uint32_t i = 0; i < cache->header->records; i++) {
		const unsigned char *seal = cache_seal(cache, i);

		must(seal == NULL || seal + SEAL_SIZE <= cache->bytes + cache->size);
	}
	must(cache_unchanged(cache, root, &error) >= 0);
	arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cache cache = {0};
	struct error error = ERROR_INIT;
	unsigned char *bytes = malloc(size > 0 ? size : 1);

	if (bytes == NULL)
		abort();
	if (size > 0)
		memcpy(bytes, data, size);
	cache.bytes = bytes;
	cache.size = size;
	cache.header = (const void *)bytes;
	if (size >= sizeof *cache.header)
		make_plausible(&cache, (void *)bytes);
	if (cache_parse(bytes, size, &cache, &error) == 0)
		use(&cache);
	free(bytes);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// The stat cache: mapping it, and believing nothing that is in it.
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "system/cache_file.h"
#include "system/files.h"

void cache_close(struct cache *cache)
{
	if (cache == NULL)
		return;
	/* munmap(2) takes what mmap(2) gave, which was not const. */
	if (cache->mapped)
		(void)munmap((void *)(uintptr_t)cache->bytes, cache->size);
	free(cache);
}

void cache_close_pointer(struct cache **cache)
{
	cache_close(*cache);
}

const unsigned char *cache_head(const struct cache *cache)
{
	return cache->header->head;
}

const struct cache_basis *cache_basis_of(const struct cache *cache)
{
	return (const struct cache_basis *)cache->header->basis;
}

void cache_drop(const struct cache *cache, const void *from, const void *to)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t first = ((uintptr_t)from + page - 1) / page * page;
	uintptr_t end = (uintptr_t)to / page * page;

	if (cache->mapped && first < end)
		(void)madvise((void *)first, end - first, MADV_DONTNEED);
}

const char *cache_string(const struct cache *cache, uint32_t place)
{
	uint32_t size = cache->header->extra;

	if (place >= size || memchr(cache->extra + place, '\0', size - place) == NULL)
		return "";
	return (const char *)cache->extra + place;
}

uint32_t cache_checksum(const struct cache *cache)
{
	struct cache_header header = *cache->header;
	const unsigned char *end = cache->bytes + cache->size;
	const unsigned char *at = cache->bytes + sizeof header;
	uint32_t sum = 0;

	while (at < end) {
		size_t length = (size_t)(end - at) < CACHE_PIECE ? (size_t)(end - at) : CACHE_PIECE;

		sum = libdeflate_crc32(sum, at, length);
		cache_drop(cache, at, at + length);
		at += length;
	}
	header.checksum = 0;
	return libdeflate_crc32(sum, &header, sizeof header);
}

/* The arrays, one behind the other; false when they do not fill the file exactly. */
static bool place_arrays(struct cache *cache)
{
	const struct cache_header *header = cache->header;
	uint64_t records = sizeof *header;
	uint64_t groups = records + (uint64_t)header->records * sizeof *cache->records;
	uint64_t details = groups + (uint64_t)header->groups * sizeof *cache->groups;
	uint64_t users = details + (uint64_t)header->records * sizeof *cache->details;
	uint64_t owner_groups = users + (uint64_t)header->users * sizeof *cache->users;
	uint64_t probes =
		owner_groups + (uint64_t)header->owner_groups * sizeof *cache->owner_groups;
	uint64_t names = probes + (uint64_t)header->probes * sizeof *cache->probes;
	uint64_t extra = names + header->names;

	if (extra + header->extra != cache->size)
		return false;
	cache->records = (const void *)(cache->bytes + records);
	cache->groups = (const void *)(cache->bytes + groups);
	cache->details = (const void *)(cache->bytes + details);
	cache->users = (const void *)(cache->bytes + users);
	cache->owner_groups = (const void *)(cache->bytes + owner_groups);
	cache->probes = (const void *)(cache->bytes + probes);
	cache->names = (const char *)cache->bytes + names;
	cache->extra = cache->bytes + extra;
	return true;
}

static bool is_name(const char *name)
{
	if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0')))
		return false;
	return name[0] != '\0' && strchr(name, '/') == NULL;
}

/* The root: no name, the first group. */
static bool is_root_sound(const struct cache *cache)
{
	const struct cache_header *header = cache->header;

	return header->records > 0 && header->groups > 0 && header->names > 0 &&
		cache->names[header->names - 1] == '\0' && cache->names[0] == '\0' &&
		cache->records[0].name == 0 && cache->records[0].group == 0 &&
		S_ISDIR(cache->records[0].mode) && cache->groups[0].self == 0 &&
		cache->groups[0].first == 1;
}

static const char *name_of(const struct cache *cache, uint32_t number)
{
	return cache->names + cache->records[number].name;
}

/*
 * The children of one group: names that are names, rising; directories among them have groups
 * that know them, and stand behind this one, so that no directory is its own child.
 */
static bool are_children_sound(const struct cache *cache, uint32_t number)
{
	const struct cache_group *group = &cache->groups[number];

	for (uint32_t i = group->first; i < group->first + group->count; i++) {
		uint32_t own = cache->records[i].group;

		if (cache->records[i].name >= cache->header->names || !is_name(name_of(cache, i)))
			return false;
		if (i > group->first && strcmp(name_of(cache, i - 1), name_of(cache, i)) >= 0)
			return false;
		if (S_ISDIR(cache->records[i].mode) != (own != NO_GROUP))
			return false;
		if (own == NO_GROUP)
			continue;
		if (own <= number || own >= cache->header->groups || cache->groups[own].self != i ||
			cache->groups[own].parent != number)
			return false;
	}
	return true;
}

/* Groups tile the records, each hangs below an earlier one, and no path reaches PATH_MAX. */
static bool are_groups_sound(const struct cache *cache, uint16_t *lengths)
{
	uint64_t next = 1;
	uint32_t dropped = 0;

	for (uint32_t i = 0; i < cache->header->groups; i++) {
		const struct cache_group *group = &cache->groups[i];
		size_t length = 0;

		if (group->first != next || next + group->count > cache->header->records)
			return false;
		next += group->count;
		if (i > 0) {
			if (group->parent >= i || group->self >= group->first ||
				cache->records[group->self].group != i)
				return false;
			length = lengths[group->parent] + 1U + strlen(name_of(cache, group->self));
		}
		if (length >= PATH_MAX || !are_children_sound(cache, i))
			return false;
		lengths[i] = (uint16_t)length;
		if ((next - dropped) * sizeof *cache->records > CACHE_PIECE) {
			cache_drop(cache, cache->records + dropped, cache->records + next);
			cache_drop(
				cache, name_of(cache, dropped), name_of(cache, (uint32_t)next - 1));
			dropped = (uint32_t)next;
		}
	}
	return next == cache->header->records;
}

static bool is_tree_sound(const struct cache *cache)
{
	uint16_t *lengths;
	bool sound;

	if (!is_root_sound(cache))
		return false;
	lengths = calloc(cache->header->groups, sizeof *lengths);
	if (lengths == NULL)
		out_of_memory();
	sound = are_groups_sound(cache, lengths);
	free(lengths);
	return sound;
}

static bool are_probes_sound(const struct cache *cache)
{
	for (uint32_t i = 0; i < cache->header->probes; i++) {
		if (cache_string(cache, cache->probes[i].path)[0] != '/')
			return false;
	}
	return true;
}

int cache_parse(const unsigned char *bytes, size_t size, struct cache *result, struct error *error)
{
	struct cache cache = *result;

	cache.bytes = bytes;
	cache.size = size;
	cache.header = (const void *)bytes;
	if (size < sizeof *cache.header ||
		memcmp(cache.header->magic, CACHE_MAGIC, sizeof cache.header->magic) != 0 ||
		cache.header->order != CACHE_ORDER)
		return error_set(error, EBADMSG, "the cache is of another version");
	if (!place_arrays(&cache) || cache_checksum(&cache) != cache.header->checksum ||
		!is_tree_sound(&cache) || !are_probes_sound(&cache))
		return error_set(error, EBADMSG, "the cache is damaged");
	*result = cache;
	return 0;
}

static int map(int fd, struct cache *cache, struct error *error)
{
	struct stat status;
	void *bytes;

	if (fstat(fd, &status) < 0)
		return error_system(error, errno, "cannot look at the cache");
	if (status.st_size < (off_t)sizeof *cache->header)
		return error_set(error, EBADMSG, "the cache is damaged");
	bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (bytes == MAP_FAILED)
		return error_system(error, errno, "cannot map the cache");
	cache->bytes = bytes;
	cache->size = (size_t)status.st_size;
	cache->mapped = true;
	return cache_parse(cache->bytes, cache->size, cache, error);
}

int cache_open(int state, struct cache **result, struct error *error)
{
	FD_CLEANUP int path_fd = openat(state, "cache", O_PATH | O_NOFOLLOW | O_CLOEXEC);
	FD_CLEANUP int fd = -1;
	struct cache *cache;

	if (path_fd < 0)
		return error_system(error, errno, "cannot open the cache");
	fd = files_reopen(path_fd, O_RDONLY);
	if (fd < 0)
		return error_system(error, -fd, "cannot open the cache");
	cache = calloc(1, sizeof *cache);
	if (cache == NULL)
		out_of_memory();
	if (map(fd, cache, error) < 0) {
		cache_close(cache);
		return -error->code;
	}
	*result = cache;
	return 0;
}

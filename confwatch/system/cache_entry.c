// SPDX-License-Identifier: GPL-2.0-or-later
// The stat cache: finding an entry, and giving back what is known about it.
#include <string.h>
#include <sys/stat.h>

#include "base/path.h"
#include "system/cache_file.h"
#include "system/file_type.h"

struct cache_children cache_children(const struct cache *cache, int64_t number)
{
	uint32_t own = number == CACHE_NONE ? NO_GROUP : cache->records[number].group;
	const struct cache_group *group;

	if (own == NO_GROUP)
		return (struct cache_children){0};
	group = &cache->groups[own];
	return (struct cache_children){.next = group->first, .end = group->first + group->count};
}

const char *cache_name(const struct cache *cache, int64_t number)
{
	return cache->names + cache->records[number].name;
}

int64_t cache_child(const struct cache *cache, struct cache_children *children, const char *name)
{
	for (; children->next < children->end; children->next++) {
		int order = strcmp(cache_name(cache, children->next), name);

		if (order == 0)
			return children->next++;
		if (order > 0)
			break;
	}
	return CACHE_NONE;
}

int64_t cache_next_child(struct cache_children *children)
{
	return children->next < children->end ? (int64_t)children->next++ : CACHE_NONE;
}

bool cache_record_is_same(const struct cache_record *record, const struct stat *status, bool mount)
{
	return record->inode == status->st_ino &&
		record->change_seconds == status->st_ctim.tv_sec &&
		record->change_nanoseconds == (uint32_t)status->st_ctim.tv_nsec &&
		record->modify_seconds == status->st_mtim.tv_sec &&
		record->modify_nanoseconds == (uint32_t)status->st_mtim.tv_nsec &&
		record->mode == status->st_mode && record->links == (uint32_t)status->st_nlink &&
		(!S_ISREG(status->st_mode) || record->size == (uint64_t)status->st_size) &&
		((record->flags & RECORD_MOUNT) != 0) == mount;
}

bool cache_vouches(const struct cache *cache, int64_t number, const struct stat *status, bool mount)
{
	const struct cache_record *record = &cache->records[number];

	return (record->flags & RECORD_RACY) == 0 && cache_record_is_same(record, status, mount);
}

/* What is left of extra; once it ran short, everything more is nothing. */
struct reader {
	const unsigned char *next;
	size_t left;
	bool short_of;
};

static const void *take(struct reader *reader, size_t length)
{
	const unsigned char *taken = reader->next;

	if (length > reader->left) {
		reader->short_of = true;
		reader->left = 0;
		return NULL;
	}
	reader->next += length;
	reader->left -= length;
	return taken;
}

static uint32_t take_number(struct reader *reader)
{
	const void *bytes = take(reader, sizeof(uint32_t));
	uint32_t number = 0;

	if (bytes != NULL)
		memcpy(&number, bytes, sizeof number);
	return number;
}

static const char *take_string(struct reader *reader, struct arena *arena)
{
	const unsigned char *end = memchr(reader->next, '\0', reader->left);
	size_t length = end == NULL ? reader->left : (size_t)(end - reader->next);
	const void *bytes = take(reader, length + 1);

	return bytes == NULL ? "" : arena_bytes(arena, bytes, length);
}

static const unsigned char *take_bytes(struct reader *reader, struct arena *arena, size_t length)
{
	const void *bytes = take(reader, length);

	return bytes == NULL ? NULL : (unsigned char *)arena_bytes(arena, bytes, length);
}

/* Each is at least its name's NUL and a length, so that a wrong count asks for little memory. */
static void take_list(struct reader *reader, struct arena *arena, struct attributes *attributes)
{
	size_t count = take_number(reader);
	struct attribute *list;

	if (count > reader->left / (1 + sizeof(uint32_t))) {
		reader->short_of = true;
		return;
	}
	list = arena_new_array(arena, count, struct attribute);
	for (size_t i = 0; i < count; i++) {
		list[i].name = take_string(reader, arena);
		list[i].length = take_number(reader);
		list[i].value = take_bytes(reader, arena, list[i].length);
	}
	attributes->list = list;
	attributes->count = count;
}

static void take_attributes(
	struct reader *reader, struct arena *arena, uint32_t flags, struct entry *entry)
{
	struct attributes *attributes;

	if ((flags & (EXTRA_ACCESS_ACL | EXTRA_DEFAULT_ACL | EXTRA_ATTRIBUTES)) == 0)
		return;
	attributes = arena_new(arena, struct attributes);
	if ((flags & EXTRA_ACCESS_ACL) != 0)
		attributes->access_acl = take_string(reader, arena);
	if ((flags & EXTRA_DEFAULT_ACL) != 0)
		attributes->default_acl = take_string(reader, arena);
	if ((flags & EXTRA_ATTRIBUTES) != 0)
		take_list(reader, arena, attributes);
	entry->attributes = attributes;
}

static struct reader reader_of(const struct cache *cache, int64_t number)
{
	uint32_t place = cache->details[number].extra;
	uint32_t size = cache->header->extra;

	if (place == 0 || place >= size)
		return (struct reader){.next = cache->extra, .short_of = place != 0};
	return (struct reader){.next = cache->extra + place, .left = size - place};
}

static bool is_complete(const struct entry *entry)
{
	if (entry->kind == ENTRY_LINK)
		return entry->target != NULL;
	if (entry->kind != ENTRY_FILE)
		return true;
	switch (entry->content) {
	case CONTENT_PUBLIC:
		return entry->has_blob;
	case CONTENT_PROTECTED:
	case CONTENT_DIGEST_ONLY:
		return entry->seal != NULL;
	default:
		return entry->content == CONTENT_UNREADABLE;
	}
}

static void read_extra(
	const struct cache *cache, int64_t number, struct arena *arena, struct entry *entry)
{
	struct reader reader = reader_of(cache, number);
	uint32_t flags = cache->details[number].extra == 0 ? 0 : take_number(&reader);

	if ((flags & EXTRA_SEAL) != 0)
		entry->seal = take_bytes(&reader, arena, SEAL_SIZE);
	if ((flags & EXTRA_TARGET) != 0)
		entry->target = take_string(&reader, arena);
	if ((flags & EXTRA_SAME_AS) != 0)
		entry->same_as = take_string(&reader, arena);
	if ((flags & EXTRA_PROBLEM) != 0)
		entry->problem = (int32_t)take_number(&reader);
	if ((flags & EXTRA_DEVICE) != 0) {
		entry->major = take_number(&reader);
		entry->minor = take_number(&reader);
	}
	take_attributes(&reader, arena, flags, entry);
	if (reader.short_of || !is_complete(entry)) {
		/* A writer that lied: whoever sees this looks at the file itself. */
		entry->content = CONTENT_UNREADABLE;
		entry->attributes = NULL;
		entry->target = entry->kind == ENTRY_LINK ? "" : NULL;
	}
}

static void read_entry(
	const struct cache *cache, int64_t number, struct arena *arena, struct entry *result)
{
	const struct cache_record *record = &cache->records[number];
	const struct cache_detail *detail = &cache->details[number];

	*result = (struct entry){
		.kind = (uint8_t)file_type_kind(record->mode),
		.mode = record->mode & 07777,
		.uid = detail->uid,
		.gid = detail->gid,
		.size = record->size,
		.seconds = record->modify_seconds,
		.nanoseconds = record->modify_nanoseconds,
		.content = detail->content,
		.has_blob = detail->has_blob != 0,
		.ancestor = (record->flags & RECORD_ANCESTOR) != 0,
	};
	memcpy(result->blob, detail->blob, BLOB_SIZE);
	read_extra(cache, number, arena, result);
}

bool cache_is_exact(const struct cache *cache)
{
	return cache->header->exact != 0;
}

bool cache_is_ancestor(const struct cache *cache, int64_t number)
{
	return (cache->records[number].flags & RECORD_ANCESTOR) != 0;
}

size_t cache_probes(const struct cache *cache, struct arena *arena, struct probe **result)
{
	const uint32_t count = cache->header->probes;
	struct probe *probes = arena_new_array(arena, count, struct probe);

	for (uint32_t i = 0; i < count; i++) {
		const struct cache_probe *known = &cache->probes[i];

		probes[i].path = arena_string(arena, cache_string(cache, known->path));
		probes[i].exists = known->exists != 0;
	}
	*result = probes;
	return count;
}

void cache_entry(
	const struct cache *cache, int64_t number, struct arena *arena, struct entry *result)
{
	read_entry(cache, number, arena, result);
	result->same_as = NULL;
}

const unsigned char *cache_seal(const struct cache *cache, int64_t number)
{
	struct reader reader = reader_of(cache, number);
	uint32_t flags = cache->details[number].extra == 0 ? 0 : take_number(&reader);

	return (flags & EXTRA_SEAL) != 0 ? take(&reader, SEAL_SIZE) : NULL;
}

/* Names of owners in the arena, each once: index for index those of the cache. */
struct owner_names {
	const struct cache_owner *owners;
	const char **names;
	uint32_t count;
};

static struct owner_names copy_names(const struct cache *cache, const struct cache_owner *owners,
	uint32_t count, struct arena *arena)
{
	struct owner_names result = {.owners = owners, .count = count};

	result.names = arena_new_array(arena, count, const char *);
	for (uint32_t i = 0; i < count; i++)
		result.names[i] = arena_string(arena, cache_string(cache, owners[i].name));
	return result;
}

static const char *find_name(const struct owner_names *names, uint32_t number)
{
	uint32_t low = 0;
	uint32_t high = names->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (names->owners[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < names->count && names->owners[low].number == number ? names->names[low] : NULL;
}

struct rebuild {
	const struct cache *cache;
	struct arena *arena;
	struct tree *tree;
	struct owner_names users;
	struct owner_names groups;
};

static void add_entry(const struct rebuild *rebuild, int64_t number, const char *path)
{
	struct entry *entry = tree_add(rebuild->tree);

	read_entry(rebuild->cache, number, rebuild->arena, entry);
	entry->path = path;
	entry->user = find_name(&rebuild->users, entry->uid);
	entry->group = find_name(&rebuild->groups, entry->gid);
}

/* As deep as a path below PATH_MAX can be: cache_parse() saw to that. */
static void add_below(const struct rebuild *rebuild, int64_t directory, const char *path)
{
	struct cache_children children = cache_children(rebuild->cache, directory);
	int64_t number;

	while ((number = cache_next_child(&children)) != CACHE_NONE) {
		const char *below =
			path_join(rebuild->arena, path, cache_name(rebuild->cache, number));

		add_entry(rebuild, number, below);
		add_below(rebuild, number, below);
	}
}

void cache_tree(const struct cache *cache, struct arena *arena, struct tree *result)
{
	const struct cache_header *header = cache->header;
	struct rebuild rebuild = {
		.cache = cache,
		.arena = arena,
		.tree = result,
		.users = copy_names(cache, cache->users, header->users, arena),
		.groups = copy_names(cache, cache->owner_groups, header->owner_groups, arena),
	};

	tree_init(result, arena);
	add_entry(&rebuild, 0, "/");
	add_below(&rebuild, 0, "/");
}

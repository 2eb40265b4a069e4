// SPDX-License-Identifier: GPL-2.0-or-later
// Random trees for property tests: every kind of entry, name, owner, ACL and attribute.
#ifndef TESTS_RANDOM_TREE_H
#define TESTS_RANDOM_TREE_H

#include <errno.h>
#include <string.h>

#include "base/path.h"
#include "core/tree.h"

/* xorshift64*: the same tree for the same seed (not 0), everywhere. */
static inline uint64_t random_next(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * UINT64_C(2685821657736338717);
}

static inline uint32_t random_below(uint64_t *seed, uint32_t limit)
{
	return (uint32_t)(random_next(seed) >> 33) % limit;
}

/* A name that a directory can hold; hard ones often. */
static inline const char *random_name(struct arena *arena, uint64_t *seed)
{
	static const char *const hard[] = {".git", ".GIT", "git~1", ".gitmodules", ".mtree", ".acl",
		".xattr", ".links", ".protected", ".confwatch", "-rf", "#", "#mtree", "..x", "%2e",
		"a b", "new\nline", "\033[31m", "\377\376", "x=y", "back\\slash", "tab\t", " ",
		"set", "*?[", "\"", "0s", "\\056"};
	size_t length = random_below(seed, 16) == 0 ? 255 : 1 + random_below(seed, 12);
	char *name;

	if (random_below(seed, 3) == 0)
		return hard[random_below(seed, sizeof hard / sizeof hard[0])];
	name = arena_alloc(arena, length + 1);
	for (size_t i = 0; i < length; i++) {
		char byte = (char)(1 + random_below(seed, 255));

		name[i] = random_below(seed, 2) == 0 || byte == '/' ? 'a' + (char)(i % 26) : byte;
	}
	return name[0] == '.' ? "dot" : name;
}

static inline const unsigned char *random_bytes(
	struct arena *arena, uint64_t *seed, size_t length, bool printable)
{
	unsigned char *bytes = arena_alloc(arena, length + 1);

	for (size_t i = 0; i < length; i++)
		bytes[i] = (unsigned char)(printable ? ' ' + random_below(seed, 95)
						     : random_below(seed, 256));
	if (length > 0 && random_below(seed, 4) == 0)
		bytes[length - 1] = '\0';
	return bytes;
}

static inline const char *random_acl(struct arena *arena, uint64_t *seed, bool minimal)
{
	static const char *const bits[] = {"---", "r--", "rw-", "rwx", "--x", "-w-"};
	const char *user = bits[random_below(seed, 6)];
	const char *other = bits[random_below(seed, 6)];

	if (minimal)
		return arena_format(arena, "user::%s\ngroup::r--\nother::%s\n", user, other);
	return arena_format(arena,
		"user::%s\nuser:%u:r--\nuser:4294967294:-wx\ngroup::r-x\ngroup:%u:rw-\n"
		"mask::%s\nother::%s\n",
		user, random_below(seed, 70000), random_below(seed, 70000),
		bits[random_below(seed, 6)], other);
}

static inline const struct attributes *random_attributes(
	struct arena *arena, uint64_t *seed, enum entry_kind kind)
{
	struct attributes *attributes = arena_new(arena, struct attributes);
	size_t count = random_below(seed, 4);
	struct attribute *list = arena_new_array(arena, count, struct attribute);

	if (kind != ENTRY_LINK && random_below(seed, 2) == 0)
		attributes->access_acl = random_acl(arena, seed, false);
	if (kind == ENTRY_DIRECTORY && random_below(seed, 2) == 0)
		attributes->default_acl = random_acl(arena, seed, random_below(seed, 2) == 0);
	for (size_t i = 0; i < count; i++) {
		list[i].name = arena_format(
			arena, "user.%zu%s", i, random_below(seed, 3) == 0 ? "= \n\\\377" : "");
		list[i].length = random_below(seed, 3) == 0 ? 0 : random_below(seed, 40);
		list[i].value =
			random_bytes(arena, seed, list[i].length, random_below(seed, 2) == 0);
	}
	attributes->list = list;
	attributes->count = count;
	if (count == 0 && attributes->access_acl == NULL && attributes->default_acl == NULL)
		return NULL;
	return attributes;
}

/* Content of a regular file, as a manifest can hold it: a protected file has no size. */
static inline void random_content(struct arena *arena, uint64_t *seed, struct entry *entry)
{
	entry->content = (uint8_t)(CONTENT_PUBLIC + random_below(seed, 4));
	if (entry->content == CONTENT_PUBLIC)
		entry->size = random_below(seed, 8) == 0 ? INT64_MAX : random_below(seed, 100000);
	else if (entry->content == CONTENT_UNREADABLE)
		entry->problem = EIO;
	else
		entry->seal = random_bytes(arena, seed, SEAL_SIZE, false);
}

static inline void random_time(uint64_t *seed, struct entry *entry)
{
	static const int64_t hard[] = {0, -1, INT64_MAX, INT64_MIN, -315619200};

	entry->seconds = random_below(seed, 4) == 0 ? hard[random_below(seed, 5)]
						    : (int64_t)random_below(seed, 2000000000);
	entry->nanoseconds = random_below(seed, 2) == 0 ? random_below(seed, 1000)
							: random_below(seed, 1000000000);
}

/* Everything but the path. */
static inline void random_entry(
	struct arena *arena, uint64_t *seed, enum entry_kind kind, struct entry *entry)
{
	static const char *const users[] = {NULL, "root", "cyrus", "with blank", "\374mlaut=#"};

	entry->kind = (uint8_t)kind;
	entry->mode = kind == ENTRY_LINK ? 0777 : random_below(seed, 010000);
	entry->uid = random_below(seed, 8) == 0 ? UINT32_MAX - 1 : random_below(seed, 3);
	entry->gid = random_below(seed, 3);
	entry->user = users[random_below(seed, 5)];
	entry->group = users[random_below(seed, 5)];
	random_time(seed, entry);
	if (random_below(seed, 3) == 0)
		entry->attributes = random_attributes(arena, seed, kind);
	if (kind == ENTRY_LINK)
		entry->target = random_below(seed, 2) == 0 ? "../a b\n=\\" : "/dev/null";
	if (kind == ENTRY_CHARACTER_DEVICE || kind == ENTRY_BLOCK_DEVICE) {
		entry->major = random_below(seed, 4096);
		entry->minor = random_below(seed, 1048576);
	}
	if (kind == ENTRY_FILE) {
		random_content(arena, seed, entry);
	} else if (random_below(seed, 8) == 0) {
		entry->content = CONTENT_UNREADABLE;
		entry->problem = EACCES;
	}
	if (kind == ENTRY_DIRECTORY)
		entry->ancestor = random_below(seed, 8) == 0;
	if (kind != ENTRY_DIRECTORY && random_below(seed, 8) == 0)
		entry->same_as = "/etc/first name\n";
}

/* A directory and up to `most` children, no directories among them; sorted. */
static inline void random_directory(
	struct tree *tree, uint64_t *seed, const char *path, uint32_t most)
{
	uint32_t count = random_below(seed, most + 1);
	struct entry *entry = tree_add(tree);

	entry->path = arena_string(tree->arena, path);
	random_entry(tree->arena, seed, ENTRY_DIRECTORY, entry);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t kind = random_below(seed, ENTRY_SOCKET);

		entry = tree_add(tree);
		entry->path = path_join(tree->arena, path, random_name(tree->arena, seed));
		random_entry(tree->arena, seed,
			kind >= ENTRY_DIRECTORY ? (enum entry_kind)(kind + 1) : ENTRY_FILE, entry);
	}
	tree_sort(tree);
}

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// One digest of a watched tree and of STATE in it: what is equal here is one world to the program.
//
//   state_digest ROOT
//
// Everything below ROOT counts: names, kinds, modes, owners, hard links, extended attributes and
// ACLs, link targets, content, the modification times of files in ROOT/etc. What no two copies of
// a tree have in common is told by what it means: inode numbers and change times in STATE/cache by
// whether they are those of the files of now, and what it was made under by whether that is still
// so; the process in STATE/lock not at all.
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <nettle/sha2.h>

#include "base/hex.h"
#include "system/cache_file.h"
#include "unchanged.h"

enum {
	INODES_MAX = 256,
	FILE_MAX = 16 * 1024 * 1024,
};

struct world {
	struct sha256_ctx sum;
	const char *root;
	ino_t inodes[INODES_MAX];
	size_t inode_count;
};

static _Noreturn void broken(const char *what)
{
	(void)fprintf(stderr, "state_digest: %s: %s\n", what, strerrordesc_np(errno));
	exit(2);
}

static void add(struct world *world, const void *bytes, size_t size)
{
	sha256_update(&world->sum, size, bytes);
}

static void add_value(struct world *world, uint64_t value)
{
	add(world, &value, sizeof value);
}

/* Bytes with their length in front. */
static void add_text(struct world *world, const void *bytes, size_t size)
{
	add_value(world, size);
	add(world, bytes, size);
}

static void add_string(struct world *world, const char *string)
{
	add_text(world, string, strlen(string));
}

/* Which of the files with more than one name this is. */
static void add_inode(struct world *world, const struct stat *status)
{
	size_t i = 0;

	add_value(world, status->st_nlink);
	if (S_ISDIR(status->st_mode) || status->st_nlink == 1)
		return;
	while (i < world->inode_count && world->inodes[i] != status->st_ino)
		i++;
	if (i == INODES_MAX)
		broken("too many hard links");
	if (i == world->inode_count)
		world->inodes[world->inode_count++] = status->st_ino;
	add_value(world, i);
}

static void add_attributes(struct world *world, const char *path)
{
	char names[4096];
	char value[4096];
	ssize_t size = llistxattr(path, names, sizeof names);

	if (size < 0 && errno != ENOTSUP)
		broken(path);
	for (ssize_t at = 0; at < size; at += (ssize_t)strlen(names + at) + 1) {
		ssize_t length = lgetxattr(path, names + at, value, sizeof value);

		if (length < 0)
			broken(path);
		add_string(world, names + at);
		add_text(world, value, (size_t)length);
	}
}

/* Writes the path of a record behind the one of the root; returns its length. */
static size_t record_path(const struct cache *cache, uint32_t number, char *path, size_t size)
{
	size_t length;

	if (number == 0)
		return strlen(path);
	for (uint32_t i = 0; i < cache->header->groups; i++) {
		const struct cache_group *group = &cache->groups[i];

		if (number < group->first || number - group->first >= group->count)
			continue;
		length = record_path(cache, group->self, path, size);
		length += (size_t)snprintf(path + length, size - length, "/%s",
			cache->names + cache->records[number].name);
		if (length >= size)
			broken("too long a path");
		return length;
	}
	broken("a record of the cache is in no directory");
}

static bool is_of_now(const struct cache_record *record, const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && record->inode == status.st_ino &&
		record->change_seconds == status.st_ctim.tv_sec &&
		record->change_nanoseconds == status.st_ctim.tv_nsec &&
		record->modify_seconds == status.st_mtim.tv_sec &&
		record->modify_nanoseconds == status.st_mtim.tv_nsec;
}

/* It was made under the configuration and the owners' names of now. */
static bool fits_now(const struct world *world, const struct cache *cache)
{
	const struct workspace_options options = {
		.root = world->root, .command = "status", .needs = NEED_STATE | NEED_LOOK};
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct workspace workspace;
	bool fits = false;

	if (workspace_open(&arena, &options, &workspace, &error) == 0) {
		fits = unchanged_fits(&workspace, cache);
		workspace_close(&workspace);
	}
	arena_release(&arena);
	return fits;
}

/* The bytes are changed: what speaks of the files of now says so, and of no copy of them. */
static void forget_stamps(struct world *world, unsigned char *bytes, size_t size)
{
	struct error error = ERROR_INIT;
	struct cache cache = {0};
	struct cache_record *records;
	struct cache_header *header = (struct cache_header *)bytes;

	if (cache_parse(bytes, size, &cache, &error) < 0)
		return;
	records = (struct cache_record *)(bytes + ((const unsigned char *)cache.records - bytes));
	for (uint32_t i = 0; i < cache.header->records; i++) {
		char path[4096];

		(void)snprintf(path, sizeof path, "%s", world->root);
		(void)record_path(&cache, i, path, sizeof path);
		if (!is_of_now(&records[i], path))
			continue;
		records[i].inode = 0;
		records[i].change_seconds = records[i].modify_seconds = 0;
		records[i].change_nanoseconds = records[i].modify_nanoseconds = 0;
	}
	if (fits_now(world, &cache))
		memset(header->basis, 0, sizeof header->basis);
	/* It was right, or the cache would not have been parsed. */
	header->checksum = 0;
}

static void add_content(struct world *world, const char *path, const char *inside)
{
	static _Alignas(max_align_t) unsigned char bytes[FILE_MAX];
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	size_t size = 0;
	size_t start = 0;
	ssize_t count;

	if (fd < 0)
		broken(path);
	while ((count = read(fd, bytes + size, sizeof bytes - size)) > 0)
		size += (size_t)count;
	if (count < 0 || size == sizeof bytes)
		broken(path);
	(void)close(fd);
	bytes[size] = 0;
	if (strcmp(inside, "/var/lib/confwatch/cache") == 0)
		forget_stamps(world, bytes, size);
	if (strcmp(inside, "/var/lib/confwatch/lock") == 0)
		start = strspn((const char *)bytes, "0123456789");
	add_text(world, bytes + start, size - start);
}

static void add_entry(struct world *world, const FTSENT *entry)
{
	const struct stat *status = entry->fts_statp;
	const char *inside = entry->fts_path + strlen(world->root);
	char target[4096];
	ssize_t length;

	add_string(world, inside);
	add_value(world, status->st_mode);
	add_value(world, status->st_uid);
	add_value(world, status->st_gid);
	add_inode(world, status);
	add_attributes(world, entry->fts_path);
	if (S_ISDIR(status->st_mode))
		return;
	if (strncmp(inside, "/etc/", strlen("/etc/")) == 0) {
		add_value(world, (uint64_t)status->st_mtim.tv_sec);
		add_value(world, (uint64_t)status->st_mtim.tv_nsec);
	}
	if (S_ISREG(status->st_mode))
		add_content(world, entry->fts_path, inside);
	if (!S_ISLNK(status->st_mode))
		return;
	length = readlink(entry->fts_path, target, sizeof target);
	if (length < 0)
		broken(entry->fts_path);
	add_text(world, target, (size_t)length);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void add_tree(struct world *world)
{
	char *roots[] = {strdup(world->root), NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	FTSENT *entry;

	if (walk == NULL)
		broken(world->root);
	while (errno = 0, (entry = fts_read(walk)) != NULL) {
		if (entry->fts_info == FTS_ERR || entry->fts_info == FTS_DNR ||
			entry->fts_info == FTS_NS)
			broken(entry->fts_path);
		if (entry->fts_info != FTS_DP)
			add_entry(world, entry);
	}
	if (errno != 0)
		broken(world->root);
	(void)fts_close(walk);
	free(roots[0]);
}

int main(int argc, char **argv)
{
	static struct world world;
	unsigned char result[SHA256_DIGEST_SIZE];
	char hex[2 * SHA256_DIGEST_SIZE];

	if (argc != 2) {
		(void)fputs("usage: state_digest ROOT\n", stderr);
		return 2;
	}
	world.root = argv[1];
	sha256_init(&world.sum);
	add_tree(&world);
	sha256_digest(&world.sum, sizeof result, result);
	hex_write(result, sizeof result, hex);
	return printf("%.*s\n", (int)sizeof hex, hex) < 0 ? 2 : 0;
}

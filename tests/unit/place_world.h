// SPDX-License-Identifier: GPL-2.0-or-later
// A small world for the tests of place: a root, a STATE, and steps done in it.
#ifndef TESTS_PLACE_WORLD_H
#define TESTS_PLACE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "made_entry.h"
#include "system/attributes.h"
#include "system/files.h"
#include "system/litter.h"
#include "system/place.h"

struct world {
	struct arena arena;
	char path[256]; /* of the temporary directory that holds root and STATE */
	int root;
	int state;
	const char *content; /* what the source writes */
	size_t length;
	int source_code;		   /* the source fails with it */
	void (*hook)(struct world *world); /* called while a file is staged */
};

static inline int world_copy(void *context, const struct entry *entry, int fd, struct error *error)
{
	struct world *world = context;

	(void)entry;
	if (world->hook != NULL)
		world->hook(world);
	if (world->source_code != 0)
		return error_set(error, world->source_code, "the source failed");
	return files_write_all(fd, world->content, world->length);
}

static inline void world_begin(struct world *world)
{
	int top;

	*world = (struct world){.content = "wanted\n", .length = 7};
	(void)snprintf(world->path, sizeof world->path, "%s/place.XXXXXX",
		getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
	assert_non_null(mkdtemp(world->path));
	top = open(world->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(mkdirat(top, "root", 0755), 0);
	assert_int_equal(mkdirat(top, "state", 0700), 0);
	world->root = openat(top, "root", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	world->state = openat(top, "state", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_int_equal(close(top), 0);
	assert_true(world->root >= 0 && world->state >= 0);
}

static inline int world_remove(
	const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	(void)walk;
	return remove(path);
}

static inline void world_end(struct world *world)
{
	files_close(&world->root);
	files_close(&world->state);
	assert_int_equal(nftw(world->path, world_remove, 16, FTW_DEPTH | FTW_PHYS), 0);
	arena_release(&world->arena);
}

static inline void world_write(struct world *world, const char *name, const char *content)
{
	int fd = openat(world->root, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(files_write_all(fd, content, strlen(content)), 0);
	assert_int_equal(close(fd), 0);
}

static inline bool world_holds(struct world *world, const char *name, const char *content)
{
	char bytes[256] = "";
	int fd = openat(world->root, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t length;

	if (fd < 0)
		return false;
	length = read(fd, bytes, sizeof bytes - 1);
	assert_int_equal(close(fd), 0);
	return length >= 0 && strcmp(bytes, content) == 0;
}

static inline int world_is_ours(
	const char *path, const struct stat *status, int type, struct FTW *walk)
{
	(void)status;
	(void)type;
	return strncmp(path + walk->base, ".#", 2) == 0;
}

/* No temporary name of ours lies anywhere. */
static inline bool world_is_clean(struct world *world)
{
	return nftw(world->path, world_is_ours, 16, FTW_PHYS) == 0;
}

/* What stands at a path, as a scan would say it; NULL: nothing. path stays in use. */
static inline struct entry *world_look(struct world *world, const char *path)
{
	struct entry *entry = arena_new(&world->arena, struct entry);
	struct error error = ERROR_INIT;
	struct stat status;
	char target[4096];
	ssize_t length;
	int fd;

	if (fstatat(world->root, path + 1, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return NULL;
	entry->path = path;
	made_of(entry, &status);
	if (entry->kind == ENTRY_LINK) {
		length = readlinkat(world->root, path + 1, target, sizeof target);
		assert_true(length >= 0);
		entry->target = arena_bytes(&world->arena, target, (size_t)length);
	}
	fd = openat(world->root, path + 1, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(attributes_read(&world->arena, fd, (enum entry_kind)entry->kind,
				 &entry->attributes, &error),
		0);
	files_close(&fd);
	return entry;
}

static inline struct entry *world_file(struct world *world, const char *path)
{
	struct entry *entry = arena_new(&world->arena, struct entry);

	*entry = (struct entry){.path = path,
		.kind = ENTRY_FILE,
		.content = CONTENT_PUBLIC,
		.mode = 0640,
		.uid = geteuid(),
		.gid = getegid(),
		.size = world->length,
		.seconds = 1234567890,
		.nanoseconds = 123456789};
	return entry;
}

static inline struct place *world_place(struct world *world)
{
	const struct place_options options = {.root = world->root,
		.state = world->state,
		.source = {.context = world, .copy = world_copy}};

	return place_begin(&options);
}

/* Does these steps as a restore would; the first error, or 0. */
static inline int world_do(
	struct world *world, const struct step *steps, size_t count, struct error *error)
{
	struct place *place = world_place(world);
	struct plan plan = {0};
	struct error other = ERROR_INIT;
	int code = 0;

	for (size_t i = 0; i < count && code == 0; i++)
		code = place_step(place, &steps[i], error);
	if (code == 0)
		code = place_finish(place, &plan, error);
	else
		(void)place_finish(place, &plan, &other);
	place_end(place);
	return code;
}

static inline int world_do_one(struct world *world, enum step_kind kind, const struct entry *wanted,
	const struct entry *present, struct error *error)
{
	struct step step = {.kind = kind,
		.path = wanted != NULL ? wanted->path : present->path,
		.wanted = wanted,
		.present = present};

	return world_do(world, &step, 1, error);
}

#endif

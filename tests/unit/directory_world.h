// SPDX-License-Identifier: GPL-2.0-or-later
// A judge_world over a directory: what questions may ask, without the program that serves it.
#ifndef TESTS_DIRECTORY_WORLD_H
#define TESTS_DIRECTORY_WORLD_H

#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <limits.h>

#include "core/judgement.h"
#include "temporary.h"

struct directory_format {
	const char *pattern; /* of the path; "*" crosses slashes */
	const char *format;
};

struct directory_package {
	const char *name;
	const char *version;
};

/* Tables end with a NULL. Of formats, the first that matches counts. */
struct directory_world {
	struct temporary root;
	const struct directory_format *formats;
	const struct directory_package *packages;
	char *bytes; /* of the last file */
	unsigned files, questions;
	struct judge_world judged; /* to ask it */
};

static inline void directory_path(
	const struct directory_world *world, const char *path, char result[PATH_MAX])
{
	(void)snprintf(result, PATH_MAX, "%s%s", world->root.path, path);
}

static inline const char *directory_format(const struct directory_world *world, const char *path)
{
	for (const struct directory_format *at = world->formats; at != NULL && at->pattern != NULL;
		at++)
		if (fnmatch(at->pattern, path, 0) == 0)
			return at->format;
	return "";
}

static inline int directory_file(void *context, const char *path, struct judged_file *result)
{
	struct directory_world *world = context;
	char full[PATH_MAX];
	struct stat status;
	int fd;

	world->files++;
	world->questions++;
	memset(result, 0, sizeof *result);
	directory_path(world, path, full);
	fd = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &status) < 0) {
		result->presence = errno == ENOENT ? PRESENCE_ABSENT : PRESENCE_UNREADABLE;
		return 0;
	}
	(void)snprintf(result->format, sizeof result->format, "%s", directory_format(world, path));
	result->presence = S_ISREG(status.st_mode) ? PRESENCE_THERE : PRESENCE_NOT_REGULAR;
	if (status.st_size > JUDGED_FILE_MOST)
		result->presence = PRESENCE_TOO_LARGE;
	if (result->presence == PRESENCE_THERE) {
		free(world->bytes);
		world->bytes = malloc((size_t)status.st_size + 1);
		if (world->bytes == NULL ||
			read(fd, world->bytes, (size_t)status.st_size) != status.st_size)
			abort();
		result->bytes = world->bytes;
		result->length = (size_t)status.st_size;
	}
	(void)close(fd);
	return 0;
}

static inline char directory_type(mode_t mode)
{
	if (S_ISLNK(mode))
		return 'l';
	if (S_ISDIR(mode))
		return 'd';
	return S_ISREG(mode) ? 'f' : 'p';
}

static inline int directory_entry(
	void *context, const char *path, bool follow, struct judged_entry *result)
{
	struct directory_world *world = context;
	char full[PATH_MAX];
	struct stat itself, status;
	ssize_t length;

	world->questions++;
	memset(result, 0, sizeof *result);
	directory_path(world, path, full);
	if (lstat(full, &itself) < 0) {
		result->presence = PRESENCE_ABSENT;
		return 0;
	}
	result->link = S_ISLNK(itself.st_mode);
	if (result->link) {
		length = readlink(full, result->target, sizeof result->target - 1);
		result->target[length < 0 ? 0 : length] = '\0';
	}
	status = itself;
	if (follow && stat(full, &status) < 0) {
		result->presence = PRESENCE_DANGLING;
		return 0;
	}
	result->type = directory_type(status.st_mode);
	result->mode = status.st_mode & 07777;
	result->uid = status.st_uid;
	result->gid = status.st_gid;
	(void)snprintf(result->user, sizeof result->user, "%u", (unsigned)status.st_uid);
	(void)snprintf(result->group, sizeof result->group, "%u", (unsigned)status.st_gid);
	if (status.st_uid == 0)
		(void)snprintf(result->user, sizeof result->user, "root");
	if (status.st_gid == 0)
		(void)snprintf(result->group, sizeof result->group, "root");
	result->size = (uint64_t)status.st_size;
	result->mtime = status.st_mtim.tv_sec * 1000000000LL + status.st_mtim.tv_nsec;
	return 0;
}

static inline int directory_same(void *context, const char *a, const char *b, bool *result)
{
	struct judged_file file;
	char *first;
	size_t length;

	*result = false;
	if (directory_file(context, a, &file) < 0 || file.presence != PRESENCE_THERE)
		return 0;
	length = file.length;
	first = malloc(length + 1);
	if (first == NULL)
		abort();
	memcpy(first, file.bytes, length);
	if (directory_file(context, b, &file) == 0 && file.presence == PRESENCE_THERE)
		*result = file.length == length && memcmp(file.bytes, first, length) == 0;
	free(first);
	return 0;
}

static inline int directory_list(
	void *context, const char *pattern, struct arena *arena, struct string_list *result)
{
	struct directory_world *world = context;
	char full[PATH_MAX];
	glob_t found = {0};

	world->questions++;
	directory_path(world, pattern, full);
	if (glob(full, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			string_list_add(result, arena,
				arena_string(arena, found.gl_pathv[i] + strlen(world->root.path)));
	globfree(&found);
	return 0;
}

static inline int directory_package(void *context, const char *name, char version[JUDGED_NAME_MOST])
{
	struct directory_world *world = context;

	world->questions++;
	version[0] = '\0';
	for (const struct directory_package *at = world->packages; at != NULL && at->name != NULL;
		at++)
		if (strcmp(at->name, name) == 0)
			(void)snprintf(version, JUDGED_NAME_MOST, "%s", at->version);
	return 0;
}

static inline struct judge_world directory_judged(struct directory_world *world)
{
	return (struct judge_world){
		.context = world,
		.file = directory_file,
		.entry = directory_entry,
		.same = directory_same,
		.list = directory_list,
		.package = directory_package,
	};
}

/* It must stay where it is while it is asked. */
static inline void directory_world_make(struct directory_world *world,
	const struct directory_format *formats, const struct directory_package *packages)
{
	*world = (struct directory_world){
		.root = temporary_make(), .formats = formats, .packages = packages};
	world->judged = directory_judged(world);
}

/* Writes a file, whose directories are made. */
static inline void directory_put(
	const struct directory_world *world, const char *path, const char *text)
{
	char name[PATH_MAX];

	for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		(void)snprintf(name, sizeof name, "%.*s", (int)(slash - path), path);
		if (mkdirat(world->root.fd, name, 0755) < 0 && errno != EEXIST)
			abort();
	}
	temporary_text(&world->root, path, text);
}

static inline void directory_world_remove(struct directory_world *world)
{
	free(world->bytes);
	temporary_remove(&world->root);
}

#endif

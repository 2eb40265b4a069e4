// SPDX-License-Identifier: GPL-2.0-or-later
// Opening below a root as a process would for which it is "/": links are followed, inside it.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/path.h"
#include "system/files.h"

enum {
	LINKS_MOST = 40, /* as the kernel has it */
	RACE_TRIES = 32,
};

/* Where a walk by components stands. */
struct walk {
	int root;
	struct arena arena;
	const char *directory; /* without links */
	const char *rest;      /* what is still to be walked */
	unsigned links;
};

/* Cuts the next component off; NULL: nothing is left. */
static const char *next_component(struct walk *walk)
{
	const char *begin = walk->rest + strspn(walk->rest, "/");
	size_t length = strcspn(begin, "/");

	walk->rest = begin + length;
	return length == 0 ? NULL : arena_bytes(&walk->arena, begin, length);
}

static bool is_last(const struct walk *walk)
{
	return walk->rest[strspn(walk->rest, "/")] == '\0';
}

/* fd is a link: what it says stands before the rest. */
static int follow(struct walk *walk, int fd)
{
	char target[PATH_MAX];
	ssize_t length = readlinkat(fd, "", target, sizeof target);

	if (length < 0)
		return -errno;
	if (++walk->links > LINKS_MOST || (size_t)length >= sizeof target)
		return -ELOOP;
	walk->rest = arena_format(&walk->arena, "%.*s/%s", (int)length, target, walk->rest);
	if (target[0] == '/')
		walk->directory = "/";
	return 0;
}

/* One component: 1 when the walk is over, with the place of its end. */
static int step(struct walk *walk, bool follow_last)
{
	const char *name = next_component(walk);
	const char *path;
	FD_CLEANUP int fd = -1;
	struct stat status;

	if (name == NULL)
		return 1;
	path = path_normalise(&walk->arena, walk->directory, name);
	fd = files_open_beneath(walk->root, path, O_PATH | O_NOFOLLOW);
	if (fd < 0)
		return fd;
	if (fstat(fd, &status) < 0)
		return -errno;
	if (S_ISLNK(status.st_mode) && (follow_last || !is_last(walk)))
		return follow(walk, fd);
	if (!S_ISDIR(status.st_mode) && !is_last(walk))
		return -ENOTDIR;
	walk->directory = path;
	return 0;
}

static int walk_inside(int root, const char *path, int flags)
{
	struct walk walk = {.root = root, .arena = ARENA_INIT, .directory = "/", .rest = path};
	int code = 0;

	while (code == 0)
		code = step(&walk, (flags & O_NOFOLLOW) == 0);
	if (code == 1)
		code = files_open_beneath(root, walk.directory, flags);
	arena_release(&walk.arena);
	return code;
}

int files_open_inside(int root, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)(flags | O_CLOEXEC),
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};

	for (int i = 0; i < RACE_TRIES; i++) {
		long fd = syscall(SYS_openat2, root, path_relative(path), &how, sizeof how);

		if (fd >= 0)
			return (int)fd;
		if (errno == ENOSYS || errno == EPERM)
			return walk_inside(root, path, flags);
		if (errno != EAGAIN)
			return -errno;
	}
	return -EAGAIN;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Which files and directories nobody but their trusted owner can have written.
#include "system/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "system/files.h"

static int check_owner(
	const struct stat *status, const char *path, uid_t owner, struct error *error)
{
	if (status->st_uid == 0 || status->st_uid == owner)
		return 0;
	return error_set(error, EPERM, "'%s' is not trusted: owned by user %lu", path,
		(unsigned long)status->st_uid);
}

/*
 * The group bits of a file with an ACL are its mask, which bounds every entry but the owner's and
 * the others': without them no ACL can let anybody write.
 */
static int check_writers(const struct stat *status, const char *path, struct error *error)
{
	if ((status->st_mode & S_IWOTH) != 0)
		return error_set(
			error, EPERM, "'%s' is not trusted: everybody can write to it", path);
	if ((status->st_mode & S_IWGRP) != 0)
		return error_set(error, EPERM,
			"'%s' is not trusted: its group or an ACL can write to it", path);
	return 0;
}

int trust_directory(int fd, const char *path, uid_t owner, struct error *error)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return error_system(error, errno, "cannot look at '%s'", path);
	if (!S_ISDIR(status.st_mode))
		return error_set(error, EPERM, "'%s' is not trusted: not a directory", path);
	if (status.st_uid == 0 && (status.st_mode & S_ISVTX) != 0)
		return 0;
	if (check_owner(&status, path, owner, error) < 0)
		return -error->code;
	return check_writers(&status, path, error);
}

static int check_file(const struct stat *status, const char *path, uid_t owner, struct error *error)
{
	if (!S_ISREG(status->st_mode))
		return error_set(error, EPERM, "'%s' is not trusted: not a regular file", path);
	if (status->st_nlink != 1)
		return error_set(error, EPERM, "'%s' is not trusted: it has %lu names", path,
			(unsigned long)status->st_nlink);
	if (check_owner(status, path, owner, error) < 0)
		return -error->code;
	return check_writers(status, path, error);
}

/* A walk down from the root that checks each directory through the descriptor it goes on with. */
struct walk {
	char path[PATH_MAX]; /* as far as the walk came */
	size_t length;
	int fd;
	uid_t owner;
};

/* -ENAMETOOLONG, -EINVAL for "." and "..", which would not stay below the root. */
static int walk_name(struct walk *walk, const char *name, size_t length, struct error *error)
{
	if (length <= 2 && strncmp(name, "..", length) == 0)
		return error_set(error, EINVAL, "'%s/%.*s' is not a plain path", walk->path,
			(int)length, name);
	if (walk->length + length + 2 > sizeof walk->path)
		return error_system(error, ENAMETOOLONG, "cannot open '%s/...'", walk->path);
	walk->path[walk->length] = '/';
	memcpy(walk->path + walk->length + 1, name, length);
	walk->length += length + 1;
	walk->path[walk->length] = '\0';
	return 0;
}

static int walk_open(struct walk *walk, const char *name, struct error *error)
{
	FD_CLEANUP int next = openat(walk->fd, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (next < 0 && errno == ENOTDIR)
		return error_set(error, EPERM,
			"'%s' is not trusted: a symbolic link or no directory", walk->path);
	if (next < 0)
		return error_system(error, errno, "cannot open '%s'", walk->path);
	if (trust_directory(next, walk->path, walk->owner, error) < 0)
		return -error->code;
	files_close(&walk->fd);
	walk->fd = take_fd(&next);
	return 0;
}

static int walk_start(struct walk *walk, int root, uid_t owner, struct error *error)
{
	walk->path[0] = '\0';
	walk->length = 0;
	walk->owner = owner;
	walk->fd = fcntl(root, F_DUPFD_CLOEXEC, 0);
	if (walk->fd < 0)
		return error_system(error, errno, "cannot open '/'");
	return trust_directory(walk->fd, "/", owner, error);
}

/* The umask must not narrow what belongs to everybody, such as /var/lib of a new root. */
static int make_directory(const struct walk *walk, const char *name, mode_t mode)
{
	FD_CLEANUP int parent = -1;

	if (mkdirat(walk->fd, name, 0700) < 0)
		return errno == EEXIST ? 0 : -errno;
	if (mode != 0700 && fchmodat(walk->fd, name, mode, 0) < 0)
		return -errno;
	parent = openat(walk->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return parent < 0 || fsync(parent) < 0 ? -errno : 0;
}

/* mode: what to make a missing directory with; 0: it must be there. */
static int walk_down(
	struct walk *walk, const char *name, size_t length, mode_t mode, struct error *error)
{
	const char *component;
	int code;

	if (walk_name(walk, name, length, error) < 0)
		return -error->code;
	component = walk->path + walk->length - length;
	code = mode == 0 ? 0 : make_directory(walk, component, mode);
	if (code < 0)
		return error_system(error, -code, "cannot make '%s'", walk->path);
	return walk_open(walk, component, error);
}

static const char *next_component(const char *path)
{
	return path + strspn(path, "/");
}

/* Goes down as long as something follows; returns that last component, or NULL. */
static const char *walk_to_parent(
	struct walk *walk, const char *path, bool create, struct error *error)
{
	const char *name = next_component(path);

	for (;;) {
		size_t length = strcspn(name, "/");
		const char *next = next_component(name + length);

		if (*next == '\0')
			return name;
		if (walk_down(walk, name, length, create ? 0755 : 0, error) < 0)
			return NULL;
		name = next;
	}
}

static void walk_end(struct walk *walk)
{
	files_close(&walk->fd);
}

int trust_open_directory(int root, const char *path, uid_t owner, bool create, struct error *error)
{
	__attribute__((cleanup(walk_end))) struct walk walk = {.fd = -1};
	const char *name;
	int fd;

	if (walk_start(&walk, root, owner, error) < 0)
		return -error->code;
	name = walk_to_parent(&walk, path, create, error);
	if (name == NULL ||
		(*name != '\0' &&
			walk_down(&walk, name, strcspn(name, "/"), create ? 0700 : 0, error) < 0))
		return -error->code;
	fd = openat(walk.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? error_system(error, errno, "cannot open '%s'", path) : fd;
}

static int open_checked(
	int parent, const char *name, const char *path, uid_t owner, struct error *error)
{
	FD_CLEANUP int fd = openat(parent, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0)
		return error_system(error, errno, "cannot open '%s'", path);
	if (check_file(&status, path, owner, error) < 0)
		return -error->code;
	return take_fd(&fd);
}

static int read_checked(int parent, const char *name, const char *path, uid_t owner, size_t limit,
	struct text *result, struct error *error)
{
	FD_CLEANUP int fd = open_checked(parent, name, path, owner, error);
	FD_CLEANUP int readable = -1;
	int code;

	if (fd < 0)
		return fd;
	readable = files_reopen(fd, O_RDONLY);
	if (readable < 0)
		return error_system(error, -readable, "cannot open '%s'", path);
	code = files_read_all(readable, limit, result);
	if (code == -EFBIG)
		return error_set(error, EFBIG, "'%s' is larger than %zu bytes", path, limit);
	return code < 0 ? error_system(error, -code, "cannot read '%s'", path) : 0;
}

int trust_read(int root, const char *path, const char *suffix, uid_t owner, size_t limit,
	struct text *result, struct error *error)
{
	__attribute__((cleanup(walk_end))) struct walk walk = {.fd = -1};
	const char *name;

	if (!path_ends_in(path, suffix))
		return error_set(
			error, EPERM, "'%s' is not trusted: its name must end in %s", path, suffix);
	if (walk_start(&walk, root, owner, error) < 0)
		return -error->code;
	name = walk_to_parent(&walk, path, false, error);
	if (name == NULL)
		return -error->code;
	return read_checked(walk.fd, name, path, owner, limit, result, error);
}

int trust_program(const char *path, uid_t owner, struct error *error)
{
	__attribute__((cleanup(walk_end))) struct walk walk = {.fd = -1};
	FD_CLEANUP int top = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	FD_CLEANUP int fd = -1;
	char real[PATH_MAX];
	const char *name;

	if (top < 0 || realpath(path, real) == NULL)
		return error_system(error, errno, "cannot open '%s'", path);
	if (walk_start(&walk, top, owner, error) < 0)
		return -error->code;
	name = walk_to_parent(&walk, real, false, error);
	if (name == NULL)
		return -error->code;
	fd = open_checked(walk.fd, name, real, owner, error);
	if (fd < 0)
		return fd;
	if (faccessat(walk.fd, name, X_OK, AT_EACCESS) < 0)
		return error_system(error, errno, "cannot run '%s'", path);
	return 0;
}

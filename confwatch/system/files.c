// SPDX-License-Identifier: GPL-2.0-or-later
// Descriptors: opening below a root without following a link, reading whole, writing durably.
#include "system/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/path.h"

enum {
	READ_PIECE = 16 * 1024,
	RACE_TRIES = 32,
};

void files_close(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

int take_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

/* One component; also the last one, which is opened with the caller's flags. */
static int open_component(int directory, const char *name, size_t length, int flags)
{
	char component[NAME_MAX + 1];
	int fd;

	if (length > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(component, name, length);
	component[length] = '\0';
	if (strcmp(component, "..") == 0)
		return -EXDEV;
	fd = openat(directory, component, flags | O_NOFOLLOW | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* O_PATH opens a link itself; openat2() allows that only to those who said O_NOFOLLOW. */
static int refuse_link(int fd, int flags)
{
	struct stat status;

	if (fd < 0 || (flags & O_NOFOLLOW) != 0 || fstat(fd, &status) < 0 ||
		!S_ISLNK(status.st_mode))
		return fd;
	(void)close(fd);
	return -ELOOP;
}

static int open_by_components(int root, const char *path, int flags)
{
	FD_CLEANUP int directory = -1;
	size_t length = strcspn(path, "/");

	while (path[length] != '\0') {
		int next = open_component(
			directory >= 0 ? directory : root, path, length, O_PATH | O_DIRECTORY);

		if (next < 0)
			return next;
		files_close(&directory);
		directory = next;
		path += length;
		path += strspn(path, "/");
		length = strcspn(path, "/");
	}
	return refuse_link(
		open_component(directory >= 0 ? directory : root, path, length, flags), flags);
}

static int open_at_once(int root, const char *path, int flags)
{
	struct open_how how = {
		.flags = (unsigned)(flags | O_CLOEXEC),
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};

	/* EAGAIN: something was renamed during the walk (openat2(2)). */
	for (int i = 0; i < RACE_TRIES; i++) {
		long fd = syscall(SYS_openat2, root, path, &how, sizeof how);

		if (fd >= 0)
			return (int)fd;
		if (errno != EAGAIN)
			return -errno;
	}
	return -EAGAIN;
}

int files_open_beneath(int root, const char *path, int flags)
{
	const char *relative = path_relative(path);
	int fd = open_at_once(root, relative, flags);

	/* EPERM: old sandboxes answer so to calls they do not know. */
	if (fd == -ENOSYS || fd == -EPERM)
		return open_by_components(root, relative, flags);
	return fd;
}

int files_open_parent(int root, const char *path, const char **name)
{
	struct arena arena = ARENA_INIT;
	int fd = files_open_beneath(root, path_parent(&arena, path), O_RDONLY | O_DIRECTORY);

	arena_release(&arena);
	if (fd >= 0)
		*name = path_name(path);
	return fd;
}

DIR *files_names(int directory)
{
	FD_CLEANUP int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *names = fd < 0 ? NULL : fdopendir(fd);

	if (names != NULL)
		(void)take_fd(&fd);
	return names;
}

int files_reopen(int path_fd, int flags)
{
	char link[sizeof "/proc/self/fd/" + 3 * sizeof path_fd];
	struct stat status;
	int fd;

	if (fstat(path_fd, &status) < 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	(void)snprintf(link, sizeof link, "/proc/self/fd/%d", path_fd);
	fd = open(link, flags | O_CLOEXEC);
	if (fd < 0 && errno == EPERM && (flags & O_NOATIME) != 0)
		fd = open(link, (flags & ~O_NOATIME) | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	/* The file is there, so what is missing is /proc: that must not look like an absent file.
	 */
	return errno == ENOENT ? -ENOSYS : -errno;
}

int files_read_all(int fd, size_t limit, struct text *result)
{
	size_t before = result->length;
	char piece[READ_PIECE];

	for (;;) {
		ssize_t count = read(fd, piece, sizeof piece);

		if (count == 0)
			return 0;
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0 || result->length - before + (size_t)count > limit) {
			int code = count < 0 ? errno : EFBIG;

			result->length = before;
			if (result->bytes != NULL)
				result->bytes[before] = '\0';
			return -code;
		}
		text_append(result, piece, (size_t)count);
	}
}

int files_write_all(int fd, const void *bytes, size_t length)
{
	const char *next = bytes;

	while (length > 0) {
		ssize_t count = write(fd, next, length);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		next += count;
		length -= (size_t)count;
	}
	return 0;
}

static int write_new(
	int directory, const char *temporary, const void *bytes, size_t length, mode_t mode)
{
	FD_CLEANUP int fd = openat(directory, temporary,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
	int code;

	if (fd < 0)
		return -errno;
	code = files_write_all(fd, bytes, length);
	if (code < 0)
		return code;
	if (fchmod(fd, mode) < 0 || fsync(fd) < 0)
		return -errno;
	return 0;
}

int files_replace(int directory, const char *name, const void *bytes, size_t length, mode_t mode,
	struct error *error)
{
	char temporary[NAME_MAX + 1];
	int code;

	if (snprintf(temporary, sizeof temporary, ".%s.new", name) >= (int)sizeof temporary)
		return error_system(error, ENAMETOOLONG, "cannot write '%s'", name);
	/* What a killed run left. */
	(void)unlinkat(directory, temporary, 0);
	code = write_new(directory, temporary, bytes, length, mode);
	if (code == 0 && renameat(directory, temporary, directory, name) < 0)
		code = -errno;
	if (code < 0) {
		(void)unlinkat(directory, temporary, 0);
		return error_system(error, -code, "cannot write '%s'", name);
	}
	if (fsync(directory) < 0)
		return error_system(error, errno, "cannot sync the directory of '%s'", name);
	return 0;
}

bool files_exist_beneath(int root, const char *path)
{
	FD_CLEANUP int fd = files_open_beneath(root, path, O_PATH | O_NOFOLLOW);

	return fd >= 0;
}

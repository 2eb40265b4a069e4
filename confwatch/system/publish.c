// SPDX-License-Identifier: GPL-2.0-or-later
// Small files for others to read, outside STATE.
#include "system/publish.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "system/files.h"

enum {
	FOR_ALL = S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH,
	DIRECTORY_FOR_ALL = S_IRWXU | S_IRGRP | S_IXGRP | S_IROTH | S_IXOTH,
};

static int open_directory(int root, const char *directory, struct error *error)
{
	int fd = files_open_beneath(root, directory, O_RDONLY | O_DIRECTORY);

	return fd >= 0 ? fd : error_system(error, -fd, "cannot open '%s'", directory);
}

int publish_file(int root, const char *directory, const char *name, const struct text *content,
	struct error *error)
{
	FD_CLEANUP int fd = open_directory(root, directory, error);

	if (fd < 0)
		return fd;
	if (files_replace(fd, name, content->bytes, content->length, FOR_ALL, error) < 0)
		return error_context(error, "in '%s'", directory);
	return 0;
}

int publish_remove(int root, const char *directory, const char *name, struct error *error)
{
	FD_CLEANUP int fd = open_directory(root, directory, error);

	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	if (unlinkat(fd, name, 0) < 0 && errno != ENOENT)
		return error_system(error, errno, "cannot remove '%s/%s'", directory, name);
	return 0;
}

void publish_make_directory(int root, const char *directory)
{
	const char *name;
	FD_CLEANUP int parent = files_open_parent(root, directory, &name);

	/* umask(2) may be stricter than what a directory for all needs. */
	if (parent >= 0 && mkdirat(parent, name, DIRECTORY_FOR_ALL) == 0)
		(void)fchmodat(parent, name, DIRECTORY_FOR_ALL, 0);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// A directory for one test, gone afterwards, and short ways to fill it.
#ifndef TESTS_TEMPORARY_H
#define TESTS_TEMPORARY_H

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct temporary {
	char path[64];
	int fd;
};

/* TMPDIR or /tmp; open to others, so that nothing in it counts as protected by its parents. */
static inline struct temporary temporary_make(void)
{
	struct temporary temporary;
	const char *parent = getenv("TMPDIR");

	(void)snprintf(temporary.path, sizeof temporary.path, "%.40s/confwatch.XXXXXX",
		parent != NULL ? parent : "/tmp");
	if (mkdtemp(temporary.path) == NULL || chmod(temporary.path, 0755) < 0)
		abort();
	temporary.fd = open(temporary.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (temporary.fd < 0)
		abort();
	return temporary;
}

static inline int temporary_remove_one(
	const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

static inline void temporary_remove(struct temporary *temporary)
{
	(void)close(temporary->fd);
	(void)nftw(temporary->path, temporary_remove_one, 64, FTW_DEPTH | FTW_PHYS);
}

/* name is relative to the temporary directory. */
static inline void temporary_file(
	const struct temporary *temporary, const char *name, const void *bytes, size_t length)
{
	int fd = openat(temporary->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (fd < 0 || fchmod(fd, 0644) < 0 || write(fd, bytes, length) != (ssize_t)length ||
		close(fd) < 0)
		abort();
}

static inline void temporary_text(
	const struct temporary *temporary, const char *name, const char *text)
{
	temporary_file(temporary, name, text, strlen(text));
}

static inline void temporary_directory(const struct temporary *temporary, const char *name)
{
	if (mkdirat(temporary->fd, name, 0755) < 0 || fchmodat(temporary->fd, name, 0755, 0) < 0)
		abort();
}

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Descriptors: opening below a root without following a link, reading whole, writing durably.
#ifndef SYSTEM_FILES_H
#define SYSTEM_FILES_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/text.h"

/* Declares a descriptor that is closed at the end of its block. */
#define FD_CLEANUP __attribute__((cleanup(files_close)))
void files_close(int *fd);

/* Hands the descriptor on: the variable holds -1 afterwards. */
int take_fd(int *fd);

/*
 * openat2(root, path, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS), always
 * O_CLOEXEC. path is absolute inside the root. Returns the descriptor, or -errno without filling
 * any error (callers say what they wanted). Kernels before 5.6: component by component with
 * O_NOFOLLOW.
 */
int files_open_beneath(int root, const char *path, int flags);

/*
 * As a process opens path for which root is "/": links are followed and stay inside
 * (RESOLVE_IN_ROOT, no magic links), the last one not with O_NOFOLLOW. Else as above.
 */
int files_open_inside(int root, const char *path, int flags);

/* A dangling link is there, too. What cannot be looked at counts as absent. */
bool files_exist_beneath(int root, const char *path);

/* The directory that holds path, for reading; *name points at the last component inside path. */
int files_open_parent(int root, const char *path, const char **name);

/* The names in a directory, from the first one; the descriptor stays as it is. NULL with errno. */
DIR *files_names(int directory);

/*
 * A readable descriptor for what an O_PATH descriptor stands for, which must be a regular file
 * (-EINVAL). O_NOATIME is dropped where it is not allowed. Needs /proc (-ENOSYS).
 */
int files_reopen(int path_fd, int flags);

/* Appends all of the file to result; -EFBIG over limit. */
int files_read_all(int fd, size_t limit, struct text *result);
int files_write_all(int fd, const void *bytes, size_t length);

/*
 * Replaces directory/name with these bytes: temporary name (".NAME.new"), fsync, rename, fsync of
 * the directory, which must be open for reading. For STATE only: there is one writer at a time.
 */
int files_replace(int directory, const char *name, const void *bytes, size_t length, mode_t mode,
	struct error *error);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Reading our own configuration only where nobody but root could have written it.
#ifndef SYSTEM_TRUST_H
#define SYSTEM_TRUST_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/text.h"

/*
 * Reads a file below root that root (or `owner`, when confwatch is not run by root) owns, that is
 * regular, has one name, ends in `suffix`, and that no one else can write, ACLs included; the
 * same holds for every directory above up to the root (a sticky root-owned one is accepted).
 * Opened once, checked through the descriptor. -ENOENT: absent; -EPERM: not trusted, the
 * sentence says which part and why.
 */
int trust_read(int root, const char *path, const char *suffix, uid_t owner, size_t limit,
	struct text *result, struct error *error);

/*
 * The same question about a program that is to be run; path as in "/", links in it are followed
 * first. -EPERM, -ENOENT, -EACCES: it is not executable.
 */
int trust_program(const char *path, uid_t owner, struct error *error);

/* The same question about a directory that is open already (O_PATH is enough). */
int trust_directory(int fd, const char *path, uid_t owner, struct error *error);

/*
 * Opens a directory below root (path absolute, without ".."), for which the same holds, it and
 * those above. `create`: makes what is missing, 0755, and the last component 0700. Returns the
 * descriptor; -ENOENT when it is absent, and the error is filled.
 */
int trust_open_directory(int root, const char *path, uid_t owner, bool create, struct error *error);

#endif

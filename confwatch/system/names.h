// SPDX-License-Identifier: GPL-2.0-or-later
// Names of users and groups from ROOT/etc/passwd and ROOT/etc/group, never from NSS.
#ifndef SYSTEM_NAMES_H
#define SYSTEM_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

struct names;

enum {
	NAMES_DIGEST_SIZE = 32,
};

/* A missing or unreadable database is an empty one. Lives in the arena. */
struct names *names_read(struct arena *arena, int root);

/* The same from the bytes of passwd and group; lines that do not parse are passed by. */
struct names *names_parse(struct arena *arena, const struct text *users, const struct text *groups);

/* SHA-256 of both databases, NAMES_DIGEST_SIZE bytes: what a cache basis takes in. */
const unsigned char *names_digest(const struct names *names);

/* The first name of that number in the file; NULL: none. */
const char *names_user(const struct names *names, uint32_t uid);
const char *names_group(const struct names *names, uint32_t gid);

/* The other way; false when there is no such name. */
bool names_uid(const struct names *names, const char *user, uint32_t *result);
bool names_gid(const struct names *names, const char *group, uint32_t *result);

/* The home directory and shell are not kept; only what restore, actor and scan need. */

#endif

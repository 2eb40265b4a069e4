// SPDX-License-Identifier: GPL-2.0-or-later
// Who runs us: the login uid, then SUDO_UID, then the real uid; and on which host.
#ifndef SYSTEM_ACTOR_H
#define SYSTEM_ACTOR_H

#include <sys/types.h>

#include "system/names.h"

struct actor {
	const char *name; /* from the root's passwd, else "uid N" */
	const char *mail; /* name@host */
	const char *host; /* uname(2)'s nodename */
	uid_t uid;
	gid_t gid; /* SUDO_GID, else the real gid: for pager and editor */
};

/* sudo_uid, sudo_gid: the environment's SUDO_UID and SUDO_GID, or NULL. */
void actor_find(struct arena *arena, const struct names *names, const char *sudo_uid,
	const char *sudo_gid, struct actor *result);

#endif

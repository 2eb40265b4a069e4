// SPDX-License-Identifier: GPL-2.0-or-later
// Who runs us, and on which host.
#include "system/actor.h"

#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/number.h"
#include "system/files.h"

enum {
	/* Nobody's group, for a pager that runs as a user of whom only the number is known. */
	OVERFLOW_GROUP = 65534,
};

/* The number that never stands for a user: "not set" in /proc/self/loginuid and for chown(2). */
static const uint64_t no_id = UINT32_MAX;

static bool parse_id(const char *text, uint32_t *result)
{
	uint64_t value;

	if (text == NULL || !number_parse(text, strcspn(text, "\n"), 10, no_id - 1, &value))
		return false;
	*result = (uint32_t)value;
	return true;
}

/* proc(5): kept by the audit system across su and sudo. */
static bool login_uid(uid_t *result)
{
	FD_CLEANUP int fd = open("/proc/self/loginuid", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	char bytes[16];
	ssize_t length = fd < 0 ? -1 : read(fd, bytes, sizeof bytes - 1);

	if (length <= 0)
		return false;
	bytes[length] = '\0';
	return parse_id(bytes, result);
}

static uid_t find_uid(const char *sudo_uid)
{
	uid_t result;

	if (login_uid(&result) || parse_id(sudo_uid, &result))
		return result;
	return getuid();
}

/* SUDO_GID belongs to SUDO_UID, which need not be the one who logged in. */
static gid_t find_gid(uid_t uid, const char *sudo_uid, const char *sudo_gid)
{
	uid_t sudo_user;
	gid_t result;

	if (parse_id(sudo_uid, &sudo_user) && sudo_user == uid && parse_id(sudo_gid, &result))
		return result;
	return uid == getuid() ? getgid() : OVERFLOW_GROUP;
}

void actor_find(struct arena *arena, const struct names *names, const char *sudo_uid,
	const char *sudo_gid, struct actor *result)
{
	uid_t uid = find_uid(sudo_uid);
	const char *name = names_user(names, uid);
	struct utsname system;

	if (uname(&system) < 0 || system.nodename[0] == '\0')
		(void)memcpy(system.nodename, "localhost", sizeof "localhost");
	*result = (struct actor){
		.name = name,
		.host = arena_string(arena, system.nodename),
		.uid = uid,
		.gid = find_gid(uid, sudo_uid, sudo_gid),
	};
	if (name == NULL) {
		result->name = arena_format(arena, "uid %lu", (unsigned long)uid);
		name = arena_format(arena, "uid%lu", (unsigned long)uid);
	}
	result->mail = arena_format(arena, "%s@%s", name, result->host);
}

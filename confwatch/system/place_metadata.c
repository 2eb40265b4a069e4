// SPDX-License-Identifier: GPL-2.0-or-later
// Owner, ACL, attributes, mode and times: never wider on the way than both states allow.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "core/access.h"
#include "system/attributes.h"
#include "system/files.h"
#include "system/place_parts.h"

bool place_is_plain(int fd)
{
	return flistxattr(fd, NULL, 0) == 0;
}

/* Works for every descriptor, O_PATH too, which fchmod(2) refuses. */
static int change_mode(int fd, uint32_t mode, struct error *error)
{
	char link[sizeof "/proc/self/fd/" + 3 * sizeof fd];

	(void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	if (fchmodat(AT_FDCWD, link, mode, 0) < 0)
		return error_system(error, errno, "cannot set the mode");
	return 0;
}

int place_times(int fd, const struct entry *wanted, struct error *error)
{
	const struct timespec times[2] = {
		{.tv_nsec = UTIME_OMIT},
		{.tv_sec = wanted->seconds, .tv_nsec = wanted->nanoseconds},
	};

	if (utimensat(fd, "", times, AT_EMPTY_PATH) == 0)
		return 0;
	/* Kernels before 5.8 know no empty path here. */
	if (errno == EINVAL && wanted->kind != ENTRY_LINK && futimens(fd, times) == 0)
		return 0;
	return error_system(error, errno, "cannot set the modification time");
}

static bool has_acl(const struct entry *entry)
{
	return entry != NULL && entry->attributes != NULL && entry->attributes->access_acl != NULL;
}

/*
 * What the file may show while owner and ACL change. With an ACL the group bits of a mode are
 * its mask, and turn into the group's own rights when the ACL goes: then nothing for them.
 */
static uint32_t mode_between(const struct entry *wanted, const struct entry *present)
{
	uint32_t common = access_common_mode(wanted->mode, present->mode) & 01777U;

	return has_acl(wanted) || has_acl(present) ? common & 01700U : common;
}

int place_metadata(
	int fd, const struct entry *wanted, const struct entry *present, struct error *error)
{
	bool link = wanted->kind == ENTRY_LINK;
	bool plain = place_is_plain(fd);

	if (!link && present != NULL) {
		if (change_mode(fd, mode_between(wanted, present), error) < 0)
			return -error->code;
	} else if (!link && !plain && attributes_remove_acl(fd, wanted->kind, error) < 0) {
		return -error->code;
	}
	if (fchownat(fd, "", wanted->uid, wanted->gid, AT_EMPTY_PATH) < 0)
		return error_system(error, errno, "cannot set the owner");
	if ((!plain || wanted->attributes != NULL) &&
		attributes_write(fd, wanted->kind, wanted->attributes, error) < 0)
		return -error->code;
	if (!link && change_mode(fd, wanted->mode, error) < 0)
		return -error->code;
	return place_times(fd, wanted, error);
}

int place_open(int directory, const char *name, const struct entry *entry, int *result_path,
	int *result, struct error *error)
{
	FD_CLEANUP int path_fd = openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	FD_CLEANUP int fd = -1;

	if (path_fd < 0)
		return error_system(error, errno, "cannot open it");
	if (entry->kind == ENTRY_DIRECTORY) {
		fd = openat(path_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			return error_system(error, errno, "cannot open it");
	} else if (entry->kind == ENTRY_FILE) {
		fd = files_reopen(path_fd, O_RDONLY | O_NONBLOCK | O_NOATIME);
		if (fd < 0)
			return error_system(error, -fd, "cannot open it");
	}
	*result_path = take_fd(&path_fd);
	*result = take_fd(&fd);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Whether a package manager is at work on a database, by its lock.
#include <fcntl.h>

#include "system/files.h"
#include "system/packages.h"

pid_t packages_locked_by(int root)
{
	static const char *const files[] = {
		"/var/lib/dpkg/lock",
		"/var/lib/rpm/.rpm.lock",
		"/usr/lib/sysimage/rpm/.rpm.lock",
	};

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		FD_CLEANUP int fd = files_open_beneath(root, files[i], O_RDONLY | O_NONBLOCK);
		struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

		if (fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK &&
			lock.l_pid > 0)
			return lock.l_pid;
	}
	return 0;
}

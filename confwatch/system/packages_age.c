// SPDX-License-Identifier: GPL-2.0-or-later
// When package databases were written last, by stamps alone.
#include <fcntl.h>
#include <sys/stat.h>

#include "system/files.h"
#include "system/packages.h"

int64_t packages_last_written(int root)
{
	static const char *const files[] = {
		"/usr/lib/sysimage/rpm/rpmdb.sqlite",
		"/usr/lib/sysimage/rpm/rpmdb.sqlite-wal",
		"/usr/lib/sysimage/rpm/Packages.db",
		"/usr/lib/sysimage/rpm/Packages",
		"/var/lib/rpm/rpmdb.sqlite",
		"/var/lib/rpm/rpmdb.sqlite-wal",
		"/var/lib/rpm/Packages.db",
		"/var/lib/rpm/Packages",
		"/var/lib/dpkg/status",
	};
	int64_t newest = 0;

	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		FD_CLEANUP int fd = files_open_beneath(root, files[i], O_PATH);
		struct stat status;

		if (fd >= 0 && fstat(fd, &status) == 0 && status.st_mtime > newest)
			newest = status.st_mtime;
	}
	return newest;
}

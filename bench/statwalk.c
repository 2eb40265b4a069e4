// SPDX-License-Identifier: GPL-2.0-or-later
// The floor that no-change runs are measured against: a bare openat, getdents64, fstatat walk.
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

struct kernel_entry {
	uint64_t inode;
	int64_t offset;
	uint16_t length;
	uint8_t type;
	char name[];
};

static bool is_dot(const char *name)
{
	return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

static unsigned long walk(int directory)
{
	_Alignas(struct kernel_entry) char buffer[32768];
	unsigned long seen = 0;
	long got;

	while ((got = syscall(SYS_getdents64, directory, buffer, sizeof buffer)) > 0) {
		for (long at = 0; at < got;) {
			const struct kernel_entry *entry =
				(const struct kernel_entry *)(const void *)(buffer + at);
			struct stat status;

			at += entry->length;
			if (is_dot(entry->name) ||
				fstatat(directory, entry->name, &status, AT_SYMLINK_NOFOLLOW) < 0)
				continue;
			seen++;
			if (S_ISDIR(status.st_mode)) {
				int below = openat(directory, entry->name,
					O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

				if (below >= 0) {
					seen += walk(below);
					(void)close(below);
				}
			}
		}
	}
	return seen;
}

int main(int argc, char **argv)
{
	int top = argc == 2 ? open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (top < 0) {
		(void)fputs("usage: statwalk DIRECTORY\n", stderr);
		return 2;
	}
	(void)printf("%lu\n", walk(top));
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Whether packs and their indexes still are what was written.
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nettle/sha1.h>

#include "system/files.h"
#include "system/pack.h"
#include "system/pack_index.h"

enum {
	CHUNK = 64 * 1024,
};

/* Both kinds of files end in the SHA-1 of all that comes before. */
static const char *check_sum(int fd, unsigned char found[BLOB_SIZE])
{
	unsigned char buffer[CHUNK];
	struct sha1_ctx sha1;
	struct stat status;
	off_t left, at = 0;

	if (fstat(fd, &status) < 0 || status.st_size < BLOB_SIZE)
		return "it is too short";
	sha1_init(&sha1);
	for (left = status.st_size - BLOB_SIZE; left > 0;) {
		ssize_t count = pread(fd, buffer, left < CHUNK ? (size_t)left : CHUNK, at);

		if (count <= 0)
			return "it cannot be read";
		sha1_update(&sha1, (size_t)count, buffer);
		at += count;
		left -= count;
	}
	sha1_digest(&sha1, BLOB_SIZE, buffer);
	if (pread(fd, found, BLOB_SIZE, at) != BLOB_SIZE)
		return "it cannot be read";
	return memcmp(found, buffer, BLOB_SIZE) == 0 ? NULL : "its checksum does not fit";
}

static const char *check_file(int directory, const char *name, unsigned char sum[BLOB_SIZE])
{
	FD_CLEANUP int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? "it cannot be opened" : check_sum(fd, sum);
}

/* name: of the index, "pack-<digits>.idx". */
static void check_pack(int directory, const char *name, const struct pack_report *report)
{
	int stem = (int)(strlen(name) - strlen("idx"));
	unsigned char sum[BLOB_SIZE], wanted[BLOB_SIZE];
	char pack[NAME_MAX + 8];
	const char *problem = check_file(directory, name, sum);

	if (problem != NULL)
		report->problem(report->context, name, problem);
	(void)snprintf(pack, sizeof pack, "%.*spack", stem, name);
	problem = check_file(directory, pack, sum);
	if (problem == NULL &&
		(pack_index_pack_hash(directory, name, wanted) < 0 ||
			memcmp(sum, wanted, BLOB_SIZE) != 0))
		problem = "its index belongs to another pack";
	if (problem != NULL)
		report->problem(report->context, pack, problem);
}

void pack_check(int directory, const struct pack_report *report)
{
	DIR *names = files_names(directory);
	const struct dirent *entry;

	if (names == NULL) {
		report->problem(report->context, "objects/pack", "it cannot be read");
		return;
	}
	while ((entry = readdir(names)) != NULL) {
		const char *dot = strrchr(entry->d_name, '.');

		if (strncmp(entry->d_name, "pack-", 5) == 0 && dot != NULL &&
			strcmp(dot, ".idx") == 0)
			check_pack(directory, entry->d_name, report);
	}
	(void)closedir(names);
}

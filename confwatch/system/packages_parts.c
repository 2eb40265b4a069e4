// SPDX-License-Identifier: GPL-2.0-or-later
// What the readers of package databases share.
#include "system/packages_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "system/files.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])
#define FNV_PRIME UINT64_C(0x100000001b3)

/* Newer than the headers of some systems that we build on; older kernels refuse it. */
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

enum {
	/* Stamps advance by ticks of at most 10 ms; where they count seconds alone, by those. */
	YOUNG_NANOSECONDS = 50 * 1000 * 1000,
	YOUNG_SECONDS = 2,
	SECOND = 1000 * 1000 * 1000,
	LARGE = 64 * 1024,
};

static const char *const top_level[] = {
	"/bin", "/lib", "/lib32", "/lib64", "/libo32", "/libx32", "/sbin"};

uint64_t packages_mark(uint64_t mark, const void *bytes, size_t length)
{
	const unsigned char *next = bytes;

	for (size_t i = 0; i < length; i++)
		mark = (mark ^ next[i]) * FNV_PRIME;
	return mark;
}

static bool is_recent(const struct packages_request *request, const struct timespec *stamp)
{
	int64_t seconds = (int64_t)request->now.tv_sec - stamp->tv_sec;

	/* From a time when the clock was wrong: no write will repeat it. */
	if (seconds < -YOUNG_SECONDS || seconds > YOUNG_SECONDS)
		return false;
	return stamp->tv_nsec == 0 ||
		seconds * SECOND + request->now.tv_nsec - stamp->tv_nsec < YOUNG_NANOSECONDS;
}

bool packages_is_young(const struct packages_request *request, const struct stat *status)
{
	return is_recent(request, &status->st_ctim);
}

void packages_stamp(const struct packages_request *request, int directory, const char *path,
	struct text *result, bool *young)
{
	FD_CLEANUP int fd = files_open_beneath(directory, path, O_PATH | O_NOFOLLOW);
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0) {
		text_add(result, "-,");
		return;
	}
	if (packages_is_young(request, &status))
		*young = true;
	text_format(result, "%llx:%llx:%llx:%llx.%lx:%llx.%lx,", (unsigned long long)status.st_dev,
		(unsigned long long)status.st_ino, (unsigned long long)status.st_size,
		(unsigned long long)status.st_mtim.tv_sec, (unsigned long)status.st_mtim.tv_nsec,
		(unsigned long long)status.st_ctim.tv_sec, (unsigned long)status.st_ctim.tv_nsec);
}

unsigned packages_merged(int root)
{
	unsigned merged = 0;

	for (size_t i = 0; i < LENGTH(top_level); i++) {
		char target[16];
		ssize_t length = readlinkat(root, top_level[i] + 1, target, sizeof target - 1);
		const char *relative = target;

		if (length <= 0)
			continue;
		target[length] = '\0';
		relative += target[0] == '/';
		if (strncmp(relative, "usr/", 4) == 0 &&
			strcmp(relative + 4, top_level[i] + 1) == 0)
			merged |= 1U << i;
	}
	return merged;
}

const char *packages_real_path(
	const struct packages_request *request, const char *path, char buffer[PATH_MAX])
{
	for (size_t i = 0; i < LENGTH(top_level); i++) {
		size_t length = strlen(top_level[i]);
		int size;

		if ((request->merged & 1U << i) == 0 || strncmp(path, top_level[i], length) != 0 ||
			path[length] != '/')
			continue;
		size = snprintf(buffer, PATH_MAX, "/usr%s", path);
		return size < PATH_MAX ? buffer : NULL;
	}
	return path;
}

static int compare(const struct facts_part *a, const struct facts_part *b)
{
	if (a->removed != b->removed)
		return a->removed ? 1 : -1;
	return package_compare(&a->package, &b->package);
}

const struct facts_part *packages_known(
	const struct packages_request *request, const struct facts_part *part)
{
	const struct facts_parts *known = request->known;
	size_t low = 0;
	size_t high = known->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&known->items[middle], part) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; part->mark != 0 && low < known->count; low++) {
		if (compare(&known->items[low], part) != 0)
			return NULL;
		if (known->items[low].mark == part->mark)
			return &known->items[low];
	}
	return NULL;
}

void packages_expect(int fd, size_t limit, struct text *result)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	struct stat status;
	uintptr_t first, end;

	if (fstat(fd, &status) < 0 || status.st_size < LARGE || (size_t)status.st_size > limit)
		return;
	text_reserve(result, (size_t)status.st_size);
	first = ((uintptr_t)result->bytes + page - 1) / page * page;
	end = ((uintptr_t)result->bytes + (uintptr_t)status.st_size) / page * page;
	(void)madvise((void *)first, end - first, MADV_POPULATE_WRITE);
}

int packages_read_file(int directory, const char *path, size_t limit, struct text *result)
{
	FD_CLEANUP int path_fd = files_open_beneath(directory, path, O_PATH | O_NOFOLLOW);
	FD_CLEANUP int fd = -1;

	if (path_fd < 0)
		return path_fd;
	fd = files_reopen(path_fd, O_RDONLY);
	if (fd < 0)
		return fd;
	packages_expect(fd, limit, result);
	return files_read_all(fd, limit, result);
}

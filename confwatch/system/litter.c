// SPDX-License-Identifier: GPL-2.0-or-later
// STATE/litter: temporary names in the watched tree, noted before they exist.
#include "system/litter.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "core/vis.h"
#include "system/files.h"

static const char file_name[] = "litter";
static const char prefix[] = ".#confwatch-";

enum {
	RANDOM_BYTES = 8,
};

void litter_init(struct litter *litter, int state)
{
	*litter = (struct litter){.state = state, .fd = -1};
}

void litter_release(struct litter *litter)
{
	files_close(&litter->fd);
	text_release(&litter->lines);
}

int litter_name(char result[LITTER_NAME_SIZE], struct error *error)
{
	unsigned char bytes[RANDOM_BYTES];
	uint64_t number = 0;

	if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		return error_system(error, errno, "cannot get random bytes");
	for (size_t i = 0; i < sizeof bytes; i++)
		number = number << 8 | bytes[i];
	(void)snprintf(result, LITTER_NAME_SIZE, "%s%016" PRIx64 "~", prefix, number);
	return 0;
}

bool litter_is_name(const char *name)
{
	size_t start = sizeof prefix - 1;

	return strlen(name) == LITTER_NAME_SIZE - 1 && strncmp(name, prefix, start) == 0 &&
		strspn(name + start, "0123456789abcdef") == (size_t)RANDOM_BYTES * 2 &&
		name[LITTER_NAME_SIZE - 2] == '~';
}

void litter_add(struct litter *litter, const char *path, const char *name, uint64_t new_inode,
	uint64_t old_inode)
{
	vis_append(&litter->lines, path, strlen(path));
	text_format(&litter->lines, " %s %" PRIu64 " %" PRIu64 "\n", name, new_inode, old_inode);
}

static int open_file(struct litter *litter)
{
	if (litter->fd >= 0)
		return 0;
	litter->fd = openat(litter->state, file_name,
		O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (litter->fd < 0)
		return -errno;
	return fsync(litter->state) < 0 ? -errno : 0;
}

int litter_write(struct litter *litter, struct error *error)
{
	int code;

	if (litter->lines.length == 0)
		return 0;
	code = open_file(litter);
	if (code == 0)
		code = files_write_all(litter->fd, litter->lines.bytes, litter->lines.length);
	if (code == 0 && fdatasync(litter->fd) < 0)
		code = -errno;
	text_clear(&litter->lines);
	return code < 0 ? error_system(error, -code, "cannot note temporary names") : 0;
}

void litter_clear(struct litter *litter)
{
	if (litter->fd >= 0)
		(void)ftruncate(litter->fd, 0);
}

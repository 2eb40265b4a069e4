// SPDX-License-Identifier: GPL-2.0-or-later
// What has to reach the disk: few descriptors one by one, many by whole file systems.
#include "system/place_durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "system/files.h"

enum {
	ONE_BY_ONE = 32,
};

struct durable_item {
	int fd;
	dev_t device;
};

static void forget_items(struct durable *durable)
{
	for (size_t i = 0; i < durable->count; i++)
		files_close(&durable->items[i].fd);
	durable->count = 0;
}

void durable_release(struct durable *durable)
{
	forget_items(durable);
	free(durable->items);
	*durable = (struct durable){0};
}

static bool has_device(const struct durable *durable, size_t count, dev_t device)
{
	for (size_t i = 0; i < count; i++) {
		if (durable->items[i].device == device)
			return true;
	}
	return false;
}

static void keep_one_of_each_device(struct durable *durable)
{
	size_t kept = 0;

	for (size_t i = 0; i < durable->count; i++) {
		if (has_device(durable, kept, durable->items[i].device))
			files_close(&durable->items[i].fd);
		else
			durable->items[kept++] = durable->items[i];
	}
	durable->count = kept;
	durable->whole = true;
}

int durable_add(struct durable *durable, int fd, dev_t device)
{
	int copy;

	if (!durable->whole && durable->count >= ONE_BY_ONE)
		keep_one_of_each_device(durable);
	if (durable->whole && has_device(durable, durable->count, device))
		return 0;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (copy < 0)
		return -errno;
	durable->items = memory_grow(
		durable->items, &durable->capacity, durable->count + 1, sizeof *durable->items);
	durable->items[durable->count++] = (struct durable_item){copy, device};
	return 0;
}

int durable_sync(struct durable *durable)
{
	int code = 0;

	for (size_t i = 0; i < durable->count; i++) {
		int fd = durable->items[i].fd;

		if ((durable->whole ? syncfs(fd) : fsync(fd)) < 0 && code == 0)
			code = -errno;
	}
	forget_items(durable);
	durable->whole = false;
	return code;
}

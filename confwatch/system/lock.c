// SPDX-License-Identifier: GPL-2.0-or-later
// The lock of STATE: flock(2), so that death ends it, and its holder's name inside.
#include "system/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "system/files.h"
#include "system/waiting.h"

enum {
	POLL_MILLISECONDS = 50,
	HOLDER_SIZE = 64,
};

/* flock() that waits has no limit of its own, and an alarm would be a signal for everybody. */
static int lock_within(int fd, unsigned seconds)
{
	const struct timespec pause = {.tv_nsec = POLL_MILLISECONDS * 1000000L};
	int64_t end = waiting_clock() + (int64_t)seconds * 1000;

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -errno;
		if (waiting_clock() >= end)
			return -EWOULDBLOCK;
		(void)clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
	}
	return 0;
}

/* "PID COMMAND"; only for people, so a full disk does not matter. */
static void write_holder(int fd, const char *command)
{
	char holder[HOLDER_SIZE];
	int length = snprintf(holder, sizeof holder, "%ld %s\n", (long)getpid(), command);

	if (length < 0 || (size_t)length >= sizeof holder)
		return;
	if (pwrite(fd, holder, (size_t)length, 0) == length)
		(void)!ftruncate(fd, length);
}

static int say_who_holds(int fd, const char *path, struct error *error)
{
	char holder[HOLDER_SIZE];
	ssize_t length = pread(fd, holder, sizeof holder - 1, 0);
	char *blank, *end;

	holder[length > 0 ? length : 0] = '\0';
	end = strchr(holder, '\n');
	blank = strchr(holder, ' ');
	if (end == NULL || blank == NULL || blank > end)
		return error_set(error, EWOULDBLOCK, "another confwatch holds '%s/lock'", path);
	*end = '\0';
	*blank = '\0';
	return error_set(error, EWOULDBLOCK, "another confwatch (pid %s, %s) holds '%s/lock'",
		holder, blank + 1, path);
}

int lock_take(
	int state, const char *path, const char *command, unsigned seconds, struct error *error)
{
	FD_CLEANUP int fd =
		openat(state, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	int code;

	if (fd < 0)
		return error_system(error, errno, "cannot open '%s/lock'", path);
	code = lock_within(fd, seconds);
	if (code == -EWOULDBLOCK)
		return say_who_holds(fd, path, error);
	if (code < 0)
		return error_system(error, -code, "cannot lock '%s/lock'", path);
	write_holder(fd, command);
	return take_fd(&fd);
}

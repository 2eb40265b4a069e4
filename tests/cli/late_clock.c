// SPDX-License-Identifier: GPL-2.0-or-later
// Loaded before a program's libraries: a clock that a test sets. With CLOCK_AT the time of day
// stands there; with CLOCK_AHEAD it is so many seconds ahead. What the kernel stamps is not.
// Without either, every look at the running clock is a minute after the last, and the coarse clock,
// which a scan holds stamps of files against, a minute ahead. With NO_SYNC nothing is waited for
// until it lies on a disk.
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	LATER = 60,
};

/* False: nobody set the calendar. */
static bool set_calendar(struct timespec *now)
{
	const char *at = getenv("CLOCK_AT");
	const char *ahead = getenv("CLOCK_AHEAD");

	if (at != NULL)
		*now = (struct timespec){(time_t)strtoll(at, NULL, 10), 0};
	else if (ahead != NULL)
		now->tv_sec += (time_t)strtoll(ahead, NULL, 10);
	return at != NULL || ahead != NULL;
}

static void run_late(clockid_t clock, struct timespec *now)
{
	static time_t late;

	if (clock == CLOCK_MONOTONIC) {
		late += LATER;
		now->tv_sec += late;
	} else if (clock == CLOCK_REALTIME_COARSE) {
		now->tv_sec += LATER;
	}
}

int clock_gettime(clockid_t clock, struct timespec *result)
{
	const bool calendar = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
	long rc = syscall(SYS_clock_gettime, clock, result);
	struct timespec unused = {0};

	if (rc == 0 && !set_calendar(calendar ? result : &unused))
		run_late(clock, result);
	return (int)rc;
}

time_t time(time_t *result)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (result != NULL)
		*result = now.tv_sec;
	return now.tv_sec;
}

static int sync_with(long call, int fd)
{
	return getenv("NO_SYNC") != NULL ? 0 : (int)syscall(call, fd);
}

int fsync(int fd)
{
	return sync_with(SYS_fsync, fd);
}

int fdatasync(int fd)
{
	return sync_with(SYS_fdatasync, fd);
}

int syncfs(int fd)
{
	return sync_with(SYS_syncfs, fd);
}

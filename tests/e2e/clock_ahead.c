// SPDX-License-Identifier: GPL-2.0-or-later
// Loaded before a program's libraries: the time of day is CLOCK_AHEAD seconds ahead, so that a year
// passes in a minute. What the kernel stamps is not. Nothing is waited for until it lies on a disk.
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static time_t ahead(void)
{
	static time_t seconds = -1;
	const char *words = getenv("CLOCK_AHEAD");

	if (seconds < 0)
		seconds = words != NULL ? (time_t)strtoll(words, NULL, 10) : 0;
	return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *result)
{
	long rc = syscall(SYS_clock_gettime, clock, result);

	if (rc == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		result->tv_sec += ahead();
	return (int)rc;
}

time_t time(time_t *result)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (result != NULL)
		*result = now.tv_sec;
	return now.tv_sec;
}

int fsync(int fd)
{
	(void)fd;
	return 0;
}

int fdatasync(int fd)
{
	return fsync(fd);
}

int syncfs(int fd)
{
	return fsync(fd);
}

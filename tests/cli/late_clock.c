// SPDX-License-Identifier: GPL-2.0-or-later
// Loaded before a program's libraries: every look at the running clock is a minute after the last,
// and the coarse clock, which a scan holds stamps of files against, a minute ahead.
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	LATER = 60,
};

int clock_gettime(clockid_t clock, struct timespec *result)
{
	static time_t late;
	long rc = syscall(SYS_clock_gettime, clock, result);

	if (rc == 0 && clock == CLOCK_MONOTONIC) {
		late += LATER;
		result->tv_sec += late;
	} else if (rc == 0 && clock == CLOCK_REALTIME_COARSE) {
		result->tv_sec += LATER;
	}
	return (int)rc;
}

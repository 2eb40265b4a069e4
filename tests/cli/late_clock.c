// SPDX-License-Identifier: GPL-2.0-or-later
// Loaded before a program's libraries. With DAYS_LATER the calendar is so many days ahead. Else
// every look at the running clock is a minute after the last, and the coarse clock, which a scan
// holds stamps of files against, a minute ahead.
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
	LATER = 60,
	DAY = 24 * 60 * 60,
};

static int later(const char *days, clockid_t clock, struct timespec *result)
{
	long rc = syscall(SYS_clock_gettime, clock, result);

	if (rc == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
		result->tv_sec += strtol(days, NULL, 10) * DAY;
	return (int)rc;
}

int clock_gettime(clockid_t clock, struct timespec *result)
{
	static time_t late;
	const char *days = getenv("DAYS_LATER");
	long rc;

	if (days != NULL)
		return later(days, clock, result);
	rc = syscall(SYS_clock_gettime, clock, result);
	if (rc == 0 && clock == CLOCK_MONOTONIC) {
		late += LATER;
		result->tv_sec += late;
	} else if (rc == 0 && clock == CLOCK_REALTIME_COARSE) {
		result->tv_sec += LATER;
	}
	return (int)rc;
}

time_t time(time_t *result)
{
	const char *days = getenv("DAYS_LATER");
	struct timespec now = {0};

	(void)later(days != NULL ? days : "0", CLOCK_REALTIME, &now);
	if (result != NULL)
		*result = now.tv_sec;
	return now.tv_sec;
}

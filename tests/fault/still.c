// SPDX-License-Identifier: GPL-2.0-or-later
// Loaded before a program's libraries, so that runs that do the same write the same: the time of
// day is always that of STILL_CLOCK, and random numbers are the same ones each time. The calls are
// made nevertheless, and fail when they fail. What measures how long something takes is left alone.
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t still(void)
{
	const char *seconds = getenv("STILL_CLOCK");

	return seconds != NULL ? (time_t)strtoll(seconds, NULL, 10) : 0;
}

time_t time(time_t *result)
{
	time_t now = still();

	if (result != NULL)
		*result = now;
	return now;
}

int gettimeofday(struct timeval *restrict result, void *restrict zone)
{
	(void)zone;
	*result = (struct timeval){.tv_sec = still()};
	return 0;
}

int clock_gettime(clockid_t clock, struct timespec *result)
{
	if (clock != CLOCK_REALTIME)
		return (int)syscall(SYS_clock_gettime, clock, result);
	*result = (struct timespec){.tv_sec = still()};
	return 0;
}

/* xorshift64* */
static unsigned char next_byte(void)
{
	static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (unsigned char)(state * UINT64_C(0x2545f4914f6cdd1d) >> 56);
}

ssize_t getrandom(void *buffer, size_t size, unsigned int flags)
{
	long length = syscall(SYS_getrandom, buffer, size, flags);

	for (long i = 0; i < length; i++)
		((unsigned char *)buffer)[i] = next_byte();
	return length;
}

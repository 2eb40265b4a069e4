// SPDX-License-Identifier: GPL-2.0-or-later
// How long something takes, whoever else is busy.
#ifndef TESTS_UNIT_PROCESSOR_TIME_H
#define TESTS_UNIT_PROCESSOR_TIME_H

#include <time.h>

/* What this process has had of the processors. */
static inline double processor_seconds(void)
{
	struct timespec used;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a command once, its output thrown away: prints wall milliseconds, peak memory in kB, and
// milliseconds of CPU, its children's included.
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double milliseconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double of_timeval(const struct timeval *time)
{
	return (double)time->tv_sec * 1e3 + (double)time->tv_usec / 1e3;
}

int main(int argc, char **argv)
{
	struct rusage usage;
	double start;
	double end;
	int status;
	pid_t child;

	if (argc < 2) {
		(void)fputs("usage: measure COMMAND [ARGUMENT...]\n", stderr);
		return 2;
	}
	start = milliseconds();
	child = vfork();
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

		if (null >= 0)
			(void)dup2(null, STDOUT_FILENO);
		(void)execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) < 0)
		return 2;
	end = milliseconds();
	(void)printf("%.3f %ld %.3f\n", end - start, usage.ru_maxrss,
		of_timeval(&usage.ru_utime) + of_timeval(&usage.ru_stime));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

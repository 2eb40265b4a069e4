// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting for descriptors and children, until a time of the running clock.
#include "system/waiting.h"

#include <errno.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "system/files.h"

enum {
	WITHOUT_PIDFD = 10, /* milliseconds between two looks, on kernels before 5.3 */
};

int64_t waiting_clock(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int waiting_readable(int fd, int64_t deadline)
{
	struct pollfd poller = {.fd = fd, .events = POLLIN};

	for (;;) {
		int64_t left = deadline - waiting_clock();
		int count = poll(&poller, 1, left > 0 ? (int)left : 0);

		if (count > 0)
			return 0;
		if (left <= 0)
			return -ETIMEDOUT;
	}
}

int waiting_ended(pid_t pid, int64_t deadline)
{
	FD_CLEANUP int ended = (int)syscall(SYS_pidfd_open, pid, 0U);
	struct pollfd poller = {.fd = ended, .events = POLLIN};

	for (;;) {
		siginfo_t information = {0};
		int64_t left = deadline - waiting_clock();

		/* Not yet reaped, its number is nobody else's. */
		if (waitid(P_PID, (id_t)pid, &information, WEXITED | WNOHANG | WNOWAIT) < 0)
			return -errno;
		if (information.si_pid == pid)
			return 0;
		if (left <= 0)
			return -ETIMEDOUT;
		(void)poll(
			&poller, 1, ended >= 0 || left < WITHOUT_PIDFD ? (int)left : WITHOUT_PIDFD);
	}
}

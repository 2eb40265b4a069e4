// SPDX-License-Identifier: GPL-2.0-or-later
// Waiting for descriptors and children, until a time of the running clock.
#ifndef SYSTEM_WAITING_H
#define SYSTEM_WAITING_H

#include <stdint.h>
#include <sys/types.h>

/* Milliseconds since some time in the past. */
int64_t waiting_clock(void);

/* 0: there is something to read, or nothing more will come; -ETIMEDOUT. */
int waiting_readable(int fd, int64_t deadline);

/* 0: the child has ended, and stays to be waited for; -ETIMEDOUT; -ECHILD. */
int waiting_ended(pid_t pid, int64_t deadline);

#endif

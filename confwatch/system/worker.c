// SPDX-License-Identifier: GPL-2.0-or-later
// A child of fork(2), and a socket of whole messages between it and its parent.
#include "system/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/files.h"
#include "system/waiting.h"

enum {
	PATIENCE = 100, /* looks, 10 ms apart, for a killed child to be gone */
	PAUSE = 10,
	FIRST_INHERITED = STDERR_FILENO + 1,
	HIGHEST_INHERITED = 1024, /* on kernels without close_range(2) */
};

/* Nothing that the work prints, or a library of it, may reach whoever called us. */
static int silence(void)
{
	FD_CLEANUP int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		return -errno;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (dup2(null, fd) < 0)
			return -errno;
	if (null <= STDERR_FILENO)
		(void)take_fd(&null);
	return 0;
}

static _Noreturn void run_child(
	int (*work)(void *context, int channel), void *context, int channel, pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent || silence() < 0)
		_exit(1);
	_exit(work(context, channel) == 0 ? 0 : 1);
}

int worker_start(int (*work)(void *context, int channel), void *context, struct worker *result,
	struct error *error)
{
	int ends[2];
	pid_t self = getpid(), pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return error_system(error, errno, "cannot make a socket");
	pid = fork();
	if (pid == 0) {
		files_close(&ends[0]);
		run_child(work, context, ends[1], self);
	}
	files_close(&ends[1]);
	if (pid < 0) {
		files_close(&ends[0]);
		return error_system(error, errno, "cannot start a process");
	}
	*result = (struct worker){.pid = pid, .channel = ends[0]};
	return 0;
}

void worker_send(int channel, const void *message, size_t size)
{
	while (send(channel, message, size, MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
}

int worker_receive(const struct worker *worker, void *message, size_t size, int64_t deadline)
{
	ssize_t length;
	int code = waiting_readable(worker->channel, deadline);

	if (code < 0)
		return code;
	length = recv(worker->channel, message, size, 0);
	return length == (ssize_t)size ? 1 : 0;
}

void worker_finish(struct worker *worker)
{
	FD_CLEANUP int ended = (int)syscall(SYS_pidfd_open, worker->pid, 0U);
	struct pollfd wait = {ended, POLLIN, 0};

	files_close(&worker->channel);
	(void)kill(worker->pid, SIGKILL);
	for (int i = 0; i < PATIENCE; i++) {
		pid_t pid = waitpid(worker->pid, NULL, WNOHANG);

		if (pid == worker->pid || (pid < 0 && errno != EINTR))
			return;
		/* On kernels before 5.3 it waits for nothing but time. */
		(void)poll(&wait, 1, PAUSE);
	}
}

void worker_close_inherited(void)
{
	if (syscall(SYS_close_range, FIRST_INHERITED, ~0U, 0) == 0)
		return;
	for (int fd = FIRST_INHERITED; fd < HIGHEST_INHERITED; fd++)
		(void)close(fd);
}

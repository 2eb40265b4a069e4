// SPDX-License-Identifier: GPL-2.0-or-later
// A child of a process that may have threads, handlers and children of its own.
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Newer than the headers of some systems that we build on. */
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

enum {
	START = 5000,	 /* milliseconds, until a plugin has started */
	PATIENCE = 2000, /* for a killed child to be gone */
	STEP = 5,	 /* between two looks, on kernels without pidfd_open(2) */
	NOT_STARTED = 127,
	REFUSED = 3, /* exit status of `confwatch hook` with hooks.strict */
};

static int64_t milliseconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* True when it has ended and can be waited for without blocking; also when it is not ours. */
static bool has_ended(pid_t pid)
{
	siginfo_t information = {0};

	if (waitid(P_PID, (id_t)pid, &information, WEXITED | WNOHANG | WNOWAIT) < 0)
		return errno == ECHILD;
	return information.si_pid == pid;
}

/* fd: of pidfd_open(2), or -1. */
static bool wait_until(pid_t pid, int fd, int64_t end)
{
	struct pollfd descriptor = {.fd = fd, .events = POLLIN};

	while (!has_ended(pid)) {
		int64_t left = end - milliseconds();

		if (left <= 0)
			return false;
		(void)poll(&descriptor, 1, (int)(fd >= 0 || left < STEP ? left : STEP));
	}
	return true;
}

static void end(pid_t pid)
{
	(void)kill(-pid, SIGKILL);
	(void)kill(pid, SIGKILL);
}

/* Its exit status; -1: killed, or somebody else has taken it. */
static int await(pid_t pid, int seconds)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	bool ended = wait_until(pid, fd, milliseconds() + (int64_t)seconds * 1000);
	int status = -1;

	if (!ended) {
		end(pid);
		ended = wait_until(pid, fd, milliseconds() + PATIENCE);
	}
	if (fd >= 0)
		(void)close(fd);
	if (!ended || waitpid(pid, &status, WNOHANG) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* What a child is made of, but for the path of its program. Descriptors of -1: none. */
struct child {
	char *const *words;
	int program;
	int input;
	int output;
	int ready;
};

static int hand_on(posix_spawn_file_actions_t *files, int fd, int number, int flags)
{
	return fd >= 0 ? posix_spawn_file_actions_adddup2(files, fd, number)
		       : posix_spawn_file_actions_addopen(files, number, "/dev/null", flags, 0);
}

/* One that is given to itself stays open: a script is opened again by its interpreter. */
static int set_files(posix_spawn_file_actions_t *files, const struct child *child)
{
	int code = child->program >= 0 ? hand_on(files, child->program, child->program, 0) : 0;

	if (code == 0)
		code = hand_on(files, child->input, STDIN_FILENO, O_RDONLY);
	if (code == 0)
		code = hand_on(files, child->output, STDOUT_FILENO, O_WRONLY);
	if (code == 0)
		code = hand_on(files, -1, STDERR_FILENO, O_WRONLY);
	return code == 0 && child->ready >= 0 ? hand_on(files, child->ready, RUN_READY, 0) : code;
}

/* Signals as in a fresh process, whatever the manager ignores or blocks. */
static int set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t all, none;
	int code;

	(void)sigfillset(&all);
	(void)sigemptyset(&none);
	code = posix_spawnattr_setsigdefault(attributes, &all);
	if (code == 0)
		code = posix_spawnattr_setsigmask(attributes, &none);
	return code != 0
		? code
		: posix_spawnattr_setflags(attributes,
			  POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
}

/* sudo's user, for the record; everything else of the environment stays outside. */
static char *caller(char *result, size_t size)
{
	const char *given = getenv("SUDO_UID");
	size_t digits = given != NULL ? strspn(given, "0123456789") : 0;

	if (digits == 0 || digits > 10)
		return NULL;
	(void)snprintf(result, size, "SUDO_UID=%.*s", (int)digits, given);
	return result;
}

/* posix_spawn(3) runs no fork handlers, and stops only the calling thread. 0: *result is its pid.
 */
static int spawn(const struct child *child, const char *path, pid_t *result)
{
	char user[32];
	char *environment[] = {caller(user, sizeof user), NULL};
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int code;

	if (posix_spawn_file_actions_init(&files) != 0)
		return ENOMEM;
	code = posix_spawnattr_init(&attributes);
	if (code == 0) {
		code = set_files(&files, child);
		if (code == 0)
			code = set_attributes(&attributes);
		if (code == 0)
			code = posix_spawn(
				result, path, &files, &attributes, child->words, environment);
		(void)posix_spawnattr_destroy(&attributes);
	}
	(void)posix_spawn_file_actions_destroy(&files);
	return code;
}

static int run(const struct child *child, const char *path, int seconds)
{
	pid_t pid;

	if (child->input >= 0)
		(void)lseek(child->input, 0, SEEK_SET);
	return spawn(child, path, &pid) == 0 ? await(pid, seconds) : NOT_STARTED;
}

enum run_outcome run_hook(int program, char *const *words, int input, int seconds)
{
	const struct child child = {
		.words = words, .program = program, .input = input, .output = -1, .ready = -1};
	int status = NOT_STARTED;
	char path[32];

	if (program >= 0) {
		(void)snprintf(path, sizeof path, "/proc/self/fd/%d", program);
		status = run(&child, path, seconds);
	}
	/* No /proc; or what it was linked with went away in this very transaction. */
	if (status == NOT_STARTED)
		status = run(&child, CONFWATCH_PROGRAM, seconds);
	return status == REFUSED ? RUN_REFUSED : RUN_DONE;
}

/* Nobody else holds the other end. */
static bool has_started(int ready)
{
	struct pollfd descriptor = {.fd = ready, .events = POLLIN};
	int64_t end_of_patience = milliseconds() + START, left;
	int count;

	do {
		left = end_of_patience - milliseconds();
		count = poll(&descriptor, 1, left > 0 ? (int)left : 0);
	} while (count < 0 && errno == EINTR);
	return count > 0;
}

void run_plugin(char *const *words)
{
	struct child child = {
		.words = words, .program = -1, .input = STDIN_FILENO, .output = STDOUT_FILENO};
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return;
	child.ready = ends[1];
	if (spawn(&child, CONFWATCH_PROGRAM, &pid) == 0) {
		(void)close(ends[1]);
		if (!has_started(ends[0]))
			end(pid);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	(void)close(ends[0]);
}

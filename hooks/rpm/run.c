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
	LIMIT = 30000,	 /* milliseconds; confwatch limits itself before */
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

/* Its exit status; -1: killed, or somebody else has taken it. */
static int await(pid_t pid)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	bool ended = wait_until(pid, fd, milliseconds() + LIMIT);
	int status = -1;

	if (!ended) {
		(void)kill(-pid, SIGKILL);
		(void)kill(pid, SIGKILL);
		ended = wait_until(pid, fd, milliseconds() + PATIENCE);
	}
	if (fd >= 0)
		(void)close(fd);
	if (!ended || waitpid(pid, &status, WNOHANG) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* One that is given to itself stays open: a script is opened again by its interpreter. */
static int set_files(posix_spawn_file_actions_t *files, int program, int input)
{
	int code = posix_spawn_file_actions_adddup2(files, program, program);

	if (code == 0)
		code = input >= 0 ? posix_spawn_file_actions_adddup2(files, input, STDIN_FILENO)
				  : posix_spawn_file_actions_addopen(
					    files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (code == 0)
		code = posix_spawn_file_actions_addopen(
			files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	return code != 0
		? code
		: posix_spawn_file_actions_addopen(files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
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

/* What a child is made of, but for the path of its program. */
struct child {
	char *const *words;
	char *const *environment;
	int program;
	int input;
};

/* posix_spawn(3) runs no fork handlers, and stops only the calling thread. 0: *result is its pid.
 */
static int spawn(const struct child *child, const char *path, pid_t *result)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	int code;

	if (posix_spawn_file_actions_init(&files) != 0)
		return ENOMEM;
	code = posix_spawnattr_init(&attributes);
	if (code == 0) {
		code = set_files(&files, child->program, child->input);
		if (code == 0)
			code = set_attributes(&attributes);
		if (code == 0)
			code = posix_spawn(result, path, &files, &attributes, child->words,
				child->environment);
		(void)posix_spawnattr_destroy(&attributes);
	}
	(void)posix_spawn_file_actions_destroy(&files);
	return code;
}

static int run(const struct child *child, const char *path)
{
	pid_t pid;

	if (child->input >= 0)
		(void)lseek(child->input, 0, SEEK_SET);
	return spawn(child, path, &pid) == 0 ? await(pid) : NOT_STARTED;
}

/* sudo's user, for the record; everything else of the environment stays outside. */
static const char *caller(char *result, size_t size)
{
	const char *given = getenv("SUDO_UID");
	size_t digits = given != NULL ? strspn(given, "0123456789") : 0;

	if (digits == 0 || digits > 10 || given[digits] != '\0')
		return NULL;
	(void)snprintf(result, size, "SUDO_UID=%s", given);
	return result;
}

enum run_outcome run_hook(int program, const char *event, int input)
{
	char name[] = "confwatch", hook[] = "hook", via[] = "--via=rpm", packages[] = "--packages";
	char word[16], path[32], user[32];
	char *words[] = {name, hook, word, via, input >= 0 ? packages : NULL, NULL};
	char *environment[] = {caller(user, sizeof user) != NULL ? user : NULL, NULL};
	const struct child child = {words, environment, program, input};
	int status;

	(void)snprintf(word, sizeof word, "%s", event);
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", program);
	status = run(&child, path);
	/* No /proc; or what it was linked with went away in this very transaction. */
	if (status == NOT_STARTED)
		status = run(&child, CONFWATCH_PROGRAM);
	return status == REFUSED ? RUN_REFUSED : RUN_DONE;
}

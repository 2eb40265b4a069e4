// SPDX-License-Identifier: GPL-2.0-or-later
// The pager: another program, as the person who called us, fed through a pipe.
#include "system/child.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/close_range.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/files.h"

enum {
	WORDS_MAX = 16,
};

static const char *const directories[] = {
	"/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"};

static const char search_path[] = "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

/* What the child needs, made before the fork: behind it only system calls. */
struct program {
	char words[PATH_MAX];
	char *argv[WORDS_MAX + 1];
	char terminal[80];
	uid_t uid;
	gid_t gid;
};

static int split_words(const char *command, struct program *program)
{
	size_t count = 0;
	char *next = program->words;

	if (strlen(command) >= sizeof program->words)
		return -E2BIG;
	(void)memcpy(program->words, command, strlen(command) + 1);
	for (next += strspn(next, " \t"); *next != '\0'; next += strspn(next, " \t")) {
		if (count == WORDS_MAX)
			return -E2BIG;
		program->argv[count++] = next;
		next += strcspn(next, " \t");
		if (*next != '\0')
			*next++ = '\0';
	}
	program->argv[count] = NULL;
	return count == 0 ? -EINVAL : 0;
}

/* Root may not become somebody half: groups first, they need the privilege. */
static int become(const struct program *program)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -errno;
	if (geteuid() != 0 || program->uid == 0)
		return 0;
	if (setgroups(0, NULL) < 0 || setresgid(program->gid, program->gid, program->gid) < 0 ||
		setresuid(program->uid, program->uid, program->uid) < 0)
		return -errno;
	return 0;
}

void child_reset_signals(void)
{
	const struct sigaction standard = {.sa_handler = SIG_DFL};
	sigset_t none;

	for (int number = 1; number < NSIG; number++)
		(void)sigaction(number, &standard, NULL);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

void child_close_on_exec(int first)
{
	enum {
		MOST = 1024,
	};

	if (syscall(SYS_close_range, (unsigned)first, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
		return;
	for (int fd = first; fd < MOST; fd++)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static int execute(struct program *program)
{
	char less[] = "LESS=FRX", secure[] = "LESSSECURE=1", charset[] = "LESSCHARSET=utf-8";
	char history[] = "LESSHISTFILE=-", path[sizeof search_path];
	char *environment[] = {program->terminal, path, less, secure, charset, history, NULL};
	char file[PATH_MAX + 32];

	(void)memcpy(path, search_path, sizeof search_path);
	if (program->argv[0][0] == '/') {
		(void)execve(program->argv[0], program->argv, environment);
		return -errno;
	}
	if (strchr(program->argv[0], '/') != NULL)
		return -ENOENT;
	for (size_t i = 0; i < sizeof directories / sizeof directories[0]; i++) {
		(void)snprintf(file, sizeof file, "%s/%s", directories[i], program->argv[0]);
		(void)execve(file, program->argv, environment);
	}
	return -errno;
}

/* Ends in the program, or writes why not to `report`, which an exec closes. */
static _Noreturn void run_child(struct program *program, int input, int report)
{
	int code;

	child_reset_signals();
	/* Whatever our own caller left open is none of the pager's business. */
	child_close_on_exec(STDERR_FILENO + 1);
	if (dup2(input, STDIN_FILENO) < 0 || chdir("/") < 0)
		code = -errno;
	else
		code = become(program);
	if (code == 0)
		code = execute(program);
	(void)!write(report, &code, sizeof code);
	_exit(127);
}

/* 0 when the child became the program; nothing comes through the pipe then. */
static int await_start(pid_t pid, int report)
{
	int code = 0;
	ssize_t length;

	do
		length = read(report, &code, sizeof code);
	while (length < 0 && errno == EINTR);
	if (length != sizeof code)
		return 0;
	(void)waitpid(pid, NULL, 0);
	return code;
}

static int start(struct program *program, struct pager *result)
{
	int data[2], outcome[2], code;
	pid_t pid;

	if (pipe2(data, O_CLOEXEC) < 0)
		return -errno;
	if (pipe2(outcome, O_CLOEXEC) < 0) {
		code = -errno;
		files_close(&data[0]);
		files_close(&data[1]);
		return code;
	}
	pid = fork();
	if (pid == 0)
		run_child(program, data[0], outcome[1]);
	code = pid < 0 ? -errno : 0;
	files_close(&data[0]);
	files_close(&outcome[1]);
	if (code == 0)
		code = await_start(pid, outcome[0]);
	files_close(&outcome[0]);
	if (code < 0) {
		files_close(&data[1]);
		return code;
	}
	*result = (struct pager){.pid = pid, .output = data[1]};
	return 0;
}

int pager_start(const char *command, uid_t uid, gid_t gid, const char *terminal,
	struct pager *result, struct error *error)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct program program = {.uid = uid, .gid = gid};
	int code = split_words(command, &program);
	int length = snprintf(program.terminal, sizeof program.terminal, "TERM=%s",
		terminal != NULL ? terminal : "dumb");

	if (code == 0 && (length < 0 || (size_t)length >= sizeof program.terminal))
		code = -E2BIG;
	if (code == 0)
		code = start(&program, result);
	if (code < 0)
		return error_system(error, -code, "cannot start the pager '%s'", command);
	(void)sigaction(SIGINT, &ignore, &result->interrupt);
	return 0;
}

void pager_finish(struct pager *pager)
{
	if (pager->pid == 0)
		return;
	files_close(&pager->output);
	while (waitpid(pager->pid, NULL, 0) < 0 && errno == EINTR)
		;
	(void)sigaction(SIGINT, &pager->interrupt, NULL);
	pager->pid = 0;
}

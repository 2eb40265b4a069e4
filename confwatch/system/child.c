// SPDX-License-Identifier: GPL-2.0-or-later
// Pager and editor: other programs, as the person who called us, on descriptors only.
#include "system/child.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <linux/close_range.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/files.h"

enum {
	WORDS_MAX = 16,
	ENVIRONMENT_MAX = 8,
	ENVIRONMENT_SIZE = 1024,
	EDITED = STDERR_FILENO + 1, /* where the editor finds what it edits */
	EDITED_MOST = 1024 * 1024,
};

static const char edited_name[] = "/proc/self/fd/3";

static const char *const directories[] = {
	"/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"};

static const char search_path[] = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

/* What the child needs, made before the fork: behind it only system calls. */
struct program {
	char words[PATH_MAX];
	char *argv[WORDS_MAX + 2];
	char space[ENVIRONMENT_SIZE];
	size_t used; /* of the space */
	char *environment[ENVIRONMENT_MAX + 1];
	size_t environment_count;
	int input;  /* becomes its standard input; -1: ours */
	int edited; /* becomes EDITED; -1: none */
	uid_t uid;
	gid_t gid;
};

/* What does not fit is left out; NAME without a value too. */
static void add_environment(struct program *program, const char *name, const char *value)
{
	const size_t room = sizeof program->space - program->used;
	char *at = program->space + program->used;
	int length;

	if (value == NULL || program->environment_count == ENVIRONMENT_MAX)
		return;
	length = snprintf(at, room, "%s=%s", name, value);
	if (length < 0 || (size_t)length >= room)
		return;
	program->used += (size_t)length + 1;
	program->environment[program->environment_count++] = at;
}

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
	char *const *environment = program->environment;
	char file[PATH_MAX + 32];

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

static int hand_over(int from, int to)
{
	if (from < 0)
		return 0;
	if (from == to)
		return fcntl(to, F_SETFD, 0);
	return dup2(from, to);
}

/* Ends in the program, or writes why not to `report`, which an exec closes. */
static _Noreturn void run_child(struct program *program, int report)
{
	int code;

	child_reset_signals();
	/* Whatever our own caller left open is none of the program's business. */
	child_close_on_exec(STDERR_FILENO + 1);
	if (report == EDITED)
		report = fcntl(report, F_DUPFD_CLOEXEC, EDITED + 1);
	if (hand_over(program->input, STDIN_FILENO) < 0 || hand_over(program->edited, EDITED) < 0 ||
		chdir("/") < 0)
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

/* The process that became the program, or -errno. */
static pid_t start(struct program *program)
{
	int outcome[2], code;
	pid_t pid;

	if (pipe2(outcome, O_CLOEXEC) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		run_child(program, outcome[1]);
	code = pid < 0 ? -errno : 0;
	files_close(&outcome[1]);
	if (code == 0)
		code = await_start(pid, outcome[0]);
	files_close(&outcome[0]);
	return code < 0 ? code : pid;
}

static int prepare(
	const char *command, uid_t uid, gid_t gid, const char *terminal, struct program *program)
{
	*program = (struct program){.uid = uid, .gid = gid, .input = -1, .edited = -1};
	add_environment(program, "TERM", terminal != NULL ? terminal : "dumb");
	if (program->environment_count == 0)
		return -E2BIG;
	add_environment(program, "PATH", search_path);
	return split_words(command, program);
}

static int start_pager(struct program *program, struct pager *result)
{
	int data[2];
	pid_t pid;

	add_environment(program, "LESS", "FRX");
	add_environment(program, "LESSSECURE", "1");
	add_environment(program, "LESSCHARSET", "utf-8");
	add_environment(program, "LESSHISTFILE", "-");
	if (pipe2(data, O_CLOEXEC) < 0)
		return -errno;
	program->input = data[0];
	pid = start(program);
	files_close(&data[0]);
	if (pid < 0) {
		files_close(&data[1]);
		return pid;
	}
	*result = (struct pager){.pid = pid, .output = data[1]};
	return 0;
}

int pager_start(const char *command, uid_t uid, gid_t gid, const char *terminal,
	struct pager *result, struct error *error)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct program program;
	int code = prepare(command, uid, gid, terminal, &program);

	if (code == 0)
		code = start_pager(&program, result);
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

/* Without a name, and the person's alone. */
static int lay_out(int state, const struct text *text, uid_t uid, gid_t gid)
{
	FD_CLEANUP int fd = openat(state, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	int code;

	if (fd < 0)
		fd = memfd_create("confwatch", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	code = files_write_all(fd, text_string(text), text->length);
	if (code < 0)
		return code;
	if (fchmod(fd, 0600) < 0 || (geteuid() == 0 && fchown(fd, uid, gid) < 0))
		return -errno;
	return take_fd(&fd);
}

/* A person at work: what the keyboard sends is for the editor. */
static int await_person(pid_t pid)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct sigaction interrupt, quit;
	int status = 0;

	(void)sigaction(SIGINT, &ignore, &interrupt);
	(void)sigaction(SIGQUIT, &ignore, &quit);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	(void)sigaction(SIGINT, &interrupt, NULL);
	(void)sigaction(SIGQUIT, &quit, NULL);
	return status;
}

static int read_edited(int file, struct text *text)
{
	text_clear(text);
	if (lseek(file, 0, SEEK_SET) < 0)
		return -errno;
	return files_read_all(file, EDITED_MOST, text);
}

int editor_run(const struct editor *editor, struct text *text, struct error *error)
{
	FD_CLEANUP int file = lay_out(editor->state, text, editor->uid, editor->gid);
	struct program program;
	int code = prepare(editor->command, editor->uid, editor->gid, editor->terminal, &program);
	size_t words = 0;
	pid_t pid;

	while (program.argv[words] != NULL)
		words++;
	program.argv[words] = (char *)(uintptr_t)edited_name;
	program.edited = file;
	add_environment(&program, "LANG", getenv("LANG"));
	add_environment(&program, "LC_ALL", getenv("LC_ALL"));
	add_environment(&program, "LC_CTYPE", getenv("LC_CTYPE"));
	if (editor->uid == geteuid())
		add_environment(&program, "HOME", getenv("HOME"));
	if (code == 0)
		code = file < 0 ? file : 0;
	pid = code < 0 ? code : start(&program);
	if (pid < 0)
		return error_system(error, -pid, "cannot start the editor '%s'", editor->command);
	if (await_person(pid) != 0)
		return error_set(error, ECANCELED, "the editor '%s' failed", editor->command);
	code = read_edited(file, text);
	return code < 0 ? error_system(error, -code, "cannot read what was written") : 0;
}

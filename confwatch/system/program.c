// SPDX-License-Identifier: GPL-2.0-or-later
// Running a program for what it prints or takes.
#include "system/program.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <poll.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "system/child.h"
#include "system/files.h"
#include "system/waiting.h"

enum {
	MESSAGES_MOST = 4096,
	READ_PIECE = 64 * 1024,
	/* Where descriptors are out of each other's way before they get their numbers. */
	FIRST_FREE = 10,
	GATHERING = 1, /* milliseconds */
	POLL_EXIT = 2,
	POLL_COUNT = 3,
};

static const rlim_t address_space = (rlim_t)2 * 1024 * 1024 * 1024;

/* What the child needs, made before the fork: behind it only system calls. */
struct launch {
	const struct program *program;
	char **argv;
	pid_t parent;
	scmp_filter_ctx filter; /* NULL: none */
	int input;
	int output;
	int messages;
	int report;
};

/* What a child of ours says, and when it must have ended. */
struct watch {
	pid_t pid;
	int exited; /* pidfd; -1 on kernels without */
	int output;
	int messages;
	int report;
	int64_t deadline;
};

/* Local sockets too: behind them sit name services that may never answer. */
static int make_filter(scmp_filter_ctx *result)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int code;

	if (filter == NULL)
		return -ENOMEM;
	code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 0);
	if (code < 0) {
		seccomp_release(filter);
		return code;
	}
	*result = filter;
	return 0;
}

static void forbid_creation(void)
{
	static const struct landlock_ruleset_attr names = {
		.handled_access_fs = LANDLOCK_ACCESS_FS_REMOVE_DIR |
			LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
			LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
			LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
			LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM,
	};
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &names, sizeof names, 0);

	if (ruleset >= 0)
		(void)syscall(SYS_landlock_restrict_self, ruleset, 0);
}

static void limit(int64_t milliseconds)
{
	rlim_t seconds = (rlim_t)(milliseconds / 1000 + 1);
	const struct rlimit no_core = {0, 0};
	const struct rlimit memory = {address_space, address_space};
	const struct rlimit processor = {seconds, seconds};

	(void)setrlimit(RLIMIT_CORE, &no_core);
	(void)setrlimit(RLIMIT_AS, &memory);
	(void)setrlimit(RLIMIT_CPU, &processor);
}

/* Everything that is not handed on closes at exec: also what our own caller left open. */
static int arrange_descriptors(struct launch *launch)
{
	const int from[] = {
		launch->input, launch->output, launch->messages, launch->program->descriptor};
	int high[] = {-1, -1, -1, -1};
	int report = fcntl(launch->report, F_DUPFD_CLOEXEC, FIRST_FREE);

	if (report < 0)
		return -errno;
	launch->report = report;
	for (int i = 0; i <= PROGRAM_DESCRIPTOR; i++) {
		if (from[i] >= 0 && (high[i] = fcntl(from[i], F_DUPFD_CLOEXEC, FIRST_FREE)) < 0)
			return -errno;
	}
	child_close_on_exec(0);
	for (int i = 0; i <= PROGRAM_DESCRIPTOR; i++) {
		if (high[i] >= 0 && dup2(high[i], i) < 0)
			return -errno;
	}
	return 0;
}

static int confine(const struct launch *launch)
{
	bool free = launch->program->delivers;

	if (setsid() < 0 || chdir("/") < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ||
		(!free && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0))
		return -errno;
	/* The parent may have gone before its death could have a signal. */
	if (getppid() != launch->parent)
		return -ECANCELED;
	if (launch->program->creates_nothing)
		forbid_creation();
	if (free)
		(void)umask(S_IWGRP | S_IWOTH);
	return free ? 0 : seccomp_load(launch->filter);
}

static int execute(char *const *argv)
{
	/* No settings of the caller or of root's home: what is read is the same for everybody. */
	char path[] = "PATH=/usr/bin:/bin:/usr/sbin:/sbin";
	char locale[] = "LC_ALL=C";
	char home[] = "HOME=/nonexistent";
	char *environment[] = {path, locale, home, NULL};

	(void)execve(argv[0], argv, environment);
	return -errno;
}

/* Ends in the program, or writes why not to the report, which an exec closes. */
static _Noreturn void run_child(struct launch *launch)
{
	int code;

	child_reset_signals();
	code = arrange_descriptors(launch);
	if (code == 0)
		code = confine(launch);
	/* For the program: what we hold ourselves may be more already. */
	if (!launch->program->delivers)
		limit(launch->program->milliseconds);
	if (code == 0)
		code = execute(launch->argv);
	(void)!write(launch->report, &code, sizeof code);
	_exit(127);
}

static int open_pipe(int *read_end, int *write_end)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	*read_end = ends[0];
	*write_end = ends[1];
	return 0;
}

static void close_watch(struct watch *watch)
{
	files_close(&watch->exited);
	files_close(&watch->output);
	files_close(&watch->messages);
	files_close(&watch->report);
}

/* A file without a name, to be read from its begin. */
static int hold_input(const struct program *program)
{
	FD_CLEANUP int fd = memfd_create("input", MFD_CLOEXEC);
	int code = fd < 0 ? -errno : files_write_all(fd, program->input, program->input_length);

	if (code == 0 && lseek(fd, 0, SEEK_SET) < 0)
		code = -errno;
	return code < 0 ? code : take_fd(&fd);
}

static int open_input(const struct program *program)
{
	int fd;

	if (program->input != NULL)
		return hold_input(program);
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int open_channels(struct launch *launch, struct watch *watch)
{
	int code = open_pipe(&watch->output, &launch->output);

	if (code == 0)
		code = open_pipe(&watch->messages, &launch->messages);
	if (code == 0)
		code = open_pipe(&watch->report, &launch->report);
	if (code < 0)
		return code;
	launch->input = open_input(launch->program);
	return launch->input < 0 ? launch->input : 0;
}

static char **copy_argv(struct arena *arena, const struct program *program)
{
	size_t count = 0;
	char **argv;

	while (program->argv[count] != NULL)
		count++;
	argv = arena_new_array(arena, count + 1, char *);
	for (size_t i = 0; i < count; i++)
		argv[i] = arena_string(arena, program->argv[i]);
	return argv;
}

static int start(const struct program *program, struct watch *watch)
{
	struct arena arena = ARENA_INIT;
	struct launch launch = {.program = program,
		.parent = getpid(),
		.input = -1,
		.output = -1,
		.messages = -1,
		.report = -1};
	int code = program->delivers ? 0 : make_filter(&launch.filter);

	if (code < 0)
		return code;
	launch.argv = copy_argv(&arena, program);
	code = open_channels(&launch, watch);
	if (code == 0) {
		watch->pid = fork();
		if (watch->pid == 0)
			run_child(&launch);
		code = watch->pid < 0 ? -errno : 0;
	}
	if (launch.filter != NULL)
		seccomp_release(launch.filter);
	arena_release(&arena);
	files_close(&launch.input);
	files_close(&launch.output);
	files_close(&launch.messages);
	files_close(&launch.report);
	if (code == 0)
		watch->exited = (int)syscall(SYS_pidfd_open, watch->pid, 0U);
	return code;
}

/* What is there now; closes the pipe at its end. whole: more than fits is an error. */
static int drain(int *fd, struct text *text, size_t limit, bool whole)
{
	char piece[READ_PIECE];
	ssize_t count = read(*fd, piece, sizeof piece);
	size_t room = text != NULL ? limit - text->length : 0;

	if (count < 0 && errno == EINTR)
		return 0;
	if (count <= 0) {
		files_close(fd);
		return count < 0 ? -errno : 0;
	}
	if (text == NULL)
		return 0;
	if ((size_t)count > room && whole)
		return -EFBIG;
	text_append(text, piece, (size_t)count < room ? (size_t)count : room);
	return 0;
}

static int drain_both(struct watch *watch, const struct program *program, size_t before,
	struct program_result *result, const struct pollfd *polls)
{
	int code = 0;

	if (polls[0].revents != 0)
		code = drain(&watch->output, result->output, before + program->output_limit, true);
	if (code == 0 && polls[1].revents != 0)
		code = drain(&watch->messages, result->messages, MESSAGES_MOST, false);
	return code;
}

/*
 * rpm writes line by line: being woken for each of them took half as long again as rpm itself. So
 * that more is there at once, it is left alone until it has written a piece, or for a moment.
 */
static void let_gather(const struct watch *watch)
{
	struct pollfd exited = {watch->exited, POLLIN, 0};
	int there = 0;

	if (watch->exited >= 0 && ioctl(watch->output, FIONREAD, &there) == 0 && there < READ_PIECE)
		(void)poll(&exited, 1, GATHERING);
}

/* 1: something was read, or the program ended; 0: it had ended, and left nothing more. */
static int listen_once(struct watch *watch, const struct program *program, size_t before,
	struct program_result *result, bool *ended)
{
	struct pollfd polls[POLL_COUNT] = {{watch->output, POLLIN, 0}, {watch->messages, POLLIN, 0},
		{*ended ? -1 : watch->exited, POLLIN, 0}};
	int64_t left = watch->deadline - waiting_clock();
	int ready = left <= 0 ? 0 : poll(polls, POLL_COUNT, *ended ? 0 : (int)left);
	int code;

	if (ready < 0)
		return errno == EINTR ? 1 : -errno;
	if (ready == 0)
		return *ended && left > 0 ? 0 : -ETIMEDOUT;
	if (!*ended && polls[0].revents == POLLIN)
		let_gather(watch);
	code = drain_both(watch, program, before, result, polls);
	*ended = *ended || polls[POLL_EXIT].revents != 0;
	return code < 0 ? code : 1;
}

/*
 * Until both pipes ended, or the program did and what it left in them is read: somebody it started
 * may hold them open. One that closed them early is awaited afterwards.
 */
static int listen_to(
	struct watch *watch, const struct program *program, struct program_result *result)
{
	size_t before = result->output != NULL ? result->output->length : 0;
	bool ended = false;
	int code = 1;

	while (code > 0 && (watch->output >= 0 || watch->messages >= 0))
		code = listen_once(watch, program, before, result, &ended);
	return code < 0 ? code : 0;
}

/* Nothing comes through the report when the child became the program. */
static int await_start(struct watch *watch)
{
	int code = 0;
	ssize_t length;

	do
		length = read(watch->report, &code, sizeof code);
	while (length < 0 && errno == EINTR);
	return length == (ssize_t)sizeof code ? code : 0;
}

static int watch_over(
	struct watch *watch, const struct program *program, struct program_result *result)
{
	int status = 0;
	int code = await_start(watch);

	if (code == 0)
		code = listen_to(watch, program, result);
	if (code == 0)
		/* A program that closed its output and lives on has until the deadline. */
		code = waiting_ended(watch->pid, watch->deadline);
	/* Its own session, so its own group; itself as well, should it not have come that far. */
	if (code < 0 || !program->delivers)
		(void)kill(-watch->pid, SIGKILL);
	(void)kill(watch->pid, SIGKILL);
	while (waitpid(watch->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (code == 0)
		result->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return code;
}

int program_run(const struct program *program, struct program_result *result, struct error *error)
{
	struct watch watch = {.exited = -1,
		.output = -1,
		.messages = -1,
		.report = -1,
		.deadline = waiting_clock() + program->milliseconds};
	int code = start(program, &watch);

	if (code == 0)
		code = watch_over(&watch, program, result);
	close_watch(&watch);
	if (code == 0)
		return 0;
	if (code == -ETIMEDOUT)
		return error_set(error, ETIMEDOUT, "'%s' did not end within %lld milliseconds",
			program->argv[0], (long long)program->milliseconds);
	if (code == -EFBIG)
		return error_set(error, EFBIG, "'%s' printed more than %zu bytes", program->argv[0],
			program->output_limit);
	return error_system(error, -code, "cannot run '%s'", program->argv[0]);
}

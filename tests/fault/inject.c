// SPDX-License-Identifier: GPL-2.0-or-later
// Runs a program and makes its Nth watched system call fail, or kills it there.
//
//   inject [-v] COUNT-FILE N FAULT COMMAND [ARGUMENT...]
//
// N = 0 changes nothing. FAULT is an errno by number, or "kill" (before the call is made). For
// "kill" and ENOSPC only calls that change something are counted: a program that dies between two
// of them leaves the same world behind, and what is written into a pipe or a socket is no change.
// EACCES counts calls that take a path, all others count all watched calls. Calls are counted from
// the program's prctl(PR_SET_DUMPABLE), which is the first thing its main does, so the dynamic
// loader is left alone. COUNT-FILE receives the number of watched calls seen. Calls arrive by
// seccomp user notification (seccomp_unotify(2)): no register is touched, any architecture works,
// and libraries are watched like the program itself. Exit status: the program's; 137 when it was
// killed; 120 when the injector itself failed.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/seccomp.h>
#include <seccomp.h>

#include "base/number.h"

enum {
	STATUS_BROKEN = 120,
	STATUS_KILLED = 137,
	PATIENCE = 60000, /* milliseconds without any call: the program hangs */
};

/* Everything that looks at, writes, names or describes files, and memory from the system. */
enum call_class {
	CHANGES = 1, /* the file system, or what is in it */
	HAS_PATH = 2,
	OPENS = 4, /* changes something when its flags create or truncate */
	LOOKS = 8,
	WRITES = 16, /* changes something when its descriptor is that of a file */
};

/* The flags by which opening changes something. */
static const int making[] = {O_CREAT, O_TRUNC, __O_TMPFILE};

struct watched_call {
	int number;
	int class;
};

/* Everything that looks at, writes, names or describes files, and memory from the system. */
static const struct watched_call watched[] = {
	{SCMP_SYS(open), OPENS | HAS_PATH},
	{SCMP_SYS(openat), OPENS | HAS_PATH},
	{SCMP_SYS(openat2), HAS_PATH},
	{SCMP_SYS(creat), CHANGES | HAS_PATH},
	{SCMP_SYS(write), CHANGES | WRITES},
	{SCMP_SYS(pwrite64), CHANGES | WRITES},
	{SCMP_SYS(writev), CHANGES | WRITES},
	{SCMP_SYS(copy_file_range), CHANGES},
	{SCMP_SYS(fsync), CHANGES},
	{SCMP_SYS(fdatasync), CHANGES},
	{SCMP_SYS(syncfs), CHANGES},
	{SCMP_SYS(link), CHANGES | HAS_PATH},
	{SCMP_SYS(linkat), CHANGES | HAS_PATH},
	{SCMP_SYS(symlink), CHANGES | HAS_PATH},
	{SCMP_SYS(symlinkat), CHANGES | HAS_PATH},
	{SCMP_SYS(rename), CHANGES | HAS_PATH},
	{SCMP_SYS(renameat), CHANGES | HAS_PATH},
	{SCMP_SYS(renameat2), CHANGES | HAS_PATH},
	{SCMP_SYS(unlink), CHANGES | HAS_PATH},
	{SCMP_SYS(unlinkat), CHANGES | HAS_PATH},
	{SCMP_SYS(mkdir), CHANGES | HAS_PATH},
	{SCMP_SYS(mkdirat), CHANGES | HAS_PATH},
	{SCMP_SYS(rmdir), CHANGES | HAS_PATH},
	{SCMP_SYS(mknod), CHANGES | HAS_PATH},
	{SCMP_SYS(mknodat), CHANGES | HAS_PATH},
	{SCMP_SYS(chown), CHANGES | HAS_PATH},
	{SCMP_SYS(fchown), CHANGES},
	{SCMP_SYS(lchown), CHANGES | HAS_PATH},
	{SCMP_SYS(fchownat), CHANGES | HAS_PATH},
	{SCMP_SYS(chmod), CHANGES | HAS_PATH},
	{SCMP_SYS(fchmod), CHANGES},
	{SCMP_SYS(fchmodat), CHANGES | HAS_PATH},
	{SCMP_SYS(setxattr), CHANGES | HAS_PATH},
	{SCMP_SYS(lsetxattr), CHANGES | HAS_PATH},
	{SCMP_SYS(fsetxattr), CHANGES},
	{SCMP_SYS(removexattr), CHANGES | HAS_PATH},
	{SCMP_SYS(fremovexattr), CHANGES},
	{SCMP_SYS(utimensat), CHANGES | HAS_PATH},
	{SCMP_SYS(truncate), CHANGES | HAS_PATH},
	{SCMP_SYS(ftruncate), CHANGES},
	{SCMP_SYS(fallocate), CHANGES},
	{SCMP_SYS(read), LOOKS},
	{SCMP_SYS(pread64), LOOKS},
	{SCMP_SYS(readv), LOOKS},
	{SCMP_SYS(listxattr), LOOKS | HAS_PATH},
	{SCMP_SYS(flistxattr), LOOKS},
	{SCMP_SYS(getxattr), LOOKS | HAS_PATH},
	{SCMP_SYS(fgetxattr), LOOKS},
	{SCMP_SYS(getdents64), LOOKS},
	{SCMP_SYS(readlink), LOOKS | HAS_PATH},
	{SCMP_SYS(readlinkat), LOOKS | HAS_PATH},
	{SCMP_SYS(newfstatat), LOOKS | HAS_PATH},
	{SCMP_SYS(fstat), LOOKS},
	{SCMP_SYS(statx), LOOKS | HAS_PATH},
	{SCMP_SYS(stat), LOOKS | HAS_PATH},
	{SCMP_SYS(lstat), LOOKS | HAS_PATH},
	{SCMP_SYS(access), LOOKS | HAS_PATH},
	{SCMP_SYS(faccessat), LOOKS | HAS_PATH},
	{SCMP_SYS(faccessat2), LOOKS | HAS_PATH},
	{SCMP_SYS(mmap), LOOKS},
	{SCMP_SYS(brk), LOOKS},
	{SCMP_SYS(flock), LOOKS},
	{SCMP_SYS(getrandom), LOOKS},
	{SCMP_SYS(lseek), LOOKS},
};

struct fault {
	unsigned long at; /* 0: never */
	bool kill;
	int code;
	bool verbose;
};

static _Noreturn void broken(const char *what)
{
	(void)fprintf(stderr, "inject: %s: %s\n", what, strerrordesc_np(errno));
	_exit(STATUS_BROKEN);
}

/* What a watched call may be for calls of this class to be counted for this fault. */
static int counted_class(const struct fault *fault)
{
	if (fault->kill || fault->code == ENOSPC)
		return CHANGES;
	return fault->code == EACCES ? HAS_PATH : CHANGES | HAS_PATH | LOOKS;
}

/* Who is not counted is not stopped either. */
static void watch_call(scmp_filter_ctx filter, const struct watched_call *call, int counted)
{
	if (call->number < 0)
		return;
	if ((call->class & counted) != 0) {
		(void)seccomp_rule_add(filter, SCMP_ACT_NOTIFY, call->number, 0);
		return;
	}
	if ((call->class & OPENS) == 0 || (counted & CHANGES) == 0)
		return;
	for (size_t i = 0; i < sizeof making / sizeof making[0]; i++)
		(void)seccomp_rule_add(filter, SCMP_ACT_NOTIFY, call->number, 1,
			SCMP_CMP(call->number == SCMP_SYS(openat) ? 2 : 1, SCMP_CMP_MASKED_EQ,
				(scmp_datum_t)making[i], (scmp_datum_t)making[i]));
}

static int install_filter(const struct fault *fault)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int listener;

	if (filter == NULL)
		broken("cannot make a filter");
	for (size_t i = 0; i < sizeof watched / sizeof watched[0]; i++)
		watch_call(filter, &watched[i], counted_class(fault));
	if (seccomp_rule_add(filter, SCMP_ACT_NOTIFY, SCMP_SYS(prctl), 1,
		    SCMP_A0(SCMP_CMP_EQ, PR_SET_DUMPABLE, 0)) < 0)
		broken("cannot watch prctl");
	if (seccomp_load(filter) < 0)
		broken("cannot load the filter");
	listener = seccomp_notify_fd(filter);
	if (listener < 0)
		broken("cannot get the listener");
	return listener;
}

/* Room for one descriptor in a control message; fills in a message of one byte. */
struct envelope {
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
	char byte;
	struct iovec piece;
	struct msghdr message;
};

static struct cmsghdr *envelope_init(struct envelope *envelope)
{
	memset(envelope, 0, sizeof *envelope);
	envelope->piece.iov_base = &envelope->byte;
	envelope->piece.iov_len = 1;
	envelope->message.msg_iov = &envelope->piece;
	envelope->message.msg_iovlen = 1;
	envelope->message.msg_control = envelope->control;
	envelope->message.msg_controllen = sizeof envelope->control;
	return CMSG_FIRSTHDR(&envelope->message);
}

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, uint64_t)
#endif
#ifndef SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP UINT64_C(1)
#endif

/* Program and injector take turns, on one processor; kernels before 6.6 do not know of it. */
static void take_turns(int listener)
{
	(void)ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP, 0);
}

/* Between filter and exec the child makes no watched call: the listener goes by socket. */
static void send_descriptor(int socket_fd, int fd)
{
	struct envelope envelope;
	struct cmsghdr *header = envelope_init(&envelope);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
	if (sendmsg(socket_fd, &envelope.message, 0) < 0)
		broken("cannot send the listener");
}

static int receive_descriptor(int socket_fd)
{
	struct envelope envelope;
	int fd;

	(void)envelope_init(&envelope);
	if (recvmsg(socket_fd, &envelope.message, MSG_CMSG_CLOEXEC) <= 0 ||
		CMSG_FIRSTHDR(&envelope.message) == NULL)
		broken("cannot receive the listener");
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&envelope.message)), sizeof fd);
	return fd;
}

static pid_t start(const struct fault *fault, char **command, int *listener)
{
	int sockets[2];
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) < 0)
		broken("cannot make a socket pair");
	child = fork();
	if (child < 0)
		broken("cannot fork");
	if (child == 0) {
		int own = install_filter(fault);

		send_descriptor(sockets[1], own);
		(void)close(own);
		(void)execv(command[0], command);
		_exit(STATUS_BROKEN);
	}
	*listener = receive_descriptor(sockets[0]);
	(void)close(sockets[0]);
	(void)close(sockets[1]);
	return child;
}

static bool is_file(const struct seccomp_notif *request)
{
	char path[64];
	struct stat status;

	(void)snprintf(path, sizeof path, "/proc/%lu/fd/%d", (unsigned long)request->pid,
		(int)request->data.args[0]);
	return stat(path, &status) < 0 || !(S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

static int class_of(const struct seccomp_data *call)
{
	uint64_t flags = call->args[call->nr == SCMP_SYS(openat) ? 2 : 1];

	for (size_t i = 0; i < sizeof watched / sizeof watched[0]; i++) {
		if (watched[i].number != call->nr)
			continue;
		if ((watched[i].class & OPENS) == 0)
			return watched[i].class;
		return HAS_PATH |
			((flags & (O_CREAT | O_TRUNC | __O_TMPFILE)) != 0 ? CHANGES : LOOKS);
	}
	return 0;
}

/* Whether this call is one at which the fault is tried. */
static bool counts(const struct fault *fault, const struct seccomp_notif *request)
{
	int class = class_of(&request->data);
	int counted = counted_class(fault);

	if (counted == CHANGES && (class & WRITES) != 0)
		return is_file(request);
	return (class & counted) != 0;
}

static void report(const struct fault *fault, int call, unsigned long number)
{
	char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, call);

	(void)fprintf(stderr, "inject: %lu: %s: %s\n", number, name != NULL ? name : "?",
		fault->kill ? "killed" : strerrordesc_np(fault->code));
	free(name);
}

/* One watched call: let it go on, make it fail, or end the program. */
static void answer(int listener, pid_t child, const struct fault *fault,
	const struct seccomp_notif *request, struct seccomp_notif_resp *response,
	unsigned long number)
{
	memset(response, 0, sizeof *response);
	response->id = request->id;
	response->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	if (number != 0 && number == fault->at) {
		if (fault->verbose)
			report(fault, request->data.nr, number);
		if (fault->kill) {
			(void)kill(child, SIGKILL);
			return;
		}
		response->flags = 0;
		response->error = -fault->code;
	}
	(void)seccomp_notify_respond(listener, response);
}

static unsigned long supervise(int listener, pid_t child, const struct fault *fault)
{
	struct seccomp_notif *request;
	struct seccomp_notif_resp *response;
	unsigned long seen = 0;
	bool counting = false;

	take_turns(listener);
	if (seccomp_notify_alloc(&request, &response) < 0)
		broken("cannot allocate");
	for (;;) {
		struct pollfd ready = {.fd = listener, .events = POLLIN};
		unsigned long number;

		if (poll(&ready, 1, PATIENCE) <= 0) {
			(void)kill(child, SIGKILL);
			break;
		}
		if ((ready.revents & POLLIN) == 0)
			break; /* the last user of the filter is gone */
		memset(request, 0, sizeof *request);
		if (seccomp_notify_receive(listener, request) < 0)
			continue;
		if (request->data.nr == SCMP_SYS(prctl)) {
			counting = true;
			answer(listener, child, fault, request, response, 0);
			continue;
		}
		number = counting && counts(fault, request) ? ++seen : 0;
		answer(listener, child, fault, request, response, number);
	}
	seccomp_notify_free(request, response);
	return seen;
}

static void write_count(const char *path, unsigned long count)
{
	FILE *file = fopen(path, "we");

	if (file == NULL || fprintf(file, "%lu\n", count) < 0 || fclose(file) != 0)
		broken(path);
}

static bool parse_fault(const char *at, const char *what, struct fault *result)
{
	uint64_t number = 0;
	uint64_t code = 0;

	result->kill = strcmp(what, "kill") == 0;
	if (!number_parse(at, strlen(at), 10, 1000000, &number) ||
		(!result->kill && !number_parse(what, strlen(what), 10, 4095, &code)))
		return false;
	result->at = (unsigned long)number;
	result->code = (int)code;
	return true;
}

int main(int argc, char **argv)
{
	struct fault fault = {0};
	unsigned long seen;
	int listener;
	int status;
	pid_t child;

	if (argc > 1 && strcmp(argv[1], "-v") == 0) {
		fault.verbose = true;
		argc--;
		argv++;
	}
	if (argc < 5 || !parse_fault(argv[2], argv[3], &fault)) {
		(void)fputs("usage: inject [-v] COUNT-FILE N ERRNO|kill COMMAND...\n", stderr);
		return STATUS_BROKEN;
	}
	child = start(&fault, argv + 4, &listener);
	seen = supervise(listener, child, &fault);
	if (waitpid(child, &status, 0) < 0)
		broken("cannot wait");
	write_count(argv[1], seen);
	return WIFSIGNALED(status) ? STATUS_KILLED : WEXITSTATUS(status);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// The walls of a confined child: what is not on this list ends it.
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/number.h"
#include "system/files.h"
#include "system/sandbox.h"
#include "system/sandbox_child.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* Memory, time, and what the C library does by itself. */
static const int allowed[] = {
	SCMP_SYS(read),
	SCMP_SYS(pread64),
	SCMP_SYS(readv),
	SCMP_SYS(lseek),
	SCMP_SYS(_llseek),
	SCMP_SYS(fstat),
	SCMP_SYS(fstat64),
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(futex),
	SCMP_SYS(futex_time64),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(sigreturn),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(sched_yield),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getrandom),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_gettime64),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

/* Libraries look for tables and time zones; without them they do what they can. */
static const int refused[] = {
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(stat),
	SCMP_SYS(ioctl),
};

/* A call that this architecture does not have needs no rule. */
static int settle(int code)
{
	return code == -EDOM ? 0 : code;
}

static int allow_plain(scmp_filter_ctx filter)
{
	int code = 0;

	for (size_t i = 0; i < LENGTH(allowed) && code == 0; i++)
		code = settle(seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0));
	for (size_t i = 0; i < LENGTH(refused) && code == 0; i++)
		code = settle(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), refused[i], 0));
	return code;
}

/* Memory that is no file's and cannot be run; answers; the state of an open descriptor. */
static int allow_narrow(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp not_executable = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	const struct scmp_arg_cmp anonymous =
		SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS);
	const struct scmp_arg_cmp of_channel = SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO, 0);
	const struct scmp_arg_cmp of_errors = SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO, 0);
	const struct scmp_arg_cmp of_descriptor =
		SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH);
	int code = settle(seccomp_rule_add(
		filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, not_executable, anonymous));

	if (code == 0)
		code = settle(seccomp_rule_add(
			filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap2), 2, not_executable, anonymous));
	if (code == 0)
		code = settle(seccomp_rule_add(
			filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_executable));
	if (code == 0)
		code = settle(
			seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, of_channel));
	/* The last words of one that has no memory go nowhere. */
	if (code == 0)
		code = settle(seccomp_rule_add(
			filter, SCMP_ACT_ERRNO(EBADF), SCMP_SYS(write), 1, of_errors));
	if (code == 0)
		code = settle(seccomp_rule_add(
			filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1, of_descriptor));
	if (code == 0)
		code = settle(seccomp_rule_add(
			filter, SCMP_ACT_ALLOW, SCMP_SYS(fstatat64), 1, of_descriptor));
	return code;
}

static int load_filter(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int code;

	if (filter == NULL)
		return -ENOMEM;
	code = allow_plain(filter);
	if (code == 0)
		code = allow_narrow(filter);
	if (code == 0)
		code = seccomp_load(filter);
	seccomp_release(filter);
	return code;
}

/* Bytes of address space that we have already: a copy of our parent's. */
static uint64_t present_size(void)
{
	FD_CLEANUP int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	char line[64];
	ssize_t length = fd < 0 ? -1 : read(fd, line, sizeof line);
	uint64_t pages = 0;
	size_t digits = 0;

	while (length > 0 && digits < (size_t)length && line[digits] != ' ')
		digits++;
	if (!number_parse(line, digits, 10, UINT32_MAX, &pages))
		return 0;
	return pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

static int limit(__rlimit_resource_t resource, uint64_t value)
{
	const struct rlimit bounds = {value, value};

	return setrlimit(resource, &bounds) < 0 ? -errno : 0;
}

static int set_limits(const struct sandbox_limits *limits, uint64_t size)
{
	int code = limit(RLIMIT_CPU, limits->seconds);

	if (code == 0)
		code = limit(RLIMIT_CORE, 0);
	/* A pipe is no file. */
	if (code == 0)
		code = limit(RLIMIT_FSIZE, 0);
	if (code == 0)
		code = limit(RLIMIT_NOFILE, 0);
	/* The address sanitizer reserves terabytes. */
	if (code == 0 && size > 0 && !SANDBOX_SANITIZED)
		code = limit(RLIMIT_AS, size + limits->memory);
	return code;
}

int sandbox_confine(const struct sandbox_limits *limits)
{
	uint64_t size = present_size();
	int code = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;

	/* Landlock while descriptors can still be had. */
	if (code == 0) {
		sandbox_forbid_files();
		code = set_limits(limits, size);
	}
	return code == 0 ? load_filter() : code;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Giving up what a command that only looks does not need: seccomp(2) and landlock(7).
#include "system/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "system/files.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

/* Rights that came after the first Landlock: version 2 (5.19), 3 (6.2), 5 (6.10). */
#define LANDLOCK_REFER (1ULL << 13)
#define LANDLOCK_TRUNCATE (1ULL << 14)
#define LANDLOCK_IOCTL_DEVICE (1ULL << 15)

/* Calls that are younger than libseccomp 2.5; the same number on every architecture since 5.1. */
enum {
	CALL_FCHMODAT2 = 452,
	CALL_SETXATTRAT = 463,
	CALL_REMOVEXATTRAT = 466,
	CALL_OPEN_TREE_ATTR = 467,
	CALL_FILE_SETATTR = 469,
};

/* Fail with EPERM whatever their arguments. Names that a kernel or libseccomp lacks are absent. */
static const int forbidden[] = {
	/* names and contents */
	SCMP_SYS(creat),
	SCMP_SYS(truncate),
	SCMP_SYS(mkdir),
	SCMP_SYS(mkdirat),
	SCMP_SYS(rmdir),
	SCMP_SYS(rename),
	SCMP_SYS(renameat),
	SCMP_SYS(renameat2),
	SCMP_SYS(link),
	SCMP_SYS(linkat),
	SCMP_SYS(unlink),
	SCMP_SYS(unlinkat),
	SCMP_SYS(symlink),
	SCMP_SYS(symlinkat),
	SCMP_SYS(mknod),
	SCMP_SYS(mknodat),
	SCMP_SYS(open_by_handle_at),
	SCMP_SYS(io_uring_setup),
	/* metadata */
	SCMP_SYS(chmod),
	SCMP_SYS(fchmod),
	SCMP_SYS(fchmodat),
	SCMP_SYS(chown),
	SCMP_SYS(fchown),
	SCMP_SYS(lchown),
	SCMP_SYS(fchownat),
	SCMP_SYS(setxattr),
	SCMP_SYS(lsetxattr),
	SCMP_SYS(fsetxattr),
	SCMP_SYS(removexattr),
	SCMP_SYS(lremovexattr),
	SCMP_SYS(fremovexattr),
	SCMP_SYS(utime),
	SCMP_SYS(utimes),
	SCMP_SYS(futimesat),
	SCMP_SYS(utimensat),
	CALL_FCHMODAT2,
	CALL_SETXATTRAT,
	CALL_REMOVEXATTRAT,
	CALL_FILE_SETATTR,
	/* other programs and machines */
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(socket),
	SCMP_SYS(socketpair),
	SCMP_SYS(connect),
	SCMP_SYS(bind),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(pidfd_getfd),
	SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(add_key),
	SCMP_SYS(request_key),
	SCMP_SYS(keyctl),
	/* the system */
	SCMP_SYS(mount),
	SCMP_SYS(umount2),
	SCMP_SYS(move_mount),
	SCMP_SYS(open_tree),
	CALL_OPEN_TREE_ATTR,
	SCMP_SYS(fsopen),
	SCMP_SYS(fsconfig),
	SCMP_SYS(fsmount),
	SCMP_SYS(fspick),
	SCMP_SYS(mount_setattr),
	SCMP_SYS(pivot_root),
	SCMP_SYS(chroot),
	SCMP_SYS(setns),
	SCMP_SYS(unshare),
	SCMP_SYS(swapon),
	SCMP_SYS(swapoff),
	SCMP_SYS(reboot),
	SCMP_SYS(kexec_load),
	SCMP_SYS(kexec_file_load),
	SCMP_SYS(init_module),
	SCMP_SYS(finit_module),
	SCMP_SYS(delete_module),
	SCMP_SYS(sethostname),
	SCMP_SYS(setdomainname),
	SCMP_SYS(settimeofday),
	SCMP_SYS(clock_settime),
	SCMP_SYS(adjtimex),
	SCMP_SYS(clock_adjtime),
};

/* Any of them means more than reading. O_TMPFILE needs one of the first two. */
static const uint64_t writing_flags[] = {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC};

/* They need no descriptor for writing: inode flags, and typing on the caller's terminal. */
static const uint64_t forbidden_requests[] = {FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR, TIOCSTI};

void sandbox_begin(void)
{
	const struct rlimit no_core = {0, 0};

	if (!SANDBOX_SANITIZED)
		(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	(void)setrlimit(RLIMIT_CORE, &no_core);
	(void)umask(077);
}

static uint64_t landlock_rights(int version)
{
	uint64_t rights = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
		LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
		LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
		LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
		LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
		LANDLOCK_ACCESS_FS_MAKE_SYM;

	if (version >= 2)
		rights |= LANDLOCK_REFER;
	if (version >= 3)
		rights |= LANDLOCK_TRUNCATE;
	if (version >= 5)
		rights |= LANDLOCK_IOCTL_DEVICE;
	return rights;
}

/* A ruleset without rules: nothing of what it handles is allowed anywhere. */
static bool landlock(uint64_t more_rights)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr ruleset = {0};
	FD_CLEANUP int fd = -1;

	if (version < 1)
		return false;
	ruleset.handled_access_fs = landlock_rights((int)version) | more_rights;
	fd = (int)syscall(SYS_landlock_create_ruleset, &ruleset, sizeof ruleset, 0);
	return fd >= 0 && syscall(SYS_landlock_restrict_self, fd, 0) == 0;
}

void sandbox_forbid_files(void)
{
	(void)landlock(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR);
}

/* A call that this architecture does not have cannot be made either. */
static int forbid(scmp_filter_ctx filter, int call, int code)
{
	int result;

	if (call < 0)
		return 0;
	result = seccomp_rule_add(filter, SCMP_ACT_ERRNO((uint32_t)code), call, 0);
	return result == -EDOM ? 0 : result;
}

static int forbid_writing(scmp_filter_ctx filter, int call, unsigned argument)
{
	int result = 0;

	if (call < 0)
		return 0;
	for (size_t i = 0; result == 0 && i < LENGTH(writing_flags); i++)
		result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 1,
			SCMP_CMP(argument, SCMP_CMP_MASKED_EQ, writing_flags[i], writing_flags[i]));
	return result;
}

static int forbid_requests(scmp_filter_ctx filter)
{
	int result = 0;

	for (size_t i = 0; result == 0 && i < LENGTH(forbidden_requests); i++)
		result = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
			SCMP_A1(SCMP_CMP_EQ, forbidden_requests[i], 0));
	return result;
}

static int add_rules(scmp_filter_ctx filter, bool landlocked)
{
	int code = 0;

	for (size_t i = 0; code == 0 && i < LENGTH(forbidden); i++)
		code = forbid(filter, forbidden[i], EPERM);
	if (code == 0 && !SANDBOX_SANITIZED)
		code = forbid(filter, SCMP_SYS(ptrace), EPERM);
	if (code == 0)
		code = forbid_writing(filter, SCMP_SYS(open), 1);
	if (code == 0)
		code = forbid_writing(filter, SCMP_SYS(openat), 2);
	if (code == 0)
		code = forbid_requests(filter);
	/* Its flags lie in memory, where a filter cannot look: callers then do without it. */
	if (code == 0 && !landlocked)
		code = forbid(filter, SCMP_SYS(openat2), ENOSYS);
	return code;
}

int sandbox_read_only(struct error *error)
{
	scmp_filter_ctx filter;
	bool landlocked;
	int code;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return error_system(error, errno, "cannot give up new privileges");
	landlocked = landlock(0);
	filter = seccomp_init(SCMP_ACT_ALLOW);
	if (filter == NULL)
		return error_set(error, ENOMEM, "cannot make a system call filter");
	code = add_rules(filter, landlocked);
	if (code == 0)
		code = seccomp_load(filter);
	seccomp_release(filter);
	return code < 0 ? error_system(error, -code, "cannot load the system call filter") : 0;
}

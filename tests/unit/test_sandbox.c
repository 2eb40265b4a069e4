// SPDX-License-Identifier: GPL-2.0-or-later
// system/sandbox: what fails inside, with Landlock and without, and what must go on working.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#include "system/files.h"
#include "system/sandbox.h"
#include "temporary.h"

static struct temporary tree;

static int set_up(void **state)
{
	(void)state;
	tree = temporary_make();
	temporary_text(&tree, "file", "text");
	temporary_directory(&tree, "sub");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	temporary_remove(&tree);
	return 0;
}

/* Each returns what the system call did. */
static int open_to_write(void)
{
	return openat(tree.fd, "file", O_WRONLY | O_CLOEXEC);
}

static int open_to_change(void)
{
	return openat(tree.fd, "file", O_RDWR | O_CLOEXEC);
}

static int open_to_create(void)
{
	return openat(tree.fd, "new", O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
}

static int open_to_empty(void)
{
	return openat(tree.fd, "file", O_RDONLY | O_TRUNC | O_CLOEXEC);
}

static int open_unnamed(void)
{
	return openat(tree.fd, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
}

static int open_by_how(void)
{
	struct open_how how = {.flags = O_WRONLY | O_CLOEXEC};

	return (int)syscall(SYS_openat2, tree.fd, "file", &how, sizeof how);
}

static int open_the_old_way(void)
{
#ifdef SYS_open
	char path[128];

	(void)snprintf(path, sizeof path, "%s/file", tree.path);
	return (int)syscall(SYS_open, path, O_WRONLY | O_CLOEXEC);
#else
	errno = EPERM;
	return -1;
#endif
}

static int make_directory(void)
{
	return mkdirat(tree.fd, "new", 0700);
}

static int rename_file(void)
{
	return renameat(tree.fd, "file", tree.fd, "new");
}

static int exchange(void)
{
	return renameat2(tree.fd, "file", tree.fd, "sub", RENAME_EXCHANGE);
}

static int link_file(void)
{
	return linkat(tree.fd, "file", tree.fd, "new", 0);
}

static int link_symbolically(void)
{
	return symlinkat("file", tree.fd, "new");
}

static int remove_file(void)
{
	return unlinkat(tree.fd, "file", 0);
}

static int remove_directory(void)
{
	return unlinkat(tree.fd, "sub", AT_REMOVEDIR);
}

static int make_node(void)
{
	return mknodat(tree.fd, "new", S_IFIFO | 0600, 0);
}

static int change_mode(void)
{
	return fchmodat(tree.fd, "file", 0600, 0);
}

static int change_mode_by_number(void)
{
	return (int)syscall(452, tree.fd, "file", 0600, 0);
}

static int change_mode_of_descriptor(void)
{
	return fchmod(tree.fd, 0700);
}

static int change_owner(void)
{
	return fchownat(tree.fd, "file", getuid(), getgid(), 0);
}

static int change_times(void)
{
	return utimensat(tree.fd, "file", NULL, 0);
}

static int set_attribute(void)
{
	return fsetxattr(tree.fd, "user.x", "y", 1, 0);
}

static int set_flags(void)
{
	int flags = 0;

	return ioctl(tree.fd, FS_IOC_SETFLAGS, &flags);
}

static int type_on_terminal(void)
{
	char byte = 'x';

	return ioctl(STDIN_FILENO, TIOCSTI, &byte);
}

static int execute(void)
{
	char name[] = "/bin/true", *argv[] = {name, NULL}, *environment[] = {NULL};

	return execve(name, argv, environment);
}

static int open_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int open_internet(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static const struct {
	const char *name;
	int (*call)(void);
} forbidden[] = {
	{"open for writing", open_to_write},
	{"open for both", open_to_change},
	{"open to create", open_to_create},
	{"open to truncate", open_to_empty},
	{"open without a name", open_unnamed},
	{"openat2 for writing", open_by_how},
	{"open(2) for writing", open_the_old_way},
	{"mkdir", make_directory},
	{"rename", rename_file},
	{"exchange", exchange},
	{"link", link_file},
	{"symlink", link_symbolically},
	{"unlink", remove_file},
	{"rmdir", remove_directory},
	{"mknod", make_node},
	{"chmod", change_mode},
	{"fchmodat2", change_mode_by_number},
	{"fchmod", change_mode_of_descriptor},
	{"chown", change_owner},
	{"utimensat", change_times},
	{"setxattr", set_attribute},
	{"inode flags", set_flags},
	{"TIOCSTI", type_on_terminal},
	{"exec", execute},
	{"socket", open_socket},
	{"internet socket", open_internet},
};

static void *do_nothing(void *argument)
{
	return argument;
}

/* NULL, or what should have worked. */
static const char *check_allowed(void)
{
	pthread_t thread;
	char bytes[8];
	int fd = openat(tree.fd, "file", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, bytes, sizeof bytes) != 4)
		return "reading a file";
	files_close(&fd);
	fd = files_open_beneath(tree.fd, "/file", O_RDONLY);
	if (fd < 0)
		return "opening below a root";
	files_close(&fd);
	if (pthread_create(&thread, NULL, do_nothing, NULL) != 0 || pthread_join(thread, NULL) != 0)
		return "a thread";
	if (realloc(NULL, 1 << 20) == NULL)
		return "memory";
	return NULL;
}

static const char *check_forbidden(void)
{
	for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++) {
		errno = 0;
		if (forbidden[i].call() >= 0)
			return forbidden[i].name;
		if (errno != EPERM && !(forbidden[i].call == open_by_how && errno != ENOENT))
			return forbidden[i].name;
	}
	return NULL;
}

/* As a kernel without it: must be loaded before the sandbox. */
static int take_landlock_away(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int code = seccomp_rule_add(
		filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(landlock_create_ruleset), 0);

	if (code == 0)
		code = seccomp_load(filter);
	seccomp_release(filter);
	return code;
}

/* In a child, since there is no way back. The pipe brings the first fault. */
static void check_inside(bool landlock)
{
	struct error error = ERROR_INIT;
	const char *fault;
	char text[256] = "";
	int ends[2], status;
	pid_t pid;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		fault = !landlock && take_landlock_away() != 0 ? "taking Landlock away" : NULL;
		if (fault == NULL && sandbox_read_only(&error) < 0)
			fault = error.message;
		if (fault == NULL)
			fault = check_allowed();
		if (fault == NULL)
			fault = check_forbidden();
		if (fault != NULL)
			(void)!write(ends[1], fault, strlen(fault));
		_exit(0);
	}
	(void)close(ends[1]);
	(void)!read(ends[0], text, sizeof text - 1);
	(void)close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_string_equal(text, "");
	assert_int_equal(status, 0);
}

static void test_looking_goes_on_and_nothing_else(void **state)
{
	(void)state;
	check_inside(true);
}

static void test_without_landlock_it_is_the_same(void **state)
{
	(void)state;
	check_inside(false);
}

/* The table proves nothing about calls that fail anyway. */
static void test_the_same_calls_work_outside(void **state)
{
	static int (*const calls[])(void) = {open_to_write, open_to_change, open_to_create,
		open_to_empty, open_by_how, open_the_old_way, change_mode, change_owner,
		change_times, change_mode_of_descriptor, make_directory, open_socket};

	(void)state;
	assert_int_equal(unlinkat(tree.fd, "new", 0), -1);
	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		(void)unlinkat(tree.fd, "new", 0);
		assert_true(calls[i]() >= 0);
	}
}

static void test_the_beginning_keeps_secrets_in(void **state)
{
	struct rlimit core = {1, 1};
	mode_t mask;
	int status;
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		sandbox_begin();
		mask = umask(0);
		(void)getrlimit(RLIMIT_CORE, &core);
		_exit(mask == 077 && core.rlim_cur == 0 && core.rlim_max == 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_looking_goes_on_and_nothing_else),
		TEST(test_without_landlock_it_is_the_same),
		TEST(test_the_same_calls_work_outside),
		TEST(test_the_beginning_keeps_secrets_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

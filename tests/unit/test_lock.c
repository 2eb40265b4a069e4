// SPDX-License-Identifier: GPL-2.0-or-later
// system/lock: one at a time, a name for the holder, and an end with its death.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "system/files.h"
#include "system/lock.h"
#include "temporary.h"

static struct temporary state_directory;
static struct error error;

static int set_up(void **state)
{
	(void)state;
	state_directory = temporary_make();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	temporary_remove(&state_directory);
	return 0;
}

static int take(const char *command, unsigned seconds)
{
	return lock_take(state_directory.fd, "/state", command, seconds, &error);
}

static void test_the_second_is_told_who_was_first(void **state)
{
	FD_CLEANUP int first = take("snapshot", 0);
	char expected[128];

	(void)state;
	assert_true(first >= 0);
	assert_int_equal(fcntl(first, F_GETFD), FD_CLOEXEC);
	assert_int_equal(take("restore", 0), -EWOULDBLOCK);
	(void)snprintf(expected, sizeof expected,
		"another confwatch (pid %ld, snapshot) holds '/state/lock'", (long)getpid());
	assert_string_equal(error.message, expected);
}

static void test_a_closed_lock_is_free(void **state)
{
	int fd = take("a-long-name-of-a-command", 0);

	(void)state;
	files_close(&fd);
	fd = take("short", 0);
	assert_true(fd >= 0);
	assert_true(take("x", 0) < 0);
	assert_non_null(strstr(error.message, ", short) holds"));
	files_close(&fd);
}

static void test_what_stands_inside_does_not_matter(void **state)
{
	int fd;

	(void)state;
	temporary_text(&state_directory, "lock", "\n\x1b[31m no pid at all");
	fd = take("x", 0);
	assert_true(fd >= 0);
	temporary_text(&state_directory, "lock", "nonsense");
	assert_int_equal(take("y", 0), -EWOULDBLOCK);
	assert_string_equal(error.message, "another confwatch holds '/state/lock'");
	files_close(&fd);
}

/* A child that holds the lock until the pipe it reads from is closed. */
static pid_t start_holder(int *stop)
{
	int ready[2], end[2];
	pid_t pid;
	char byte;

	if (pipe2(ready, O_CLOEXEC) < 0 || pipe2(end, O_CLOEXEC) < 0)
		abort();
	pid = fork();
	if (pid == 0) {
		(void)close(end[1]);
		if (take("holder", 0) < 0)
			_exit(1);
		(void)!write(ready[1], "x", 1);
		(void)!read(end[0], &byte, 1);
		_exit(0);
	}
	(void)close(ready[1]);
	(void)close(end[0]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	(void)close(ready[0]);
	*stop = end[1];
	return pid;
}

static void test_death_ends_the_lock(void **state)
{
	int stop, fd;
	pid_t pid = start_holder(&stop);

	(void)state;
	assert_int_equal(take("x", 0), -EWOULDBLOCK);
	assert_int_equal(kill(pid, SIGKILL), 0);
	(void)waitpid(pid, NULL, 0);
	fd = take("x", 0);
	assert_true(fd >= 0);
	files_close(&fd);
	(void)close(stop);
}

static void test_waiting_ends_when_the_holder_does(void **state)
{
	int stop, fd;
	pid_t pid = start_holder(&stop);

	(void)state;
	(void)close(stop);
	fd = take("x", 60);
	assert_true(fd >= 0);
	files_close(&fd);
	(void)waitpid(pid, NULL, 0);
}

static void test_waiting_is_bounded(void **state)
{
	struct timespec before, after;
	int fd = take("x", 0);

	(void)state;
	(void)clock_gettime(CLOCK_MONOTONIC, &before);
	assert_int_equal(take("y", 1), -EWOULDBLOCK);
	(void)clock_gettime(CLOCK_MONOTONIC, &after);
	assert_true((after.tv_sec - before.tv_sec) * 1000 +
			(after.tv_nsec - before.tv_nsec) / 1000000 >=
		1000);
	files_close(&fd);
}

static void test_a_link_is_no_lock(void **state)
{
	(void)state;
	assert_int_equal(symlinkat("/etc/passwd", state_directory.fd, "lock"), 0);
	assert_int_equal(take("x", 0), -ELOOP);
	assert_string_equal(
		error.message, "cannot open '/state/lock': Too many levels of symbolic links");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_second_is_told_who_was_first),
		TEST(test_a_closed_lock_is_free),
		TEST(test_what_stands_inside_does_not_matter),
		TEST(test_death_ends_the_lock),
		TEST(test_waiting_ends_when_the_holder_does),
		TEST(test_waiting_is_bounded),
		TEST(test_a_link_is_no_lock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// system/child: what a pager gets, as whom it runs, and what it does not inherit.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>

#include "system/child.h"
#include "system/files.h"
#include "temporary.h"

static struct temporary directory;
static struct error error;
static struct text output;

static int set_up(void **state)
{
	(void)state;
	directory = temporary_make();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	text_release(&output);
	temporary_remove(&directory);
	return 0;
}

/* Standard output goes to a file while the pager runs; `output` holds it afterwards. */
static int run(const char *command, uid_t uid, gid_t gid, const char *input)
{
	int file = openat(directory.fd, "out", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int saved = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10), code;
	struct pager pager = {0};

	(void)fflush(stdout);
	assert_int_equal(dup2(file, STDOUT_FILENO), STDOUT_FILENO);
	code = pager_start(command, uid, gid, "vt100", &pager, &error);
	if (code == 0) {
		assert_int_equal(fcntl(pager.output, F_GETFD), FD_CLOEXEC);
		(void)!write(pager.output, input, strlen(input));
		pager_finish(&pager);
		assert_int_equal(pager.pid, 0);
	}
	assert_int_equal(dup2(saved, STDOUT_FILENO), STDOUT_FILENO);
	text_clear(&output);
	assert_int_equal(lseek(file, 0, SEEK_SET), 0);
	assert_true(files_read_all(file, 1 << 20, &output) >= 0);
	(void)close(saved);
	(void)close(file);
	return code;
}

static void shows(const char *words)
{
	if (strstr(text_string(&output), words) == NULL)
		fail_msg("'%s' is not in '%s'", words, text_string(&output));
}

static void test_a_pager_reads_what_is_written(void **state)
{
	(void)state;
	assert_int_equal(run("  tr   a-z \t A-Z ", getuid(), getgid(), "hello\n"), 0);
	assert_string_equal(text_string(&output), "HELLO\n");
	assert_int_equal(run("/usr/bin/tr h j", getuid(), getgid(), "hello\n"), 0);
	assert_string_equal(text_string(&output), "jello\n");
}

static void test_its_environment_is_clean(void **state)
{
	(void)state;
	assert_int_equal(setenv("LD_PRELOAD_TEST", "x", 1), 0);
	assert_int_equal(setenv("LESSOPEN", "|evil", 1), 0);
	assert_int_equal(run("env", getuid(), getgid(), ""), 0);
	assert_string_equal(text_string(&output),
		"TERM=vt100\nPATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin\nLESS=FRX\n"
		"LESSSECURE=1\nLESSCHARSET=utf-8\nLESSHISTFILE=-\n");
}

static void test_root_hands_over_everything(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip(); /* only root can become somebody else */
	assert_int_equal(run("cat /proc/self/status", 4242, 4343, ""), 0);
	shows("\nUid:\t4242\t4242\t4242\t4242\n");
	shows("\nGid:\t4343\t4343\t4343\t4343\n");
	shows("\nGroups:\t \n");
	shows("\nCapEff:\t0000000000000000\n");
	shows("\nCapPrm:\t0000000000000000\n");
	shows("\nNoNewPrivs:\t1\n");
}

static void test_no_descriptor_and_no_signal_is_inherited(void **state)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	const struct sigaction standard = {.sa_handler = SIG_DFL};

	(void)state;
	(void)sigaction(SIGPIPE, &ignore, NULL);
	assert_int_equal(run("cat /proc/self/status", getuid(), getgid(), ""), 0);
	(void)sigaction(SIGPIPE, &standard, NULL);
	shows("\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
	assert_true(dup2(directory.fd, 77) == 77);
	assert_int_equal(
		run("readlink /proc/self/fd/77 /proc/self/cwd", getuid(), getgid(), ""), 0);
	(void)close(77);
	assert_string_equal(text_string(&output), "/\n");
}

static void test_a_missing_pager_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(run("no-such-pager -x", getuid(), getgid(), ""), -ENOENT);
	assert_string_equal(error.message,
		"cannot start the pager 'no-such-pager -x': No such file or directory");
	assert_int_equal(run("./less", getuid(), getgid(), ""), -ENOENT);
	assert_int_equal(run("", getuid(), getgid(), ""), -EINVAL);
	assert_int_equal(run(" ", getuid(), getgid(), ""), -EINVAL);
	assert_int_equal(
		run("a b c d e f g h i j k l m n o p q r", getuid(), getgid(), ""), -E2BIG);
	assert_int_equal(run("/etc/passwd", getuid(), getgid(), ""), -EACCES);
}

static void test_a_pager_that_leaves_early_is_no_trouble(void **state)
{
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	const struct sigaction standard = {.sa_handler = SIG_DFL};
	struct sigaction now;

	(void)state;
	(void)sigaction(SIGPIPE, &ignore, NULL);
	assert_int_equal(run("true", getuid(), getgid(), "hello\n"), 0);
	(void)sigaction(SIGPIPE, &standard, NULL);
	assert_int_equal(sigaction(SIGINT, NULL, &now), 0);
	assert_true(now.sa_handler == SIG_DFL);
}

static void test_interrupts_belong_to_the_pager(void **state)
{
	struct pager pager;
	struct sigaction now;

	(void)state;
	assert_int_equal(pager_start("true", getuid(), getgid(), NULL, &pager, &error), 0);
	assert_int_equal(sigaction(SIGINT, NULL, &now), 0);
	assert_true(now.sa_handler == SIG_IGN);
	pager_finish(&pager);
	pager_finish(&pager);
}

/* What `file` holds afterwards is in `output`. */
static int edit(const char *command, uid_t uid, gid_t gid)
{
	const struct editor editor = {
		.command = command, .uid = uid, .gid = gid, .state = directory.fd};

	text_clear(&output);
	text_add(&output, "before\n");
	return editor_run(&editor, &output, &error);
}

static void test_an_editor_changes_the_text(void **state)
{
	(void)state;
	assert_int_equal(edit("true", getuid(), getgid()), 0);
	assert_string_equal(text_string(&output), "before\n");
	assert_int_equal(edit("cp /dev/null", getuid(), getgid()), 0);
	assert_string_equal(text_string(&output), "");
	assert_int_equal(edit("cp /proc/sys/kernel/ostype", getuid(), getgid()), 0);
	assert_string_equal(text_string(&output), "Linux\n");
}

static void test_an_editor_is_nobody_else(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip(); /* only root can become somebody else */
	assert_int_equal(edit("cp /proc/self/status", 4242, 4343), 0);
	shows("\nUid:\t4242\t4242\t4242\t4242\n");
	shows("\nGid:\t4343\t4343\t4343\t4343\n");
	shows("\nGroups:\t \n");
	shows("\nCapEff:\t0000000000000000\n");
	shows("\nNoNewPrivs:\t1\n");
}

static void test_an_editor_gets_the_locale(void **state)
{
	(void)state;
	assert_int_equal(setenv("LC_ALL", "C.UTF-8", 1), 0);
	assert_int_equal(setenv("SECRET", "x", 1), 0);
	assert_int_equal(setenv("HOME", "/home", 1), 0);
	assert_int_equal(edit("cp /proc/self/environ", getuid(), getgid()), 0);
	for (size_t i = 0; i < output.length; i++)
		if (output.bytes[i] == '\0')
			output.bytes[i] = '\n';
	shows("TERM=dumb\nPATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin\n");
	shows("\nLC_ALL=C.UTF-8\n");
	shows("\nHOME=/home\n");
	assert_null(strstr(text_string(&output), "SECRET"));
	assert_null(strstr(text_string(&output), "LESS"));
	assert_int_equal(edit("cp /proc/self/environ", 4242, 4343), geteuid() == 0 ? 0 : -EPERM);
	assert_null(memmem(text_string(&output), output.length, "HOME", 4));
}

static void test_a_failing_editor_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(edit("false", getuid(), getgid()), -ECANCELED);
	assert_string_equal(error.message, "the editor 'false' failed");
	assert_int_equal(edit("no-such-editor", getuid(), getgid()), -ENOENT);
	assert_string_equal(error.message,
		"cannot start the editor 'no-such-editor': No such file or directory");
	assert_int_equal(edit("cp a b c d e f g h i j k l m n o p", getuid(), getgid()), -E2BIG);
	assert_int_equal(edit("truncate -s 2M", getuid(), getgid()), -EFBIG);
	assert_string_equal(error.message, "cannot read what was written: File too large");
}

static void test_an_editor_needs_no_place_for_the_file(void **state)
{
	const struct editor nowhere = {
		.command = "true", .uid = getuid(), .gid = getgid(), .state = -1};

	(void)state;
	text_clear(&output);
	text_add(&output, "kept");
	assert_int_equal(editor_run(&nowhere, &output, &error), 0);
	assert_string_equal(text_string(&output), "kept");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_a_pager_reads_what_is_written),
		TEST(test_its_environment_is_clean),
		TEST(test_root_hands_over_everything),
		TEST(test_no_descriptor_and_no_signal_is_inherited),
		TEST(test_a_missing_pager_is_an_error),
		TEST(test_a_pager_that_leaves_early_is_no_trouble),
		TEST(test_interrupts_belong_to_the_pager),
		TEST(test_an_editor_changes_the_text),
		TEST(test_an_editor_is_nobody_else),
		TEST(test_an_editor_gets_the_locale),
		TEST(test_a_failing_editor_is_an_error),
		TEST(test_an_editor_needs_no_place_for_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// system/program: what a program prints, and what becomes of one that does not behave.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/number.h"
#include "system/program.h"
#include "temporary.h"

enum {
	PATIENCE = 20000,
	LIMIT = 1024 * 1024,
};

struct run {
	struct text output;
	struct text messages;
	struct program_result result;
	struct error error;
	int code;
};

static void run_with(struct run *run, const char *line, int64_t milliseconds, int descriptor)
{
	const char *const argv[] = {"/bin/sh", "-c", line, NULL};
	const struct program program = {.argv = argv,
		.descriptor = descriptor,
		.milliseconds = milliseconds,
		.output_limit = LIMIT};

	*run = (struct run){0};
	run->result = (struct program_result){.output = &run->output, .messages = &run->messages};
	run->code = program_run(&program, &run->result, &run->error);
}

/* Files that are there may be written; no others come or go. */
static void test_creates_nothing(void **state)
{
	struct temporary directory = temporary_make();
	const char *const argv[] = {"/bin/sh", "-c",
		"cd /proc/self/fd/3/ && echo more >>old; mkdir made; rm old; touch new; ls; cat old",
		NULL};
	struct text output = TEXT_INIT;
	struct program program = {.argv = argv,
		.descriptor = directory.fd,
		.milliseconds = PATIENCE,
		.output_limit = LIMIT,
		.creates_nothing = true};
	struct program_result result = {.output = &output};
	struct error error = ERROR_INIT;
	/* Whether this kernel has it, and has it switched on. */
	bool forbids = syscall(SYS_landlock_create_ruleset, NULL, 0, 1) > 0;

	(void)state;
	temporary_text(&directory, "old", "old\n");
	assert_int_equal(program_run(&program, &result, &error), 0);
	if (forbids)
		assert_string_equal(text_string(&output), "old\nold\nmore\n");
	text_clear(&output);
	program.creates_nothing = false;
	temporary_text(&directory, "old", "old\n");
	assert_int_equal(program_run(&program, &result, &error), 0);
	assert_string_equal(text_string(&output), "made\nnew\n");
	text_release(&output);
	temporary_remove(&directory);
}

static void run_line(struct run *run, const char *line)
{
	run_with(run, line, PATIENCE, -1);
}

static void end(struct run *run)
{
	text_release(&run->output);
	text_release(&run->messages);
}

static void test_output_and_status(void **state)
{
	struct run run;

	(void)state;
	run_line(&run, "echo out; echo err >&2; exit 7");
	assert_int_equal(run.code, 0);
	assert_int_equal(run.result.status, 7);
	assert_string_equal(text_string(&run.output), "out\n");
	assert_string_equal(text_string(&run.messages), "err\n");
	end(&run);
	run_line(&run, "kill -SEGV $$");
	assert_int_equal(run.code, 0);
	assert_int_equal(run.result.status, -1);
	end(&run);
}

static void test_environment_is_ours(void **state)
{
	struct run run;

	(void)state;
	assert_int_equal(setenv("SECRET", "1", 1), 0);
	run_line(&run, "env | grep -v ^PWD= | grep -v ^_= | sort; pwd; cat; umask >/dev/null");
	assert_string_equal(text_string(&run.output),
		"HOME=/nonexistent\nLC_ALL=C\nPATH=/usr/bin:/bin:/usr/sbin:/sbin\n"
		"/\n");
	end(&run);
}

static void test_descriptors(void **state)
{
	struct temporary directory = temporary_make();
	int open_here = open("/dev/null", O_RDONLY);
	struct run run;

	(void)state;
	temporary_text(&directory, "inside", "found\n");
	run_with(&run, "cat /proc/self/fd/3/inside; [ -e /proc/$$/fd/4 ] || echo alone", PATIENCE,
		directory.fd);
	assert_string_equal(text_string(&run.output), "found\nalone\n");
	end(&run);
	run_line(&run, "[ -e /proc/$$/fd/3 ] || echo alone");
	assert_string_equal(text_string(&run.output), "alone\n");
	end(&run);
	(void)close(open_here);
	temporary_remove(&directory);
}

static void test_no_such_program(void **state)
{
	const char *const argv[] = {"/nonexistent/program", NULL};
	const struct program program = {
		.argv = argv, .descriptor = -1, .milliseconds = PATIENCE, .output_limit = 1};
	struct program_result result = {0};
	struct error error = ERROR_INIT;

	(void)state;
	assert_int_equal(program_run(&program, &result, &error), -ENOENT);
	assert_string_equal(
		error.message, "cannot run '/nonexistent/program': No such file or directory");
}

static pid_t pid_in(const struct text *output)
{
	uint64_t pid = 0;

	assert_true(output->length > 1);
	assert_true(number_parse(output->bytes, output->length - 1, 10, INT32_MAX, &pid));
	return (pid_t)pid;
}

/* Whether it hangs itself, or leaves somebody behind who does: all of them end. */
static void test_who_takes_too_long_is_killed(void **state)
{
	struct run run;

	(void)state;
	run_with(&run, "sleep 600 & echo $!; wait", 300, -1);
	assert_int_equal(run.code, -ETIMEDOUT);
	assert_non_null(strstr(run.error.message, "did not end within 300 milliseconds"));
	/* Killed, and perhaps not yet reaped by whoever adopted it: it has no command line. */
	run.messages.length = 0;
	text_format(&run.messages, "/proc/%d/cmdline", (int)pid_in(&run.output));
	for (int i = 0; i < PATIENCE; i++) {
		char byte;
		int fd = open(text_string(&run.messages), O_RDONLY | O_CLOEXEC);
		ssize_t count = fd >= 0 ? read(fd, &byte, 1) : 0;

		if (fd >= 0)
			(void)close(fd);
		if (count <= 0)
			break;
		(void)usleep(1000);
		assert_true(i < PATIENCE - 1);
	}
	end(&run);
	run_with(&run, "exec >&- 2>&-; exec sleep 600", 300, -1);
	assert_int_equal(run.code, -ETIMEDOUT);
	end(&run);
}

/* A child of the program holds the pipes: what the program itself said is enough. */
static void test_a_straggler_is_not_awaited(void **state)
{
	struct run run;

	(void)state;
	run_line(&run, "sleep 600 & echo done");
	assert_int_equal(run.code, 0);
	assert_int_equal(run.result.status, 0);
	assert_string_equal(text_string(&run.output), "done\n");
	end(&run);
}

static void test_too_much_output(void **state)
{
	struct run run;

	(void)state;
	run_line(&run, "exec yes");
	assert_int_equal(run.code, -EFBIG);
	assert_true(run.output.length <= LIMIT);
	end(&run);
	run_line(&run, "yes | head -c 100000 >&2; echo end");
	assert_int_equal(run.code, 0);
	assert_int_equal(run.messages.length, 4096);
	assert_string_equal(text_string(&run.output), "end\n");
	end(&run);
}

static void test_no_network(void **state)
{
	struct run run;

	(void)state;
	run_line(&run,
		"perl -MSocket -e 'for my $f (PF_INET, PF_UNIX) {"
		" print socket(my $s, $f, SOCK_STREAM, 0) ? \"open\" : \"shut\", \"\\n\" }'");
	if (run.result.status != 127)
		assert_string_equal(text_string(&run.output), "shut\nshut\n");
	end(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_output_and_status),
		cmocka_unit_test(test_environment_is_ours),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_no_such_program),
		cmocka_unit_test(test_who_takes_too_long_is_killed),
		cmocka_unit_test(test_a_straggler_is_not_awaited),
		cmocka_unit_test(test_too_much_output),
		cmocka_unit_test(test_no_network),
		cmocka_unit_test(test_creates_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// system/sandbox_child: what a confined child may do, and what ends it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "system/sandbox.h"
#include "system/sandbox_child.h"
#include "system/waiting.h"
#include "temporary.h"

static int take_text(void *context, const void *bytes, size_t length, struct error *error)
{
	struct text *text = context;

	(void)error;
	text_byte(text, '<');
	text_append(text, bytes, length);
	text_byte(text, '>');
	return 0;
}

static int run_with(sandbox_work *work, const struct sandbox_limits *limits, struct text *answers,
	struct error *error)
{
	struct temporary directory = temporary_make();
	struct sandbox_job job = {
		.work = work,
		.work_context = answers,
		.take = take_text,
		.take_context = answers,
	};
	int result;

	temporary_text(&directory, "input", "hello");
	job.input = openat(directory.fd, "input", O_RDONLY | O_CLOEXEC);
	assert_true(job.input >= 0);
	result = sandbox_run(&job, limits, error);
	(void)close(job.input);
	temporary_remove(&directory);
	return result;
}

static struct sandbox_limits make_limits(void)
{
	return (struct sandbox_limits){
		.deadline = waiting_clock() + 20000,
		.seconds = 10,
		.memory = 64 << 20,
		.answer_most = 100000,
		.total_most = 1000000,
	};
}

static int run(sandbox_work *work, struct text *answers, struct error *error)
{
	const struct sandbox_limits limits = make_limits();

	return run_with(work, &limits, answers, error);
}

static int read_and_answer(void *context, int input, int channel)
{
	char bytes[10];
	ssize_t length = read(input, bytes, sizeof bytes);

	(void)context;
	sandbox_answer(channel, bytes, (size_t)length);
	sandbox_answer(channel, "", 0);
	sandbox_answer(channel, "more", 4);
	return 0;
}

static void answers_come_whole_and_in_order(void **state)
{
	TEXT_CLEANUP struct text answers = TEXT_INIT;
	struct error error = ERROR_INIT;

	(void)state;
	assert_int_equal(run(read_and_answer, &answers, &error), 0);
	assert_string_equal(text_string(&answers), "<hello><><more>");
}

static int answer_large(void *context, int input, int channel)
{
	char bytes[100000];

	(void)context;
	(void)input;
	memset(bytes, 'x', sizeof bytes);
	for (int i = 0; i < 5; i++)
		sandbox_answer(channel, bytes, sizeof bytes);
	return 0;
}

static void large_answers_come_too_within_bounds(void **state)
{
	TEXT_CLEANUP struct text answers = TEXT_INIT, again = TEXT_INIT;
	struct sandbox_limits limits = make_limits();
	struct error error = ERROR_INIT;

	(void)state;
	assert_int_equal(run_with(answer_large, &limits, &answers, &error), 0);
	assert_int_equal(answers.length, 5 * 100002);
	limits.answer_most = 99999;
	assert_int_equal(run_with(answer_large, &limits, &again, &error), -EBADMSG);
	assert_int_equal(again.length, 0);
	limits.answer_most = 100000;
	limits.total_most = 300000;
	assert_int_equal(run_with(answer_large, &limits, &again, &error), -EBADMSG);
}

static int fail_to_work(void *context, int input, int channel)
{
	(void)context;
	(void)input;
	(void)channel;
	return -EIO;
}

static int stop_half_way(void *context, int input, int channel)
{
	const uint32_t size = 10;

	(void)context;
	(void)input;
	return write(channel, &size, sizeof size) == (ssize_t)sizeof size ? 0 : -EIO;
}

static int crash(void *context, int input, int channel)
{
	(void)context;
	(void)input;
	(void)channel;
	__builtin_trap();
}

static int make_socket(void *context, int input, int channel)
{
	(void)context;
	(void)input;
	(void)channel;
	(void)socket(AF_UNIX, SOCK_STREAM, 0);
	return 0;
}

static int start_program(void *context, int input, int channel)
{
	(void)context;
	(void)input;
	(void)channel;
	(void)execl("/bin/true", "true", (char *)NULL);
	return 0;
}

static int start_process(void *context, int input, int channel)
{
	(void)context;
	(void)input;
	(void)channel;
	(void)fork();
	return 0;
}

static int signal_parent(void *context, int input, int channel)
{
	(void)context;
	(void)input;
	(void)channel;
	(void)kill(getppid(), SIGTERM);
	return 0;
}

static int map_code(void *context, int input, int channel)
{
	(void)context;
	(void)input;
	(void)channel;
	(void)mmap(
		NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return 0;
}

static int change_mode(void *context, int input, int channel)
{
	(void)context;
	(void)channel;
	(void)fchmod(input, 0777);
	return 0;
}

static int write_elsewhere(void *context, int input, int channel)
{
	(void)context;
	(void)channel;
	(void)!write(input, "x", 1);
	return 0;
}

static void what_is_not_allowed_ends_it(void **state)
{
	static sandbox_work *const works[] = {fail_to_work, stop_half_way, make_socket,
		start_program, start_process, signal_parent, map_code, change_mode, write_elsewhere,
		crash};

	(void)state;
	for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
		TEXT_CLEANUP struct text answers = TEXT_INIT;
		struct error error = ERROR_INIT;

		if (run(works[i], &answers, &error) != -EBADMSG)
			fail_msg("case %zu was allowed", i);
		assert_int_equal(answers.length, 0);
	}
}

static int open_files(void *context, int input, int channel)
{
	(void)context;
	(void)input;
	sandbox_answer(channel, open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0 ? "no" : "open", 2);
	return 0;
}

static void no_file_can_be_opened(void **state)
{
	TEXT_CLEANUP struct text answers = TEXT_INIT;
	struct error error = ERROR_INIT;

	(void)state;
	assert_int_equal(run(open_files, &answers, &error), 0);
	assert_string_equal(text_string(&answers), "<no>");
}

static int spin(void *context, int input, int channel)
{
	(void)context;
	(void)input;
	(void)channel;
	for (volatile unsigned turn = 0;; turn = turn + 1)
		;
	return 0;
}

static void it_ends_in_time(void **state)
{
	TEXT_CLEANUP struct text answers = TEXT_INIT;
	struct sandbox_limits limits = make_limits();
	struct error error = ERROR_INIT;
	int64_t start = waiting_clock();

	(void)state;
	limits.deadline = start + 100;
	assert_int_equal(run_with(spin, &limits, &answers, &error), -ETIMEDOUT);
	assert_true(waiting_clock() - start >= 100);
	assert_true(waiting_clock() - start < 10000);
}

static int take_memory(void *context, int input, int channel)
{
	void *memory = malloc((size_t)128 << 20);
	bool got = memory != NULL;

	(void)context;
	(void)input;
	sandbox_answer(channel, got ? "got" : "not", 3);
	free(memory);
	return 0;
}

static void memory_has_a_bound(void **state)
{
	TEXT_CLEANUP struct text answers = TEXT_INIT;
	struct error error = ERROR_INIT;

	(void)state;
	if (SANDBOX_SANITIZED)
		skip();
	assert_int_equal(run(take_memory, &answers, &error), 0);
	assert_string_equal(text_string(&answers), "<not>");
}

static int refuse(void *context, const void *bytes, size_t length, struct error *error)
{
	(void)context;
	(void)bytes;
	return error_set(error, ERANGE, "%zu bytes are too many", length);
}

static void an_answer_can_be_refused(void **state)
{
	const struct sandbox_limits limits = make_limits();
	const struct sandbox_job job = {
		.work = answer_large, .input = STDIN_FILENO, .take = refuse};
	struct error error = ERROR_INIT;

	(void)state;
	assert_int_equal(sandbox_run(&job, &limits, &error), -ERANGE);
	assert_string_equal(error.message, "100000 bytes are too many");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_come_whole_and_in_order),
		cmocka_unit_test(large_answers_come_too_within_bounds),
		cmocka_unit_test(what_is_not_allowed_ends_it),
		cmocka_unit_test(no_file_can_be_opened),
		cmocka_unit_test(it_ends_in_time),
		cmocka_unit_test(memory_has_a_bound),
		cmocka_unit_test(an_answer_can_be_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

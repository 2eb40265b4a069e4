// SPDX-License-Identifier: GPL-2.0-or-later
// worker: it is heard, it is silent, and whatever it does it ends.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "system/waiting.h"
#include "system/worker.h"

enum {
	LONG = 10000, /* milliseconds: never reached */
	SHORT = 50,
};

static int speak(void *context, int channel)
{
	for (int i = 1; i <= 3; i++) {
		int message = i * *(int *)context;

		worker_send(channel, &message, sizeof message);
	}
	return 0;
}

static int crash(void *context, int channel)
{
	(void)context;
	(void)channel;
	(void)raise(SIGKILL);
	return 0;
}

static int hang(void *context, int channel)
{
	(void)context;
	(void)channel;
	(void)raise(SIGSTOP);
	return 0;
}

/* Its standard descriptors, as device numbers of what they are. */
static int look(void *context, int channel)
{
	(void)context;
	(void)printf("must not be seen\n");
	(void)fflush(stdout);
	for (int fd = 0; fd <= 2; fd++) {
		struct stat status = {0};

		(void)fstat(fd, &status);
		worker_send(channel, &status.st_rdev, sizeof status.st_rdev);
	}
	return 0;
}

static struct worker start(int (*work)(void *context, int channel), void *context)
{
	struct error error = ERROR_INIT;
	struct worker worker;

	assert_int_equal(worker_start(work, context, &worker, &error), 0);
	return worker;
}

static void is_gone(const struct worker *worker)
{
	assert_int_equal(waitpid(worker->pid, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void every_message_arrives(void **state)
{
	int factor = 7, message = 0;
	struct worker worker = start(speak, &factor);

	(void)state;
	for (int i = 1; i <= 3; i++) {
		assert_int_equal(
			worker_receive(&worker, &message, sizeof message, waiting_clock() + LONG),
			1);
		assert_int_equal(message, i * 7);
	}
	assert_int_equal(
		worker_receive(&worker, &message, sizeof message, waiting_clock() + LONG), 0);
	worker_finish(&worker);
	is_gone(&worker);
}

static void a_crash_is_an_end(void **state)
{
	struct worker worker = start(crash, NULL);
	int message;

	(void)state;
	assert_int_equal(
		worker_receive(&worker, &message, sizeof message, waiting_clock() + LONG), 0);
	worker_finish(&worker);
	is_gone(&worker);
}

static void a_stopped_one_is_given_up(void **state)
{
	struct worker worker = start(hang, NULL);
	int64_t begun = waiting_clock();
	int message;

	(void)state;
	assert_int_equal(
		worker_receive(&worker, &message, sizeof message, begun + SHORT), -ETIMEDOUT);
	assert_true(waiting_clock() - begun >= SHORT);
	worker_finish(&worker);
	is_gone(&worker);
}

static void it_has_no_terminal(void **state)
{
	struct worker worker = start(look, NULL);
	struct stat null;
	dev_t device;

	(void)state;
	assert_int_equal(stat("/dev/null", &null), 0);
	for (int fd = 0; fd <= 2; fd++) {
		assert_int_equal(
			worker_receive(&worker, &device, sizeof device, waiting_clock() + LONG), 1);
		assert_int_equal(device, null.st_rdev);
	}
	worker_finish(&worker);
}

static int shed(void *context, int channel)
{
	int message;

	(void)channel;
	worker_close_inherited();
	message = fcntl(*(int *)context, F_GETFD);
	return message == -1 && fcntl(STDERR_FILENO, F_GETFD) != -1 ? 0 : 1;
}

static void what_was_inherited_is_closed(void **state)
{
	int fd = open("/dev/null", O_RDONLY), status = 0;
	struct worker worker = start(shed, &fd);

	(void)state;
	assert_int_equal(waitpid(worker.pid, &status, 0), worker.pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	(void)close(worker.channel);
	(void)close(fd);
}

/* One that says nothing, as after an exec. */
static void its_end_can_be_awaited(void **state)
{
	struct error error = ERROR_INIT;
	struct worker worker;

	(void)state;
	assert_int_equal(worker_start(crash, NULL, &worker, &error), 0);
	assert_int_equal(waiting_ended(worker.pid, waiting_clock() + LONG), 0);
	/* It is there still, to be reaped. */
	assert_int_equal(kill(worker.pid, 0), 0);
	worker_finish(&worker);
	assert_int_equal(worker_start(hang, NULL, &worker, &error), 0);
	assert_int_equal(waiting_ended(worker.pid, waiting_clock() + SHORT), -ETIMEDOUT);
	worker_finish(&worker);
	assert_int_equal(kill(worker.pid, 0), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_message_arrives),
		cmocka_unit_test(a_crash_is_an_end),
		cmocka_unit_test(a_stopped_one_is_given_up),
		cmocka_unit_test(its_end_can_be_awaited),
		cmocka_unit_test(it_has_no_terminal),
		cmocka_unit_test(what_was_inherited_is_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

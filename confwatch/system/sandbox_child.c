// SPDX-License-Identifier: GPL-2.0-or-later
// The parent of a confined child: forking it, taking its answers, ending it in time.
#include "system/sandbox_child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "system/child.h"
#include "system/files.h"
#include "system/waiting.h"
#include "system/worker.h"

enum {
	ABOVE = 16, /* descriptors that dup2() below does not touch */
	BUFFER = 64 * 1024,
	LAST_SECOND = 1000, /* milliseconds for a killed child to be gone */
};

/* Input and channel become 0 and 1; nothing else stays open. */
static int arrange(int input, int channel)
{
	int high_input = fcntl(input, F_DUPFD, ABOVE);
	int high_channel = fcntl(channel, F_DUPFD, ABOVE);

	if (high_input < 0 || high_channel < 0 || dup2(high_input, STDIN_FILENO) < 0 ||
		dup2(high_channel, STDOUT_FILENO) < 0)
		return -errno;
	if (syscall(SYS_close_range, STDERR_FILENO, ~0U, 0) == 0)
		return 0;
	(void)close(STDERR_FILENO);
	worker_close_inherited();
	return 0;
}

static _Noreturn void run_child(const struct sandbox_job *job, const struct sandbox_limits *limits,
	int channel, pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	child_reset_signals();
	if (getppid() != parent || arrange(job->input, channel) < 0 || sandbox_confine(limits) < 0)
		_exit(1);
	_exit(job->work(job->work_context, STDIN_FILENO, STDOUT_FILENO) == 0 ? 0 : 1);
}

void sandbox_answer(int channel, const void *bytes, size_t length)
{
	uint32_t size = (uint32_t)length;

	if (length > UINT32_MAX || files_write_all(channel, &size, sizeof size) < 0 ||
		files_write_all(channel, bytes, length) < 0)
		_exit(1);
}

/* What has come and is not taken yet. */
struct incoming {
	const struct sandbox_job *job;
	const struct sandbox_limits *limits;
	struct text bytes;
	size_t total;
	struct error *error;
};

static int too_much(struct incoming *incoming)
{
	return error_set(incoming->error, EBADMSG, "a confined child answered too much");
}

static int take_answers(struct incoming *incoming)
{
	const char *at = incoming->bytes.bytes;
	size_t left = incoming->bytes.length;
	uint32_t size;
	int result = 0;

	while (left >= sizeof size && result == 0) {
		memcpy(&size, at, sizeof size);
		if (size > incoming->limits->answer_most)
			return too_much(incoming);
		if (left - sizeof size < size)
			break;
		result = incoming->job->take(
			incoming->job->take_context, at + sizeof size, size, incoming->error);
		at += sizeof size + size;
		left -= sizeof size + size;
	}
	if (left < incoming->bytes.length) {
		memmove(incoming->bytes.bytes, at, left);
		incoming->bytes.length = left;
	}
	return result;
}

static int receive(struct incoming *incoming, int channel)
{
	char buffer[BUFFER];
	ssize_t length = 1;
	int result = 0;

	while (length != 0 && result == 0) {
		if (waiting_readable(channel, incoming->limits->deadline) < 0)
			return error_set(
				incoming->error, ETIMEDOUT, "a confined child took too long");
		length = read(channel, buffer, sizeof buffer);
		if (length < 0 && errno != EINTR)
			return error_system(incoming->error, errno, "cannot read from a child");
		if (length <= 0)
			continue;
		incoming->total += (size_t)length;
		if (incoming->total > incoming->limits->total_most)
			return too_much(incoming);
		text_append(&incoming->bytes, buffer, (size_t)length);
		result = take_answers(incoming);
	}
	if (result == 0 && incoming->bytes.length > 0)
		result = error_set(incoming->error, EBADMSG, "a confined child stopped half-way");
	return result;
}

/* Its channel is closed: it has ended, or is about to. */
static int check_end(const struct worker *worker, int64_t deadline, struct error *error)
{
	siginfo_t end = {0};

	if (waiting_ended(worker->pid, deadline) == -ETIMEDOUT)
		return error_set(error, ETIMEDOUT, "a confined child took too long");
	/* It stays to be waited for, so that its id is nobody else's. */
	if (waitid(P_PID, (id_t)worker->pid, &end, WEXITED | WNOWAIT) < 0)
		return error_system(error, errno, "cannot wait for a child");
	if (end.si_code != CLD_EXITED)
		return error_set(
			error, EBADMSG, "a confined child was killed by signal %d", end.si_status);
	if (end.si_status != 0)
		return error_set(error, EBADMSG, "a confined child gave up");
	return 0;
}

/* The channel becomes the worker's; the child's end of it is closed here. */
static int fork_child(const struct sandbox_job *job, const struct sandbox_limits *limits,
	struct worker *result, struct error *error)
{
	pid_t self = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_system(error, errno, "cannot make a pipe");
	result->pid = fork();
	if (result->pid == 0)
		run_child(job, limits, ends[1], self);
	result->channel = ends[0];
	files_close(&ends[1]);
	if (result->pid < 0) {
		(void)error_system(error, errno, "cannot start a process");
		files_close(&ends[0]);
		return -error->code;
	}
	return 0;
}

int sandbox_run(
	const struct sandbox_job *job, const struct sandbox_limits *limits, struct error *error)
{
	struct incoming incoming = {.job = job, .limits = limits, .error = error};
	struct worker worker = {.channel = -1};
	int result = fork_child(job, limits, &worker, error);

	if (result < 0)
		return result;
	result = receive(&incoming, worker.channel);
	if (result == 0)
		result = check_end(&worker, limits->deadline, error);
	text_release(&incoming.bytes);
	worker_finish(&worker);
	return result;
}

int sandbox_start(sandbox_work *work, void *context, const struct sandbox_limits *limits,
	struct sandbox_peer *result, struct error *error)
{
	int ends[2], code;
	struct sandbox_job job = {.work = work, .work_context = context};

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_system(error, errno, "cannot make a pipe");
	job.input = ends[0];
	code = fork_child(&job, limits, &result->worker, error);
	files_close(&ends[0]);
	if (code < 0) {
		files_close(&ends[1]);
		return code;
	}
	result->input = ends[1];
	(void)fcntl(result->input, F_SETFL, O_NONBLOCK);
	(void)fcntl(result->worker.channel, F_SETFL, O_NONBLOCK);
	return 0;
}

int sandbox_stop(struct sandbox_peer *peer)
{
	siginfo_t end = {0};
	int signal = SIGKILL;

	files_close(&peer->input);
	/* One that has ended keeps the end that it had. */
	(void)kill(peer->worker.pid, SIGKILL);
	(void)waiting_ended(peer->worker.pid, waiting_clock() + LAST_SECOND);
	if (waitid(P_PID, (id_t)peer->worker.pid, &end, WEXITED | WNOWAIT | WNOHANG) == 0 &&
		(end.si_code == CLD_KILLED || end.si_code == CLD_DUMPED))
		signal = end.si_status;
	worker_finish(&peer->worker);
	return signal;
}

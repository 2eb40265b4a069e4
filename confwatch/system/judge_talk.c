// SPDX-License-Identifier: GPL-2.0-or-later
// Talking with the confined child: within a deadline, believing nothing.
#include "system/judge_talk.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "system/judge_child.h"
#include "system/waiting.h"

enum {
	SECONDS = 30,		    /* of the processor, for all that one child does */
	MEMORY = 128 * 1024 * 1024, /* beside what we have already */
	BUFFER = 64 * 1024,
	FRAMES_UNTIMED = 64,
	QUESTIONS_MOST = 20000, /* that one request may ask back */
	PROCESSOR = 1000,	/* milliseconds for one request */
	PATIENCE = 10000,	/* by the clock on the wall, for a child that sleeps */
};

/* The child's time, not ours: a busy machine makes nothing too costly. */
static int64_t processor_time(pid_t pid)
{
	struct timespec used;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) < 0)
		return 0;
	return (int64_t)used.tv_sec * 1000 + used.tv_nsec / 1000000;
}

/* Milliseconds that the child may still use; none are left: it is late. */
static int64_t time_left(struct judge_talk *talk)
{
	int64_t used = processor_time(talk->peer.worker.pid) - talk->used;

	talk->late = used >= PROCESSOR || waiting_clock() - talk->started > PATIENCE;
	return talk->late ? 0 : PROCESSOR - used;
}

/* -EOWNERDEAD: the time is up. One thread cannot use more than passes by the clock. */
static int await(struct judge_talk *talk, int fd, short events)
{
	struct pollfd poller = {.fd = fd, .events = events};
	int64_t left = PROCESSOR;

	while (left > 0) {
		if (poll(&poller, 1, (int)left) > 0)
			return 0;
		left = time_left(talk);
	}
	return -EOWNERDEAD;
}

static int tell(struct judge_talk *talk, const char *bytes, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t count = write(talk->peer.input, bytes + done, length - done);

		if (count >= 0)
			done += (size_t)count;
		else if (errno == EAGAIN && await(talk, talk->peer.input, POLLOUT) == 0)
			continue;
		else if (errno != EINTR)
			return -EOWNERDEAD;
	}
	return 0;
}

/* More bytes, behind those that are not looked at yet. */
static int read_more(struct judge_talk *talk)
{
	struct text *in = &talk->in;
	char buffer[BUFFER];
	ssize_t count;

	if (talk->taken > 0) {
		in->length -= talk->taken;
		memmove(in->bytes, in->bytes + talk->taken, in->length);
		talk->taken = 0;
	}
	if (await(talk, talk->peer.worker.channel, POLLIN) < 0)
		return -EOWNERDEAD;
	count = read(talk->peer.worker.channel, buffer, sizeof buffer);
	if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN))
		return -EOWNERDEAD;
	if (count > 0)
		text_append(in, buffer, (size_t)count);
	return 0;
}

/* The next frame; its bytes stand where they are until the one after it. */
static int hear(struct judge_talk *talk, struct frame *frame)
{
	int size, code = 0;

	/* One that always speaks is never waited for. */
	if (++talk->frames % FRAMES_UNTIMED == 0 && time_left(talk) == 0)
		return -EOWNERDEAD;
	while (code == 0) {
		size = frame_split(text_string(&talk->in) + talk->taken,
			talk->in.length - talk->taken, FRAME_FROM_CHILD_MOST, frame);
		if (size < 0)
			return -EOWNERDEAD;
		if (size > 0) {
			talk->taken += (size_t)size;
			return 0;
		}
		code = read_more(talk);
	}
	return code;
}

static bool is_killer(const struct judge_talk *talk, const char *path)
{
	for (const struct judge_killer *at = talk->killers; at != NULL; at = at->next)
		if (at->length == strlen(path) && memcmp(at->bytes, path, at->length) == 0)
			return true;
	return false;
}

static int serve_file(struct judge_talk *talk, struct frame *frame)
{
	const struct judge_world *world = talk->world;
	struct judged_file file = {0};
	const char *path;
	int code;

	if (!frame_take_string(frame, JUDGED_PATH_MOST, &path))
		return -EOWNERDEAD;
	if (is_killer(talk, path))
		code = -EOWNERDEAD;
	else
		code = world->file(world->context, path, &file);
	if (code == 0 && file.presence == PRESENCE_THERE)
		(void)snprintf(talk->delivered, sizeof talk->delivered, "%s", path);
	if (code == 0 && file.length > JUDGED_FILE_MOST)
		file.presence = PRESENCE_TOO_LARGE;
	frame_reply_file(&talk->out, code, &file);
	return 0;
}

static int serve_entry(struct judge_talk *talk, struct frame *frame)
{
	const struct judge_world *world = talk->world;
	struct judged_entry entry = {0};
	const char *path;
	bool follow;
	int code;

	if (!frame_take_look(frame, &path, &follow))
		return -EOWNERDEAD;
	code = world->entry(world->context, path, follow, &entry);
	frame_reply_entry(&talk->out, code, &entry);
	return 0;
}

static int serve_same(struct judge_talk *talk, struct frame *frame)
{
	const struct judge_world *world = talk->world;
	const char *a, *b;
	bool same = false;
	int code;

	if (!frame_take_pair(frame, &a, &b))
		return -EOWNERDEAD;
	code = world->same(world->context, a, b, &same);
	frame_reply_same(&talk->out, code, same);
	return 0;
}

static int serve_list(struct judge_talk *talk, struct frame *frame)
{
	const struct judge_world *world = talk->world;
	struct arena arena = ARENA_INIT;
	struct string_list list = {0};
	const char *pattern;
	int code;

	if (!frame_take_string(frame, JUDGED_PATH_MOST, &pattern))
		return -EOWNERDEAD;
	code = world->list(world->context, pattern, &arena, &list);
	if (code == 0 && list.count > JUDGED_LIST_MOST)
		code = -E2BIG;
	frame_reply_list(&talk->out, code, &list);
	arena_release(&arena);
	return 0;
}

static int serve_package(struct judge_talk *talk, struct frame *frame)
{
	const struct judge_world *world = talk->world;
	char version[JUDGED_NAME_MOST] = "";
	const char *name;
	int code;

	if (!frame_take_string(frame, JUDGED_PATH_MOST, &name))
		return -EOWNERDEAD;
	code = world->package(world->context, name, version);
	frame_reply_package(&talk->out, code, version);
	return 0;
}

/* 0: it was a question, and answered; 1: it is something else. */
static int serve(struct judge_talk *talk, struct frame *frame)
{
	static int (*const servants[])(struct judge_talk * talk, struct frame * frame) = {
		[FRAME_FILE] = serve_file,
		[FRAME_ENTRY] = serve_entry,
		[FRAME_SAME] = serve_same,
		[FRAME_LIST] = serve_list,
		[FRAME_PACKAGE] = serve_package,
	};
	int code;

	talk->delivered[0] = '\0';
	if (frame->kind == FRAME_PARSED)
		return 0;
	if (frame->kind < FRAME_FILE || frame->kind > FRAME_PACKAGE)
		return 1;
	if (++talk->questions > QUESTIONS_MOST)
		return -EOWNERDEAD;
	text_clear(&talk->out);
	code = servants[frame->kind](talk, frame);
	return code == 0 ? tell(talk, talk->out.bytes, talk->out.length) : code;
}

static int start(struct judge_talk *talk, struct error *error)
{
	const struct sandbox_limits limits = {.seconds = SECONDS, .memory = MEMORY};
	/* The child has its own copy of it, and changes nothing. */
	void *engine = (void *)(uintptr_t)talk->engine;
	int code;

	if (talk->peer.worker.pid > 0)
		return 0;
	code = sandbox_start(judge_child, engine, &limits, &talk->peer, error);
	if (code < 0) {
		talk->peer.worker.pid = 0;
		return code;
	}
	talk->told = 0;
	return 0;
}

static int tell_variables(struct judge_talk *talk)
{
	size_t told = talk->told;

	talk->told = talk->variables.length;
	return tell(talk, text_string(&talk->variables) + told, talk->told - told);
}

int judge_converse(struct judge_talk *talk, const struct text *request, judge_take *take,
	void *context, struct error *error)
{
	struct frame frame;
	int code;

	code = start(talk, error);
	if (code < 0)
		return code;
	talk->started = waiting_clock();
	talk->used = processor_time(talk->peer.worker.pid);
	talk->questions = 0;
	talk->frames = 0;
	talk->late = false;
	talk->delivered[0] = '\0';
	code = tell_variables(talk);
	if (code == 0)
		code = tell(talk, request->bytes, request->length);
	while (code == 0) {
		code = hear(talk, &frame);
		if (code == 0)
			code = serve(talk, &frame);
		if (code == 1)
			code = take(context, &frame);
	}
	/* Nobody speaks when not asked. */
	return code == 1 && talk->in.length == talk->taken ? 0 : -EOWNERDEAD;
}

int judge_hang_up(struct judge_talk *talk)
{
	int signal;

	if (talk->peer.worker.pid <= 0)
		return 0;
	signal = sandbox_stop(&talk->peer);
	talk->peer.worker.pid = 0;
	text_clear(&talk->in);
	talk->taken = 0;
	return talk->late ? 0 : signal;
}

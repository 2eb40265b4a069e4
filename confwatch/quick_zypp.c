// SPDX-License-Identifier: GPL-2.0-or-later
// libzypp's plugin in the program that is quick to start.
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hand_over.h"
#include "quick_hook.h"
#include "system/files.h"
#include "system/waiting.h"
#include "system/worker.h"

enum {
	WORDS_MOST = 8,
	WHOLE_LIMIT = 50, /* seconds; libzypp waits for 60, and hooks.limit ends it before */
};

/* One event, for a process of its own: the whole program. */
struct task {
	struct invocation *invocation;
	const struct hook_event *event;
};

static char *option(struct arena *arena, const char *name, const char *value)
{
	return arena_format(arena, "--%s=%s", name, value);
}

static const char *event_name(enum hook_kind kind)
{
	switch (kind) {
	case HOOK_BEFORE:
		return "before";
	case HOOK_BROKEN_OFF:
		return "broken-off";
	case HOOK_NOTICED:
		return "noticed";
	default:
		return "after";
	}
}

/* The same event for the whole program, which watches over itself. */
static int become_whole(void *context, int channel)
{
	const struct task *task = context;
	const struct hook_event *event = task->event;
	const struct global_options *global = &task->invocation->global;
	struct arena *arena = task->invocation->arena;
	FD_CLEANUP int list = memfd_create("list", MFD_CLOEXEC);
	struct error error = ERROR_INIT;
	char *words[WORDS_MOST + 1] = {arena_string(arena, "confwatch"),
		arena_string(arena, "hook"), arena_string(arena, event_name(event->kind)),
		option(arena, "via", event->via)};
	size_t count = 4;

	(void)channel;
	if (event->list != HOOK_NO_LIST)
		words[count++] = arena_string(arena, "--packages");
	if (global->root != NULL)
		words[count++] = option(arena, "root", global->root);
	if (global->state != NULL)
		words[count++] = option(arena, "state", global->state);
	if (global->config != NULL)
		words[count++] = option(arena, "config", global->config);
	if (list >= 0 && files_write_all(list, event->bytes, event->length) == 0 &&
		lseek(list, 0, SEEK_SET) == 0)
		(void)dup2(list, STDIN_FILENO);
	hand_over(words, &error);
	return -error.code;
}

static void leave_to_whole(struct invocation *invocation, const struct hook_event *event)
{
	struct task task = {invocation, event};
	struct error ignored = ERROR_INIT;
	struct worker worker;

	if (worker_start(become_whole, &task, &worker, &ignored) < 0)
		return;
	(void)waiting_ended(worker.pid, waiting_clock() + WHOLE_LIMIT * INT64_C(1000));
	worker_finish(&worker);
}

/* Where it takes too long, the plugin ends: that a `before` is missing becomes a finding. */
static void tell(void *context, const struct hook_event *event)
{
	struct invocation invocation = *(struct invocation *)context;
	struct arena arena = ARENA_INIT;
	int done;

	invocation.arena = &arena;
	(void)alarm(QUICK_LIMIT);
	done = quick_event(&invocation, event);
	(void)alarm(0);
	if (done != 1)
		leave_to_whole(&invocation, event);
	arena_release(&arena);
}

void quick_zypp(struct invocation *invocation, bool system)
{
	hook_zypp(tell, invocation, STDIN_FILENO, STDOUT_FILENO, system);
}

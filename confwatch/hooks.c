// SPDX-License-Identifier: GPL-2.0-or-later
// One event of a package manager: watched over from outside the process that works on it.
#include "hooks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hooks_work.h"
#include "render/escape.h"
#include "system/files.h"
#include "system/journal.h"
#include "system/trouble.h"
#include "system/waiting.h"
#include "system/worker.h"

enum {
	LIMIT = 20, /* seconds, until the configuration says another */
};

/* One event while it is worked on. */
struct watching {
	const struct hook_setup *setup;
	const struct hook_event *event;
	int state;
	bool strict;
	bool failed;
};

static const char *event_name(enum hook_kind kind)
{
	static const char *const names[] = {"before", "after", "after", "announce", "notice"};

	return names[kind];
}

/* Other roots have journals of their own. */
static void write_journal(const struct watching *watching, int priority, const char *message)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (watching->setup->options->root != NULL || watching->setup->options->state != NULL)
		return;
	text_format(
		&line, "hook %s (%s): ", event_name(watching->event->kind), watching->event->via);
	escape_name(&line, message);
	journal_note(priority, text_string(&line));
}

static void note(struct watching *watching, const char *message)
{
	const struct trouble trouble = {
		.time = watching->setup->clock(),
		.via = watching->event->via,
		.event = event_name(watching->event->kind),
		.message = message,
	};

	write_journal(watching, LOG_WARNING, message);
	trouble_note(watching->state, &trouble);
}

static void fail(struct watching *watching, const char *message)
{
	note(watching, message);
	watching->failed = true;
}

/* False: it was the last one. */
static bool heed(
	struct watching *watching, struct hook_message *message, int64_t begun, int64_t *deadline)
{
	message->text[sizeof message->text - 1] = '\0';
	switch (message->kind) {
	case HOOK_TERMS:
		watching->strict = message->strict;
		*deadline = begun + (int64_t)message->limit * 1000;
		return true;
	case HOOK_SAYS:
		write_journal(watching, LOG_NOTICE, message->text);
		return true;
	case HOOK_TROUBLE:
		note(watching, message->text);
		return true;
	case HOOK_FAILED:
		fail(watching, message->text);
		return false;
	case HOOK_WORKED:
		return false;
	}
	return false;
}

static void watch(struct watching *watching, const struct worker *worker)
{
	int64_t begun = waiting_clock(), deadline = begun + (int64_t)LIMIT * 1000;
	struct hook_message message;
	char sentence[64];
	int rc;

	do
		rc = worker_receive(worker, &message, sizeof message, deadline);
	while (rc == 1 && heed(watching, &message, begun, &deadline));
	if (rc == 0)
		fail(watching, "it ended before its work was done");
	if (rc < 0) {
		(void)snprintf(sentence, sizeof sentence, "it was ended after %lld seconds",
			(long long)(deadline - begun) / 1000);
		fail(watching, sentence);
	}
}

/* Whether `confwatch init` was ever run: the cheapest question, asked of every run. */
static int open_state(const struct hook_setup *setup)
{
	struct workspace_options options = *setup->options;
	struct error error = ERROR_INIT;
	int state = -1;

	options.needs = NEED_STATE;
	if (workspace_open_state(setup->arena, &options, &state, &error) < 0)
		return -1;
	if (faccessat(state, "history.git", F_OK, AT_EACCESS) < 0)
		files_close(&state);
	return state;
}

enum hook_outcome hook_run(const struct hook_setup *setup, const struct hook_event *event)
{
	FD_CLEANUP int state = open_state(setup);
	struct hook_task task = {.setup = setup, .event = event};
	struct watching watching = {.setup = setup, .event = event, .state = state};
	struct error error = ERROR_INIT;
	struct worker worker;

	if (state < 0)
		return HOOK_DONE;
	if (worker_start(hook_work, &task, &worker, &error) < 0) {
		fail(&watching, error.message);
	} else {
		watch(&watching, &worker);
		worker_finish(&worker);
	}
	return watching.failed && watching.strict && event->kind == HOOK_BEFORE ? HOOK_REFUSED
										: HOOK_DONE;
}

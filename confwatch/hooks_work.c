// SPDX-License-Identifier: GPL-2.0-or-later
// The worker of a hook: opens what is needed, and tells the story of an upgrade.
#include "hooks_work.h"

#include <stdio.h>
#include <string.h>

#include "formats/apt.h"
#include "formats/zypp.h"
#include "mailing.h"
#include "system/waiting.h"
#include "system/worker.h"
#include "upgrade.h"
#include "upgrade_quick.h"

enum {
	MAIL_MOST = 12 * 1000, /* milliseconds that mail may take */
	AT_THE_END = 1000,     /* that must be left of hooks.limit when it has ended */
};

struct work {
	const struct hook_event *event;
	struct arena *arena;
	int channel;
	struct workspace workspace;
	struct announced_list announced;
	bool closed; /* a transaction, the outermost */
};

static void say(const struct work *work, enum hook_message_kind kind, const char *text)
{
	struct hook_message message = {.kind = kind};

	(void)snprintf(message.text, sizeof message.text, "%s", text);
	worker_send(work->channel, &message, sizeof message);
}

static void say_terms(const struct work *work)
{
	const struct configuration *configuration = &work->workspace.configuration;
	const struct hook_message message = {.kind = HOOK_TERMS,
		.strict = configuration->hooks_strict,
		.limit = configuration->hooks_limit};

	worker_send(work->channel, &message, sizeof message);
}

/* An announcement that cannot be read is no reason to record nothing. */
static void read_list(struct work *work)
{
	const struct hook_event *event = work->event;
	struct error error = ERROR_INIT;
	size_t not_understood = 0;
	int rc = 0;

	if (event->list == HOOK_APT_LIST)
		rc = apt_packages_parse(work->arena, event->bytes, event->length, &work->announced,
			&not_understood, &error);
	else if (event->list == HOOK_ZYPP_LIST && event->length > 0)
		rc = zypp_steps_parse(
			work->arena, event->bytes, event->length, &work->announced, &error);
	if (rc < 0)
		say(work, HOOK_TROUBLE, error.message);
	else if (not_understood > 0)
		say(work, HOOK_TROUBLE,
			arena_format(work->arena, "%zu lines of the list were not understood",
				not_understood));
}

/* Only those that did not come through are news at the end. */
static struct announced_list failed_ones(struct work *work)
{
	struct announced_list result = {0};

	for (size_t i = 0; i < work->announced.count; i++)
		if (work->announced.items[i].failed)
			announced_add(&result, work->arena, &work->announced.items[i]);
	return result;
}

static void say_findings(const struct work *work, const struct upgrade_result *result)
{
	size_t counts[SEVERITY_CRITICAL + 1] = {0};

	for (size_t i = 0; i < result->findings.count; i++)
		counts[result->findings.items[i].severity]++;
	if (counts[SEVERITY_CRITICAL] + counts[SEVERITY_WARNING] + result->restored == 0)
		return;
	say(work, HOOK_SAYS,
		arena_format(work->arena,
			"after %s: %zu critical, %zu warnings, %zu restored: see 'confwatch status'",
			work->event->via, counts[SEVERITY_CRITICAL], counts[SEVERITY_WARNING],
			result->restored));
}

static int close_transaction(struct work *work, const char *via, struct error *error)
{
	bool broken_off = work->event->kind == HOOK_BROKEN_OFF;
	struct announced_list failed = failed_ones(work);
	struct upgrade_result result = {0};

	if (failed.count > 0 && upgrade_announce(&work->workspace, via, &failed, error) < 0) {
		say(work, HOOK_TROUBLE, error->message);
		*error = (struct error)ERROR_INIT;
	}
	if ((broken_off ? upgrade_break_off(&work->workspace, via, &result, error)
			: upgrade_after(&work->workspace, via, &result, error)) < 0)
		return -error->code;
	work->closed = result.closed;
	if (result.closed)
		say_findings(work, &result);
	return 0;
}

static int act(struct work *work, struct error *error)
{
	const struct hook_event *event = work->event;
	const struct announced_list *announced =
		event->list == HOOK_NO_LIST ? NULL : &work->announced;

	switch (event->kind) {
	case HOOK_BEFORE:
		return upgrade_before(&work->workspace, event->via, announced, error);
	case HOOK_AFTER:
	case HOOK_BROKEN_OFF:
		return close_transaction(work, event->via, error);
	case HOOK_NOTICED:
		/* libzypp says it after its own runs as well: those were watched. */
		return upgrade_is_unwatched(&work->workspace)
			? close_transaction(work, event->via, error)
			: 0;
	case HOOK_ANNOUNCED:
		return upgrade_announce(&work->workspace, event->via, &work->announced, error);
	}
	return 0;
}

/* The lock is taken when it is needed; nobody waits for it so long that nothing can follow. */
static int prepare(struct work *work, const struct hook_setup *setup, struct error *error)
{
	struct workspace_options options = *setup->options;
	struct configuration *configuration = &work->workspace.configuration;

	options.now = setup->clock();
	options.needs = NEED_STATE;
	options.use_last_good = true;
	if (workspace_open(work->arena, &options, &work->workspace, error) < 0)
		return -error->code;
	say_terms(work);
	if (work->workspace.configuration_problem != NULL)
		say(work, HOOK_SAYS, work->workspace.configuration_problem);
	if (configuration->lock_seconds > configuration->hooks_limit / 2)
		configuration->lock_seconds = configuration->hooks_limit / 2;
	return 0;
}

/* All is recorded: what mail cannot do in time, a later run does. */
static void mail(struct work *work, int64_t begun)
{
	const struct text_options options = {.zone = work->workspace.zone, .program = "confwatch"};
	int64_t left = begun + (int64_t)work->workspace.configuration.hooks_limit * 1000 -
		waiting_clock() - AT_THE_END;

	if (work->closed)
		mailing_catch_up(&work->workspace, &options, left < MAIL_MOST ? left : MAIL_MOST);
}

int hook_work(void *context, int channel)
{
	const struct hook_task *task = context;
	struct work work = {.event = task->event, .arena = task->setup->arena, .channel = channel};
	struct error error = ERROR_INIT;
	int64_t begun = waiting_clock();
	int rc = prepare(&work, task->setup, &error);

	if (rc == 0) {
		read_list(&work);
		rc = act(&work, &error);
	}
	if (rc == 0)
		mail(&work, begun);
	say(&work, rc < 0 ? HOOK_FAILED : HOOK_WORKED, rc < 0 ? error.message : "");
	return rc;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// What runs send beside their own work: one message about an upgrade, and what still waits.
#include "mailing.h"
#include "mailing_notice.h"
#include "mailing_parts.h"
#include "system/files.h"
#include "system/mail_due.h"
#include "system/outbox.h"
#include "system/waiting.h"

enum {
	LEAST = 2000, /* milliseconds: with less nothing is begun */
};

/* One call of mailing_catch_up(). */
struct catching_up {
	struct workspace *workspace;
	const struct text_options *options;
	int64_t deadline;
	struct mailing before;
	struct report whole; /* composed if alerts were due, else without `about.last` */
	struct report told;  /* what the message tells of it */
};

static int64_t time_left(const struct catching_up *turn)
{
	return turn->deadline - waiting_clock();
}

/*
 * A message that waits already is taken the place of: then it is a report like any other, which
 * tells the same and more.
 */
static int compose(struct catching_up *turn, struct error *error)
{
	HISTORY_CLEANUP struct history *history = NULL;
	CHECK_CLEANUP struct check check = {0};
	struct workspace *workspace = turn->workspace;
	const bool merges = turn->before.outbox.waiting.id != NULL;
	struct report_mark sent;
	const struct report_request request = {
		.after = merges ? 0 : turn->before.alerts.items[0].begun,
		.program = turn->options->program,
		.check = &check,
		.differences = merges,
		.mail_down = turn->before.outbox.down_since,
	};

	check_try(workspace, turn->options->program, &check);
	if (history_open(workspace->state_fd, &history, error) < 0 ||
		report_compose(workspace, history, &request, &turn->whole, error) < 0)
		return -error->code;
	turn->told = turn->whole;
	if (merges || turn->whole.about.last == NULL)
		return 0;
	report_last_sent(workspace, &sent);
	alert_make(workspace->arena, &turn->whole, &turn->before.alerts, &sent, &turn->told);
	return 0;
}

/* The newest transaction gives its name: that it was told is known when it is closed once more. */
static const char *name_alert(const struct catching_up *turn)
{
	const struct alert_list *alerts = &turn->before.alerts;

	if (turn->before.outbox.waiting.id != NULL)
		return NULL;
	return arena_format(
		turn->workspace->arena, "%s.upgrade", alerts->items[alerts->count - 1].transaction);
}

static int put_alerts(struct catching_up *turn, struct error *error)
{
	struct workspace *workspace = turn->workspace;
	const struct mailing_put put = {
		.report = &turn->told, .alert = name_alert(turn), .options = turn->options};
	bool waits = turn->before.outbox.waiting.id != NULL;

	if (compose(turn, error) < 0)
		return -error->code;
	if (turn->told.counts[REPORT_ACTION] > 0) {
		if (mailing_put(workspace, &put, error) < 0)
			return -error->code;
		waits = true;
	}
	mail_due_settle(workspace->arena, workspace->state_fd, &turn->before.alerts, waits);
	return 0;
}

/* That the same still cannot be sent was said when it was tried for the first time. */
static bool is_news(const struct catching_up *turn, const struct outbox *outbox)
{
	const struct outbox *before = &turn->before.outbox;

	return outbox->attempts > before->attempts &&
		(outbox->begun || before->down_since == 0 || turn->whole.about.last != NULL);
}

static void say(struct catching_up *turn, const struct outbox *outbox)
{
	const bool composed = turn->whole.about.last != NULL;
	struct mailing_notice notice = {.report = composed ? &turn->told : NULL,
		.open = composed ? turn->whole.about.findings : NULL,
		.outbox = outbox,
		.milliseconds = time_left(turn)};
	struct error ignored = ERROR_INIT;

	(void)mailing_notice(turn->workspace, &notice, turn->options, &ignored);
}

static void send_what_waits(struct catching_up *turn)
{
	struct workspace *workspace = turn->workspace;
	const struct alert_list nothing = {0};
	struct outbox outbox;
	struct error ignored = ERROR_INIT;
	int64_t left = time_left(turn);
	int outcome;

	if (left < LEAST)
		return;
	/* The rest is for those who say that it failed. */
	outcome = mailing_hand_over(workspace, left * 2 / 3, &ignored);
	if (outcome == OUTBOX_LATER ||
		outbox_look(workspace->arena, workspace->state_fd, &outbox, &ignored) < 0)
		return;
	/* Somebody else may have the lock: what is not noted now is noted by the next run. */
	workspace->configuration.lock_seconds = 0;
	(void)mailing_conclude(workspace, &outbox, &nothing, &ignored);
	if (outcome == OUTBOX_SENT || (outcome != OUTBOX_NOTHING && is_news(turn, &outbox)))
		say(turn, &outbox);
}

void mailing_catch_up(
	struct workspace *workspace, const struct text_options *options, int64_t milliseconds)
{
	struct catching_up turn = {.workspace = workspace, .options = options};
	struct error ignored = ERROR_INIT;

	if (workspace->lock_fd < 0 || milliseconds < LEAST || !mail_is_due(workspace->state_fd) ||
		workspace->configuration.report_mail == REPORT_MAIL_NEVER)
		return;
	turn.deadline = waiting_clock() + milliseconds;
	mail_due_alerts(workspace->arena, workspace->state_fd, &turn.before.alerts);
	(void)outbox_look(workspace->arena, workspace->state_fd, &turn.before.outbox, &ignored);
	(void)mailing_keep_mark(workspace, &turn.before.outbox, &ignored);
	if (turn.before.alerts.count > 0)
		(void)put_alerts(&turn, &ignored);
	files_close(&workspace->lock_fd);
	send_what_waits(&turn);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Story: a report reaches its reader by mail, or it is noticed that it does not.
#include "mailing.h"

#include <errno.h>

#include "core/wanted.h"
#include "mailing_notice.h"
#include "mailing_parts.h"
#include "render/mail.h"
#include "render/report.h"
#include "system/files.h"
#include "system/mail_due.h"
#include "system/outbox.h"

enum {
	PATIENCE = 60 * 1000, /* milliseconds, for the mail program */
};

static const char usual_sendmail[] = "/usr/sbin/sendmail";

/* STATE/report-sent follows the outbox, which knows it first. */
static bool is_mark_old(struct workspace *workspace, const struct outbox *outbox)
{
	struct report_mark mark;

	report_last_sent(workspace, &mark);
	return outbox->sent.id != NULL && (!mark.exists || mark.sent < outbox->sent.time);
}

int mailing_keep_mark(struct workspace *workspace, const struct outbox *outbox, struct error *error)
{
	if (!is_mark_old(workspace, outbox))
		return 0;
	return report_mark_sent(
		workspace, outbox->sent.mark.bytes, outbox->sent.mark.length, error);
}

int mailing_conclude(struct workspace *workspace, const struct outbox *outbox,
	const struct alert_list *told, struct error *error)
{
	const bool waits = outbox->waiting.id != NULL;
	const bool old = is_mark_old(workspace, outbox);
	int code;

	if (!old && (told == NULL || !mail_is_due(workspace->state_fd)))
		return 0;
	if (workspace_lock(workspace, error) < 0)
		return -error->code;
	code = mailing_keep_mark(workspace, outbox, error);
	if (code == 0 && told != NULL)
		mail_due_settle(workspace->arena, workspace->state_fd, told, waits);
	files_close(&workspace->lock_fd);
	return code;
}

int mailing_begin(struct workspace *workspace, struct mailing *result, struct error *error)
{
	int code = outbox_look(workspace->arena, workspace->state_fd, &result->outbox, error);

	mail_due_alerts(workspace->arena, workspace->state_fd, &result->alerts);
	/* One that is damaged is written anew with the next report. */
	if (code == -EBADMSG)
		return 0;
	return code < 0 ? code : mailing_conclude(workspace, &result->outbox, NULL, error);
}

void mailing_note_alert(struct workspace *workspace, const struct alert *alert)
{
	const struct configuration *configuration = &workspace->configuration;
	struct error ignored = ERROR_INIT;

	/* Of another root this machine speaks when it is told how. */
	if (configuration->report_mail == REPORT_MAIL_NEVER ||
		(workspace->other_root && configuration->report_sendmail == NULL))
		return;
	(void)mail_due_add(workspace->arena, workspace->state_fd, alert, &ignored);
}

/* Of one state of things at one time there is one report. */
static const char *identify(const struct workspace *workspace, const struct report *report)
{
	char hex[SNAPSHOT_HEX_SIZE];

	snapshot_hex(&report->about.last->id, hex);
	return arena_format(workspace->arena, "%lld.%.16s", (long long)report->about.now, hex);
}

static int render(const struct workspace *workspace, const struct report *report, const char *id,
	const struct text_options *options, struct text *result, struct error *error)
{
	TEXT_CLEANUP struct text subject = TEXT_INIT, text = TEXT_INIT, html = TEXT_INIT;
	const struct text_options plain = {.zone = options->zone, .program = options->program};
	struct mail mail = {
		.host = report->about.host,
		.from = workspace->configuration.report_from,
		.to = workspace->configuration.report_to.items,
		.to_count = workspace->configuration.report_to.count,
		.id = id,
		.time = report->about.now,
		.zone = report->about.zone,
		.text = &text,
		.html = &html,
	};

	report_subject(report, &subject);
	text_report(report, &plain, &text);
	html_report(report, &plain, &html);
	mail.subject = text_string(&subject);
	return mail_render(&mail, result, error);
}

int mailing_message(const struct workspace *workspace, const struct report *report,
	const struct text_options *options, struct text *result, struct error *error)
{
	return render(workspace, report, identify(workspace, report), options, result, error);
}

int mailing_put(struct workspace *workspace, const struct mailing_put *put, struct error *error)
{
	TEXT_CLEANUP struct text message = TEXT_INIT, mark = TEXT_INIT;
	const struct report *report = put->report;
	struct outbox_report waiting = {.id = put->alert, .time = report->about.now};

	if (put->alert == NULL) {
		waiting.id = identify(workspace, report);
		report_mark_text(workspace, report, &mark);
		waiting.mark = (struct outbox_bytes){mark.bytes, mark.length};
	}
	if (render(workspace, report, waiting.id, put->options, &message, error) < 0)
		return -error->code;
	mail_due_expect(workspace->state_fd);
	return outbox_put(workspace->arena, workspace->state_fd, &waiting,
		&workspace->configuration.report_to, &message, error);
}

int mailing_hand_over(struct workspace *workspace, int64_t milliseconds, struct error *error)
{
	const char *wanted = workspace->configuration.report_sendmail;
	const struct outbox_route route = {wanted != NULL ? wanted : usual_sendmail, milliseconds};

	return outbox_send(workspace->arena, workspace->state_fd, &route, workspace->now, error);
}

static enum mail_outcome outcome_of(const struct outbox *outbox)
{
	if (outbox->waiting.id == NULL)
		return MAIL_SENT;
	return outbox->begun ? MAIL_UNCERTAIN : MAIL_WAITS;
}

static int put_and_send(struct workspace *workspace, const struct report *report,
	const struct alert_list *told, const struct text_options *options, struct outbox *after,
	struct error *error)
{
	const struct mailing_put put = {.report = report, .options = options};
	struct error ignored = ERROR_INIT;

	if (mailing_put(workspace, &put, error) < 0 ||
		mailing_hand_over(workspace, PATIENCE, error) < 0 ||
		outbox_look(workspace->arena, workspace->state_fd, after, error) < 0)
		return -error->code;
	/* The report is out: what cannot be noted now is noted by the next run. */
	(void)mailing_conclude(workspace, after, told, &ignored);
	return 0;
}

/* What waits is told by the report that takes its place. */
static enum mail_outcome decide(
	struct workspace *workspace, const struct report *report, const struct outbox *outbox)
{
	const enum report_mail which = workspace->configuration.report_mail;
	struct report_mark mark;

	report_last_sent(workspace, &mark);
	if (which == REPORT_MAIL_NEVER)
		return MAIL_OFF;
	return outbox->waiting.id != NULL || report_is_wanted(report, which, mark.sent)
		? MAIL_SENT
		: MAIL_NOT_WANTED;
}

int mailing_send(struct workspace *workspace, const struct report *report,
	const struct mailing *before, const struct text_options *options, const char **problem,
	struct error *error)
{
	enum mail_outcome outcome = decide(workspace, report, &before->outbox);
	struct outbox after = before->outbox;
	struct mailing_notice notice = {.report = report,
		.open = report->about.findings,
		.outbox = &after,
		.looked = true,
		.milliseconds = PATIENCE};

	if (outcome == MAIL_OFF)
		after = (struct outbox){0};
	if (outcome == MAIL_SENT) {
		if (put_and_send(workspace, report, &before->alerts, options, &after, error) < 0)
			return -error->code;
		outcome = outcome_of(&after);
	}
	*problem = after.problem;
	if (mailing_notice(workspace, &notice, options, error) < 0)
		return -error->code;
	return (int)outcome;
}

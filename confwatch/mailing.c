// SPDX-License-Identifier: GPL-2.0-or-later
// Story: a report reaches its reader by mail, or it is noticed that it does not.
#include "mailing.h"

#include <errno.h>

#include "mailing_notice.h"
#include "render/mail.h"
#include "render/report.h"
#include "system/files.h"
#include "system/outbox.h"

enum {
	PATIENCE = 60 * 1000, /* milliseconds, for the mail program */
};

/* STATE/report-sent follows the outbox, which knows it first. */
static int keep_mark(struct workspace *workspace, const struct outbox *outbox, struct error *error)
{
	struct report_mark mark;
	int code;

	report_last_sent(workspace, &mark);
	if (outbox->sent.id == NULL || (mark.exists && mark.sent >= outbox->sent.time))
		return 0;
	if (workspace_lock(workspace, error) < 0)
		return -error->code;
	code = report_mark_sent(
		workspace, outbox->sent.mark.bytes, outbox->sent.mark.length, error);
	files_close(&workspace->lock_fd);
	return code;
}

int mailing_begin(struct workspace *workspace, struct outbox *result, struct error *error)
{
	int code = outbox_look(workspace->arena, workspace->state_fd, result, error);

	/* One that is damaged is written anew with the next report. */
	if (code == -EBADMSG)
		return 0;
	return code < 0 ? code : keep_mark(workspace, result, error);
}

static bool is_wanted(
	const struct workspace *workspace, const struct report *report, const struct outbox *outbox)
{
	if (outbox->waiting.id != NULL || report->counts[REPORT_ACTION] > 0)
		return true;
	switch (workspace->configuration.report_mail) {
	case REPORT_MAIL_ALWAYS:
		return true;
	case REPORT_MAIL_CHANGES:
		return report->counts[REPORT_RESTORED] > 0 || report->package_count > 0 ||
			(report->about.changes != NULL && report->about.changes->count > 0);
	default:
		return false;
	}
}

/* Of one state of things at one time there is one report. */
static const char *identify(const struct workspace *workspace, const struct report *report)
{
	char hex[SNAPSHOT_HEX_SIZE];

	snapshot_hex(&report->about.last->id, hex);
	return arena_format(workspace->arena, "%lld.%.16s", (long long)report->about.now, hex);
}

int mailing_message(const struct workspace *workspace, const struct report *report,
	const struct text_options *options, struct text *result, struct error *error)
{
	TEXT_CLEANUP struct text subject = TEXT_INIT, text = TEXT_INIT, html = TEXT_INIT;
	const struct text_options plain = {.zone = options->zone, .program = options->program};
	struct mail mail = {
		.host = report->about.host,
		.from = workspace->configuration.report_from,
		.to = workspace->configuration.report_to.items,
		.to_count = workspace->configuration.report_to.count,
		.id = identify(workspace, report),
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

static int put(struct workspace *workspace, const struct report *report,
	const struct text_options *options, struct error *error)
{
	TEXT_CLEANUP struct text message = TEXT_INIT, mark = TEXT_INIT;
	struct outbox_report waiting = {
		.id = identify(workspace, report), .time = report->about.now};

	if (mailing_message(workspace, report, options, &message, error) < 0)
		return -error->code;
	report_mark_text(workspace, report, &mark);
	waiting.mark = (struct outbox_bytes){mark.bytes, mark.length};
	return outbox_put(workspace->arena, workspace->state_fd, &waiting,
		&workspace->configuration.report_to, &message, error);
}

static enum mailing_outcome outcome_of(const struct outbox *outbox)
{
	if (outbox->waiting.id == NULL)
		return MAILING_SENT;
	return outbox->begun ? MAILING_UNCERTAIN : MAILING_WAITS;
}

static int put_and_send(struct workspace *workspace, const struct report *report,
	const struct text_options *options, struct outbox *after, struct error *error)
{
	const struct outbox_route route = {workspace->configuration.report_sendmail, PATIENCE};
	struct error ignored = ERROR_INIT;

	if (put(workspace, report, options, error) < 0 ||
		outbox_send(workspace->arena, workspace->state_fd, &route, workspace->now, error) <
			0 ||
		outbox_look(workspace->arena, workspace->state_fd, after, error) < 0)
		return -error->code;
	/* The report is out: what cannot be noted now is noted by the next run. */
	(void)keep_mark(workspace, after, &ignored);
	return 0;
}

int mailing_send(struct workspace *workspace, const struct report *report,
	const struct outbox *before, const struct text_options *options, const char **problem,
	struct error *error)
{
	bool wanted = is_wanted(workspace, report, before);
	struct outbox after = *before;

	if (wanted && put_and_send(workspace, report, options, &after, error) < 0)
		return -error->code;
	*problem = after.problem;
	if (mailing_notice(workspace, report, &after, options, error) < 0)
		return -error->code;
	return wanted ? (int)outcome_of(&after) : MAILING_NOT_WANTED;
}

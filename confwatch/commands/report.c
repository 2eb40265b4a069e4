// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch report: what happened since the last report, and who must act.
#include "report.h"

#include <errno.h>

#include "base/translate.h"
#include "commands.h"
#include "mailing.h"
#include "render/report.h"
#include "system/outbox.h"

struct report_options {
	const char *since;
	bool mail;
};

static const struct option options[] = {
	{"since", 0, "SNAPSHOT", N_("begin there (with the last report that was sent)"),
		OPTION_TEXT, OPTION_AT(report_options, since), NULL},
	{"mail", 0, NULL, N_("send it by mail, if the configuration wants that"), OPTION_FLAG,
		OPTION_AT(report_options, mail), NULL},
};

static int print(struct invocation *invocation, const struct report *report, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	switch (invocation_format(invocation)) {
	case FORMAT_JSON:
		json_report(report, &text);
		break;
	case FORMAT_XML:
		xml_report(report, &text);
		break;
	case FORMAT_HTML:
		html_report(report, &invocation->style, &text);
		break;
	case FORMAT_MAIL:
		if (mailing_message(
			    invocation->workspace, report, &invocation->style, &text, error) < 0)
			return -error->code;
		break;
	default:
		text_report(report, &invocation->style, &text);
		break;
	}
	return invocation_print(invocation, &text, error);
}

static int mail(struct invocation *invocation, const struct report *report,
	const struct mailing *before, struct error *error)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;
	const char *problem = NULL;
	int outcome;

	if (report->about.last == NULL)
		return error_set(error, ENOENT, _("nothing was recorded yet that could be mailed"));
	outcome = mailing_send(
		invocation->workspace, report, before, &invocation->style, &problem, error);
	if (outcome < 0)
		return outcome;
	if (outcome == MAIL_WAITS && problem == NULL)
		problem = _("another run is sending");
	if (outcome == MAIL_UNCERTAIN && problem == NULL)
		problem = _("another run was ended");
	mail_outcome_words((enum mail_outcome)outcome, problem, &words);
	if (outcome == MAIL_WAITS || outcome == MAIL_UNCERTAIN)
		return error_set(error, EIO, "%s", text_string(&words));
	text_byte(&words, '\n');
	return invocation_print(invocation, &words, error);
}

static int compose(struct invocation *invocation, struct check *check, int64_t mail_down,
	struct report *result, struct error *error)
{
	const struct report_options *wanted = invocation->options;
	HISTORY_CLEANUP struct history *history = NULL;
	enum format format = invocation_format(invocation);
	const struct report_request request = {
		.since = wanted->since,
		.program = invocation->style.program,
		.check = check,
		.differences = wanted->mail || format == FORMAT_HTML || format == FORMAT_MAIL,
		.mail_down = mail_down,
	};

	if (history_open(invocation->workspace->state_fd, &history, error) < 0)
		return -error->code;
	return report_compose(invocation->workspace, history, &request, result, error);
}

/* The one that only looks gives up everything else first. */
static int show(struct invocation *invocation, struct check *check, const struct outbox *outbox,
	struct report *report, struct error *error)
{
	if (invocation_only_look(invocation, true, error) < 0 ||
		compose(invocation, check, outbox->down_since, report, error) < 0 ||
		print(invocation, report, error) < 0)
		return -error->code;
	/* As `status`: what waits for a decision was found, too. */
	return report->counts[REPORT_ACTION] + report->counts[REPORT_WAITING] > 0 ? 1 : 0;
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct report_options *wanted = invocation->options;
	struct workspace *workspace = invocation->workspace;
	CHECK_CLEANUP struct check check = {0};
	struct error ignored = ERROR_INIT;
	struct mailing mailing = {0};
	struct report report = {0};

	if (wanted->mail && invocation_format(invocation) != FORMAT_TEXT)
		return error_set(error, EINVAL, _("--mail has a format of its own"));
	check_try(workspace, invocation->style.program, &check);
	if (!wanted->mail) {
		(void)outbox_look(workspace->arena, workspace->state_fd, &mailing.outbox, &ignored);
		return show(invocation, &check, &mailing.outbox, &report, error);
	}
	if (mailing_begin(workspace, &mailing, error) < 0 ||
		compose(invocation, &check, mailing.outbox.down_since, &report, error) < 0)
		return -error->code;
	return mail(invocation, &report, &mailing, error);
}

const struct command command_report = {
	.name = "report",
	.summary = N_("tell what happened since the last report, and who must act"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct report_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON | ACCEPTS_XML | ACCEPTS_HTML | ACCEPTS_MAIL,
	.needs = NEED_STATE | NEED_LOOK | NEED_SETTLED,
	.run = run,
};

// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch report: what happened since the last report, and who must act.
#include "report.h"

#include "base/translate.h"
#include "commands.h"
#include "render/report.h"

struct report_options {
	const char *since;
};

static const struct option options[] = {
	{"since", 0, "SNAPSHOT", N_("begin there (with the last report that was sent)"),
		OPTION_TEXT, OPTION_AT(report_options, since), NULL},
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
	default:
		text_report(report, &invocation->style, &text);
		break;
	}
	return invocation_print(invocation, &text, error);
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct report_options *wanted = invocation->options;
	HISTORY_CLEANUP struct history *history = NULL;
	CHECK_CLEANUP struct check check = {0};
	struct report report;
	const struct report_request request = {
		.since = wanted->since,
		.program = invocation->style.program,
		.check = &check,
		.differences = invocation_format(invocation) == FORMAT_HTML,
	};

	check_try(invocation->workspace, invocation->style.program, &check);
	if (invocation_only_look(invocation, true, error) < 0 ||
		history_open(invocation->workspace->state_fd, &history, error) < 0 ||
		report_compose(invocation->workspace, history, &request, &report, error) < 0 ||
		print(invocation, &report, error) < 0)
		return -error->code;
	return report.counts[REPORT_ACTION] > 0 ? 1 : 0;
}

const struct command command_report = {
	.name = "report",
	.summary = N_("tell what happened since the last report, and who must act"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct report_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON | ACCEPTS_XML | ACCEPTS_HTML,
	.needs = NEED_STATE | NEED_LOOK | NEED_SETTLED,
	.run = run,
};

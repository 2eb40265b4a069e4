// SPDX-License-Identifier: GPL-2.0-or-later
// What says it when mail cannot: at login, in the journal, to a monitor.
#include "render/notice.h"

#include <inttypes.h>

#include "base/translate.h"
#include "render/words.h"

void notice_sentence(
	const struct notice *notice, const struct text_options *options, struct text *result)
{
	int64_t since = notice->down_since != 0 ? notice->down_since : notice->now;

	if (notice->uncertain)
		text_add(result,
			_("a report may not have been sent: the mail program was ended at "));
	else
		text_add(result, _("no report could be sent by mail since "));
	words_time(result, since, options->zone);
}

void notice_login(
	const struct notice *notice, const struct text_options *options, struct text *result)
{
	text_add(result, "confwatch: ");
	notice_sentence(notice, options, result);
	text_add(result, ".\n");
	if (notice->counted)
		text_format(result, _("Open: %zu critical, %zu warnings. "),
			notice_total(notice, SEVERITY_CRITICAL),
			notice_total(notice, SEVERITY_WARNING));
	text_add(result, _("Look with: "));
	words_command(result, options, "status", NULL);
	text_byte(result, '\n');
}

static void begin_metric(struct text *result, const char *name, const char *help)
{
	text_format(
		result, "# HELP confwatch_%s %s\n# TYPE confwatch_%s gauge\n", name, help, name);
}

static void add_findings(const struct notice *notice, struct text *result)
{
	begin_metric(result, "findings", "Open findings by class (of failed rules: rule).");
	for (size_t class = 0; class <= CLASS_COUNT; class ++) {
		const char *name = class == CLASS_COUNT
			? "rule"
			: finding_class_name((enum finding_class) class);

		for (size_t i = 0; i < NOTICE_SEVERITIES; i++)
			if (notice->counts[class][i] > 0)
				text_format(result,
					"confwatch_findings{class=\"%s\",severity=\"%s\"} %zu\n",
					name, severity_name((enum severity)i),
					notice->counts[class][i]);
	}
	begin_metric(result, "open_findings", "Open findings by severity.");
	for (size_t i = 0; i < NOTICE_SEVERITIES; i++)
		text_format(result, "confwatch_open_findings{severity=\"%s\"} %zu\n",
			severity_name((enum severity)i), notice_total(notice, (enum severity)i));
}

static void add_time(struct text *result, const char *name, const char *help, int64_t time)
{
	begin_metric(result, name, help);
	text_format(result, "confwatch_%s %" PRId64 "\n", name, time);
}

void notice_metrics(const struct notice *notice, struct text *result)
{
	add_time(result, "last_success_timestamp_seconds",
		"When everything was looked at and reported the last time.", notice->now);
	add_time(result, "mail_down_since_timestamp_seconds",
		"Since when no report could be sent by mail; 0: it can.", notice->down_since);
	add_findings(notice, result);
	if (notice->hook_count > 0)
		begin_metric(result, "hook_last_seen_timestamp_seconds",
			"When a package manager called the last time.");
	for (size_t i = 0; i < notice->hook_count; i++)
		text_format(result,
			"confwatch_hook_last_seen_timestamp_seconds{via=\"%s\"} %" PRId64 "\n",
			notice->hooks[i].via, notice->hooks[i].seen);
}

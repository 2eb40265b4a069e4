// SPDX-License-Identifier: GPL-2.0-or-later
// nightly: what was done, in a few lines.
#include "render/nightly.h"

#include "base/translate.h"
#include "render/escape.h"
#include "render/json.h"
#include "render/report.h"

static void add_busy(const struct nightly_view *view, struct text *words)
{
	text_format(
		words, _("%s (process %ld) is at work on the packages"), view->manager, view->pid);
}

static void add_line(const struct text_options *options, const char *words, struct text *result)
{
	style_line(result, options, 0, 0, words);
}

void text_nightly(
	const struct nightly_view *view, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT, words = TEXT_INIT;
	char hex[SNAPSHOT_HEX_SIZE];

	if (view->skipped) {
		add_busy(view, &line);
		text_format(&line, ": %s", _("nothing was done, the next night does it"));
		add_line(options, text_string(&line), result);
		return;
	}
	if (view->manager != NULL) {
		add_busy(view, &line);
		add_line(options, text_string(&line), result);
		text_clear(&line);
	}
	if (view->snapshot != NULL) {
		snapshot_hex(view->snapshot, hex);
		text_format(&line, _("recorded %.7s"), hex);
	} else {
		text_add(&line, _("nothing changed"));
	}
	add_line(options, text_string(&line), result);
	report_subject(view->report, result);
	text_byte(result, '\n');
	text_clear(&line);
	mail_outcome_words(view->mail, view->problem, &words);
	escape_name(&line, text_string(&words));
	add_line(options, text_string(&line), result);
}

void json_nightly(const struct nightly_view *view, struct text *result)
{
	struct json json = json_init(result);
	TEXT_CLEANUP struct text subject = TEXT_INIT;

	json_begin(&json, "nightly");
	json_boolean(&json, "skipped", view->skipped);
	json_string(&json, "manager", view->manager);
	json_id(&json, "snapshot", view->snapshot);
	if (view->report != NULL)
		report_subject(view->report, &subject);
	json_string(&json, "subject", view->report != NULL ? text_string(&subject) : NULL);
	if (view->report != NULL)
		json_number(&json, "action", view->report->counts[REPORT_ACTION]);
	else
		json_null(&json, "action");
	json_string(&json, "mail", view->skipped ? NULL : mail_outcome_name(view->mail));
	json_string(&json, "problem", view->problem);
	json_end(&json);
}

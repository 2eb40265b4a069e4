// SPDX-License-Identifier: GPL-2.0-or-later
// The report as text: what needs a human first, and no longer than somebody reads.
#include <string.h>

#include "base/translate.h"
#include "render/changes.h"
#include "render/escape.h"
#include "render/finding.h"
#include "render/phrase.h"
#include "render/report_words.h"
#include "render/words.h"

enum {
	LINES_MOST = 40,      /* packages, and changed files, that are named */
	BYTES_MOST = 8 << 10, /* that they may take */
	INDENT = 2,
	HANG = 4,
};

/* Where lines go, and how they look. */
struct writing {
	const struct report *report;
	const struct text_options *options;
	struct text *out;
};

static void add_title(const struct writing *writing, const char *title, size_t count)
{
	text_byte(writing->out, '\n');
	style_on(writing->out, writing->options, STYLE_HEADING);
	text_format(writing->out, "%s (%zu)", title, count);
	style_off(writing->out, writing->options);
	text_byte(writing->out, '\n');
}

static void add_line(const struct writing *writing, const struct text *words)
{
	style_line(writing->out, writing->options, INDENT, HANG, text_string(words));
}

/* Names and commands: never broken, as they are to be copied. */
static void add_unbroken(const struct writing *writing, const struct text *words)
{
	text_format(writing->out, "%*s%s\n", INDENT, "", text_string(words));
}

static void add_where(const struct writing *writing, size_t hidden, const char *command)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (hidden == 0)
		return;
	report_where(writing->options, hidden, command, &line);
	add_unbroken(writing, &line);
}

static void add_whole(const struct writing *writing, const struct report_item *item)
{
	const struct finding_place place = {.width = INDENT};
	TEXT_CLEANUP struct text line = TEXT_INIT;

	text_finding(&item->brief, item->change, place, writing->options, writing->out);
	report_since(writing->report, item, &line);
	if (line.length > 0)
		add_line(writing, &line);
}

static void add_short(const struct writing *writing, const struct report_item *item)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	report_short_line(writing->report, item, &line);
	add_unbroken(writing, &line);
}

/* It says less than is known. */
static bool is_brief(const struct report_item *item)
{
	return item->detail == REPORT_SHORT || item->brief.message != item->finding->message ||
		item->brief.reason != item->finding->reason;
}

/* Those in full stand apart from one another, and from the lines that follow them. */
static bool add_items(
	const struct writing *writing, enum report_part part, enum report_detail detail)
{
	const struct report *report = writing->report;
	const struct report_item *items = &report->items[report_first(report, part)];
	bool brief = false;
	size_t shown = 0;

	for (size_t i = 0; i < report->counts[part]; i++) {
		const struct report_item *item = &items[i];

		if (item->detail != detail)
			continue;
		if (detail == REPORT_FULL ? shown > 0
					  : shown == 0 && items[0].detail == REPORT_FULL)
			text_byte(writing->out, '\n');
		shown++;
		brief |= is_brief(item);
		if (detail == REPORT_FULL)
			add_whole(writing, item);
		else
			add_short(writing, item);
	}
	return brief;
}

static void add_part(const struct writing *writing, enum report_part part)
{
	const struct report *report = writing->report;
	bool brief;

	if (report->counts[part] == 0)
		return;
	add_title(writing, report_part_title(part), report->counts[part]);
	brief = add_items(writing, part, REPORT_FULL);
	brief |= add_items(writing, part, REPORT_SHORT);
	add_where(writing, report->left_out[part], "status");
	if (!brief || part == REPORT_EXPECTED)
		return;
	text_format(writing->out, "%*s%s ", INDENT, "", _("all about one of them:"));
	words_command(writing->out, writing->options, "why", NULL);
	text_format(writing->out, " %s\n", _("PATH"));
}

static void add_packages(const struct writing *writing)
{
	const struct report *report = writing->report;
	const size_t begin = writing->out->length;
	TEXT_CLEANUP struct text line = TEXT_INIT;
	size_t shown = 0;

	if (report->package_count == 0)
		return;
	add_title(writing, _("Upgraded"), report->package_count);
	while (shown < report->package_count && shown < LINES_MOST &&
		writing->out->length - begin < BYTES_MOST) {
		text_clear(&line);
		report_package_line(&report->packages[shown++], &line);
		add_line(writing, &line);
	}
	add_where(writing, report->package_count - shown, "log");
}

static void add_said(const struct writing *writing)
{
	const struct ledger_lines *said = &writing->report->said;
	const size_t begin = writing->out->length;
	TEXT_CLEANUP struct text line = TEXT_INIT;
	size_t shown = 0;

	if (said->count == 0)
		return;
	add_title(writing, _("Accepted, announced, pinned"), said->count);
	while (shown < said->count && shown < LINES_MOST &&
		writing->out->length - begin < BYTES_MOST) {
		text_clear(&line);
		report_said_line(writing->report, &said->items[shown++], &line);
		add_line(writing, &line);
	}
	add_where(writing, said->count - shown, "diary list");
}

static void add_changes(const struct writing *writing)
{
	const struct report_input *about = &writing->report->about;
	const size_t count = about->changes != NULL ? about->changes->count : 0;
	const size_t begin = writing->out->length;
	TEXT_CLEANUP struct text command = TEXT_INIT;
	size_t shown = 0;

	if (count == 0)
		return;
	add_title(writing, _("Changed files"), count);
	while (shown < count && shown < LINES_MOST && writing->out->length - begin < BYTES_MOST) {
		const struct change *change = &about->changes->changes[shown++];

		text_format(writing->out, "%*s%-7s  ", INDENT, "", change_kind_word(change->kind));
		escape_name(writing->out, change->path);
		text_byte(writing->out, '\n');
	}
	report_diff_command(writing->report, &command);
	add_where(writing, count - shown, text_string(&command));
	if (shown < count)
		return;
	text_format(writing->out, "%*s%s ", INDENT, "", _("line by line:"));
	words_command(writing->out, writing->options, text_string(&command), NULL);
	text_byte(writing->out, '\n');
}

static void add_set_aside(const struct writing *writing)
{
	const struct report *report = writing->report;
	TEXT_CLEANUP struct text line = TEXT_INIT;
	size_t shown = 0;

	if (report->set_aside_count == 0)
		return;
	add_title(writing, _("Shipped rules set aside"), report->set_aside_count);
	while (shown < report->set_aside_count && shown < LINES_MOST) {
		text_clear(&line);
		report_rule_line(report->set_aside[shown++], &line);
		add_line(writing, &line);
	}
	add_where(writing, report->set_aside_count - shown, "rules list");
}

static void add_life(const struct writing *writing)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	text_byte(writing->out, '\n');
	report_looked(writing->report, &line);
	style_line(writing->out, writing->options, 0, INDENT, text_string(&line));
	text_clear(&line);
	report_last_upgrade(writing->report, &line);
	style_line(writing->out, writing->options, 0, INDENT, text_string(&line));
	text_clear(&line);
	report_notes(writing->report, writing->options, &line);
	if (line.length > 0)
		text_format(writing->out, "%s\n", text_string(&line));
}

static void add_head(const struct writing *writing)
{
	const struct report *report = writing->report;
	TEXT_CLEANUP struct text line = TEXT_INIT;

	report_headline(report, &line);
	style_on(writing->out, writing->options, STYLE_HEADING);
	style_wrap(writing->out, writing->options, 0, INDENT, text_string(&line));
	style_off(writing->out, writing->options);
	text_byte(writing->out, '\n');
	if (report->about.last == NULL)
		return;
	text_clear(&line);
	report_period(report, &line);
	style_line(writing->out, writing->options, 0, INDENT, text_string(&line));
	if (report->about.mail_down == 0)
		return;
	text_clear(&line);
	text_format(&line, "%s ", _("mail could not be sent since"));
	words_time(&line, report->about.mail_down, report->about.zone);
	style_line(writing->out, writing->options, 0, INDENT, text_string(&line));
}

void text_report(
	const struct report *report, const struct text_options *options, struct text *result)
{
	const struct writing writing = {report, options, result};

	add_head(&writing);
	if (report->about.last == NULL) {
		words_command(result, options, "init", NULL);
		text_byte(result, '\n');
		return;
	}
	add_part(&writing, REPORT_ACTION);
	add_part(&writing, REPORT_RESTORED);
	add_part(&writing, REPORT_WAITING);
	add_part(&writing, REPORT_EXPECTED);
	add_said(&writing);
	add_packages(&writing);
	add_changes(&writing);
	add_set_aside(&writing);
	add_life(&writing);
}

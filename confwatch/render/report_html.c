// SPDX-License-Identifier: GPL-2.0-or-later
// The report as one HTML file that asks for nothing: well-formed XML as well.
#include "render/report_html.h"

#include <string.h>

#include "base/translate.h"
#include "render/escape.h"
#include "render/finding.h"
#include "render/html.h"
#include "render/phrase.h"
#include "render/words.h"

enum {
	LIST_BYTES_MOST = 512 << 10, /* of lines in one list */
};

/* Where it goes, and how commands begin. */
struct page {
	const struct report *report;
	const struct text_options *options;
	struct text *out;
};

static void add_title(const struct page *page, const char *id, const char *title, size_t count)
{
	text_format(page->out, "<section id=\"%s\">\n<h2>", id);
	escape_references(page->out, title);
	text_format(page->out, " <span class=\"count\">%zu</span></h2>\n", count);
}

static void add_command(const struct page *page, const char *command)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;

	escape_command(&words, command);
	html_element(page->out, "pre", "command", &words);
}

/* "12 more: confwatch log" */
static void add_where(const struct page *page, size_t hidden, const char *command)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;

	if (hidden == 0)
		return;
	report_where(page->options, hidden, command, &words);
	html_element(page->out, "p", "more", &words);
}

static void add_path(const struct page *page, const struct finding *finding)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;

	if (finding->path == NULL)
		return;
	escape_name(&words, finding->path);
	if (finding->line > 0)
		text_format(&words, ":%zu", finding->line);
	html_element(page->out, "p", "path", &words);
}

static void add_whole(const struct page *page, const struct report_item *item)
{
	const struct finding *finding = &item->brief;
	TEXT_CLEANUP struct text words = TEXT_INIT;

	text_format(page->out, "<article class=\"%s\">\n",
		item->part == REPORT_RESTORED ? "restored" : severity_name(finding->severity));
	phrase_finding(finding, item->change, &words);
	html_element(page->out, "h3", NULL, &words);
	add_path(page, finding);
	text_clear(&words);
	finding_facts(finding, true, &words);
	if (words.length > 0)
		html_element(page->out, "p", NULL, &words);
	if (finding->reason != NULL) {
		text_clear(&words);
		text_format(&words, "%s ", _("reason:"));
		escape_name(&words, finding->reason);
		html_element(page->out, "p", "reason", &words);
	}
	if (item->part != REPORT_RESTORED) {
		text_clear(&words);
		finding_said(finding, page->options->zone, &words);
		if (words.length > 0)
			html_element(page->out, "p", "reason", &words);
	}
	if (item->part != REPORT_RESTORED && finding->remedy != NULL)
		add_command(page, finding->remedy);
	text_clear(&words);
	report_since(page->report, item, &words);
	if (words.length > 0)
		html_element(page->out, "p", "age", &words);
	text_add(page->out, "</article>\n");
}

static void add_short(const struct page *page, const struct report_item *item)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;

	report_short_line(page->report, item, &words);
	html_element(page->out, "li",
		severity_name(
			item->part == REPORT_EXPECTED ? SEVERITY_INFO : item->finding->severity),
		&words);
}

/* Lines as long as there is room; how many were not shown. */
static size_t add_lines(const struct page *page, const struct report_item *items, size_t count,
	enum report_detail detail)
{
	const size_t begin = page->out->length;
	size_t hidden = 0;

	text_add(page->out, "<ul>\n");
	for (size_t i = 0; i < count; i++) {
		if (items[i].detail != detail)
			continue;
		if (page->out->length - begin < LIST_BYTES_MOST)
			add_short(page, &items[i]);
		else
			hidden++;
	}
	text_add(page->out, "</ul>\n");
	return hidden;
}

static size_t count_details(
	const struct report_item *items, size_t count, enum report_detail detail)
{
	size_t result = 0;

	for (size_t i = 0; i < count; i++)
		result += items[i].detail == detail;
	return result;
}

static void add_part(const struct page *page, enum report_part part)
{
	const struct report *report = page->report;
	const size_t count = report->counts[part];
	const struct report_item *items = &report->items[report_first(report, part)];

	if (count == 0)
		return;
	add_title(page, report_part_name(part), report_part_title(part), count);
	for (size_t i = 0; i < count; i++) {
		if (items[i].detail == REPORT_FULL)
			add_whole(page, &items[i]);
	}
	if (count_details(items, count, REPORT_SHORT) > 0)
		(void)add_lines(page, items, count, REPORT_SHORT);
	if (report->left_out[part] > 0) {
		text_format(page->out, "<details>\n<summary>%s</summary>\n", _("all the others"));
		add_where(page, add_lines(page, items, count, REPORT_LEFT_OUT), "status");
		text_add(page->out, "</details>\n");
	}
	text_add(page->out, "</section>\n");
}

static void add_packages(const struct page *page)
{
	const struct report *report = page->report;
	const size_t begin = page->out->length;
	size_t shown = 0;

	if (report->package_count == 0)
		return;
	add_title(page, "upgraded", _("Upgraded"), report->package_count);
	text_add(page->out, "<ul>\n");
	while (shown < report->package_count && page->out->length - begin < LIST_BYTES_MOST) {
		TEXT_CLEANUP struct text words = TEXT_INIT;

		report_package_line(&report->packages[shown++], &words);
		html_element(page->out, "li", NULL, &words);
	}
	text_add(page->out, "</ul>\n");
	add_where(page, report->package_count - shown, "log");
	text_add(page->out, "</section>\n");
}

static void add_said(const struct page *page)
{
	const struct report *report = page->report;
	const size_t begin = page->out->length;
	size_t shown = 0;

	if (report->said.count == 0)
		return;
	add_title(page, "said", _("Accepted, announced, pinned"), report->said.count);
	text_add(page->out, "<ul>\n");
	while (shown < report->said.count && page->out->length - begin < LIST_BYTES_MOST) {
		TEXT_CLEANUP struct text words = TEXT_INIT;

		report_said_line(report, &report->said.items[shown++], &words);
		html_element(page->out, "li", NULL, &words);
	}
	text_add(page->out, "</ul>\n");
	add_where(page, report->said.count - shown, "diary list");
	text_add(page->out, "</section>\n");
}

static void add_set_aside(const struct page *page)
{
	const struct report *report = page->report;

	if (report->set_aside_count == 0)
		return;
	add_title(page, "set-aside", _("Shipped rules set aside"), report->set_aside_count);
	text_add(page->out, "<ul>\n");
	for (size_t i = 0; i < report->set_aside_count; i++) {
		TEXT_CLEANUP struct text words = TEXT_INIT;

		report_rule_line(report->set_aside[i], &words);
		html_element(page->out, "li", NULL, &words);
	}
	text_add(page->out, "</ul>\n</section>\n");
}

static void add_head(const struct page *page)
{
	const struct report *report = page->report;
	TEXT_CLEANUP struct text words = TEXT_INIT;

	report_subject(report, &words);
	text_add(page->out,
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
		" style-src '" REPORT_STYLE_DIGEST "'; base-uri 'none'; form-action 'none'\" />\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n"
		"<meta name=\"color-scheme\" content=\"light dark\" />\n"
		"<meta name=\"referrer\" content=\"no-referrer\" />\n");
	html_element(page->out, "title", NULL, &words);
	text_format(page->out, "<style>%s</style>\n</head>\n<body>\n<header>\n", report_style);
	text_clear(&words);
	report_headline(report, &words);
	html_element(
		page->out, "h1", report->counts[REPORT_ACTION] > 0 ? "critical" : "calm", &words);
	if (report->about.last != NULL) {
		text_clear(&words);
		report_period(report, &words);
		html_element(page->out, "p", "age", &words);
	}
	if (report->about.mail_down != 0) {
		text_clear(&words);
		text_format(&words, "%s ", _("mail could not be sent since"));
		words_time(&words, report->about.mail_down, report->about.zone);
		html_element(page->out, "p", "warning", &words);
	}
	text_add(page->out, "</header>\n<main>\n");
}

static void add_foot(const struct page *page)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;

	text_add(page->out, "<footer>\n");
	report_looked(page->report, &words);
	html_element(page->out, "p", NULL, &words);
	text_clear(&words);
	report_last_upgrade(page->report, &words);
	html_element(page->out, "p", NULL, &words);
	text_clear(&words);
	report_notes(page->report, page->options, &words);
	if (words.length > 0)
		html_element(page->out, "p", NULL, &words);
	text_add(page->out, "</footer>\n");
}

void html_report(
	const struct report *report, const struct text_options *options, struct text *result)
{
	const struct page page = {report, options, result};
	TEXT_CLEANUP struct text command = TEXT_INIT;

	add_head(&page);
	if (report->about.last == NULL) {
		words_command(&command, options, "init", NULL);
		add_command(&page, text_string(&command));
	} else {
		add_part(&page, REPORT_ACTION);
		add_part(&page, REPORT_RESTORED);
		add_part(&page, REPORT_WAITING);
		add_part(&page, REPORT_EXPECTED);
		add_said(&page);
		report_timeline(report, result);
		add_packages(&page);
		report_html_changes(report, options, result);
		add_set_aside(&page);
	}
	text_add(result, "</main>\n");
	if (report->about.last != NULL)
		add_foot(&page);
	text_add(result, "</body>\n</html>\n");
}

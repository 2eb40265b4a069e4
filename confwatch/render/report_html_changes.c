// SPDX-License-Identifier: GPL-2.0-or-later
// Every changed file of the HTML report, with what changed in it folded.
#include <string.h>

#include "base/translate.h"
#include "render/changes.h"
#include "render/escape.h"
#include "render/html.h"
#include "render/report_html.h"
#include "render/words.h"

enum {
	BYTES_MOST = 4 << 20, /* of all of them */
};

static const char *line_class(char first)
{
	switch (first) {
	case '+':
		return "added";
	case '-':
		return "removed";
	case '@':
		return "hunk";
	default:
		return NULL;
	}
}

static void add_line(const char *line, size_t length, struct text *result)
{
	const char *class = line_class(*line);

	if (class != NULL)
		text_format(result, "<span class=\"%s\">", class);
	html_content(result, line, length);
	text_add(result, class != NULL ? "</span>\n" : "\n");
}

static void add_hunks(const struct report_difference *difference, struct text *result)
{
	const char *line = difference->hunks;
	const char *end = line + difference->length;

	if (line == end)
		return;
	text_add(result, "<pre>");
	while (line < end) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		size_t length = newline != NULL ? (size_t)(newline - line) : (size_t)(end - line);

		add_line(line, length, result);
		line += length + (newline != NULL);
	}
	text_add(result, "</pre>\n");
}

/* Why nothing is shown; NULL: there is nothing to show, or it is. */
static const char *words_of(enum difference_kind kind)
{
	switch (kind) {
	case DIFFERENCE_BINARY:
		return _("binary");
	case DIFFERENCE_TOO_LARGE:
		return _("too large to compare by lines");
	case DIFFERENCE_PROTECTED:
		return _("protected content is not shown");
	case DIFFERENCE_NOT_KEPT:
		return _("content: one side is not kept");
	case DIFFERENCE_UNREADABLE:
		return _("content: one side could not be read");
	case DIFFERENCE_NONE:
	case DIFFERENCE_TEXT:
		return NULL;
	}
	return NULL;
}

static void add_paragraph(const struct text *words, struct text *result)
{
	if (words->length > 0)
		html_element(result, "p", NULL, words);
}

static void add_metadata(const struct change *change, struct text *result)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;

	text_kind_change(change, &words);
	if (change->kind == CHANGE_TYPE_CHANGED)
		add_paragraph(&words, result);
	for (size_t i = 0;
		change->before != NULL && change->after != NULL && i < change->metadata_count;
		i++) {
		text_clear(&words);
		text_metadata_change(&change->metadata[i], &words);
		add_paragraph(&words, result);
	}
}

static void add_cut(const struct report *report, const struct change *change, size_t cut,
	const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text command = TEXT_INIT;
	TEXT_CLEANUP struct text words = TEXT_INIT;

	if (cut == 0)
		return;
	words_size(&words, cut);
	text_format(&words, " %s ", _("more:"));
	report_diff_command(report, &command);
	words_command(&words, options, text_string(&command), change->path);
	html_element(result, "p", "more", &words);
}

static void add_change(const struct report *report, size_t index,
	const struct text_options *options, struct text *result)
{
	const struct change *change = &report->about.changes->changes[index];
	const struct report_difference *difference =
		report->about.differences != NULL ? &report->about.differences[index] : NULL;
	TEXT_CLEANUP struct text words = TEXT_INIT;

	text_add(result, "<details>\n");
	text_format(&words, "%s ", change_kind_word(change->kind));
	escape_name(&words, change->path);
	html_element(result, "summary", NULL, &words);
	add_metadata(change, result);
	if (difference != NULL) {
		const char *why = words_of(difference->kind);

		text_clear(&words);
		text_add(&words, why != NULL ? why : "");
		add_paragraph(&words, result);
		add_hunks(difference, result);
		add_cut(report, change, difference->cut, options, result);
	}
	text_add(result, "</details>\n");
}

void report_html_changes(
	const struct report *report, const struct text_options *options, struct text *result)
{
	const struct change_list *changes = report->about.changes;
	const size_t count = changes != NULL ? changes->count : 0;
	const size_t begin = result->length;
	TEXT_CLEANUP struct text words = TEXT_INIT;
	TEXT_CLEANUP struct text command = TEXT_INIT;
	size_t shown = 0;

	if (count == 0)
		return;
	text_format(result,
		"<section id=\"changes\">\n<h2>%s <span class=\"count\">%zu</span></h2>\n",
		_("Changed files"), count);
	while (shown < count && result->length - begin < BYTES_MOST)
		add_change(report, shown++, options, result);
	if (shown < count) {
		report_diff_command(report, &command);
		report_where(options, count - shown, text_string(&command), &words);
		html_element(result, "p", "more", &words);
	}
	text_add(result, "</section>\n");
}

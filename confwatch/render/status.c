// SPDX-License-Identifier: GPL-2.0-or-later
// status: the first screen, readable at 40 columns.
#include "render/status.h"

#include <string.h>

#include "base/translate.h"
#include "render/changes.h"
#include "render/escape.h"
#include "render/ledger_lines.h"
#include "render/log.h"
#include "render/phrase.h"
#include "render/words.h"

enum {
	/* Findings that one screen has room for with all about them, and with two lines each. */
	MOST_WHOLE = 8,
	MOST_TERSE = 16,
	INDENT = 2,
	HANG = 4, /* of the lines of an entry that follow its first */
};

static size_t digits_of(size_t number)
{
	size_t digits = 1;

	while (number >= 10) {
		number /= 10;
		digits++;
	}
	return digits;
}

size_t status_count(const struct finding_list *findings)
{
	size_t count = 0;

	while (count < findings->count && !finding_is_note(&findings->items[count]))
		count++;
	return count;
}

/* Left by an upgrade, or lost before one: nothing that changed since the last snapshot. */
static bool is_left(const struct status_view *view, const struct finding *finding)
{
	return finding->transaction != NULL || finding->path == NULL ||
		change_find(view->changes, finding->path) == NULL;
}

static bool has_left(const struct status_view *view)
{
	const size_t count = status_count(view->findings);

	for (size_t i = 0; i < count; i++) {
		if (is_left(view, &view->findings->items[i]))
			return true;
	}
	return false;
}

static size_t count_expected(const struct status_view *view)
{
	size_t count = 0;

	for (size_t i = 0; i < view->settled->count; i++)
		count += view->settled->items[i].state == FINDING_EXPECTED;
	return count;
}

static void add_headline(
	const struct status_view *view, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;
	size_t count = status_count(view->findings);

	if (view->findings->count == 0 && count_expected(view) == 0)
		text_format(&line, "%s ", _("nothing changed since"));
	else if (count == 0)
		text_format(&line, "%s ", _("nothing to act on; last snapshot"));
	else if (has_left(view))
		text_format(&line,
			ngettext("%zu finding; last snapshot ", "%zu findings; last snapshot ",
				count),
			count);
	else
		text_format(
			&line, ngettext("%zu change since ", "%zu changes since ", count), count);
	words_snapshot(&line, view->last, options);
	style_on(result, options, STYLE_HEADING);
	style_wrap(result, options, 0, 0, text_string(&line));
	style_off(result, options);
	text_byte(result, '\n');
}

static void add_pending(const struct status_pending *pending, const struct text_options *options,
	struct text *result)
{
	const struct transaction *transaction = pending->transaction;
	TEXT_CLEANUP struct text line = TEXT_INIT;

	escape_name(&line, transaction->via);
	text_byte(&line, ' ');
	text_add(&line, pending->running ? _("is at work since") : _("was broken off; it began"));
	text_byte(&line, ' ');
	words_time(&line, transaction->begun, options->zone);
	style_on(result, options, STYLE_WARNING);
	style_wrap(result, options, 0, 0, text_string(&line));
	style_off(result, options);
	text_byte(result, '\n');
}

/* The line, and the command that shows what it counts. */
static void point_to_all(
	const struct text *line, const struct text_options *options, struct text *result)
{
	text_byte(result, '\n');
	style_wrap(result, options, 0, 0, text_string(line));
	text_byte(result, '\n');
	words_command(result, options, "status -v", NULL);
	text_byte(result, '\n');
}

/* What need not be read is counted, unless somebody wants to. */
static void add_rest(size_t hidden, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (hidden == 0)
		return;
	text_format(&line,
		ngettext("%zu note more, such as updates of files that you had not changed:",
			"%zu notes more, such as updates of files that you had not changed:",
			hidden),
		hidden);
	point_to_all(&line, options, result);
}

/* One line each; number_width 0: without numbers. */
static void add_lines(const struct status_view *view, size_t shown, size_t number_width,
	const struct text_options *options, struct text *result)
{
	const struct finding *items = view->findings->items;
	TEXT_CLEANUP struct text word = TEXT_INIT;
	size_t width = 0;

	for (size_t i = 0; i < shown; i++) {
		text_clear(&word);
		phrase_word(&items[i], view->known[i], &word);
		width = word.length > width ? word.length : width;
	}
	for (size_t i = 0; i < shown; i++) {
		if (number_width > 0)
			text_format(result, "%*zu ", (int)number_width, i + 1);
		text_finding_short(&items[i], view->known[i], width, options, result);
	}
}

static void add_findings(
	const struct status_view *view, const struct text_options *options, struct text *result)
{
	const struct finding_list *findings = view->findings;
	const size_t shown = options->verbose ? findings->count : status_count(findings);
	const bool terse = !options->verbose && shown > MOST_WHOLE;
	const bool lines = terse && shown > MOST_TERSE;
	struct finding_place place = {.width = digits_of(shown), .terse = terse};

	if (shown > 0)
		text_byte(result, '\n');
	for (size_t i = 0; i < shown && !lines; i++) {
		place.number = i + 1;
		text_finding(&findings->items[i], view->known[i], place, options, result);
	}
	if (lines)
		add_lines(view, shown, place.width, options, result);
	if (terse) {
		text_format(result, "\n%s ", _("All about one of them:"));
		words_command(result, options, "why", NULL);
		text_format(result, " %s\n", _("NUMBER"));
	}
	add_rest(findings->count - shown, options, result);
}

/* What came as it was announced is no news: it is counted. */
static void add_expected(
	const struct status_view *view, const struct text_options *options, struct text *result)
{
	const size_t count = count_expected(view);
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (count == 0 || options->verbose)
		return;
	text_format(&line,
		ngettext("%zu change came as it was announced:",
			"%zu changes came as they were announced:", count),
		count);
	point_to_all(&line, options, result);
}

static void add_title(const char *words, const struct text_options *options, struct text *result)
{
	text_byte(result, '\n');
	style_on(result, options, STYLE_HEADING);
	text_add(result, words);
	style_off(result, options);
	text_byte(result, '\n');
}

static void add_settled(
	const struct status_view *view, const struct text_options *options, struct text *result)
{
	static const struct finding_place indented = {.width = INDENT};
	const struct finding_list *settled = view->settled;

	if (settled->count > 0)
		add_title(_("Closed"), options, result);
	for (size_t i = 0; i < settled->count; i++)
		text_finding(&settled->items[i], view->settled_known[i], indented, options, result);
}

static void add_ledger(
	const struct status_view *view, const struct text_options *options, struct text *result)
{
	const struct ledger_lines *ledger = view->ledger;

	if (ledger->count > 0)
		add_title(_("Accepted, announced, pinned"), options, result);
	for (size_t i = 0; i < ledger->count; i++) {
		TEXT_CLEANUP struct text line = TEXT_INIT;

		ledger_line_words(&ledger->items[i], options->zone, &line);
		style_line(result, options, INDENT, HANG, text_string(&line));
	}
	if (ledger->more == 0)
		return;
	text_format(result,
		ngettext("and %zu accepted before: ", "and %zu accepted before: ", ledger->more),
		ledger->more);
	words_command(result, options, "diary list --tag=accepted", NULL);
	text_byte(result, '\n');
}

void text_status(
	const struct status_view *view, const struct text_options *options, struct text *result)
{
	if (view->last == NULL) {
		text_format(result, "%s ", _("no snapshot yet:"));
		words_command(result, options, "init", NULL);
		text_byte(result, '\n');
		return;
	}
	add_headline(view, options, result);
	for (size_t i = 0; i < view->pending_count; i++)
		add_pending(&view->pending[i], options, result);
	add_findings(view, options, result);
	add_expected(view, options, result);
	if (options->verbose) {
		add_settled(view, options, result);
		add_ledger(view, options, result);
	}
	if (view->changes->count > 0) {
		text_format(result, "\n%s ", _("Keep all of it:"));
		words_command(result, options, "snapshot", NULL);
		text_byte(result, '\n');
	}
	if (has_left(view)) {
		text_format(result, "\n%s ", _("Right as it is now:"));
		words_command(result, options, "accept", NULL);
		text_format(result, " %s\n", _("NUMBER"));
	}
}

void text_status_short(
	const struct status_view *view, const struct text_options *options, struct text *result)
{
	const struct finding_list *findings = view->findings;
	const size_t shown = options->verbose ? findings->count : status_count(findings);

	add_lines(view, shown, 0, options, result);
}

static void json_pending(struct json *json, const struct status_view *view)
{
	json_open_array(json, "pending");
	for (size_t i = 0; i < view->pending_count; i++) {
		const struct transaction *transaction = view->pending[i].transaction;

		json_open_object(json, NULL);
		json_string(json, "transaction", transaction->id);
		json_string(json, "via", transaction->via);
		json_string(json, "manager", transaction->manager);
		json_time(json, "begun", transaction->begun, 0);
		json_boolean(json, "running", view->pending[i].running);
		json_close_object(json);
	}
	json_close_array(json);
}

void json_status(const struct status_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "status");
	json_log_snapshot(&json, "last", view->last);
	json_findings(&json, "findings", view->findings);
	json_findings(&json, "settled", view->settled);
	json_ledger_lines(&json, "ledger", view->ledger);
	json_changes(&json, "changes", view->changes);
	json_pending(&json, view);
	json_end(&json);
}

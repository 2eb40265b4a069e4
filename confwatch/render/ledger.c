// SPDX-License-Identifier: GPL-2.0-or-later
// accept, expect, pin: what people said about findings and paths.
#include "render/ledger.h"

#include "base/translate.h"
#include "render/escape.h"
#include "render/finding.h"
#include "render/phrase.h"
#include "render/words.h"

enum {
	INDENT = 2,
};

static void add_lines(
	const struct accept_view *view, const struct text_options *options, struct text *result)
{
	const struct finding_list *findings = view->findings;
	TEXT_CLEANUP struct text word = TEXT_INIT;
	size_t width = 0;

	for (size_t i = 0; i < findings->count; i++) {
		text_clear(&word);
		phrase_word(&findings->items[i], view->known[i], &word);
		width = word.length > width ? word.length : width;
	}
	for (size_t i = 0; i < findings->count; i++)
		text_finding_short(&findings->items[i], view->known[i], width, options, result);
}

static void add_until(
	const struct accept_view *view, const struct text_options *options, struct text *result)
{
	if (view->entry == NULL || view->until == 0)
		return;
	text_format(result, "%s ", _("open again after"));
	words_time(result, view->until, options->zone);
	text_byte(result, '\n');
}

void text_accept_question(
	const struct accept_view *view, const struct text_options *options, struct text *result)
{
	add_lines(view, options, result);
}

void text_accept(
	const struct accept_view *view, const struct text_options *options, struct text *result)
{
	if (view->entry == NULL) {
		text_format(result, "%s\n", _("nothing is open that could be accepted"));
	} else {
		text_format(result,
			ngettext("accepted: %zu finding", "accepted: %zu findings",
				view->findings->count),
			view->findings->count);
		text_byte(result, '\n');
		add_lines(view, options, result);
	}
	add_until(view, options, result);
	if (view->snapshot == NULL)
		return;
	text_format(result, "%s ", _("recorded in"));
	words_short_id(result, view->snapshot);
	text_byte(result, '\n');
}

void json_accept(const struct accept_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "accept");
	json_string(&json, "entry", view->entry);
	json_findings(&json, "findings", view->findings);
	json_id(&json, "snapshot", view->snapshot);
	json_number(&json, "left", 0);
	if (view->until != 0)
		json_time(&json, "until", view->until, 0);
	else
		json_null(&json, "until");
	json_end(&json);
}

/* Why, and who said so. */
static void add_entry(
	const struct diary_entry *entry, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (entry->text != NULL && entry->text[0] != '\0') {
		escape_name(&line, entry->text);
		style_line(result, options, INDENT, INDENT, text_string(&line));
		text_clear(&line);
	}
	words_time(&line, entry->time, options->zone);
	if (entry->author != NULL) {
		text_format(&line, ", %s ", _("by"));
		escape_name(&line, entry->author);
	}
	style_line(result, options, INDENT, INDENT, text_string(&line));
}

static void add_expectation(const struct expectation *expectation,
	const struct text_options *options, struct text *result)
{
	const struct diary_entry *entry = expectation->entry;
	TEXT_CLEANUP struct text line = TEXT_INIT;

	for (size_t i = 0; i < entry->path_count; i++) {
		escape_name(result, entry->paths[i]);
		text_byte(result, '\n');
	}
	text_format(&line, "%s ", _("until"));
	words_time(&line, entry->until, options->zone);
	text_format(&line,
		ngettext(", %zu change (came: %zu)", ", %zu changes (came: %zu)", entry->times),
		entry->times, ledger_used(expectation));
	style_line(result, options, INDENT, INDENT, text_string(&line));
	add_entry(entry, options, result);
}

void text_expect(
	const struct expect_view *view, const struct text_options *options, struct text *result)
{
	text_format(result, "%s\n", view->count > 0 ? _("expected:") : _("nothing is expected"));
	for (size_t i = 0; i < view->count; i++)
		add_expectation(&view->items[i], options, result);
}

static void json_words(struct json *json, const struct diary_entry *entry)
{
	json_string(json, "entry", entry->id);
	json_time(json, "time", entry->time, entry->zone);
	json_string(json, "author", entry->author);
	json_string(json, "text", entry->text);
}

void json_expect(const struct expect_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "expect");
	json_string(&json, "entry", view->entry);
	json_open_array(&json, "expected");
	for (size_t i = 0; i < view->count; i++) {
		const struct diary_entry *entry = view->items[i].entry;

		json_open_object(&json, NULL);
		json_strings(&json, "paths", entry->paths, entry->path_count);
		json_time(&json, "until", entry->until, entry->zone);
		json_number(&json, "times", entry->times);
		json_number(&json, "used", ledger_used(&view->items[i]));
		json_words(&json, entry);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_end(&json);
}

void text_pin(const struct pin_view *view, const struct text_options *options, struct text *result)
{
	text_format(result, "%s\n", view->count > 0 ? _("pinned:") : _("nothing is pinned"));
	for (size_t i = 0; i < view->count; i++) {
		escape_name(result, view->items[i].path);
		text_byte(result, '\n');
		add_entry(view->items[i].entry, options, result);
	}
}

void json_pin(const struct pin_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, view->command);
	json_string(&json, "entry", view->entry);
	json_open_array(&json, "pinned");
	for (size_t i = 0; i < view->count; i++) {
		json_open_object(&json, NULL);
		json_string(&json, "path", view->items[i].path);
		json_words(&json, view->items[i].entry);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_end(&json);
}

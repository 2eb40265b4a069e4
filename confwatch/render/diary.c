// SPDX-License-Identifier: GPL-2.0-or-later
// diary: its entries, as a list and one by one.
#include "render/diary.h"

#include <string.h>

#include "base/translate.h"
#include "render/escape.h"
#include "render/words.h"

enum {
	INDENT = 2,
	HANG = 4, /* of the lines of an entry that follow its first */
	PATHS_LISTED = 3,
};

static void add_tags(const struct diary_entry *entry, struct text *line)
{
	for (size_t i = 0; i < entry->tag_count; i++) {
		if (i > 0)
			text_add(line, ", ");
		escape_name(line, entry->tags[i]);
	}
}

static void add_paths(const struct diary_entry *entry, size_t most, struct text *result)
{
	const size_t shown = entry->path_count <= most ? entry->path_count : most;

	for (size_t i = 0; i < shown; i++) {
		text_format(result, "%*s", INDENT, "");
		escape_name(result, entry->paths[i]);
		text_byte(result, '\n');
	}
	if (shown == entry->path_count)
		return;
	text_format(result, "%*s", INDENT, "");
	text_format(result,
		ngettext("and %zu more path\n", "and %zu more paths\n", entry->path_count - shown),
		entry->path_count - shown);
}

static void add_id(
	const struct diary_entry *entry, const struct text_options *options, struct text *result)
{
	style_on(result, options, STYLE_HEADING);
	escape_name(result, entry->id != NULL ? entry->id : "");
	style_off(result, options);
}

/* The first line, and whether there are others. */
static void add_first_line(
	const char *words, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	words_first_line(&line, words);
	style_line(result, options, INDENT, INDENT, text_string(&line));
}

static void add_listed(
	const struct diary_entry *entry, const struct text_options *options, struct text *result)
{
	add_id(entry, options, result);
	if (entry->tag_count > 0)
		text_add(result, "  ");
	add_tags(entry, result);
	text_byte(result, '\n');
	add_paths(entry, options->verbose ? SIZE_MAX : PATHS_LISTED, result);
	if (entry->text != NULL && entry->text[0] != '\0')
		add_first_line(entry->text, options, result);
}

/* The first of the newest ones: entries stand oldest first. */
static size_t first_of(const struct diary *diary, size_t count)
{
	return count == 0 || count > diary->count ? 0 : diary->count - count;
}

void text_diary_list(const struct diary *diary, size_t count, const struct text_options *options,
	struct text *result)
{
	const size_t first = first_of(diary, count);

	if (diary->count == 0)
		text_format(result, "%s\n", _("No such entries."));
	for (size_t i = diary->count; i-- > first;)
		add_listed(&diary->entries[i], options, result);
}

void text_diary_line(
	const struct diary_entry *entry, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	add_tags(entry, &line);
	for (size_t i = 0; i < entry->path_count && i < PATHS_LISTED; i++) {
		text_byte(&line, ' ');
		escape_name(&line, entry->paths[i]);
	}
	if (entry->path_count > PATHS_LISTED)
		text_add(&line, " ...");
	if (entry->text != NULL && entry->text[0] != '\0')
		text_add(&line, ": ");
	words_first_line(&line, entry->text);
	text_add(&line, " (");
	escape_name(&line, entry->id != NULL ? entry->id : "");
	text_byte(&line, ')');
	style_line(result, options, INDENT, HANG, text_string(&line));
}

void text_diary_words(
	const struct diary_entry *entry, const struct text_options *options, struct text *result)
{
	const char *words = entry->text != NULL ? entry->text : "";
	TEXT_CLEANUP struct text line = TEXT_INIT;

	while (*words != '\0') {
		size_t length = strcspn(words, "\n");

		text_clear(&line);
		escape_bytes(&line, words, length);
		style_line(result, options, INDENT, INDENT, text_string(&line));
		words += length + (words[length] == '\n');
	}
}

static void add_particular(const char *name, const char *value, struct text *line)
{
	if (value == NULL)
		return;
	text_format(line, ", %s ", name);
	escape_name(line, value);
}

/* What the ledger reads of it. */
static void add_terms(
	const struct diary_entry *entry, const struct text_options *options, struct text *line)
{
	if (entry->until > 0) {
		text_format(line, ", %s ", _("until"));
		words_time(line, entry->until, options->zone);
	}
	if (entry->times > 0)
		text_format(line, ngettext(", for %zu change", ", for %zu changes", entry->times),
			entry->times);
}

static void add_findings(
	const struct diary_entry *entry, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (entry->finding_count == 0)
		return;
	text_add(&line, _("findings"));
	for (size_t i = 0; i < entry->finding_count; i++) {
		text_byte(&line, ' ');
		escape_name(&line, entry->findings[i]);
	}
	style_line(result, options, INDENT, INDENT, text_string(&line));
}

static void add_overdue(
	const struct diary_entry *entry, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	text_add(&line, _("OVERDUE: it was to be thought of again by"));
	text_byte(&line, ' ');
	escape_name(&line, entry->review_by);
	style_on(result, options, STYLE_WARNING);
	style_line(result, options, INDENT, INDENT, text_string(&line));
	style_off(result, options);
}

void text_diary_particulars(const struct diary_entry *entry, int64_t now,
	const struct text_options *options, struct text *result)
{
	const bool overdue = diary_is_overdue(entry, now, options->zone);
	TEXT_CLEANUP struct text line = TEXT_INIT;

	words_time(&line, entry->time, options->zone);
	add_particular(_("by"), entry->author, &line);
	add_particular(_("owner"), entry->owner, &line);
	add_particular(_("ticket"), entry->ticket, &line);
	if (!overdue)
		add_particular(_("review by"), entry->review_by, &line);
	add_terms(entry, options, &line);
	style_line(result, options, INDENT, INDENT, text_string(&line));
	if (overdue)
		add_overdue(entry, options, result);
}

void text_diary_show(const struct diary_entry *entry, int64_t now,
	const struct text_options *options, struct text *result)
{
	add_id(entry, options, result);
	if (entry->tag_count > 0)
		text_add(result, "  ");
	add_tags(entry, result);
	text_byte(result, '\n');
	text_diary_particulars(entry, now, options, result);
	if (entry->has_snapshot) {
		text_format(result, "%*s%s ", INDENT, "", _("snapshot"));
		words_short_id(result, &entry->snapshot);
		text_byte(result, '\n');
	}
	add_findings(entry, options, result);
	add_paths(entry, SIZE_MAX, result);
	text_byte(result, '\n');
	text_diary_words(entry, options, result);
}

void text_diary_recorded(const struct diary_entry *entry, struct text *result)
{
	text_add(result, _("recorded as "));
	escape_name(result, entry->id);
	text_byte(result, '\n');
}

void json_diary_entry(struct json *json, const char *key, const struct diary_entry *entry)
{
	if (entry == NULL) {
		json_null(json, key);
		return;
	}
	json_open_object(json, key);
	json_string(json, "id", entry->id);
	json_time(json, "time", entry->time, entry->zone);
	json_string(json, "author", entry->author);
	json_strings(json, "paths", entry->paths, entry->path_count);
	json_strings(json, "tags", entry->tags, entry->tag_count);
	json_id(json, "snapshot", entry->has_snapshot ? &entry->snapshot : NULL);
	json_string(json, "owner", entry->owner);
	json_string(json, "ticket", entry->ticket);
	json_string(json, "review_by", entry->review_by);
	json_strings(json, "findings", entry->findings, entry->finding_count);
	if (entry->until > 0)
		json_time(json, "until", entry->until, entry->zone);
	else
		json_null(json, "until");
	if (entry->times > 0)
		json_number(json, "times", entry->times);
	else
		json_null(json, "times");
	json_string(json, "text", entry->text);
	json_close_object(json);
}

void json_diary(const struct diary *diary, size_t count, struct text *result)
{
	const size_t first = first_of(diary, count);
	struct json json = json_init(result);

	json_begin(&json, "diary");
	json_open_array(&json, "entries");
	for (size_t i = diary->count; i-- > first;)
		json_diary_entry(&json, NULL, &diary->entries[i]);
	json_close_array(&json);
	json_end(&json);
}

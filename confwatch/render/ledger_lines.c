// SPDX-License-Identifier: GPL-2.0-or-later
// What was accepted, announced and pinned: a line each, and for programs.
#include "render/ledger_lines.h"

#include "base/translate.h"
#include "render/diary.h"
#include "render/escape.h"
#include "render/words.h"

enum {
	PATHS_NAMED = 3,
};

static void add_paths(const struct diary_entry *entry, struct text *result)
{
	for (size_t i = 0; i < entry->path_count && i < PATHS_NAMED; i++) {
		text_add(result, i > 0 ? ", " : " ");
		escape_name(result, entry->paths[i]);
	}
	if (entry->path_count > PATHS_NAMED)
		text_format(result,
			ngettext(" and %zu more path", " and %zu more paths",
				entry->path_count - PATHS_NAMED),
			entry->path_count - PATHS_NAMED);
}

static void add_terms(const struct ledger_line *line, int zone, struct text *result)
{
	const struct diary_entry *entry = line->entry;

	if (entry->until > 0) {
		text_format(result, ", %s ", _("until"));
		words_time(result, entry->until, zone);
	}
	if (entry->times > 0)
		text_format(result,
			ngettext(", %zu of %zu change came", ", %zu of %zu changes came",
				entry->times),
			line->used, entry->times);
}

void ledger_line_words(const struct ledger_line *line, int zone, struct text *result)
{
	const struct diary_entry *entry = line->entry;

	escape_name(result, line->as);
	add_paths(entry, result);
	add_terms(line, zone, result);
	if (entry->text != NULL && entry->text[0] != '\0')
		text_add(result, ": ");
	words_first_line(result, entry->text);
	text_add(result, " (");
	if (entry->author != NULL) {
		escape_name(result, entry->author);
		text_add(result, ", ");
	}
	words_time(result, entry->time, zone);
	text_add(result, ", ");
	escape_name(result, entry->id != NULL ? entry->id : "-");
	text_byte(result, ')');
}

void json_ledger_lines(struct json *json, const char *key, const struct ledger_lines *lines)
{
	json_open_array(json, key);
	for (size_t i = 0; i < lines->count; i++) {
		const struct ledger_line *line = &lines->items[i];

		json_open_object(json, NULL);
		json_string(json, "as", line->as);
		if (line->entry->times > 0)
			json_number(json, "used", line->used);
		else
			json_null(json, "used");
		json_diary_entry(json, "entry", line->entry);
		json_close_object(json);
	}
	json_close_array(json);
}

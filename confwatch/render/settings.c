// SPDX-License-Identifier: GPL-2.0-or-later
// Changed settings of one file, as diff --settings shows them.
#include "render/settings.h"

#include <string.h>

#include "base/translate.h"
#include "render/escape.h"

enum {
	SHORT = 60, /* columns that both values may take before only their words are named */
};

static void add_words(const char *mark, enum style style, const struct string_list *words,
	const struct text_options *options, struct text *result)
{
	for (size_t i = 0; i < words->count; i++) {
		text_byte(result, ' ');
		style_on(result, options, style);
		text_add(result, mark);
		escape_name(result, words->items[i]);
		style_off(result, options);
	}
}

static void add_value(const char *value, struct text *result)
{
	if (value == NULL || *value == '\0')
		text_add(result, _("(empty)"));
	else
		escape_name(result, value);
}

static bool is_long(const struct setting_change *change)
{
	return change->before != NULL && change->after != NULL && change->words_kept &&
		strlen(change->before) + strlen(change->after) > SHORT;
}

/* "NAME: yes -> no", or "NAME: -gone +came" */
static void add_changed(const struct setting_change *change, const struct text_options *options,
	struct text *result)
{
	escape_name(result, change->name);
	text_byte(result, ':');
	if (change->before == NULL && change->after == NULL) {
		text_format(result, " %s", _("changed"));
	} else if (!is_long(change)) {
		text_byte(result, ' ');
		add_value(change->before, result);
		text_add(result, " -> ");
		add_value(change->after, result);
	} else if (change->gone.count + change->came.count == 0) {
		text_format(result, " %s", _("the same words in another order, or as often"));
	} else {
		add_words("-", STYLE_REMOVED, &change->gone, options, result);
		add_words("+", STYLE_ADDED, &change->came, options, result);
	}
}

/* "+ NAME: value", "- line 7, which nobody reads: text" */
static void add_whole(const struct setting_change *change, const struct text_options *options,
	struct text *result)
{
	bool added = change->kind == SETTING_ADDED;
	const char *value = added ? change->after : change->before;
	uint32_t line = added ? change->line_after : change->line_before;

	style_on(result, options, added ? STYLE_ADDED : STYLE_REMOVED);
	text_add(result, added ? "+ " : "- ");
	if (change->unread)
		text_format(result, _("line %u, which nobody reads"), (unsigned)line);
	else
		escape_name(result, change->name);
	if (value != NULL) {
		text_add(result, ": ");
		add_value(value, result);
	}
	style_off(result, options);
}

static void add_change(const struct setting_change *change, const struct text_options *options,
	struct text *result)
{
	text_add(result, "  ");
	if (change->kind == SETTING_CHANGED) {
		add_changed(change, options, result);
	} else if (change->kind == SETTING_REORDERED) {
		if (change->unread)
			text_add(result, _("lines that nobody reads"));
		else
			escape_name(result, change->name);
		text_format(result, ": %s", _("the same, in another order"));
	} else {
		add_whole(change, options, result);
	}
	text_byte(result, '\n');
}

void text_settings(
	const struct settings_view *view, const struct text_options *options, struct text *result)
{
	if (view->changes->count == 0)
		text_format(result, "  %s\n",
			_("no setting changed: only comments, blanks, or the order of settings"));
	for (size_t i = 0; i < view->changes->count; i++)
		add_change(&view->changes->changes[i], options, result);
	if (view->hidden)
		text_format(result, "  %s\n",
			_("values are protected: shown only with --show-secrets on a terminal"));
}

static void json_words(struct json *json, const char *key, const struct string_list *words)
{
	json_open_array(json, key);
	for (size_t i = 0; i < words->count; i++)
		json_string(json, NULL, words->items[i]);
	json_close_array(json);
}

static void json_line(struct json *json, const char *key, uint32_t line)
{
	if (line == 0)
		json_null(json, key);
	else
		json_number(json, key, line);
}

static void json_setting_change(struct json *json, const struct setting_change *change)
{
	json_open_object(json, NULL);
	json_string(json, "name", change->unread ? NULL : change->name);
	json_string(json, "kind", setting_change_name(change->kind));
	json_string(json, "before", change->before);
	json_string(json, "after", change->after);
	json_line(json, "line_before", change->line_before);
	json_line(json, "line_after", change->line_after);
	json_words(json, "removed_words", &change->gone);
	json_words(json, "added_words", &change->came);
	json_close_object(json);
}

void json_settings(struct json *json, const struct settings_view *view)
{
	if (view == NULL) {
		json_null(json, "settings");
		return;
	}
	json_open_object(json, "settings");
	json_string(json, "format", view->format);
	json_boolean(json, "hidden", view->hidden);
	json_open_array(json, "changes");
	for (size_t i = 0; i < view->changes->count; i++)
		json_setting_change(json, &view->changes->changes[i]);
	json_close_array(json);
	json_close_object(json);
}

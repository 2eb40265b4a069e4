// SPDX-License-Identifier: GPL-2.0-or-later
// rules: one rule whole, as it counts after all overrides.
#include <string.h>

#include "base/translate.h"
#include "render/escape.h"
#include "render/rules.h"

enum {
	INDENT = 2,
	HANG = 4,
};

/* One key of a rule, in the words of its file; values of several are apart by ", ". */
struct shown {
	const struct text_options *options; /* NULL: JSON */
	struct json *json;
	struct text *text;
};

static void show(const struct shown *shown, const char *key, const char *value)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (shown->json != NULL) {
		json_string(shown->json, key, value);
		return;
	}
	if (value == NULL)
		return;
	text_format(&line, "%s: ", key);
	escape_bytes(&line, value, strlen(value));
	style_line(shown->text, shown->options, INDENT, HANG, text_string(&line));
}

static void show_list(const struct shown *shown, const char *key, const struct string_list *list)
{
	if (shown->json != NULL)
		json_strings(shown->json, key, list->items, list->count);
	for (size_t i = 0; shown->json == NULL && i < list->count; i++)
		show(shown, key, list->items[i]);
}

static void show_flag(const struct shown *shown, const char *key, bool value)
{
	if (shown->json != NULL)
		json_boolean(shown->json, key, value);
	else if (value)
		show(shown, key, "true");
}

static void show_mode(const struct shown *shown, const struct rule *rule)
{
	static const char *const relations[] = {
		[MODE_ANY] = "",
		[MODE_EXACTLY] = "",
		[MODE_AT_MOST] = "at most ",
		[MODE_AT_LEAST] = "at least ",
	};
	TEXT_CLEANUP struct text mode = TEXT_INIT;

	text_format(&mode, "%s%04o", relations[rule->mode_relation], (unsigned)rule->mode);
	show(shown, "mode", rule->mode_relation != MODE_ANY ? text_string(&mode) : NULL);
}

static void show_captures(const struct shown *shown, const struct rule *rule)
{
	if (shown->json != NULL)
		json_open_object(shown->json, "capture");
	for (size_t i = 0; i < rule->capture_count; i++) {
		const struct rule_capture *capture = &rule->captures[i];
		TEXT_CLEANUP struct text value = TEXT_INIT;

		text_format(&value, "%s: %s", capture->name, capture->expression.text);
		if (shown->json != NULL)
			json_string(shown->json, capture->name, capture->expression.text);
		else
			show(shown, "capture", text_string(&value));
	}
	if (shown->json != NULL)
		json_close_object(shown->json);
}

static void show_subject(const struct shown *shown, const struct rule *rule)
{
	show_list(shown, rule->files.count > 1 && shown->json == NULL ? "any_of" : "files",
		&rule->files);
	show(shown, "each", rule->each);
	show_flag(shown, "may-be-missing", rule->may_be_missing);
}

static void show_conditions(const struct shown *shown, const struct rule *rule)
{
	show(shown, "applies", rule->applies.text);
	show_captures(shown, rule);
	show(shown, "must", rule->must != MUST_NOTHING ? must_name(rule->must) : NULL);
	show(shown, "link_to", rule->link_to);
	show_mode(shown, rule);
	show(shown, "owner", rule->owner);
	show(shown, "group", rule->group);
	show(shown, "same_as", rule->same_as);
	show(shown, "newer_than", rule->newer_than);
	show(shown, "assert", rule->assert.text);
	show(shown, "never", rule->never.text);
	show(shown, "at", rule->at.text);
	show(shown, "say", rule->say.text);
	show(shown, "on_lost", rule->on_lost_given ? on_lost_name(rule->on_lost) : NULL);
}

static void add_head(const struct rule_set *set, const struct rule *rule,
	const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	style_on(result, options, STYLE_HEADING);
	escape_name(result, rule->id);
	style_off(result, options);
	text_byte(result, '\n');
	text_add(&line, severity_name(rule->severity));
	words_rule_state(&line, set, rule);
	style_line(result, options, INDENT, HANG, text_string(&line));
}

static void add_place(
	const struct rule *rule, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	escape_name(&line, rule->pack->name);
	text_add(&line, ": ");
	escape_name(&line, rule->pack->title);
	style_line(result, options, INDENT, HANG, text_string(&line));
	text_clear(&line);
	escape_name(&line, rule->place.file);
	text_format(&line, ":%lu", (unsigned long)rule->place.line);
	style_line(result, options, INDENT, HANG, text_string(&line));
}

void text_rules_show(const struct rule_set *set, const struct rule *rule,
	const struct text_options *options, struct text *result)
{
	const struct shown shown = {options, NULL, result};

	add_head(set, rule, options, result);
	add_place(rule, options, result);
	text_byte(result, '\n');
	show(&shown, "title", rule->title);
	show(&shown, _("the whole pack applies"), rule->pack->applies.text);
	show_subject(&shown, rule);
	show_conditions(&shown, rule);
	show(&shown, "reason", rule->reason);
	show(&shown, "remedy", rule->remedy);
}

void json_rules_show(const struct rule_set *set, const struct rule *rule, struct text *result)
{
	struct json json = json_init(result);
	const struct shown shown = {NULL, &json, result};

	json_begin(&json, "rules");
	json_string(&json, "action", "show");
	json_open_object(&json, "rule");
	json_rule_head(&json, set, rule);
	json_string(&json, "pack_applies", rule->pack->applies.text);
	show_subject(&shown, rule);
	show_conditions(&shown, rule);
	show(&shown, "reason", rule->reason);
	show(&shown, "remedy", rule->remedy);
	json_close_object(&json);
	json_end(&json);
}

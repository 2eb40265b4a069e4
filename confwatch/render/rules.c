// SPDX-License-Identifier: GPL-2.0-or-later
// rules: lists and mistakes.
#include "render/rules.h"

#include "base/translate.h"
#include "render/escape.h"

enum {
	INDENT = 2,
	HANG = 4,
};

void words_rule_state(struct text *result, const struct rule_set *set, const struct rule *rule)
{
	if (rule->policy != NULL) {
		text_format(result, ", %s ", _("policy"));
		escape_name(result, rule->policy);
		text_format(result, ", %s",
			rules_adopted(set, rule->policy) ? _("adopted") : _("not adopted"));
	}
	if (rule->overridden_by == NULL)
		return;
	text_format(result, ", %s ", rule->disabled ? _("disabled in") : _("changed in"));
	escape_name(result, rule->overridden_by);
}

static void add_rule(const struct rule_set *set, const struct rule *rule,
	const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;
	const enum style style = rule->disabled ? STYLE_FAINT : style_severity(rule->severity);

	style_on(&line, options, style);
	text_add(&line, severity_name(rule->severity));
	style_off(&line, options);
	text_byte(&line, ' ');
	escape_name(&line, rule->id);
	words_rule_state(&line, set, rule);
	style_line(result, options, INDENT, HANG, text_string(&line));
}

static void add_pack(const struct rule_set *set, const struct pack *pack,
	const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text title = TEXT_INIT;

	style_on(result, options, STYLE_HEADING);
	escape_name(result, pack->name);
	style_off(result, options);
	text_byte(result, '\n');
	escape_name(&title, pack->title);
	style_line(result, options, INDENT, HANG, text_string(&title));
	for (size_t i = 0; i < pack->rule_count; i++)
		add_rule(set, &pack->rules[i], options, result);
}

static void add_problems(const struct string_list *problems, struct text *result)
{
	for (size_t i = 0; i < problems->count; i++) {
		escape_name(result, problems->items[i]);
		text_byte(result, '\n');
	}
}

void text_rules_problems(const struct string_list *problems, struct text *result)
{
	if (problems->count == 0)
		return;
	text_format(result, "\n%s\n", _("These files of rules could not be used, or not whole:"));
	add_problems(problems, result);
}

void text_rules_list(const struct rule_set *set, const struct string_list *problems,
	const struct text_options *options, struct text *result)
{
	for (size_t i = 0; i < set->pack_count; i++)
		add_pack(set, &set->packs[i], options, result);
	if (set->pack_count == 0)
		text_format(result, "%s\n", _("no rules"));
	text_rules_problems(problems, result);
}

void text_rules_lint(
	const struct rules_lint_view *view, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	add_problems(view->problems, result);
	text_format(&line, ngettext("%zu rule", "%zu rules", view->rules), view->rules);
	text_format(&line, ngettext(", %zu expression", ", %zu expressions", view->expressions),
		view->expressions);
	text_format(&line, ngettext(", %zu mistake", ", %zu mistakes", view->problems->count),
		view->problems->count);
	style_line(result, options, 0, INDENT, text_string(&line));
}

void json_rule_head(struct json *json, const struct rule_set *set, const struct rule *rule)
{
	json_string(json, "id", rule->id);
	json_string(json, "pack", rule->pack->name);
	json_string(json, "title", rule->title);
	json_string(json, "severity", severity_name(rule->severity));
	json_string(json, "policy", rule->policy);
	if (rule->policy != NULL)
		json_boolean(json, "adopted", rules_adopted(set, rule->policy));
	else
		json_null(json, "adopted");
	json_boolean(json, "disabled", rule->disabled);
	json_string(json, "overridden_by", rule->overridden_by);
	json_boolean(json, "shipped", rule->pack->shipped);
	json_string(json, "file", rule->place.file);
	json_number(json, "line", rule->place.line);
}

void json_rules_list(
	const struct rule_set *set, const struct string_list *problems, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "rules");
	json_string(&json, "action", "list");
	json_open_array(&json, "rules");
	for (size_t i = 0; i < set->pack_count; i++) {
		for (size_t j = 0; j < set->packs[i].rule_count; j++) {
			json_open_object(&json, NULL);
			json_rule_head(&json, set, &set->packs[i].rules[j]);
			json_close_object(&json);
		}
	}
	json_close_array(&json);
	json_strings(&json, "problems", problems->items, problems->count);
	json_end(&json);
}

void json_rules_lint(const struct rules_lint_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "rules");
	json_string(&json, "action", "lint");
	json_number(&json, "rules", view->rules);
	json_number(&json, "expressions", view->expressions);
	json_strings(&json, "problems", view->problems->items, view->problems->count);
	json_end(&json);
}

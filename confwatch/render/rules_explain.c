// SPDX-License-Identifier: GPL-2.0-or-later
// rules: what is said of one path, and why.
#include "base/translate.h"
#include "render/escape.h"
#include "render/rules.h"

enum {
	INDENT = 2,
	HANG = 4,
};

static const char *verdict_words(enum verdict verdict)
{
	static const char *const words[] = {
		[VERDICT_PASS] = N_("holds"),
		[VERDICT_FAIL] = N_("fails"),
		[VERDICT_UNKNOWN] = N_("unknown"),
		[VERDICT_NOT_APPLICABLE] = N_("not applicable"),
	};

	return _(words[verdict]);
}

static enum style style_of(const struct explained_rule *explained)
{
	if (explained->result == NULL || !explained->adopted ||
		explained->result->answer == VERDICT_NOT_APPLICABLE)
		return STYLE_FAINT;
	if (explained->result->answer == VERDICT_PASS)
		return STYLE_ADDED;
	return explained->result->answer == VERDICT_FAIL ? STYLE_CRITICAL : STYLE_WARNING;
}

/* Words of our own, then what files or people say, escaped. */
static void add_line(const char *words, const char *value, const struct text_options *options,
	struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (value == NULL)
		return;
	text_add(&line, words);
	escape_name(&line, value);
	style_line(result, options, INDENT, HANG, text_string(&line));
}

static void add_head(const struct explained_rule *explained, const struct text_options *options,
	struct text *result)
{
	const char *words = explained->result == NULL ? _("disabled")
		: !explained->adopted		      ? _("not adopted")
						      : verdict_words(explained->result->answer);

	style_on(result, options, style_of(explained));
	text_add(result, words);
	style_off(result, options);
	text_byte(result, ' ');
	escape_name(result, explained->rule->id);
	text_byte(result, '\n');
}

static void add_mention(
	const struct rule_mention *mention, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	text_format(&line, "%s %s: ", _("it stands in"), mention->key);
	escape_name(&line, mention->words);
	style_line(result, options, INDENT, HANG, text_string(&line));
}

static void add_policy(const struct explained_rule *explained, const struct text_options *options,
	struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (explained->rule->policy == NULL)
		return;
	text_format(&line, "%s ", _("policy"));
	escape_name(&line, explained->rule->policy);
	if (explained->adopted)
		text_format(&line, ", %s", _("adopted"));
	else if (explained->result != NULL)
		text_format(&line, "; %s: %s", _("if it were adopted"),
			verdict_words(explained->result->answer));
	style_line(result, options, INDENT, HANG, text_string(&line));
}

static void add_why(const struct explained_rule *explained, const struct text_options *options,
	struct text *result)
{
	const struct result *answer = explained->result;

	if (answer == NULL || answer->answer == VERDICT_PASS)
		return;
	if (answer->answer != VERDICT_NOT_APPLICABLE)
		add_line("", answer->message, options, result);
	else if (explained->condition != NULL)
		add_line(explained->of_pack ? _("its pack applies only where: ")
					    : _("it applies only where: "),
			explained->condition, options, result);
	else
		add_line("", _("the file may be missing, and is"), options, result);
}

static void add_rule(const struct explained_rule *explained, const struct text_options *options,
	struct text *result)
{
	add_head(explained, options, result);
	add_mention(&explained->mention, options, result);
	add_policy(explained, options, result);
	add_line(explained->rule->disabled ? _("disabled in ") : _("changed in "),
		explained->rule->overridden_by, options, result);
	add_why(explained, options, result);
}

void text_rules_explain(const struct explanation *explanation, const struct text_options *options,
	struct text *result)
{
	style_on(result, options, STYLE_HEADING);
	escape_name(result, explanation->path);
	style_off(result, options);
	text_byte(result, '\n');
	if (explanation->format != NULL)
		add_line(_("is read as "), explanation->format, options, result);
	else
		add_line("", _("nobody knows how to read it"), options, result);
	if (explanation->count == 0)
		add_line("", _("no rule speaks of it"), options, result);
	for (size_t i = 0; i < explanation->count; i++)
		add_rule(&explanation->rules[i], options, result);
	text_rules_problems(explanation->problems, result);
}

static void json_explained(
	struct json *json, const struct rule_set *set, const struct explained_rule *explained)
{
	const struct result *result = explained->result;

	json_open_object(json, NULL);
	json_rule_head(json, set, explained->rule);
	json_string(json, "key", explained->mention.key);
	json_string(json, "value", explained->mention.words);
	json_string(json, "answer", result != NULL ? verdict_name(result->answer) : NULL);
	json_string(json, "cause", result != NULL ? doubt_name(result->doubt) : NULL);
	json_string(json, "message", result != NULL ? result->message : NULL);
	json_string(json, "condition", explained->condition);
	json_boolean(json, "of_pack", explained->of_pack);
	json_close_object(json);
}

void json_rules_explain(
	const struct rule_set *set, const struct explanation *explanation, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "rules");
	json_string(&json, "action", "explain");
	json_string(&json, "path", explanation->path);
	json_string(&json, "format", explanation->format);
	json_open_array(&json, "rules");
	for (size_t i = 0; i < explanation->count; i++)
		json_explained(&json, set, &explanation->rules[i]);
	json_close_array(&json);
	json_strings(&json, "problems", explanation->problems->items, explanation->problems->count);
	json_end(&json);
}

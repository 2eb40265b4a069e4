// SPDX-License-Identifier: GPL-2.0-or-later
// check: what rules say, what failed first.
#include "render/check.h"

#include "base/translate.h"
#include "render/escape.h"

enum {
	INDENT = 2,
};

static enum style style_of(const struct result *result)
{
	return result->answer == VERDICT_FAIL ? style_severity(result->rule->severity)
					      : STYLE_NOTICE;
}

static const char *answer_words(const struct result *result)
{
	switch (result->answer) {
	case VERDICT_PASS:
		return _("holds");
	case VERDICT_FAIL:
		return severity_name(result->rule->severity);
	case VERDICT_UNKNOWN:
		return _("unknown");
	case VERDICT_NOT_APPLICABLE:
		break;
	}
	return result->unadopted ? _("not adopted") : _("not applicable");
}

/* "/etc/pam.d/imap:3", or what the rule is about when that is no file. */
static void add_place(struct text *text, const struct result *result)
{
	if (result->path == NULL) {
		text_add(text, _("the system"));
		return;
	}
	escape_name(text, result->path);
	if (result->line > 0)
		text_format(text, ":%u", result->line);
}

static void add_line(const char *heading, const char *words, size_t indent,
	const struct text_options *options, struct text *text)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (words == NULL)
		return;
	if (heading != NULL)
		text_format(&line, "%s ", heading);
	escape_name(&line, words);
	style_line(text, options, indent, indent, text_string(&line));
}

void text_result(const struct result *result, size_t indent, const struct text_options *options,
	struct text *text)
{
	const size_t inner = indent + INDENT;

	text_format(text, "%*s", (int)indent, "");
	style_on(text, options, style_of(result));
	add_place(text, result);
	style_off(text, options);
	text_format(text, "  %s, ", answer_words(result));
	escape_name(text, result->rule->id);
	text_byte(text, '\n');
	if (result->answer != VERDICT_FAIL && result->answer != VERDICT_UNKNOWN)
		return;
	add_line(NULL, result->message, inner, options, text);
	if (result->answer != VERDICT_FAIL)
		return;
	add_line(_("reason:"), result->rule->reason, inner, options, text);
	if (result->remedy == NULL)
		return;
	text_format(text, "%*s", (int)inner, "");
	escape_command(text, result->remedy);
	text_byte(text, '\n');
}

static bool is_told(const struct result *result, const struct text_options *options)
{
	return options->verbose || result->answer == VERDICT_FAIL ||
		result->answer == VERDICT_UNKNOWN;
}

static void add_counts(const struct result_counts *counts, struct text *text)
{
	text_format(text, ngettext("%zu rule held", "%zu rules held", counts->held), counts->held);
	text_format(text, _(", %zu not applicable"), counts->not_applicable);
	text_add(text, ", ");
	text_format(text,
		ngettext("%zu policy not adopted", "%zu policies not adopted", counts->policies),
		counts->policies);
}

void text_check(
	const struct check_view *view, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;
	bool told = false;

	for (size_t i = 0; i < view->mistakes->count; i++) {
		escape_name(result, view->mistakes->items[i]);
		text_byte(result, '\n');
		told = true;
	}
	for (size_t i = 0; i < view->results->count; i++) {
		if (!is_told(&view->results->items[i], options))
			continue;
		text_result(&view->results->items[i], 0, options, result);
		told = true;
	}
	if (told)
		text_byte(result, '\n');
	if (view->counts.failed > 0)
		text_format(&line, _("%zu failed, "), view->counts.failed);
	if (view->counts.unknown > 0)
		text_format(&line, _("%zu unknown, "), view->counts.unknown);
	add_counts(&view->counts, &line);
	style_wrap(result, options, 0, 0, text_string(&line));
	text_byte(result, '\n');
}

static void json_result(struct json *json, const struct result *result)
{
	const struct rule *rule = result->rule;

	json_open_object(json, NULL);
	json_string(json, "rule", rule->id);
	json_string(json, "pack", rule->pack->name);
	json_string(json, "path", result->path);
	if (result->line > 0)
		json_number(json, "line", result->line);
	else
		json_null(json, "line");
	json_string(json, "answer", verdict_name(result->answer));
	json_string(json, "cause", result->unadopted ? "not-adopted" : doubt_name(result->doubt));
	json_string(json, "severity", severity_name(rule->severity));
	json_string(json, "message", result->message);
	json_string(json, "reason", rule->reason);
	json_string(json, "remedy", result->remedy);
	json_string(json, "policy", rule->policy);
	json_close_object(json);
}

void json_results(struct json *json, const char *key, const struct result_list *results)
{
	json_open_array(json, key);
	for (size_t i = 0; i < results->count; i++)
		json_result(json, &results->items[i]);
	json_close_array(json);
}

void json_check(const struct check_view *view, struct text *result)
{
	const struct result_counts *counts = &view->counts;
	struct json json = json_init(result);

	json_begin(&json, "check");
	json_results(&json, "results", view->results);
	json_open_object(&json, "counts");
	json_number(&json, "held", counts->held);
	json_number(&json, "failed", counts->failed);
	json_number(&json, "unknown", counts->unknown);
	json_number(&json, "not_applicable", counts->not_applicable);
	json_number(&json, "policies", counts->policies);
	json_close_object(&json);
	json_strings(&json, "mistakes", view->mistakes->items, view->mistakes->count);
	json_end(&json);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// why --missing: files that nobody gave a reason for.
#include "render/missing.h"

#include "base/translate.h"
#include "render/escape.h"
#include "render/words.h"

enum {
	INDENT = 2,
	RULES_NAMED = 3,
};

static void add_part(struct text *line, const char *words)
{
	if (line->length > 0)
		text_add(line, "; ");
	text_add(line, words);
}

static void add_rules(const struct string_list *rules, struct text *line)
{
	const size_t named = rules->count <= RULES_NAMED ? rules->count : RULES_NAMED;

	if (rules->count == 0)
		return;
	add_part(line, ngettext("rule", "rules", rules->count));
	for (size_t i = 0; i < named; i++) {
		text_add(line, i > 0 ? ", " : " ");
		escape_name(line, rules->items[i]);
	}
	if (named < rules->count)
		text_format(line, _(" and %zu more"), rules->count - named);
}

/* What speaks for it, beside that it is there; nothing for most files. */
static void add_particulars(
	const struct missing *missing, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (missing->required)
		add_part(&line, _("required"));
	if (missing->package != NULL) {
		add_part(&line, _("edited, of"));
		text_byte(&line, ' ');
		escape_name(&line, missing->package);
	}
	add_rules(&missing->rules, &line);
	if (line.length > 0)
		style_line(result, options, INDENT, INDENT, text_string(&line));
}

static void add_file(
	const struct missing *missing, const struct text_options *options, struct text *result)
{
	style_on(result, options, style_severity(missing->severity));
	text_add(result, severity_name(missing->severity));
	style_off(result, options);
	text_byte(result, ' ');
	escape_name(result, missing->path);
	text_byte(result, '\n');
	add_particulars(missing, options, result);
}

void text_missing(
	const struct missing_list *list, const struct text_options *options, struct text *result)
{
	if (list->count == 0) {
		text_format(result, "%s\n", _("Every file of yours has a reason."));
		return;
	}
	text_format(result,
		ngettext("%zu file of yours without a reason\n\n",
			"%zu files of yours without a reason, most important first\n\n",
			list->count),
		list->count);
	for (size_t i = 0; i < list->count; i++)
		add_file(&list->items[i], options, result);
	text_format(result, "\n%s ", _("Say why:"));
	words_command(result, options, "why", list->items[0].path);
	text_format(result, " %s\n", _("TEXT"));
}

void json_missing(const struct missing_list *list, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "why");
	json_open_array(&json, "missing");
	for (size_t i = 0; i < list->count; i++) {
		const struct missing *missing = &list->items[i];

		json_open_object(&json, NULL);
		json_string(&json, "path", missing->path);
		json_string(
			&json, "origin", missing->origin == ORIGIN_EDITED ? "edited" : "custom");
		json_string(&json, "package", missing->package);
		json_string(&json, "severity", severity_name(missing->severity));
		json_boolean(&json, "required", missing->required);
		json_strings(&json, "rules", missing->rules.items, missing->rules.count);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_end(&json);
}

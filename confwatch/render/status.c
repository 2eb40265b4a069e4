// SPDX-License-Identifier: GPL-2.0-or-later
// status: the first screen, readable at 40 columns.
#include "render/status.h"

#include <string.h>

#include "base/translate.h"
#include "render/changes.h"
#include "render/escape.h"
#include "render/log.h"
#include "render/words.h"

static enum style style_of(enum severity severity)
{
	static const enum style styles[] = {
		[SEVERITY_INFO] = STYLE_FAINT,
		[SEVERITY_NOTICE] = STYLE_NOTICE,
		[SEVERITY_WARNING] = STYLE_WARNING,
		[SEVERITY_CRITICAL] = STYLE_CRITICAL,
	};

	return styles[severity];
}

static size_t digits_of(size_t number)
{
	size_t digits = 1;

	while (number >= 10) {
		number /= 10;
		digits++;
	}
	return digits;
}

static void add_headline(
	const struct status_view *view, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;
	size_t count = view->findings->count;

	if (count == 0)
		text_format(&line, "%s ", _("nothing changed since"));
	else
		text_format(
			&line, ngettext("%zu change since ", "%zu changes since ", count), count);
	words_snapshot(&line, view->last, options);
	style_on(result, options, STYLE_HEADING);
	style_wrap(result, options, 0, 0, text_string(&line));
	style_off(result, options);
	text_byte(result, '\n');
}

/* What the phrase does not say yet. */
static void add_details(const struct finding *finding, size_t indent,
	const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;
	const struct change *change = finding->change;

	if (change->before == NULL || change->after == NULL)
		return;
	for (size_t i = 0; i < change->metadata_count; i++) {
		struct metadata_change metadata = change->metadata[i];

		if (finding->remark != NULL && metadata.remark != NULL &&
			strcmp(finding->remark, metadata.remark) == 0)
			metadata.remark = NULL;
		text_clear(&line);
		text_metadata_change(&metadata, &line);
		text_format(result, "%*s", (int)indent, "");
		style_wrap(result, options, indent, indent + 2, text_string(&line));
		text_byte(result, '\n');
	}
}

static void add_finding(const struct finding *finding, size_t number, size_t width,
	const struct text_options *options, struct text *result)
{
	const int indent = (int)width + 1;

	style_on(result, options, style_of(finding->severity));
	text_format(result, "%*zu ", (int)width, number);
	style_wrap(result, options, width + 1, width + 1, finding->phrase);
	style_off(result, options);
	text_format(result, "\n%*s", indent, "");
	escape_name(result, finding->change->path);
	text_byte(result, '\n');
	add_details(finding, width + 1, options, result);
	text_format(result, "%*s", indent, "");
	words_command(result, options, finding->command, finding->change->path);
	text_byte(result, '\n');
}

void text_status(
	const struct status_view *view, const struct text_options *options, struct text *result)
{
	const struct finding_list *findings = view->findings;
	const size_t width = digits_of(findings->count);

	if (view->last == NULL) {
		text_format(result, "%s ", _("no snapshot yet:"));
		words_command(result, options, "init", NULL);
		text_byte(result, '\n');
		return;
	}
	add_headline(view, options, result);
	if (findings->count == 0)
		return;
	text_byte(result, '\n');
	for (size_t i = 0; i < findings->count; i++)
		add_finding(&findings->items[i], i + 1, width, options, result);
	text_format(result, "\n%s ", _("Keep all of it:"));
	words_command(result, options, "snapshot", NULL);
	text_byte(result, '\n');
}

void text_status_short(
	const struct status_view *view, const struct text_options *options, struct text *result)
{
	const struct finding_list *findings = view->findings;
	size_t width = 0;

	for (size_t i = 0; i < findings->count; i++) {
		size_t length = strlen(_(findings->items[i].word));

		width = length > width ? length : width;
	}
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->items[i];

		style_on(result, options, style_of(finding->severity));
		text_format(result, "%-*s", (int)width, _(finding->word));
		style_off(result, options);
		text_add(result, "  ");
		escape_name(result, finding->change->path);
		text_byte(result, '\n');
	}
}

/* All members of a finding; those that nothing here can know are null. */
static void json_finding(struct json *json, const struct finding *finding,
	const struct status_view *view, const struct text_options *options)
{
	static const char *const unknown[] = {"rule", "line", "package", "version_before",
		"version_after", "transaction", "leftover", "reason"};
	TEXT_CLEANUP struct text words = TEXT_INIT;

	json_open_object(json, NULL);
	text_format(&words, "%s:%s", finding->class_name, finding->change->path);
	json_string(json, "id", text_string(&words));
	json_string(json, "class", finding->class_name);
	json_string(json, "severity", severity_name(finding->severity));
	json_string(json, "path", finding->change->path);
	json_id(json, "snapshot", view->last != NULL ? &view->last->id : NULL);
	json_string(json, "message", finding->phrase);
	text_clear(&words);
	words_command(&words, options, finding->command, finding->change->path);
	json_string(json, "remedy", text_string(&words));
	json_boolean(json, "restored", false);
	json_string(json, "state", "open");
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
		json_null(json, unknown[i]);
	json_close_object(json);
}

void json_status(
	const struct status_view *view, const struct text_options *options, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "status");
	json_log_snapshot(&json, "last", view->last);
	json_open_array(&json, "findings");
	for (size_t i = 0; i < view->findings->count; i++)
		json_finding(&json, &view->findings->items[i], view, options);
	json_close_array(&json);
	json_changes(&json, "changes", view->changes);
	json_end(&json);
}

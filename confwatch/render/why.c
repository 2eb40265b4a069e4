// SPDX-License-Identifier: GPL-2.0-or-later
// why: everything that is known about one path.
#include "render/why.h"

#include <string.h>

#include "base/translate.h"
#include "render/check.h"
#include "render/diary.h"
#include "render/escape.h"
#include "render/ledger_lines.h"
#include "render/life.h"
#include "render/log.h"
#include "render/words.h"

enum {
	INDENT = 2,
	HANG = 4,	    /* of the lines of an entry that follow its first */
	CHANGED_LISTED = 8, /* lines; all of them with --verbose */
};

static void add_heading(const char *words, const struct text_options *options, struct text *result)
{
	text_byte(result, '\n');
	style_on(result, options, STYLE_HEADING);
	text_add(result, words);
	style_off(result, options);
	text_byte(result, '\n');
}

static void add_entry(const struct why_view *view, struct text *line)
{
	const struct entry *entry = view->entry;

	if (entry == NULL) {
		text_add(line, _("not there"));
		return;
	}
	words_mode(line, entry);
	text_byte(line, ' ');
	words_owner(line, entry);
	text_format(line, ", %s", _(entry_kind_name((enum entry_kind)entry->kind)));
	if (view->is_protected)
		text_format(line, ", %s", _("protected"));
}

static void add_owner(const struct owned *owner, struct text *line)
{
	if (owner == NULL) {
		text_add(line, _("belongs to no package"));
		return;
	}
	text_format(line, "%s ", _("belongs to"));
	escape_name(line, owner->package->name);
	text_byte(line, ' ');
	escape_name(line, owner->package->version);
	if ((owner->flags & OWNED_REMOVED) != 0)
		text_format(line, ", %s", _("which was removed"));
	else if ((owner->flags & OWNED_OBSOLETE) != 0)
		text_format(line, ", %s", _("which ships it no more"));
	else if ((owner->flags & OWNED_CONFIG) != 0)
		text_format(line, ", %s", _("as a configuration file"));
}

static const char *origin_words(enum origin origin)
{
	switch (origin) {
	case ORIGIN_VENDOR:
		return _("its text is the package's");
	case ORIGIN_EDITED:
		return _("its text is yours, not the package's");
	case ORIGIN_CUSTOM:
		return _("its text is yours");
	case ORIGIN_GENERATED:
		return _("its text is a program's");
	case ORIGIN_UNKNOWN:
		return _("whose text it has is not known");
	case ORIGIN_ABSENT:
		break;
	}
	return NULL;
}

static void add_required(const struct required_file *required, struct text *line)
{
	text_format(line, _("required: %s when lost, %s"), on_lost_name(required->on_lost),
		severity_name(required->severity));
	if (required->reason == NULL)
		return;
	text_add(line, ": ");
	escape_name(line, required->reason);
}

static void add_facts(
	const struct why_view *view, const struct text_options *options, struct text *result)
{
	const char *origin = origin_words(view->origin);
	TEXT_CLEANUP struct text line = TEXT_INIT;

	add_entry(view, &line);
	style_line(result, options, INDENT, INDENT, text_string(&line));
	text_clear(&line);
	add_owner(view->owner, &line);
	if (origin != NULL)
		text_format(&line, "; %s", origin);
	style_line(result, options, INDENT, INDENT, text_string(&line));
	text_clear(&line);
	if (view->has_vendor_text) {
		text_add(&line, _("the package's own text is known"));
		style_line(result, options, INDENT, INDENT, text_string(&line));
		text_clear(&line);
	}
	if (view->required != NULL) {
		add_required(view->required, &line);
		style_line(result, options, INDENT, INDENT, text_string(&line));
	}
}

static void add_reason(
	const struct why_view *view, const struct text_options *options, struct text *result)
{
	const struct diary_entry *entry = view->reason;

	if (entry == NULL) {
		text_format(result, "\n%s ", _("No reason is recorded:"));
		words_command(result, options, "why", view->path);
		text_format(result, " %s\n", _("TEXT"));
		return;
	}
	add_heading(_("Reason"), options, result);
	text_diary_words(entry, options, result);
	text_diary_particulars(entry, view->now, options, result);
}

static void add_list(const struct finding_list *findings, const struct change *const *known,
	const char *title, const struct text_options *options, struct text *result)
{
	const struct finding_place unnumbered = {.width = INDENT};

	if (findings->count == 0)
		return;
	add_heading(title, options, result);
	for (size_t i = 0; i < findings->count; i++)
		text_finding(&findings->items[i], known[i], unnumbered, options, result);
}

static void add_findings(
	const struct why_view *view, const struct text_options *options, struct text *result)
{
	add_list(view->findings, view->known, _("Open"), options, result);
	add_list(view->settled, view->settled_known, _("Closed"), options, result);
}

static void add_ledger(
	const struct why_view *view, const struct text_options *options, struct text *result)
{
	if (view->ledger->count > 0)
		add_heading(_("Accepted, announced, pinned"), options, result);
	for (size_t i = 0; i < view->ledger->count; i++) {
		TEXT_CLEANUP struct text line = TEXT_INIT;

		ledger_line_words(&view->ledger->items[i], options->zone, &line);
		style_line(result, options, INDENT, HANG, text_string(&line));
	}
}

static void add_rules(
	const struct why_view *view, const struct text_options *options, struct text *result)
{
	if (view->rules->count > 0)
		add_heading(_("Rules"), options, result);
	for (size_t i = 0; i < view->rules->count; i++)
		text_result(&view->rules->items[i], INDENT, options, result);
}

static void add_life(
	const struct why_view *view, const struct text_options *options, struct text *result)
{
	if (view->life->count == 0)
		return;
	add_heading(_("Life"), options, result);
	text_life(view->life, view->path, options, result);
}

/* Lines that the package's text has not, or has alone; everything with --verbose. */
static void add_changed_line(
	const char *line, size_t length, const struct text_options *options, struct text *result)
{
	const bool styled = *line == '+' || *line == '-';

	text_format(result, "%*s", INDENT, "");
	if (styled)
		style_on(result, options, *line == '+' ? STYLE_ADDED : STYLE_REMOVED);
	escape_content(result, line, length);
	if (styled)
		style_off(result, options);
	text_byte(result, '\n');
}

static void add_since_vendor(
	const struct why_view *view, const struct text_options *options, struct text *result)
{
	const char *line = view->since_vendor, *end;
	size_t shown = 0, more = 0;

	if (line == NULL)
		return;
	end = line + view->since_vendor_length;
	add_heading(_("The package's text (-) and what is there (+)"), options, result);
	while (line < end) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		const size_t length = (size_t)((newline != NULL ? newline : end) - line);

		if (options->verbose || ((*line == '+' || *line == '-') && shown < CHANGED_LISTED))
			add_changed_line(line, length, options, result);
		shown += *line == '+' || *line == '-';
		line += length + (newline != NULL);
	}
	more = !options->verbose && shown > CHANGED_LISTED ? shown - CHANGED_LISTED : 0;
	if (more == 0)
		return;
	text_format(result, ngettext("and %zu more line: ", "and %zu more lines: ", more), more);
	words_command(result, options, "why -v", view->path);
	text_byte(result, '\n');
}

void text_why(const struct why_view *view, const struct text_options *options, struct text *result)
{
	style_on(result, options, STYLE_HEADING);
	escape_name(result, view->path);
	style_off(result, options);
	text_byte(result, '\n');
	add_facts(view, options, result);
	add_reason(view, options, result);
	add_findings(view, options, result);
	add_ledger(view, options, result);
	add_rules(view, options, result);
	add_since_vendor(view, options, result);
	add_life(view, options, result);
}

void text_why_recorded(const char *path, bool accepted, struct text *result)
{
	text_add(result, accepted ? _("recorded, and accepted: ") : _("recorded: "));
	escape_name(result, path);
	text_byte(result, '\n');
}

static const char *origin_name(enum origin origin)
{
	static const char *const names[] = {
		[ORIGIN_ABSENT] = "absent",
		[ORIGIN_VENDOR] = "vendor",
		[ORIGIN_EDITED] = "edited",
		[ORIGIN_CUSTOM] = "custom",
		[ORIGIN_GENERATED] = "generated",
		[ORIGIN_UNKNOWN] = "unknown",
	};

	return names[origin];
}

static void json_owner(struct json *json, const struct owned *owner)
{
	if (owner == NULL) {
		json_null(json, "package");
		return;
	}
	json_open_object(json, "package");
	json_string(json, "name", owner->package->name);
	json_string(json, "version", owner->package->version);
	json_string(json, "manager", owner->package->manager);
	json_boolean(json, "config", (owner->flags & OWNED_CONFIG) != 0);
	json_boolean(
		json, "ships", (owner->flags & (unsigned)(OWNED_OBSOLETE | OWNED_REMOVED)) == 0);
	json_close_object(json);
}

static void json_required(struct json *json, const struct required_file *required)
{
	if (required == NULL) {
		json_null(json, "required");
		return;
	}
	json_open_object(json, "required");
	json_string(json, "on_lost", on_lost_name(required->on_lost));
	json_string(json, "severity", severity_name(required->severity));
	json_string(json, "reason", required->reason);
	json_close_object(json);
}

void json_why(const struct why_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "why");
	json_string(&json, "path", view->path);
	json_string(&json, "type", words_type(view->entry));
	json_string(&json, "origin", origin_name(view->origin));
	json_boolean(&json, "protected", view->is_protected);
	json_boolean(&json, "vendor_text", view->has_vendor_text);
	json_owner(&json, view->owner);
	json_required(&json, view->required);
	json_diary_entry(&json, "reason", view->reason);
	json_findings(&json, "findings", view->findings);
	json_findings(&json, "settled", view->settled);
	json_ledger_lines(&json, "ledger", view->ledger);
	json_results(&json, "rules", view->rules);
	if (view->since_vendor != NULL)
		json_bytes(
			&json, "vendor_difference", view->since_vendor, view->since_vendor_length);
	else
		json_null(&json, "vendor_difference");
	json_life(&json, "life", view->life);
	json_open_array(&json, "diary");
	for (size_t i = 0; i < view->diary->count; i++)
		json_diary_entry(&json, NULL, &view->diary->entries[i]);
	json_close_array(&json);
	json_open_array(&json, "snapshots");
	for (size_t i = 0; i < view->snapshots->count; i++)
		json_log_snapshot(&json, NULL, &view->snapshots->items[i]);
	json_close_array(&json);
	json_end(&json);
}

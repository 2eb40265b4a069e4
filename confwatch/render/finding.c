// SPDX-License-Identifier: GPL-2.0-or-later
// Findings: numbered for people, and as the object that every JSON output shares.
#include "render/finding.h"

#include <string.h>

#include "base/translate.h"
#include "core/diary.h"
#include "render/changes.h"
#include "render/escape.h"
#include "render/phrase.h"
#include "render/words.h"

/* What the phrase does not say yet. */
static void add_metadata(const struct finding *finding, const struct change *change, size_t indent,
	const struct text_options *options, struct text *result)
{
	const char *remark = phrase_remark(finding, change);
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (change == NULL || change->before == NULL || change->after == NULL ||
		(finding->class != CLASS_METADATA_RESET && finding->class != CLASS_EDITED))
		return;
	for (size_t i = 0; i < change->metadata_count; i++) {
		struct metadata_change metadata = change->metadata[i];

		if (remark != NULL && metadata.remark != NULL &&
			strcmp(remark, metadata.remark) == 0)
			metadata.remark = NULL;
		text_clear(&line);
		text_metadata_change(&metadata, &line);
		style_line(result, options, indent, indent + 2, text_string(&line));
	}
}

/* Else it begins with a generator, which rewrote the file in its own way. */
static bool is_of_package(const struct finding *finding)
{
	return finding->package != NULL &&
		strncmp(finding->message, finding->package, strlen(finding->package)) == 0;
}

/* Phrase, package and command leave out what only the sentence can say. */
static bool needs_sentence(const struct finding *finding)
{
	switch (finding->class) {
	case CLASS_OVERWRITTEN:
		return finding->restored || !is_of_package(finding);
	case CLASS_REWRITTEN_BY_PACKAGE:
	case CLASS_VENDOR_MOVED:
	case CLASS_ORPHANED:
	case CLASS_RESURRECTED:
	case CLASS_STRAY_ACTIVE:
	case CLASS_SHADOWING:
	case CLASS_GENERATED:
	case CLASS_INTERRUPTED:
	case CLASS_UNWITNESSED:
	case CLASS_COUNT:
		return true;
	default:
		return finding->restored;
	}
}

static void add_reason(const struct finding *finding, size_t indent,
	const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (finding->reason == NULL)
		return;
	text_format(&line, "%s ", _("reason:"));
	escape_name(&line, finding->reason);
	style_line(result, options, indent, indent, text_string(&line));
}

/* How it came that it is not open; or that its path is pinned. */
static const char *state_words(const struct finding *finding)
{
	switch (finding->state) {
	case FINDING_EXPECTED:
		return _("announced");
	case FINDING_ACCEPTED:
		return _("accepted");
	case FINDING_GONE:
		return _("over: somebody dealt with it since");
	case FINDING_RESTORED:
		return finding->restored ? NULL : _("over: it is as before");
	case FINDING_OPEN:
		break;
	}
	return finding->said != NULL ? _("pinned") : NULL;
}

static void add_entry_words(const struct diary_entry *entry, int zone, struct text *result)
{
	if (entry->author != NULL) {
		text_format(result, " %s ", _("by"));
		escape_name(result, entry->author);
	}
	text_add(result, ", ");
	words_time(result, entry->time, zone);
	text_add(result, " (");
	escape_name(result, entry->id != NULL ? entry->id : "-");
	text_byte(result, ')');
	if (entry->text != NULL && entry->text[0] != '\0')
		text_add(result, ": ");
	words_first_line(result, entry->text);
}

void finding_said(const struct finding *finding, int zone, struct text *result)
{
	const char *words = state_words(finding);

	if (words == NULL)
		return;
	text_add(result, words);
	if (finding->said != NULL)
		add_entry_words(finding->said, zone, result);
}

static void add_said(const struct finding *finding, size_t indent,
	const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	finding_said(finding, options->zone, &line);
	if (line.length > 0)
		style_line(result, options, indent, indent, text_string(&line));
}

void finding_facts(const struct finding *finding, bool sentence, struct text *result)
{
	if (finding->message != NULL && finding->message[0] != '\0' &&
		(sentence || needs_sentence(finding)))
		escape_name(result, finding->message);
	else
		phrase_package(finding, result);
}

static void add_facts(const struct finding *finding, size_t indent,
	const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	finding_facts(finding, options->verbose, &line);
	if (line.length > 0)
		style_line(result, options, indent, indent, text_string(&line));
}

/* Its path; among many others also whose doing it was. */
static void add_path(const struct finding *finding, struct finding_place place, size_t indent,
	struct text *result)
{
	text_format(result, "%*s", (int)indent, "");
	escape_name(result, finding->path);
	if (finding->line > 0)
		text_format(result, ":%zu", finding->line);
	if (place.terse && finding->package != NULL) {
		text_add(result, " (");
		escape_name(result, finding->package);
		text_byte(result, ')');
	}
	text_byte(result, '\n');
}

void text_finding(const struct finding *finding, const struct change *change,
	struct finding_place place, const struct text_options *options, struct text *result)
{
	const size_t indent = place.number > 0 ? place.width + 1 : place.width;
	TEXT_CLEANUP struct text phrase = TEXT_INIT;

	style_on(result, options, style_severity(finding->severity));
	if (place.number > 0)
		text_format(result, "%*zu ", (int)place.width, place.number);
	else
		text_format(result, "%*s", (int)place.width, "");
	phrase_finding(finding, change, &phrase);
	style_wrap(result, options, indent, indent, text_string(&phrase));
	style_off(result, options);
	text_byte(result, '\n');
	if (finding->path != NULL)
		add_path(finding, place, indent, result);
	if (!place.terse)
		add_metadata(finding, change, indent, options, result);
	if (!place.terse || finding->path == NULL)
		add_facts(finding, indent, options, result);
	add_reason(finding, indent, options, result);
	if (!place.terse)
		add_said(finding, indent, options, result);
	if (place.terse || finding->remedy == NULL || finding->restored ||
		finding->state != FINDING_OPEN)
		return;
	text_format(result, "%*s", (int)indent, "");
	escape_command(result, finding->remedy);
	text_byte(result, '\n');
}

void text_finding_short(const struct finding *finding, const struct change *change, size_t width,
	const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text word = TEXT_INIT;

	phrase_word(finding, change, &word);
	style_on(result, options, style_severity(finding->severity));
	text_format(result, "%-*s", (int)width, text_string(&word));
	style_off(result, options);
	text_add(result, "  ");
	escape_name(result, finding->path != NULL ? finding->path : "-");
	text_byte(result, '\n');
}

const char *finding_state_name(enum finding_state state)
{
	static const char *const names[] = {
		[FINDING_OPEN] = "open",
		[FINDING_RESTORED] = "restored",
		[FINDING_ACCEPTED] = "accepted",
		[FINDING_EXPECTED] = "expected",
		[FINDING_GONE] = "gone",
	};

	return names[state];
}

const char *finding_said_as(const struct finding *finding)
{
	return finding->state == FINDING_OPEN ? DIARY_PINNED : finding_state_name(finding->state);
}

static void json_said(struct json *json, const struct finding *finding)
{
	const struct diary_entry *said = finding->said;

	if (said == NULL) {
		json_null(json, "said");
		return;
	}
	json_open_object(json, "said");
	json_string(json, "as", finding_said_as(finding));
	json_string(json, "entry", said->id);
	json_time(json, "time", said->time, said->zone);
	json_string(json, "author", said->author);
	json_string(json, "text", said->text);
	json_close_object(json);
}

void json_finding_members(struct json *json, const struct finding *finding)
{
	const bool is_rule = finding->class == CLASS_COUNT;

	json_string(json, "id", finding->id != NULL ? finding->id : "");
	json_string(json, "class", is_rule ? NULL : finding_class_name(finding->class));
	json_string(json, "rule", is_rule ? finding->rule : NULL);
	json_string(json, "severity", severity_name(finding->severity));
	json_string(json, "path", finding->path);
	if (finding->line > 0)
		json_number(json, "line", finding->line);
	else
		json_null(json, "line");
	json_string(json, "package", finding->package);
	json_string(json, "version_before", finding->version_before);
	json_string(json, "version_after", finding->version_after);
	json_string(json, "transaction", finding->transaction);
	json_id(json, "snapshot", finding->has_snapshot ? &finding->snapshot : NULL);
	json_string(json, "leftover", finding->leftover);
	json_string(json, "message", finding->message != NULL ? finding->message : "");
	json_string(json, "reason", finding->reason);
	json_string(json, "remedy", finding->remedy);
	json_boolean(json, "restored", finding->restored);
	json_string(json, "state", finding_state_name(finding->state));
	json_said(json, finding);
	json_number(json, "files", finding->folded);
	json_time(json, "since", finding->since, 0);
}

void json_finding(struct json *json, const struct finding *finding)
{
	json_open_object(json, NULL);
	json_finding_members(json, finding);
	json_close_object(json);
}

void json_findings(struct json *json, const char *key, const struct finding_list *findings)
{
	json_open_array(json, key);
	for (size_t i = 0; i < findings->count; i++)
		json_finding(json, &findings->items[i]);
	json_close_array(json);
}

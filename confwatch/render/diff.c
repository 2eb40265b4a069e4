// SPDX-License-Identifier: GPL-2.0-or-later
// diff: one change at a time, so that the caller can write each before the next is computed.
#include "render/diff.h"

#include <string.h>

#include "base/translate.h"
#include "render/changes.h"
#include "render/escape.h"
#include "render/log.h"
#include "render/words.h"

enum {
	DIGEST_DIGITS = 12, /* of a blob id, for people */
};

/* "a/etc/x", a tab (patch(1) reads names up to it), and where that state is from. */
static void add_side(const char *mark, const char *prefix, const struct change *change,
	const struct entry *entry, const struct diff_side *side, const struct text_options *options,
	struct text *result)
{
	text_format(result, "%s ", mark);
	if (entry == NULL) {
		text_add(result, "/dev/null");
	} else {
		text_add(result, prefix);
		escape_name(result, change->path);
	}
	text_add(result, "\t(");
	if (side->snapshot != NULL) {
		text_format(result, "%s ", _("snapshot"));
		words_short_id(result, &side->snapshot->id);
		text_add(result, ", ");
		words_time(result, side->snapshot->time, options->zone);
	} else if (side->root != NULL) {
		escape_name(result, side->root);
	} else {
		text_add(result, _("now"));
	}
	text_add(result, ")\n");
}

static void add_patch(
	const struct text *hunks, const struct text_options *options, struct text *result)
{
	static const struct {
		char first;
		enum style style;
	} styles[] = {
		{'+', STYLE_ADDED},
		{'-', STYLE_REMOVED},
		{'@', STYLE_HUNK},
		{'\\', STYLE_FAINT},
	};
	const char *line = text_string(hunks);
	const char *end = line + hunks->length;

	while (line < end) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));
		size_t length = newline != NULL ? (size_t)(newline - line) : (size_t)(end - line);
		size_t i = 0;

		while (i < sizeof styles / sizeof *styles && styles[i].first != *line)
			i++;
		if (i < sizeof styles / sizeof *styles)
			style_on(result, options, styles[i].style);
		escape_content(result, line, length);
		if (i < sizeof styles / sizeof *styles)
			style_off(result, options);
		text_byte(result, '\n');
		line += length + (newline != NULL);
	}
}

static void blob_hex(const struct entry *entry, char result[2 * BLOB_SIZE + 1])
{
	struct snapshot_id id;

	memcpy(id.bytes, entry->blob, sizeof id.bytes);
	snapshot_hex(&id, result);
}

static void add_blob(const struct entry *entry, struct text *result)
{
	char hex[2 * BLOB_SIZE + 1];

	words_size(result, entry->size);
	if (!entry->has_blob)
		return;
	blob_hex(entry, hex);
	text_format(result, " (%.*s)", DIGEST_DIGITS, hex);
}

static const struct entry *file_side(const struct entry *entry)
{
	return entry != NULL && entry->kind == ENTRY_FILE ? entry : NULL;
}

/* "binary: 1.2 KiB (1a2b...) -> 1.4 KiB (9f8e...)" */
static void add_binary(const char *word, const struct change *change, struct text *result)
{
	const struct entry *before = file_side(change->before);
	const struct entry *after = file_side(change->after);

	if (change_is_secret(change)) {
		text_format(result, "%s\n", word);
		return;
	}
	text_format(result, "%s: ", word);
	if (before != NULL)
		add_blob(before, result);
	if (before != NULL && after != NULL)
		text_add(result, " -> ");
	if (after != NULL)
		add_blob(after, result);
	text_byte(result, '\n');
}

static void add_difference(const struct diff_sides *sides, const struct change *change,
	const struct difference *difference, const struct text_options *options,
	struct text *result)
{
	switch (difference->kind) {
	case DIFFERENCE_NONE:
		break;
	case DIFFERENCE_TEXT:
		style_on(result, options, STYLE_HEADING);
		add_side("---", "a", change, file_side(change->before), &sides->before, options,
			result);
		add_side("+++", "b", change, file_side(change->after), &sides->after, options,
			result);
		style_off(result, options);
		add_patch(&difference->hunks, options, result);
		break;
	case DIFFERENCE_BINARY:
		add_binary(_("binary"), change, result);
		break;
	case DIFFERENCE_TOO_LARGE:
		add_binary(_("too large to compare by lines"), change, result);
		break;
	case DIFFERENCE_PROTECTED:
		text_format(result, "%s\n",
			_("protected content: shown only with --show-secrets on a terminal"));
		break;
	case DIFFERENCE_NOT_KEPT:
		text_format(result, "%s\n", _("content: one side is not kept"));
		break;
	case DIFFERENCE_UNREADABLE:
		text_format(result, "%s\n", _("content: one side could not be read"));
		break;
	}
}

static void add_heading(
	const struct change *change, const struct text_options *options, struct text *result)
{
	const struct entry *only = change->before == NULL ? change->after : change->before;

	style_on(result, options, STYLE_HEADING);
	text_format(result, "%s ", change_kind_word(change->kind));
	escape_name(result, change->path);
	style_off(result, options);
	if (only != NULL && (change->before == NULL || change->after == NULL))
		text_format(result, " (%s)", _(entry_kind_name(only->kind)));
	text_byte(result, '\n');
}

static void add_link_target(const char *mark, enum style style, const struct entry *entry,
	const struct text_options *options, struct text *result)
{
	if (entry == NULL || entry->kind != ENTRY_LINK || entry->target == NULL)
		return;
	style_on(result, options, style);
	text_format(result, "%s %s ", mark, _("link to"));
	escape_name(result, entry->target);
	style_off(result, options);
	text_byte(result, '\n');
}

void text_diff_change(const struct diff_sides *sides, const struct change *change,
	const struct difference *difference, const struct settings_view *settings,
	const struct text_options *options, struct text *result)
{
	struct change metadata_only = *change;

	metadata_only.content = false;
	metadata_only.unreadable = false;
	add_heading(change, options, result);
	text_change_details(&metadata_only, options, 2, result);
	if (change->kind != CHANGE_CHANGED) {
		add_link_target("-", STYLE_REMOVED, change->before, options, result);
		add_link_target("+", STYLE_ADDED, change->after, options, result);
	}
	if (settings != NULL)
		text_settings(settings, options, result);
	else
		add_difference(sides, change, difference, options, result);
}

static void json_side(struct json *json, const char *key, const struct diff_side *side)
{
	json_open_object(json, key);
	json_log_snapshot(json, "snapshot", side->snapshot);
	json_string(json, "root", side->root);
	json_close_object(json);
}

void json_diff_begin(struct json *json, const struct diff_sides *sides)
{
	json_begin(json, "diff");
	json_side(json, "from", &sides->before);
	json_side(json, "to", &sides->after);
	json_open_array(json, "changes");
}

/* Size and blob id; null for what is no file, and for everything that is protected. */
static void json_content(
	struct json *json, const char *key, const struct change *change, const struct entry *entry)
{
	char hex[2 * BLOB_SIZE + 1];

	entry = file_side(entry);
	if (entry == NULL || !entry->has_blob || change_is_secret(change)) {
		json_null(json, key);
		return;
	}
	blob_hex(entry, hex);
	json_open_object(json, key);
	json_number(json, "size", entry->size);
	json_string(json, "blob", hex);
	json_close_object(json);
}

void json_diff_change(struct json *json, const struct change *change,
	const struct difference *difference, const struct settings_view *settings)
{
	static const char *const names[] = {
		[DIFFERENCE_NONE] = NULL,
		[DIFFERENCE_TEXT] = "text",
		[DIFFERENCE_BINARY] = "binary",
		[DIFFERENCE_PROTECTED] = "protected",
		[DIFFERENCE_NOT_KEPT] = "not-kept",
		[DIFFERENCE_TOO_LARGE] = "too-large",
		[DIFFERENCE_UNREADABLE] = "unreadable",
	};
	const struct text *hunks = &difference->hunks;

	json_open_object(json, NULL);
	json_change_members(json, change);
	json_string(json, "difference", names[difference->kind]);
	json_content(json, "content_before", change, change->before);
	json_content(json, "content_after", change, change->after);
	if (difference->kind == DIFFERENCE_TEXT)
		json_bytes(json, "patch", text_string(hunks), hunks->length);
	else
		json_null(json, "patch");
	json_settings(json, settings);
	json_close_object(json);
}

void json_diff_end(struct json *json)
{
	json_close_array(json);
	json_end(json);
}

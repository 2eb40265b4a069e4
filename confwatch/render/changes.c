// SPDX-License-Identifier: GPL-2.0-or-later
// Changes as lists: what show, snapshot and others print below their first line.
#include "render/changes.h"

#include "base/translate.h"
#include "render/escape.h"
#include "render/words.h"

const char *change_kind_name(enum change_kind kind)
{
	static const char *const names[] = {
		[CHANGE_ADDED] = "added",
		[CHANGE_REMOVED] = "removed",
		[CHANGE_CHANGED] = "changed",
		[CHANGE_TYPE_CHANGED] = "type-changed",
	};

	return names[kind];
}

bool change_is_secret(const struct change *change)
{
	return (change->before != NULL && entry_is_protected(change->before)) ||
		(change->after != NULL && entry_is_protected(change->after));
}

void text_metadata_change(const struct metadata_change *change, struct text *result)
{
	escape_name(result, change->name);
	if (change->before == NULL || change->after == NULL) {
		text_format(result, " %s: ", change->before == NULL ? _("added") : _("removed"));
		escape_name(result, change->before == NULL ? change->after : change->before);
	} else {
		text_byte(result, ' ');
		escape_name(result, change->before);
		text_add(result, " -> ");
		escape_name(result, change->after);
	}
	if (change->remark != NULL) {
		text_add(result, ", ");
		escape_name(result, change->remark);
	}
}

void text_kind_change(const struct change *change, struct text *result)
{
	if (change->before == NULL || change->after == NULL)
		return;
	text_format(result, "%s -> %s", _(entry_kind_name(change->before->kind)),
		_(entry_kind_name(change->after->kind)));
}

void text_content_change(const struct change *change, struct text *result)
{
	if (change->unreadable || change->before == NULL || change->after == NULL) {
		text_add(result, _("content unreadable"));
		return;
	}
	text_add(result, _("content"));
	if (change_is_secret(change)) {
		text_format(result, " %s", _("changed (protected)"));
		return;
	}
	text_byte(result, ' ');
	words_size(result, change->before->size);
	text_add(result, " -> ");
	words_size(result, change->after->size);
}

void text_change_details(const struct change *change, const struct text_options *options,
	size_t indent, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;
	const bool both = change->before != NULL && change->after != NULL;
	const size_t metadata = both ? change->metadata_count : 0;

	if (change->kind == CHANGE_TYPE_CHANGED) {
		text_format(result, "%*s", (int)indent, "");
		text_kind_change(change, result);
		text_byte(result, '\n');
	}
	if (change->content || change->unreadable) {
		text_format(result, "%*s", (int)indent, "");
		text_content_change(change, result);
		text_byte(result, '\n');
	}
	for (size_t i = 0; i < metadata; i++) {
		text_clear(&line);
		text_metadata_change(&change->metadata[i], &line);
		text_format(result, "%*s", (int)indent, "");
		style_wrap(result, options, indent, indent, text_string(&line));
		text_byte(result, '\n');
	}
}

const char *change_kind_word(enum change_kind kind)
{
	static const char *const words[] = {
		[CHANGE_ADDED] = N_("added"),
		[CHANGE_REMOVED] = N_("removed"),
		[CHANGE_CHANGED] = N_("changed"),
		[CHANGE_TYPE_CHANGED] = N_("retyped"),
	};

	return _(words[kind]);
}

static void add_change(
	const struct change *change, const struct text_options *options, struct text *result)
{
	static const enum style styles[] = {
		[CHANGE_ADDED] = STYLE_ADDED,
		[CHANGE_REMOVED] = STYLE_REMOVED,
		[CHANGE_CHANGED] = STYLE_NOTICE,
		[CHANGE_TYPE_CHANGED] = STYLE_WARNING,
	};

	style_on(result, options, styles[change->kind]);
	text_format(result, "%-7s", change_kind_word(change->kind));
	style_off(result, options);
	text_add(result, "  ");
	escape_name(result, change->path);
	text_byte(result, '\n');
	text_change_details(change, options, 9, result);
}

void text_changes(
	const struct change_list *changes, const struct text_options *options, struct text *result)
{
	for (size_t i = 0; i < changes->count; i++)
		add_change(&changes->changes[i], options, result);
}

static void json_metadata_change(struct json *json, const struct metadata_change *change)
{
	json_open_object(json, NULL);
	json_string(json, "name", change->name);
	json_string(json, "before", change->before);
	json_string(json, "after", change->after);
	json_string(json, "remark", change->remark);
	json_close_object(json);
}

void json_metadata(struct json *json, const struct metadata_change *metadata, size_t count)
{
	json_open_array(json, "metadata");
	for (size_t i = 0; i < count; i++)
		json_metadata_change(json, &metadata[i]);
	json_close_array(json);
}

void json_change_members(struct json *json, const struct change *change)
{
	json_string(json, "path", change->path);
	json_string(json, "kind", change_kind_name(change->kind));
	json_string(json, "before", words_type(change->before));
	json_string(json, "after", words_type(change->after));
	json_boolean(json, "content", change->content);
	json_boolean(json, "unreadable", change->unreadable);
	json_boolean(json, "protected", change_is_secret(change));
	json_metadata(json, change->metadata, change->metadata_count);
}

void json_change(struct json *json, const struct change *change)
{
	json_open_object(json, NULL);
	json_change_members(json, change);
	json_close_object(json);
}

void json_changes(struct json *json, const char *key, const struct change_list *changes)
{
	json_open_array(json, key);
	for (size_t i = 0; changes != NULL && i < changes->count; i++)
		json_change(json, &changes->changes[i]);
	json_close_array(json);
}

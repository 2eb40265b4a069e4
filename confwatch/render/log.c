// SPDX-License-Identifier: GPL-2.0-or-later
// log: snapshots, newest first.
#include "render/log.h"

#include <string.h>

#include "base/translate.h"
#include "render/diary.h"
#include "render/escape.h"
#include "render/words.h"

static void add_count(struct text *result, size_t count, const char *word)
{
	if (count == 0)
		return;
	if (result->length > 0)
		text_add(result, ", ");
	text_format(result, "%zu %s", count, word);
}

static void add_counts(const struct snapshot *snapshot, struct text *result)
{
	TEXT_CLEANUP struct text counts = TEXT_INIT;

	add_count(&counts, snapshot->added, _("added"));
	add_count(&counts, snapshot->changed, _("changed"));
	add_count(&counts, snapshot->removed, _("removed"));
	if (counts.length > 0)
		text_format(result, "  %s\n", text_string(&counts));
}

/* Each line of the person's words, indented. */
static void add_message(const char *message, struct text *result)
{
	while (*message != '\0') {
		size_t length = strcspn(message, "\n");

		text_add(result, "  ");
		escape_bytes(result, message, length);
		text_byte(result, '\n');
		message += length + (message[length] == '\n');
	}
}

static void add_transaction(const struct snapshot *snapshot, struct text *result)
{
	if (snapshot->manager != NULL || snapshot->transaction != NULL) {
		text_add(result, "  ");
		escape_name(result, snapshot->manager != NULL ? snapshot->manager : "");
		if (snapshot->manager != NULL && snapshot->transaction != NULL)
			text_byte(result, ' ');
		escape_name(result, snapshot->transaction != NULL ? snapshot->transaction : "");
		text_byte(result, '\n');
	}
	for (size_t i = 0; i < snapshot->package_count; i++) {
		text_add(result, "  ");
		escape_name(result, snapshot->packages[i]);
		text_byte(result, '\n');
	}
}

void text_log_snapshot(
	const struct snapshot *snapshot, const struct text_options *options, struct text *result)
{
	style_on(result, options, STYLE_HEADING);
	words_short_id(result, &snapshot->id);
	style_off(result, options);
	text_add(result, "  ");
	words_time(result, snapshot->time, options->zone);
	text_format(result, "  %s\n", snapshot_kind_name(snapshot->kind));
	add_counts(snapshot, result);
	if (snapshot->author != NULL) {
		text_format(result, "  %s ", _("by"));
		escape_name(result, snapshot->author);
		text_byte(result, '\n');
	}
	add_transaction(snapshot, result);
	if (snapshot->message != NULL)
		add_message(snapshot->message, result);
}

/* The first line of the person's words, or the only package. */
static void add_cause(const struct snapshot *snapshot, struct text *result)
{
	if (snapshot->message != NULL) {
		text_add(result, "  ");
		escape_bytes(result, snapshot->message, strcspn(snapshot->message, "\n"));
	} else if (snapshot->package_count == 1) {
		text_add(result, "  ");
		escape_name(result, snapshot->packages[0]);
	} else if (snapshot->package_count > 1) {
		text_format(result,
			ngettext("  %zu package", "  %zu packages", snapshot->package_count),
			snapshot->package_count);
	}
}

void text_log_line(
	const struct snapshot *snapshot, const struct text_options *options, struct text *result)
{
	words_short_id(result, &snapshot->id);
	text_add(result, "  ");
	words_time(result, snapshot->time, options->zone);
	text_format(result, "  %s", snapshot_kind_name(snapshot->kind));
	add_cause(snapshot, result);
	text_byte(result, '\n');
}

/* How many of each class: worst first. */
static void count_classes(const struct finding_list *findings, size_t counts[CLASS_COUNT])
{
	for (size_t i = 0; i < CLASS_COUNT; i++)
		counts[i] = 0;
	for (size_t i = 0; i < findings->count; i++) {
		if (findings->items[i].class < CLASS_COUNT)
			counts[findings->items[i].class] += findings->items[i].folded;
	}
}

static void add_classes(const struct finding_list *findings, const struct text_options *options,
	struct text *result)
{
	size_t counts[CLASS_COUNT];
	TEXT_CLEANUP struct text line = TEXT_INIT;

	count_classes(findings, counts);
	for (size_t i = 0; i < CLASS_COUNT; i++)
		add_count(&line, counts[i], finding_class_name((enum finding_class)i));
	if (line.length == 0)
		return;
	style_line(result, options, 2, 2, text_string(&line));
}

void text_log(const struct log_view *view, const struct text_options *options, struct text *result)
{
	for (size_t i = 0; i < view->snapshots->count; i++) {
		const struct diary *diary = &view->diary[i];

		text_log_snapshot(&view->snapshots->items[i], options, result);
		add_classes(&view->findings[i], options, result);
		for (size_t j = 0; j < diary->count; j++)
			text_diary_line(&diary->entries[j], options, result);
	}
}

static void json_members(struct json *json, const struct snapshot *snapshot)
{
	json_id(json, "id", &snapshot->id);
	json_time(json, "time", snapshot->time, snapshot->zone);
	json_string(json, "kind", snapshot_kind_name(snapshot->kind));
	json_string(json, "transaction", snapshot->transaction);
	json_string(json, "manager", snapshot->manager);
	json_strings(json, "packages", snapshot->packages, snapshot->package_count);
	json_string(json, "author", snapshot->author);
	json_string(json, "message", snapshot->message);
	json_number(json, "added", snapshot->added);
	json_number(json, "changed", snapshot->changed);
	json_number(json, "removed", snapshot->removed);
}

void json_log_snapshot(struct json *json, const char *key, const struct snapshot *snapshot)
{
	if (snapshot == NULL) {
		json_null(json, key);
		return;
	}
	json_open_object(json, key);
	json_members(json, snapshot);
	json_close_object(json);
}

static void json_classes(struct json *json, const struct finding_list *findings)
{
	size_t counts[CLASS_COUNT];

	count_classes(findings, counts);
	json_open_object(json, "classes");
	for (size_t i = 0; i < CLASS_COUNT; i++) {
		if (counts[i] > 0)
			json_number(json, finding_class_name((enum finding_class)i), counts[i]);
	}
	json_close_object(json);
}

static void json_entries(struct json *json, const struct diary *diary)
{
	json_open_array(json, "diary");
	for (size_t i = 0; i < diary->count; i++)
		json_diary_entry(json, NULL, &diary->entries[i]);
	json_close_array(json);
}

void json_log(const struct log_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "log");
	json_open_array(&json, "snapshots");
	for (size_t i = 0; i < view->snapshots->count; i++) {
		json_open_object(&json, NULL);
		json_members(&json, &view->snapshots->items[i]);
		json_classes(&json, &view->findings[i]);
		json_entries(&json, &view->diary[i]);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_end(&json);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// verify: whether history and cache can be relied on, and whether upgrades are recorded.
#include "render/verify.h"

#include <stdbool.h>

#include "base/translate.h"
#include "render/escape.h"
#include "render/json.h"
#include "render/words.h"

enum {
	LISTED = 10, /* packages; all of them with --verbose */
};

static void add_last_full(
	const struct verify_view *view, const struct text_options *options, struct text *result)
{
	if (view->last_full == 0) {
		text_add(result, _("the files themselves were never read again"));
	} else {
		text_format(result, "%s ", _("the files themselves were read"));
		words_time(result, view->last_full, options->zone);
	}
	if (view->full_due) {
		text_format(result, "; %s ", _("due now:"));
		words_command(result, options, "verify --full", NULL);
	}
	text_byte(result, '\n');
}

static void add_hook(
	const struct verify_hook *hook, const struct text_options *options, struct text *result)
{
	text_format(result, "%-5s ", hook->via);
	if (!hook->installed) {
		style_on(result, options, STYLE_WARNING);
		text_add(result, _("NOT RECORDED"));
		style_off(result, options);
		text_format(result, ": %s ", _("there is no"));
		escape_name(result, hook->path);
	} else if (hook->last_seen == 0) {
		text_add(result, _("recorded; did not run yet"));
	} else {
		text_format(result, "%s ", _("recorded; ran last"));
		words_time(result, hook->last_seen, options->zone);
	}
	text_byte(result, '\n');
}

static void add_event(
	const struct package_event *event, const struct text_options *options, struct text *result)
{
	text_add(result, "  ");
	words_time(result, event->time, options->zone);
	text_byte(result, ' ');
	escape_name(result, event->name);
	if (event->before != NULL) {
		text_byte(result, ' ');
		escape_name(result, event->before);
	}
	if (event->after == NULL) {
		text_add(result, _(" removed"));
	} else {
		text_add(result, event->before != NULL ? " -> " : " ");
		escape_name(result, event->after);
	}
	text_byte(result, '\n');
}

static void add_unrecorded(
	const struct verify_view *view, const struct text_options *options, struct text *result)
{
	const size_t count = view->unrecorded->count;
	const size_t shown = options->verbose || count <= LISTED ? count : LISTED;

	if (count == 0)
		return;
	style_on(result, options, STYLE_WARNING);
	text_add(result, _("UPGRADE RAN UNRECORDED"));
	style_off(result, options);
	text_format(result, ngettext(": %zu package\n", ": %zu packages\n", count), count);
	for (size_t i = 0; i < shown; i++)
		add_event(&view->unrecorded->items[i], options, result);
	if (shown < count)
		text_format(result, ngettext("  and %zu more\n", "  and %zu more\n", count - shown),
			count - shown);
}

static void add_problems(
	const struct verify_view *view, const struct text_options *options, struct text *result)
{
	for (size_t i = 0; i < view->problems_count; i++) {
		style_on(result, options, STYLE_CRITICAL);
		escape_name(result, view->problems[i].part);
		style_off(result, options);
		text_add(result, ": ");
		escape_name(result, view->problems[i].message);
		text_byte(result, '\n');
	}
}

static void add_intact(
	const struct verify_view *view, const struct text_options *options, struct text *result)
{
	text_format(result,
		ngettext("%zu snapshot intact", "%zu snapshots intact", view->snapshots),
		view->snapshots);
	if (view->full) {
		text_add(result, ", ");
		text_format(result,
			ngettext("%zu entry read again", "%zu entries read again", view->entries),
			view->entries);
	}
	text_byte(result, '\n');
	if (!view->full)
		add_last_full(view, options, result);
}

void text_verify(
	const struct verify_view *view, const struct text_options *options, struct text *result)
{
	add_problems(view, options, result);
	if (view->problems_count == 0)
		add_intact(view, options, result);
	for (size_t i = 0; i < view->hooks_count; i++)
		add_hook(&view->hooks[i], options, result);
	add_unrecorded(view, options, result);
}

static void json_hooks(struct json *json, const struct verify_view *view)
{
	json_open_array(json, "hooks");
	for (size_t i = 0; i < view->hooks_count; i++) {
		const struct verify_hook *hook = &view->hooks[i];

		json_open_object(json, NULL);
		json_string(json, "via", hook->via);
		json_string(json, "path", hook->path);
		json_boolean(json, "installed", hook->installed);
		if (hook->last_seen != 0)
			json_time(json, "last_seen", hook->last_seen, 0);
		else
			json_null(json, "last_seen");
		json_close_object(json);
	}
	json_close_array(json);
}

static void json_unrecorded(struct json *json, const struct verify_view *view)
{
	json_open_array(json, "unrecorded");
	for (size_t i = 0; i < view->unrecorded->count; i++) {
		const struct package_event *event = &view->unrecorded->items[i];

		json_open_object(json, NULL);
		json_time(json, "time", event->time, 0);
		json_string(json, "package", event->name);
		json_string(json, "version_before", event->before);
		json_string(json, "version_after", event->after);
		json_string(json, "manager", event->manager);
		json_close_object(json);
	}
	json_close_array(json);
}

void json_verify(const struct verify_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "verify");
	json_boolean(&json, "intact", view->problems_count == 0);
	json_boolean(&json, "full", view->full);
	json_number(&json, "snapshots", view->snapshots);
	json_number(&json, "entries", view->entries);
	if (view->last_full != 0)
		json_time(&json, "last_full", view->last_full, 0);
	else
		json_null(&json, "last_full");
	json_open_array(&json, "problems");
	for (size_t i = 0; i < view->problems_count; i++) {
		json_open_object(&json, NULL);
		json_string(&json, "part", view->problems[i].part);
		json_string(&json, "message", view->problems[i].message);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_hooks(&json, view);
	json_unrecorded(&json, view);
	json_end(&json);
}

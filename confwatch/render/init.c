// SPDX-License-Identifier: GPL-2.0-or-later
// init: what will be watched, and the first snapshot.
#include "render/init.h"

#include "base/translate.h"
#include "render/escape.h"
#include "render/json.h"
#include "render/words.h"

static void add_entries(size_t count, struct text *result)
{
	text_format(result, ngettext("%zu entry", "%zu entries", count), count);
}

static void add_watched(const struct init_view *view, struct text *result)
{
	size_t absent = 0;

	text_format(result, "%s\n", _("watched:"));
	for (size_t i = 0; i < view->watched_count; i++) {
		const struct watched_path *watched = &view->watched[i];

		absent += !watched->present;
		if (!watched->present)
			continue;
		text_add(result, "  ");
		escape_name(result, watched->path);
		if (watched->entries > 0) {
			text_add(result, " (");
			add_entries(watched->entries, result);
			text_byte(result, ')');
		}
		text_byte(result, '\n');
	}
	if (absent == 0)
		return;
	text_add(result, "  ");
	text_format(result,
		ngettext("and %zu path that does not exist yet",
			"and %zu paths that do not exist yet", absent),
		absent);
	text_byte(result, '\n');
}

static void add_ignored(
	const struct init_view *view, const struct text_options *options, struct text *result)
{
	if (view->ignored_count == 0 || !options->verbose)
		return;
	text_format(result, "%s\n", _("ignored:"));
	for (size_t i = 0; i < view->ignored_count; i++) {
		text_add(result, "  ");
		escape_name(result, view->ignored[i].pattern);
		if (view->ignored[i].reason != NULL) {
			text_add(result, ": ");
			escape_name(result, view->ignored[i].reason);
		}
		text_byte(result, '\n');
	}
}

static void add_adoptable(
	const struct init_view *view, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (view->policies + view->custom == 0)
		return;
	text_format(&line, ngettext("%zu file is yours", "%zu files are yours", view->custom),
		view->custom);
	text_add(&line, ", ");
	text_format(&line, ngettext("%zu policy holds", "%zu policies hold", view->policies),
		view->policies);
	text_format(&line, "; %s", _("keep to that:"));
	style_wrap(result, options, 0, 0, text_string(&line));
	text_byte(result, ' ');
	words_command(result, options, "rules adopt --all", NULL);
	text_byte(result, '\n');
}

void text_init(
	const struct init_view *view, const struct text_options *options, struct text *result)
{
	text_format(result, "%s ", view->created ? _("history made in") : _("history is in"));
	escape_name(result, view->state);
	text_byte(result, '\n');
	add_watched(view, result);
	add_ignored(view, options, result);
	if (view->snapshot == NULL) {
		text_format(result, "%s\n", _("nothing changed since the last snapshot"));
		return;
	}
	text_format(result, "%s ", _("snapshot"));
	words_short_id(result, view->snapshot);
	text_add(result, ": ");
	add_entries(view->entries, result);
	if (view->unreadable > 0)
		text_format(result, ", %zu %s", view->unreadable, _("unreadable"));
	text_byte(result, '\n');
	add_adoptable(view, options, result);
}

void json_init_result(const struct init_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "init");
	json_string(&json, "state", view->state);
	json_boolean(&json, "created", view->created);
	json_open_array(&json, "watch");
	for (size_t i = 0; i < view->watched_count; i++) {
		json_open_object(&json, NULL);
		json_string(&json, "path", view->watched[i].path);
		json_boolean(&json, "present", view->watched[i].present);
		json_number(&json, "entries", view->watched[i].entries);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_open_array(&json, "ignore");
	for (size_t i = 0; i < view->ignored_count; i++) {
		json_open_object(&json, NULL);
		json_string(&json, "pattern", view->ignored[i].pattern);
		json_string(&json, "reason", view->ignored[i].reason);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_id(&json, "snapshot", view->snapshot);
	json_boolean(&json, "changed", view->changed);
	json_number(&json, "entries", view->entries);
	json_number(&json, "unreadable", view->unreadable);
	json_number(&json, "policies", view->policies);
	json_number(&json, "custom", view->custom);
	json_end(&json);
}

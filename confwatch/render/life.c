// SPDX-License-Identifier: GPL-2.0-or-later
// The life of one path, newest first, an event a line.
#include "render/life.h"

#include <string.h>

#include "base/translate.h"
#include "render/escape.h"
#include "render/phrase.h"
#include "render/words.h"

enum {
	LISTED = 8, /* events; all of them with --verbose */
	HANG = 9,   /* behind the id */
};

static const char *plain_words(const struct life_event *event)
{
	static const char *const words[LIFE_KIND_COUNT] = {
		[LIFE_RECORDED] = N_("first recorded"),
		[LIFE_CREATED] = N_("created"),
		[LIFE_EDITED] = N_("edited"),
		[LIFE_METADATA] = N_("permissions or the like changed"),
		[LIFE_RETYPED] = N_("became something of another kind"),
		[LIFE_REMOVED] = N_("removed"),
		[LIFE_BELOW] = N_("something below changed"),
		[LIFE_NOTED] = "",
	};

	return _(words[event->kind]);
}

static const char *upgrade_words(enum life_kind kind)
{
	static const char *const words[LIFE_KIND_COUNT] = {
		[LIFE_RECORDED] = N_("first recorded"),
		[LIFE_CREATED] = N_("came in an upgrade"),
		[LIFE_EDITED] = N_("changed in an upgrade"),
		[LIFE_METADATA] = N_("permissions or the like changed in an upgrade"),
		[LIFE_RETYPED] = N_("became something of another kind in an upgrade"),
		[LIFE_REMOVED] = N_("went in an upgrade"),
		[LIFE_BELOW] = N_("something below changed in an upgrade"),
		[LIFE_NOTED] = "",
	};

	return _(words[kind]);
}

static void add_first_line(const char *words, struct text *line)
{
	text_add(line, ": ");
	words_first_line(line, words);
}

static void add_upgrade(const struct life_event *event, struct text *line)
{
	TEXT_CLEANUP struct text package = TEXT_INIT;

	if (event->finding != NULL) {
		phrase_finding(event->finding, event->change, line);
		phrase_package(event->finding, &package);
	} else {
		text_add(line, upgrade_words(event->kind));
	}
	if (package.length == 0 && event->package != NULL)
		escape_name(&package, event->package);
	if (package.length > 0)
		text_format(line, ": %s", text_string(&package));
}

static void add_noted(const struct diary_entry *entry, struct text *line)
{
	for (size_t i = 0; i < entry->tag_count; i++) {
		if (i > 0)
			text_add(line, ", ");
		escape_name(line, entry->tags[i]);
	}
	if (entry->text != NULL)
		add_first_line(entry->text, line);
}

static void add_words(const struct life_event *event, struct text *line)
{
	if (event->entry != NULL) {
		add_noted(event->entry, line);
		return;
	}
	switch (event->cause) {
	case LIFE_BY_UPGRADE:
		add_upgrade(event, line);
		break;
	case LIFE_BY_RESTORE:
		text_add(line, _("restored"));
		break;
	case LIFE_BY_UNDO:
		text_add(line, _("restore taken back"));
		break;
	default:
		text_add(line, plain_words(event));
		if (event->snapshot->message != NULL)
			add_first_line(event->snapshot->message, line);
	}
}

/* Of an entry, the part of its id behind the last dash, which `diary show` takes. */
static void add_id(const struct life_event *event, struct text *result)
{
	const char *dash;

	if (event->entry == NULL) {
		words_short_id(result, &event->snapshot->id);
		return;
	}
	dash = event->entry->id != NULL ? strrchr(event->entry->id, '-') : NULL;
	text_format(result, "%-7.7s", dash != NULL ? dash + 1 : "");
}

static void add_event(
	const struct life_event *event, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;
	TEXT_CLEANUP struct text id = TEXT_INIT;

	add_id(event, &id);
	escape_name(&line, text_string(&id));
	text_add(&line, "  ");
	words_time(&line, event->time, options->zone);
	text_add(&line, "  ");
	add_words(event, &line);
	style_line(result, options, 0, HANG, text_string(&line));
}

void text_life(const struct life *life, const char *path, const struct text_options *options,
	struct text *result)
{
	const size_t shown = options->verbose || life->count <= LISTED ? life->count : LISTED;
	const size_t more = life->count - shown + life->older;

	for (size_t i = 0; i < shown; i++)
		add_event(&life->items[i], options, result);
	if (more == 0)
		return;
	text_format(result, ngettext("and %zu more: ", "and %zu more: ", more), more);
	words_command(result, options, "log", path);
	text_byte(result, '\n');
}

static void json_event(struct json *json, const struct life_event *event)
{
	const struct finding *finding = event->finding;
	const int zone = event->entry != NULL ? event->entry->zone : event->snapshot->zone;

	json_open_object(json, NULL);
	json_time(json, "time", event->time, zone);
	json_string(json, "event", life_kind_name(event->kind));
	json_string(json, "cause", event->entry == NULL ? life_cause_name(event->cause) : NULL);
	json_id(json, "snapshot", event->snapshot != NULL ? &event->snapshot->id : NULL);
	json_string(json, "class",
		finding != NULL && finding->class < CLASS_COUNT ? finding_class_name(finding->class)
								: NULL);
	json_string(json, "package", event->package);
	json_string(json, "entry", event->entry != NULL ? event->entry->id : NULL);
	json_close_object(json);
}

void json_life(struct json *json, const char *key, const struct life *life)
{
	json_open_array(json, key);
	for (size_t i = 0; i < life->count; i++)
		json_event(json, &life->items[i]);
	json_close_array(json);
}

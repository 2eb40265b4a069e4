// SPDX-License-Identifier: GPL-2.0-or-later
// restore and undo: the plan, and what came of it.
#include "render/restore.h"

#include "base/translate.h"
#include "core/diff.h"
#include "render/changes.h"
#include "render/escape.h"
#include "render/json.h"
#include "render/words.h"

static const char *step_word(enum step_kind kind)
{
	static const char *const words[] = {
		[STEP_CREATE] = N_("create"),
		[STEP_REPLACE] = N_("replace"),
		[STEP_METADATA] = N_("mend"),
		[STEP_LINK] = N_("link"),
		[STEP_REMOVE] = N_("remove"),
	};

	return _(words[kind]);
}

/* "file, -rw-r-----+ root:sasl" */
static void add_wanted(const struct entry *entry, struct text *result)
{
	text_format(result, "%s, ", _(entry_kind_name(entry->kind)));
	words_mode(result, entry);
	text_byte(result, ' ');
	words_owner(result, entry);
	if (entry->kind == ENTRY_LINK && entry->target != NULL) {
		text_add(result, " -> ");
		escape_name(result, entry->target);
	}
}

/* What a step changes beside the bytes. */
static void add_step_metadata(
	const struct step *step, const struct text_options *options, struct text *result)
{
	struct arena arena = ARENA_INIT;
	TEXT_CLEANUP struct text line = TEXT_INIT;
	const struct metadata_change *metadata;
	size_t count = diff_metadata(&arena, step->present, step->wanted, &metadata);

	for (size_t i = 0; i < count; i++) {
		text_clear(&line);
		text_metadata_change(&metadata[i], &line);
		style_line(result, options, 9, 9, text_string(&line));
	}
	if (count == 0 && step->kind == STEP_METADATA)
		text_format(result, "         %s\n", _("modification time"));
	arena_release(&arena);
}

static void add_step_details(
	const struct step *step, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	if (step->wanted == NULL)
		return;
	if (step->kind == STEP_LINK && step->wanted->same_as != NULL) {
		text_add(&line, "= ");
		escape_name(&line, step->wanted->same_as);
	} else if (step->present == NULL || step->present->kind != step->wanted->kind) {
		add_wanted(step->wanted, &line);
	} else {
		add_step_metadata(step, options, result);
		return;
	}
	style_line(result, options, 9, 9, text_string(&line));
}

static void add_step(
	const struct step *step, const struct text_options *options, struct text *result)
{
	style_on(result, options, step->kind == STEP_REMOVE ? STYLE_REMOVED : STYLE_ADDED);
	text_format(result, "%-7s", step_word(step->kind));
	style_off(result, options);
	text_add(result, "  ");
	escape_name(result, step->path);
	text_byte(result, '\n');
	add_step_details(step, options, result);
}

static void add_refusal(const char *word, enum style style, const struct refusal *refusal,
	const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	style_on(result, options, style);
	text_format(result, "%-7s", word);
	style_off(result, options);
	text_add(result, "  ");
	escape_name(result, refusal->path);
	text_byte(result, '\n');
	escape_name(&line, refusal->reason);
	style_line(result, options, 9, 9, text_string(&line));
	if (refusal->remedy == NULL)
		return;
	text_add(result, "         ");
	escape_name(result, refusal->remedy);
	text_byte(result, '\n');
}

static void add_refusals(
	const struct plan *plan, const struct text_options *options, struct text *result)
{
	for (size_t i = 0; i < plan->refusal_count; i++)
		add_refusal(_("refused"), STYLE_CRITICAL, &plan->refusals[i], options, result);
	for (size_t i = 0; i < plan->note_count; i++)
		add_refusal(_("note"), STYLE_NOTICE, &plan->notes[i], options, result);
}

static void add_source(
	const struct restore_view *view, const struct text_options *options, struct text *result)
{
	if (view->source == NULL)
		return;
	text_format(result, "%s ", _("from"));
	words_snapshot(result, view->source, options);
	text_byte(result, '\n');
}

static void add_step_count(size_t count, struct text *result)
{
	text_format(result, ngettext("%zu step", "%zu steps", count), count);
}

void text_plan(
	const struct restore_view *view, const struct text_options *options, struct text *result)
{
	const struct plan *plan = view->plan;

	add_source(view, options, result);
	if (plan->step_count == 0 && plan->refusal_count == 0) {
		text_format(result, "%s\n", _("nothing to do: everything is as it was"));
		add_refusals(plan, options, result);
		return;
	}
	text_format(result, "%s %s: ", _("plan"), plan->id);
	add_step_count(plan->step_count, result);
	if (plan->refusal_count > 0)
		text_format(result, ", %zu %s", plan->refusal_count, _("refused"));
	text_byte(result, '\n');
	for (size_t i = 0; i < plan->step_count; i++)
		add_step(&plan->steps[i], options, result);
	add_refusals(plan, options, result);
}

static void add_done(const struct restore_view *view, struct text *result)
{
	const size_t count = view->plan->step_count;

	if (view->done < count)
		text_format(result, _("%zu of "), view->done);
	add_step_count(count, result);
	text_format(result, " %s", _("done"));
	if (view->snapshot != NULL) {
		text_format(result, ", %s ", _("recorded as"));
		words_short_id(result, view->snapshot);
	}
	text_byte(result, '\n');
}

void text_restore(
	const struct restore_view *view, const struct text_options *options, struct text *result)
{
	if (view->plan->step_count > 0)
		add_done(view, result);
	add_refusals(view->plan, options, result);
	if (view->effective_count > 0)
		text_format(result, "%s\n", _("It takes effect after:"));
	for (size_t i = 0; i < view->effective_count; i++) {
		text_add(result, "  ");
		escape_name(result, view->effective[i]);
		text_byte(result, '\n');
	}
}

static void json_step(struct json *json, const struct step *step)
{
	struct arena arena = ARENA_INIT;
	const struct metadata_change *metadata = NULL;
	size_t count = 0;

	if (step->present != NULL && step->wanted != NULL &&
		step->present->kind == step->wanted->kind)
		count = diff_metadata(&arena, step->present, step->wanted, &metadata);
	json_open_object(json, NULL);
	json_string(json, "kind", step_kind_name(step->kind));
	json_string(json, "path", step->path);
	json_string(json, "present", words_type(step->present));
	json_string(json, "wanted", words_type(step->wanted));
	json_metadata(json, metadata, count);
	json_close_object(json);
	arena_release(&arena);
}

static void json_refusals(
	struct json *json, const char *key, const struct refusal *refusals, size_t count)
{
	json_open_array(json, key);
	for (size_t i = 0; i < count; i++) {
		json_open_object(json, NULL);
		json_string(json, "path", refusals[i].path);
		json_string(json, "reason", refusals[i].reason);
		json_string(json, "remedy", refusals[i].remedy);
		json_close_object(json);
	}
	json_close_array(json);
}

static void json_plan(struct json *json, const struct restore_view *view)
{
	const struct plan *plan = view->plan;

	json_open_object(json, "plan");
	json_string(json, "id", *plan->id != '\0' ? plan->id : NULL);
	json_id(json, "source", view->source != NULL ? &view->source->id : NULL);
	json_open_array(json, "steps");
	for (size_t i = 0; i < plan->step_count; i++)
		json_step(json, &plan->steps[i]);
	json_close_array(json);
	json_refusals(json, "refusals", plan->refusals, plan->refusal_count);
	json_refusals(json, "notes", plan->notes, plan->note_count);
	json_close_object(json);
}

void json_restore(const struct restore_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, view->command);
	json_plan(&json, view);
	json_boolean(&json, "applied", view->applied);
	json_number(&json, "done", view->done);
	json_id(&json, "snapshot", view->snapshot);
	json_open_array(&json, "effective");
	for (size_t i = 0; i < view->effective_count; i++)
		json_string(&json, NULL, view->effective[i]);
	json_close_array(&json);
	json_end(&json);
}

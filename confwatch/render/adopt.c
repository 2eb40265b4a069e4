// SPDX-License-Identifier: GPL-2.0-or-later
// rules adopt: which policies hold, what is adopted, and what is not, and why.
#include "render/adopt.h"

#include "base/translate.h"
#include "render/escape.h"
#include "render/json.h"
#include "render/words.h"

enum {
	INDENT = 2,
};

static void add_policy(
	const struct adopt_line *line, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text words = TEXT_INIT;

	escape_name(&words, line->policy);
	text_format(&words, ": ");
	if (line->adopted)
		text_format(&words, "%s; ", _("adopted"));
	switch (line->answer) {
	case VERDICT_PASS:
		text_add(&words, _("holds"));
		break;
	case VERDICT_NOT_APPLICABLE:
		text_add(&words, _("does not apply"));
		break;
	case VERDICT_FAIL:
		text_add(&words, _("does not hold"));
		break;
	case VERDICT_UNKNOWN:
		text_add(&words, _("nobody can tell"));
		break;
	}
	if (line->result != NULL && line->result->message != NULL) {
		text_add(&words, ": ");
		if (line->result->path != NULL) {
			escape_name(&words, line->result->path);
			text_add(&words, ": ");
		}
		escape_name(&words, line->result->message);
	}
	style_line(result, options, INDENT, INDENT + INDENT, text_string(&words));
}

static void add_summary(const struct adopt_view *view, struct text *line)
{
	const struct adopted *added = view->added;

	text_format(line, ngettext("%zu policy holds", "%zu policies hold", added->policies.count),
		added->policies.count);
	text_add(line, ", ");
	text_format(line,
		ngettext("%zu file is yours", "%zu files are yours", added->required_count),
		added->required_count);
	if (added->required_count > 0)
		text_format(line,
			ngettext(" (%zu to be restored when it is lost)",
				" (%zu to be restored when they are lost)", view->restored),
			view->restored);
}

void text_adopt(
	const struct adopt_view *view, const struct text_options *options, struct text *result)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;
	const struct adopted *added = view->added;

	for (size_t i = 0; i < view->policy_count; i++) {
		if (options->verbose || view->policies[i].answer != VERDICT_NOT_APPLICABLE)
			add_policy(&view->policies[i], options, result);
	}
	add_summary(view, &line);
	style_wrap(result, options, 0, 0, text_string(&line));
	text_byte(result, '\n');
	if (view->unnamed > 0)
		text_format(result,
			ngettext("%zu file more has a name that cannot be written there\n",
				"%zu files more have names that cannot be written there\n",
				view->unnamed),
			view->unnamed);
	if (added->policies.count + added->required_count == 0) {
		text_format(result, "%s\n", _("nothing to adopt"));
	} else if (view->written) {
		text_format(result, "%s ", _("written, to read and to edit:"));
		escape_name(result, view->file);
		text_byte(result, '\n');
	} else {
		text_format(result, "%s ", _("Adopt it:"));
		words_command(result, options, "rules adopt --all", NULL);
		text_byte(result, '\n');
	}
}

static void json_policies(struct json *json, const struct adopt_view *view)
{
	json_open_array(json, "policies");
	for (size_t i = 0; i < view->policy_count; i++) {
		const struct adopt_line *line = &view->policies[i];
		const struct result *result = line->result;

		json_open_object(json, NULL);
		json_string(json, "policy", line->policy);
		json_boolean(json, "adopted", line->adopted);
		json_string(json, "answer", verdict_name(line->answer));
		json_string(json, "path", result != NULL ? result->path : NULL);
		json_string(json, "message", result != NULL ? result->message : NULL);
		json_close_object(json);
	}
	json_close_array(json);
}

void json_adopt(const struct adopt_view *view, struct text *result)
{
	struct json json = json_init(result);
	const struct adopted *added = view->added;

	json_begin(&json, "rules");
	json_string(&json, "action", "adopt");
	json_string(&json, "file", view->file);
	json_boolean(&json, "written", view->written);
	json_policies(&json, view);
	json_strings(&json, "added_policies", added->policies.items, added->policies.count);
	json_open_array(&json, "added_params");
	for (size_t i = 0; i < added->parameter_count; i++) {
		json_open_object(&json, NULL);
		json_string(&json, "name", added->parameters[i].name);
		json_string(&json, "value", added->parameters[i].value);
		json_close_object(&json);
	}
	json_close_array(&json);
	json_open_array(&json, "added_required");
	for (size_t i = 0; i < added->required_count; i++) {
		json_open_object(&json, NULL);
		json_string(&json, "file", added->required[i].file);
		json_string(&json, "on_lost", on_lost_name(added->required[i].on_lost));
		json_close_object(&json);
	}
	json_close_array(&json);
	json_number(&json, "unnamed", view->unnamed);
	json_end(&json);
}

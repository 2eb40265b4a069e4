// SPDX-License-Identifier: GPL-2.0-or-later
// verify: whether history and cache can be relied on.
#include "render/verify.h"

#include <stdbool.h>

#include "base/translate.h"
#include "render/escape.h"
#include "render/json.h"
#include "render/words.h"

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

void text_verify(
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
	if (view->problems_count > 0)
		return;
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
	json_end(&json);
}

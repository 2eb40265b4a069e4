// SPDX-License-Identifier: GPL-2.0-or-later
// forget: what was removed for good, and the proof.
#include "render/forget.h"

#include "base/translate.h"
#include "render/escape.h"
#include "render/json.h"

void text_forget(
	const struct forget_view *view, const struct text_options *options, struct text *result)
{
	for (size_t i = 0; i < view->paths_count; i++) {
		text_format(result, "%s ", view->left == 0 ? _("forgotten:") : _("forget:"));
		escape_name(result, view->paths[i]);
		text_byte(result, '\n');
	}
	text_format(result,
		ngettext("%zu generation dropped", "%zu generations dropped", view->generations),
		view->generations);
	text_add(result, ", ");
	text_format(result, ngettext("%zu object removed", "%zu objects removed", view->objects),
		view->objects);
	text_byte(result, '\n');
	if (view->shared > 0) {
		text_format(result,
			ngettext("%zu content stays: another path has the same",
				"%zu contents stay: other paths have the same", view->shared),
			view->shared);
		text_byte(result, '\n');
	}
	if (view->left == 0) {
		text_format(result, "%s\n",
			view->shared > 0 ? _("looked again: nothing else of it is left")
					 : _("looked again: nothing of it is left"));
		return;
	}
	style_on(result, options, STYLE_CRITICAL);
	text_format(result,
		ngettext("%zu object can still be found", "%zu objects can still be found",
			view->left),
		view->left);
	style_off(result, options);
	text_byte(result, '\n');
}

void json_forget(const struct forget_view *view, struct text *result)
{
	struct json json = json_init(result);

	json_begin(&json, "forget");
	json_open_array(&json, "paths");
	for (size_t i = 0; i < view->paths_count; i++)
		json_string(&json, NULL, view->paths[i]);
	json_close_array(&json);
	json_number(&json, "generations", view->generations);
	json_number(&json, "objects", view->objects);
	json_number(&json, "left", view->left);
	json_number(&json, "shared", view->shared);
	json_end(&json);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch forget: remove the stored content of protected files for good.
#include "forget.h"

#include <errno.h>

#include "base/translate.h"
#include "commands.h"
#include "render/forget.h"

static int run(struct invocation *invocation, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct forget_result result = {0};
	struct string_list paths;
	struct forget_view view;

	if (invocation_paths(invocation, &paths, error) < 0 ||
		forget_paths(invocation->workspace, &paths, &result, error) < 0)
		return -error->code;
	view = (struct forget_view){
		.paths = paths.items,
		.paths_count = paths.count,
		.generations = result.generations,
		.objects = result.objects,
		.left = result.left,
		.shared = result.shared,
	};
	if (invocation_format(invocation) == FORMAT_JSON)
		json_forget(&view, &text);
	else
		text_forget(&view, &invocation->style, &text);
	if (invocation_print(invocation, &text, error) < 0)
		return -error->code;
	if (result.left > 0)
		return error_set(error, EIO, _("%zu objects could not be removed"), result.left);
	return 0;
}

const struct command command_forget = {
	.name = "forget",
	.arguments = "PATH...",
	.summary = N_("remove the stored content of protected files for good"),
	.options = NULL,
	.least = 1,
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE | NEED_LOCK,
	.run = run,
};

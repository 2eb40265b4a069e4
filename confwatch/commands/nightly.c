// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch nightly: look, check, remember, tell.
#include "nightly.h"

#include "base/translate.h"
#include "commands.h"
#include "render/nightly.h"

static int run(struct invocation *invocation, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct nightly_view view = {0};
	struct nightly nightly;

	if (nightly_run(invocation->workspace, &invocation->style, &nightly, error) < 0)
		return -error->code;
	view.skipped = nightly.skipped;
	if (nightly.is_busy) {
		view.manager = nightly.busy.name;
		view.pid = (long)nightly.busy.pid;
	}
	if (!nightly.skipped) {
		view.snapshot = nightly.record.changed ? &nightly.record.id : NULL;
		view.report = &nightly.report;
		view.mail = nightly.mail;
		view.problem = nightly.problem;
	}
	if (invocation_format(invocation) == FORMAT_JSON)
		json_nightly(&view, &text);
	else
		text_nightly(&view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

const struct command command_nightly = {
	.name = "nightly",
	.summary = N_("record, check, and mail the report: for a timer"),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE,
	.run = run,
};

// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch expect: a change announced beforehand.
#include <errno.h>

#include "base/translate.h"
#include "commands.h"
#include "ledger_words.h"
#include "render/ledger.h"

enum {
	DAY = 24 * 60 * 60,
	TIMES_MOST = 1000,
};

struct expect_options {
	const char *until;
	size_t times;
	const char *message;
};

static const struct option options[] = {
	{"until", 0, "TIME", N_("when it must have come: 2h, 1d, a date (1d)"), OPTION_TEXT,
		OPTION_AT(expect_options, until), NULL},
	{"times", 0, "N", N_("how often it may come (1)"), OPTION_NUMBER,
		OPTION_AT(expect_options, times), NULL},
	{"message", 'm', "TEXT", N_("say why"), OPTION_TEXT, OPTION_AT(expect_options, message),
		NULL},
};

static int take_terms(
	struct invocation *invocation, struct announcement *announcement, struct error *error)
{
	const struct expect_options *wanted = invocation->options;
	const struct workspace *workspace = invocation->workspace;

	if (invocation->arguments.count == 0) {
		if (wanted->until == NULL && wanted->times == 0 && wanted->message == NULL)
			return 0;
		return error_set(error, EINVAL, _("'expect' needs the paths that will change"));
	}
	if (wanted->times > TIMES_MOST)
		return error_set(error, EINVAL, _("--times takes %d at most"), TIMES_MOST);
	announcement->times = wanted->times > 0 ? wanted->times : 1;
	announcement->until = workspace->now + DAY;
	announcement->words = wanted->message;
	return wanted->until == NULL ? 0
				     : ledger_parse_until(wanted->until, workspace->now,
					       workspace->zone, &announcement->until, error);
}

static int run(struct invocation *invocation, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct announcement announcement = {0};
	struct expectation_list list = {0};
	struct expect_view view = {0};

	if (take_terms(invocation, &announcement, error) < 0 ||
		invocation_paths(invocation, &announcement.paths, error) < 0 ||
		ledger_expect(invocation->workspace, &announcement, &list, &view.entry, error) < 0)
		return -error->code;
	view.items = list.items;
	view.count = list.count;
	if (invocation_format(invocation) == FORMAT_JSON)
		json_expect(&view, &text);
	else
		text_expect(&view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

const struct command command_expect = {
	.name = "expect",
	.arguments = "[PATH]...",
	.summary = N_("announce a change, or list what was announced"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct expect_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE,
	.run = run,
};

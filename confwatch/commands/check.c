// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch check: whether what must hold on this system holds.
#include "check.h"

#include <errno.h>

#include "base/translate.h"
#include "commands.h"
#include "render/check.h"

struct check_options {
	struct string_list packs;
	struct string_list rules;
};

static const struct option options[] = {
	{"pack", 0, "PACK", N_("only the rules of this pack"), OPTION_LIST,
		OPTION_AT(check_options, packs), NULL},
	{"rule", 0, "ID", N_("only this rule"), OPTION_LIST, OPTION_AT(check_options, rules), NULL},
};

static int print(struct invocation *invocation, const struct check *check,
	const struct check_results *results, struct error *error)
{
	const struct check_view view = {
		.results = &results->list,
		.counts = results->counts,
		.mistakes = &check->mistakes,
	};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (invocation_format(invocation) == FORMAT_JSON)
		json_check(&view, &text);
	else
		text_check(&view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct check_options *wanted = invocation->options;
	const struct evaluation_request request = {.packs = wanted->packs, .ids = wanted->rules};
	CHECK_CLEANUP struct check check = {0};
	struct check_results results;

	if (check_open(invocation->workspace, invocation->style.program, &check, error) < 0 ||
		check_request_valid(&check, &request, error) < 0 ||
		invocation_only_look(invocation, true, error) < 0 ||
		check_run(&check, &request, &results, error) < 0 ||
		print(invocation, &check, &results, error) < 0)
		return -error->code;
	if (check.mistakes.count > 0)
		return error_set(error, EINVAL,
			_("the answers are not whole: there are mistakes in files of rules"));
	return results.counts.failed > 0 || results.counts.unknown > 0 ? 1 : 0;
}

const struct command command_check = {
	.name = "check",
	.summary = N_("check whether what must hold holds"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct check_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_LOOK,
	.run = run,
};

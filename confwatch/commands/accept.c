// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch accept: what is open is right as it is.
#include "ledger.h"

#include <errno.h>

#include "base/translate.h"
#include "commands.h"
#include "commands/numbered.h"
#include "render/ledger.h"

struct accept_options {
	const char *message;
	const char *until;
	bool all;
	bool yes;
};

static const struct option options[] = {
	{"message", 'm', "TEXT", N_("say why"), OPTION_TEXT, OPTION_AT(accept_options, message),
		NULL},
	{"until", 0, "TIME", N_("it is open again after that: 2h, 1d, 2w, a date"), OPTION_TEXT,
		OPTION_AT(accept_options, until), NULL},
	{"all", 0, NULL, N_("everything that is open; asks first"), OPTION_FLAG,
		OPTION_AT(accept_options, all), NULL},
	{"yes", 0, NULL, N_("do not ask"), OPTION_FLAG, OPTION_AT(accept_options, yes), NULL},
};

static int take_word(struct invocation *invocation, const struct snapshot_id *last,
	const char *word, struct acceptance_request *request, struct error *error)
{
	struct error ignored = ERROR_INIT;
	const char *named = NULL;

	if (numbered_may_be_rule(word)) {
		string_list_add(&request->rules, invocation->arena, word);
		string_list_add(&request->rule_paths, invocation->arena,
			invocation_path(invocation, word, &named, &ignored) < 0 ? "" : named);
		return 0;
	}
	if (numbered_finding(invocation, last, word, &named, error) < 0)
		return -error->code;
	string_list_add(
		named[0] == '/' ? &request->paths : &request->ids, invocation->arena, named);
	return 0;
}

static int take_words(struct invocation *invocation, struct history *history,
	struct acceptance_request *request, struct error *error)
{
	const struct string_list *words = &invocation->arguments;
	struct snapshot last;

	if (request->all == (words->count > 0))
		return error_set(error, EINVAL,
			_("'accept' needs either paths, numbers, rules and ids, or --all"));
	if (accepted_base(invocation->workspace, history, &last, error) < 0)
		return -error->code;
	for (size_t i = 0; i < words->count; i++) {
		if (take_word(invocation, &last.id, words->items[i], request, error) < 0)
			return -error->code;
	}
	return 0;
}

/* Everything at once is a question, unless the answer stands in the command. */
static int ask(struct invocation *invocation, const struct accept_view *view, bool *yes,
	struct error *error)
{
	const struct accept_options *wanted = invocation->options;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	int rc;

	*yes = true;
	if (!wanted->all || wanted->yes || view->findings->count == 0)
		return 0;
	if (invocation_format(invocation) == FORMAT_TEXT) {
		text_accept_question(view, &invocation->style, &text);
		if (terminal_print(invocation->terminal, &text, error) < 0)
			return -error->code;
		rc = terminal_ask(invocation->terminal, _("Is all of this right as it is? [y/N]"),
			yes, error);
		if (rc != -ENOTTY)
			return rc;
	}
	return error_set(error, EINVAL, _("--all needs --yes where nobody can be asked"));
}

static int print(struct invocation *invocation, const struct accept_view *view, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (invocation_format(invocation) == FORMAT_JSON)
		json_accept(view, &text);
	else
		text_accept(view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

static int accept_chosen(struct invocation *invocation, struct history *history,
	struct acceptance *acceptance, struct error *error)
{
	const struct accept_options *wanted = invocation->options;
	struct workspace *workspace = invocation->workspace;
	struct accepted_result result = {0};
	struct accept_view view = {
		.findings = &acceptance->chosen,
		.known = acceptance->known,
	};
	struct acceptance_terms terms = {.words = wanted->message};
	bool yes;

	if (wanted->until != NULL &&
		ledger_parse_until(
			wanted->until, workspace->now, workspace->zone, &terms.until, error) < 0)
		return -error->code;
	if (ask(invocation, &view, &yes, error) < 0)
		return -error->code;
	if (!yes)
		return 0;
	if (ledger_accept(workspace, history, acceptance, &terms, &result, error) < 0)
		return -error->code;
	view.entry = result.entry;
	view.until = terms.until;
	view.snapshot = result.recorded ? &result.snapshot : NULL;
	return print(invocation, &view, error);
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct accept_options *wanted = invocation->options;
	struct workspace *workspace = invocation->workspace;
	HISTORY_CLEANUP struct history *history = NULL;
	CHECK_CLEANUP struct check check = {0};
	struct acceptance acceptance = {0};
	struct acceptance_request request = {
		.all = wanted->all, .check = &check, .program = invocation->style.program};

	check_try(workspace, invocation->style.program, &check);
	if (history_open(workspace->state_fd, &history, error) < 0 ||
		take_words(invocation, history, &request, error) < 0 ||
		ledger_choose(workspace, history, &request, &acceptance, error) < 0)
		return -error->code;
	return accept_chosen(invocation, history, &acceptance, error);
}

const struct command command_accept = {
	.name = "accept",
	.arguments = "[PATH|NUMBER|RULE|ID]...",
	.summary = N_("say that what is open is right as it is"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct accept_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE | NEED_SETTLED,
	.run = run,
};

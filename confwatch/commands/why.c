// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch why: everything known about a path; with a text, the reason for how it is.
#include "why.h"

#include <errno.h>

#include "accepted.h"
#include "base/translate.h"
#include "commands.h"
#include "commands/numbered.h"
#include "render/missing.h"
#include "render/why.h"

struct why_options {
	const char *owner;
	const char *ticket;
	const char *review_by;
	bool accept;
	bool missing;
};

static const struct option options[] = {
	{"owner", 0, "NAME", N_("who answers for it"), OPTION_TEXT, OPTION_AT(why_options, owner),
		NULL},
	{"ticket", 0, "ID", N_("where it was decided"), OPTION_TEXT, OPTION_AT(why_options, ticket),
		NULL},
	{"review-by", 0, "DATE", N_("when to think again: YYYY-MM-DD"), OPTION_TEXT,
		OPTION_AT(why_options, review_by), NULL},
	{"accept", 0, NULL, N_("it is right as it is now: what is open about it is closed"),
		OPTION_FLAG, OPTION_AT(why_options, accept), NULL},
	{"missing", 0, NULL, N_("list files of yours that have no reason yet"), OPTION_FLAG,
		OPTION_AT(why_options, missing), NULL},
};

static int find_path(struct invocation *invocation, struct history *history, const char **result,
	struct error *error)
{
	struct snapshot last;

	if (accepted_base(invocation->workspace, history, &last, error) < 0)
		return -error->code;
	return numbered_path(invocation, &last.id, invocation->arguments.items[0], result, error);
}

static int print(struct invocation *invocation, const struct why *why, struct error *error)
{
	const struct why_view view = {
		.path = why->path,
		.entry = why->entry,
		.owner = why->owner,
		.origin = why->origin,
		.is_protected = why->is_protected,
		.has_vendor_text = why->has_vendor_text,
		.required = why->required,
		.reason = why->reason,
		.diary = &why->diary,
		.findings = &why->findings.list,
		.known = why->findings.known,
		.settled = &why->findings.settled,
		.settled_known = why->findings.known + why->findings.list.count,
		.ledger = &why->ledger,
		.rules = &why->rules,
		.snapshots = &why->snapshots,
		.life = &why->life,
		.since_vendor = why->since_vendor,
		.since_vendor_length = why->since_vendor_length,
		.now = invocation->workspace->now,
	};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (invocation_format(invocation) == FORMAT_JSON)
		json_why(&view, &text);
	else
		text_why(&view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

static int tell(struct invocation *invocation, struct history *history, struct check *check,
	const char *path, struct error *error)
{
	struct why why = {0};

	if (why_look(invocation->workspace, history, check, path, &why, error) < 0)
		return -error->code;
	return print(invocation, &why, error);
}

static int record(struct invocation *invocation, struct history *history, struct check *check,
	const char *path, struct error *error)
{
	const struct why_options *wanted = invocation->options;
	const struct why_record_request request = {
		.path = path,
		.text = invocation->arguments.items[1],
		.owner = wanted->owner,
		.ticket = wanted->ticket,
		.review_by = wanted->review_by,
		.accept = wanted->accept,
	};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (why_record(invocation->workspace, &request, error) < 0)
		return -error->code;
	if (invocation_format(invocation) == FORMAT_JSON)
		return tell(invocation, history, check, path, error);
	text_why_recorded(path, wanted->accept, &text);
	return invocation_print(invocation, &text, error);
}

static int check_arguments(const struct invocation *invocation, struct error *error)
{
	const struct why_options *wanted = invocation->options;
	const size_t count = invocation->arguments.count;

	if (count == 0)
		return error_set(error, EINVAL, _("'%s' needs %s (see 'confwatch %s --help')"),
			invocation->command->name, invocation->command->arguments,
			invocation->command->name);
	if (count > 2)
		return error_set(error, EINVAL,
			_("'why' takes a path and a text, not '%s' too: is the text quoted?"),
			invocation->arguments.items[2]);
	if (count < 2 &&
		(wanted->accept || wanted->owner != NULL || wanted->ticket != NULL ||
			wanted->review_by != NULL))
		return error_set(error, EINVAL, _("a reason is needed: confwatch why %s TEXT"),
			invocation->arguments.items[0]);
	return 0;
}

static int run_missing(struct invocation *invocation, struct error *error)
{
	const struct why_options *wanted = invocation->options;
	CHECK_CLEANUP struct check check = {0};
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct missing_list list = {0};

	if (invocation->arguments.count > 0 || wanted->accept || wanted->owner != NULL ||
		wanted->ticket != NULL || wanted->review_by != NULL)
		return error_set(error, EINVAL, _("'why --missing' takes nothing else"));
	check_try(invocation->workspace, invocation->style.program, &check);
	if (invocation_only_look(invocation, true, error) < 0 ||
		why_missing(&check, &list, error) < 0)
		return -error->code;
	if (invocation_format(invocation) == FORMAT_JSON)
		json_missing(&list, &text);
	else
		text_missing(&list, &invocation->style, &text);
	if (invocation_print(invocation, &text, error) < 0)
		return -error->code;
	return list.count > 0 ? 1 : 0;
}

static int run_path(struct invocation *invocation, struct error *error)
{
	const bool only_look = invocation->arguments.count == 1;
	HISTORY_CLEANUP struct history *history = NULL;
	CHECK_CLEANUP struct check check = {0};
	const char *path = NULL;

	if (check_arguments(invocation, error) < 0)
		return -error->code;
	check_try(invocation->workspace, invocation->style.program, &check);
	if ((only_look && invocation_only_look(invocation, true, error) < 0) ||
		history_open(invocation->workspace->state_fd, &history, error) < 0 ||
		find_path(invocation, history, &path, error) < 0)
		return -error->code;
	return only_look ? tell(invocation, history, &check, path, error)
			 : record(invocation, history, &check, path, error);
}

static int run(struct invocation *invocation, struct error *error)
{
	const struct why_options *wanted = invocation->options;

	return wanted->missing ? run_missing(invocation, error) : run_path(invocation, error);
}

const struct command command_why = {
	.name = "why",
	.arguments = "PATH|NUMBER [TEXT] | --missing",
	.summary = N_("tell all that is known about a path, or record a reason"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct why_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE,
	.run = run,
};

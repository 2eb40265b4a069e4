// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch pin, unpin: files that are the administrator's, even as shipped.
#include "base/translate.h"
#include "commands.h"
#include "ledger_words.h"
#include "render/ledger.h"

struct pin_options {
	const char *message;
};

static const struct option options[] = {
	{"message", 'm', "TEXT", N_("say why"), OPTION_TEXT, OPTION_AT(pin_options, message), NULL},
};

static int set(struct invocation *invocation, bool pin, struct error *error)
{
	const struct pin_options *wanted = invocation->options;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct announcement announcement = {.words = wanted->message};
	struct pin_list list = {0};
	struct pin_view view = {.command = invocation->command->name};

	if (invocation_paths(invocation, &announcement.paths, error) < 0 ||
		ledger_set_pins(
			invocation->workspace, &announcement, pin, &list, &view.entry, error) < 0)
		return -error->code;
	view.items = list.items;
	view.count = list.count;
	if (invocation_format(invocation) == FORMAT_JSON)
		json_pin(&view, &text);
	else
		text_pin(&view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

static int run_pin(struct invocation *invocation, struct error *error)
{
	return set(invocation, true, error);
}

static int run_unpin(struct invocation *invocation, struct error *error)
{
	return set(invocation, false, error);
}

const struct command command_pin = {
	.name = "pin",
	.arguments = "[PATH]...",
	.summary = N_("keep files even as shipped, or list those"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct pin_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE,
	.run = run_pin,
};

const struct command command_unpin = {
	.name = "unpin",
	.arguments = "PATH...",
	.summary = N_("leave files to their packages again"),
	.options = options,
	.option_count = ARRAY_SIZE(options),
	.options_size = sizeof(struct pin_options),
	.least = 1,
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE,
	.run = run_unpin,
};

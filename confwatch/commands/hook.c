// SPDX-License-Identifier: GPL-2.0-or-later
// confwatch hook: what package managers call, never seen and never in their way.
#include "hooks.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/translate.h"
#include "commands.h"
#include "commands/hook_options.h"
#include "system/files.h"

enum {
	/* The one exit status by which the lines and plugins of managers stop a transaction. */
	EXIT_REFUSED = 3,
};

static int run_event(struct invocation *invocation, enum hook_kind kind, struct error *error)
{
	const struct hook_options *wanted = invocation->options;
	const struct hook_setup setup = {invocation->arena, invocation->setup, invocation->clock};
	TEXT_CLEANUP struct text list = TEXT_INIT;
	struct hook_event event = {.kind = kind, .via = wanted->via};

	if (kind == HOOK_ANNOUNCED)
		event.via = "apt";
	if (hook_check_via(event.via, error) < 0)
		return -error->code;
	if (kind == HOOK_ANNOUNCED || wanted->packages) {
		(void)files_read_all(STDIN_FILENO, HOOK_LIST_MOST, &list);
		event.list = hook_list_of(event.via);
		event.bytes = text_string(&list);
		event.length = list.length;
	}
	return hook_run(&setup, &event) == HOOK_REFUSED ? EXIT_REFUSED : 0;
}

static int run(struct invocation *invocation, struct error *error)
{
	static const struct {
		const char *name;
		enum hook_kind kind;
	} events[] = {
		{"before", HOOK_BEFORE},
		{"after", HOOK_AFTER},
		{"apt-packages", HOOK_ANNOUNCED},
		{"broken-off", HOOK_BROKEN_OFF},
		{"noticed", HOOK_NOTICED},
	};
	const char *event = invocation->arguments.items[0];

	hook_stand_alone();
	for (size_t i = 0; i < ARRAY_SIZE(events); i++) {
		if (strcmp(event, events[i].name) == 0)
			return run_event(invocation, events[i].kind, error);
	}
	return error_set(error, EINVAL,
		_("'%s' is no event; there are before, after, apt-packages, zypp, zypp-system"),
		event);
}

const struct command command_hook = {
	.name = "hook",
	.arguments = "EVENT",
	.summary = N_("for package managers: what they call before and after a run"),
	.options = hook_option_table,
	.option_count = HOOK_OPTION_COUNT,
	.options_size = sizeof(struct hook_options),
	.least = 1,
	.formats = ACCEPTS_TEXT,
	.needs = NEED_OWN,
	.run = run,
};

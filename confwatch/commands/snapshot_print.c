// SPDX-License-Identifier: GPL-2.0-or-later
// What the two programs that can take a snapshot share: the options, and what is said.
#include "base/translate.h"
#include "commands/snapshot_print.h"

const struct option snapshot_option_table[SNAPSHOT_OPTION_COUNT] = {
	{"message", 'm', "TEXT", N_("say why"), OPTION_TEXT, OPTION_AT(snapshot_options, message),
		NULL},
	{"dry-run", 0, NULL, N_("only show what would be recorded"), OPTION_FLAG,
		OPTION_AT(snapshot_options, dry_run), NULL},
	{"full", 0, NULL, N_("read every file again, whatever its time stamps say"), OPTION_FLAG,
		OPTION_AT(snapshot_options, full), NULL},
};

int snapshot_print(
	struct invocation *invocation, const struct snapshot_view *view, struct error *error)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	if (invocation_format(invocation) == FORMAT_JSON)
		json_snapshot(view, &text);
	else
		text_snapshot(view, &invocation->style, &text);
	return invocation_print(invocation, &text, error);
}

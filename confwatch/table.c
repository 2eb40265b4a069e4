// SPDX-License-Identifier: GPL-2.0-or-later
// The table of all commands, for the whole program.
#include "commands/commands.h"
#include "hand_over.h"
#include "upgrade.h"

/* In the order in which --help lists them. Each has a file in commands/. */
const struct command *const command_table[] = {
	&command_init,
	&command_snapshot,
	&command_status,
	&command_diff,
	&command_log,
	&command_show,
	&command_why,
	&command_restore,
	&command_undo,
	&command_forget,
	&command_verify,
	&command_hook,
};
const size_t command_count = ARRAY_SIZE(command_table);

const bool knows_all_commands = true;

/* There is nobody else to ask. */
void hand_over(char **words, struct error *error)
{
	(void)words;
	(void)error;
}

void settle(struct workspace *workspace)
{
	struct error ignored = ERROR_INIT;

	(void)upgrade_close_dead(workspace, &ignored);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// The table of all commands, for the whole program.
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/path.h"
#include "commands/commands.h"
#include "hand_over.h"
#include "mailing.h"
#include "upgrade.h"

enum {
	MAIL_MOST = 10 * 1000, /* milliseconds that somebody waits for mail that was due already */
};

/* In the order in which --help lists them. Each has a file in commands/. */
const struct command *const command_table[] = {
	&command_init,
	&command_snapshot,
	&command_status,
	&command_diff,
	&command_log,
	&command_show,
	&command_why,
	&command_accept,
	&command_expect,
	&command_pin,
	&command_unpin,
	&command_diary,
	&command_restore,
	&command_undo,
	&command_forget,
	&command_check,
	&command_report,
	&command_nightly,
	&command_verify,
	&command_rules,
	&command_hook,
};
const size_t command_count = ARRAY_SIZE(command_table);

const bool knows_all_commands = true;

/* Beside this program where it was built, elsewhere below the same prefix where installed. */
const char *find_rules(struct arena *arena)
{
	static const char *const places[] = {"rules", CONFWATCH_RULES_FROM_HERE};
	char here[PATH_MAX], real[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", here, sizeof here - 1);

	if (length < 0)
		return NULL;
	here[length] = '\0';
	here[path_parent_length(here)] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		if (realpath(path_join(arena, here, places[i]), real) != NULL)
			return arena_string(arena, real);
	return path_join(arena, here, CONFWATCH_RULES_FROM_HERE);
}

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

void give_back(struct workspace *workspace, const char *program)
{
	const struct text_options options = {.zone = workspace->zone, .program = program};

	mailing_catch_up(workspace, &options, MAIL_MOST);
}

void settle_first(struct arena *arena, const struct workspace_options *options, const char *program)
{
	struct workspace_options quiet = *options;
	struct workspace workspace;
	struct error ignored = ERROR_INIT;

	/* Who tries another configuration only looks. */
	if (options->config != NULL)
		return;
	quiet.needs = NEED_STATE;
	quiet.use_last_good = true;
	if (workspace_open(arena, &quiet, &workspace, &ignored) < 0)
		return;
	workspace.configuration.lock_seconds = 0;
	settle(&workspace);
	give_back(&workspace, program);
	workspace_close(&workspace);
}

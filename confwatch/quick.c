// SPDX-License-Identifier: GPL-2.0-or-later
// `confwatch snapshot` and hooks of an unchanged tree, in a program that starts without libgit2.
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/translate.h"
#include "commands/snapshot_print.h"
#include "hand_over.h"
#include "quick_hook.h"
#include "unchanged.h"
#include "upgrade_quick.h"

/*
 * Binding libgit2 and the twenty libraries behind it takes 1.6 ms, half of what the look at
 * 3,000 entries takes. So the program that people and hooks start has only these commands, and
 * becomes the whole program for everything else.
 */
static int run(struct invocation *invocation, struct error *error)
{
	const struct snapshot_options *wanted = invocation->options;
	struct snapshot_view view = {0};
	struct snapshot_id last;

	if (wanted->dry_run || wanted->full || upgrade_is_pending(invocation->workspace) ||
		unchanged_since(invocation->workspace, &last, error) != 1)
		return error_set(error, EAGAIN, "this is not the path of an unchanged tree");
	return snapshot_print(invocation, &view, error);
}

/* Without the lock: nothing is written. */
static const struct command quick_snapshot = {
	.name = "snapshot",
	.options = snapshot_option_table,
	.option_count = SNAPSHOT_OPTION_COUNT,
	.options_size = sizeof(struct snapshot_options),
	.formats = ACCEPTS_TEXT | ACCEPTS_JSON,
	.needs = NEED_STATE | NEED_LOOK,
	.run = run,
};

const struct command *const command_table[] = {&quick_snapshot, &quick_hook};
const size_t command_count = ARRAY_SIZE(command_table);
const bool knows_all_commands = false;

const char *find_rules(struct arena *arena)
{
	(void)arena;
	return NULL;
}

/* It never holds the lock. */
void settle(struct workspace *workspace)
{
	(void)workspace;
}

void settle_first(struct arena *arena, const struct workspace_options *options, const char *program)
{
	(void)arena;
	(void)options;
	(void)program;
}

void give_back(struct workspace *workspace, const char *program)
{
	(void)workspace;
	(void)program;
}

/* Beside this program where it was built, elsewhere below the same prefix where installed. */
void hand_over(char **words, struct error *error)
{
	static const char *const places[] = {"confwatch-main", CONFWATCH_MAIN_FROM_HERE};
	char here[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", here, sizeof here - 1);

	if (length < 0) {
		(void)error_system(error, errno, _("cannot read '%s'"), "/proc/self/exe");
		return;
	}
	here[length] = '\0';
	here[path_parent_length(here)] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		TEXT_CLEANUP struct text path = TEXT_INIT;

		text_format(&path, "%s/%s", here, places[i]);
		(void)execv(text_string(&path), words);
	}
	(void)error_system(error, errno, _("cannot run '%s/%s'"), here, CONFWATCH_MAIN_FROM_HERE);
}

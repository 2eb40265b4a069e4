// SPDX-License-Identifier: GPL-2.0-or-later
// What apt, dpkg and libzypp start: runs `confwatch hook`, says nothing, and comes back in time.
#include "base/number.h"
#include "hooks/run.h"

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	WORDS_MOST = 8,
	EXIT_REFUSED = 3, /* the one status that is a reason to stop */
};

/* libzypp starts a link in the directory of a kind of plugins. NULL: it was not libzypp. */
static const char *plugin_event(const char *path)
{
	if (strstr(path, "/plugins/commit/") != NULL)
		return "zypp";
	return strstr(path, "/plugins/system/") != NULL ? "zypp-system" : NULL;
}

/* SECONDS it may take; EVENT [OPTION]... are those of `confwatch hook`. */
int main(int count, char **arguments)
{
	char name[] = "confwatch", hook[] = "hook", event[16] = "";
	char *words[WORDS_MOST + 1] = {name, hook};
	const char *plugin = plugin_event(arguments[0]);
	uint64_t seconds;
	int input = -1;

	/* Interrupted managers still have an `after`. */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGQUIT, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	if (access(CONFWATCH_PROGRAM, X_OK) < 0)
		return 0;
	if (plugin != NULL) {
		(void)snprintf(event, sizeof event, "%s", plugin);
		words[2] = event;
		run_plugin(words);
		return 0;
	}
	if (count < 2 ||
		!number_parse(arguments[1], strlen(arguments[1]), 10, RUN_SECONDS, &seconds))
		return 0;
	for (int i = 2; i < count && i < WORDS_MOST; i++) {
		words[i] = arguments[i];
		if (strcmp(arguments[i], "--packages") == 0)
			input = STDIN_FILENO;
	}
	return run_hook(-1, words, input, (int)seconds) == RUN_REFUSED ? EXIT_REFUSED : 0;
}

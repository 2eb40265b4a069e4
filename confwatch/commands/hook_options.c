// SPDX-License-Identifier: GPL-2.0-or-later
// The options of `confwatch hook`, for the whole program and for the one that is quick to start.
#include "commands/hook_options.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/translate.h"
#include "system/worker.h"

enum {
	LONGEST_VIA = 16,
};

const struct option hook_option_table[HOOK_OPTION_COUNT] = {
	{"via", 0, "NAME", N_("the package manager: apt, dpkg, rpm, ..."), OPTION_TEXT,
		OPTION_AT(hook_options, via), NULL},
	{"packages", 0, NULL, N_("a list of them, as the manager gives it, is on standard input"),
		OPTION_FLAG, OPTION_AT(hook_options, packages), NULL},
};

int hook_check_via(const char *via, struct error *error)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	if (via == NULL)
		return error_set(error, EINVAL, _("--via is missing: the package manager"));
	if (via[0] == '\0' || strlen(via) > LONGEST_VIA || strspn(via, letters) != strlen(via))
		return error_set(error, EINVAL, _("--via takes a name like 'apt', not '%s'"), via);
	return 0;
}

enum hook_list hook_list_of(const char *via)
{
	return strcmp(via, "zypp") == 0 ? HOOK_ZYPP_LIST : HOOK_APT_LIST;
}

void hook_stand_alone(void)
{
	worker_close_inherited();
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGQUIT, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
}

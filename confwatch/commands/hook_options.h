// SPDX-License-Identifier: GPL-2.0-or-later
// The options of `confwatch hook`, for the whole program and for the one that is quick to start.
#ifndef COMMANDS_HOOK_OPTIONS_H
#define COMMANDS_HOOK_OPTIONS_H

#include "command.h"
#include "hooks.h"

struct hook_options {
	const char *via;
	bool packages;
};

enum {
	HOOK_OPTION_COUNT = 2,
	HOOK_LIST_MOST = 64 * 1024 * 1024, /* bytes of a list of packages */
};
extern const struct option hook_option_table[HOOK_OPTION_COUNT];

/* It becomes the name of a file in STATE. */
int hook_check_via(const char *via, struct error *error);

/* What a list of that manager's looks like. */
enum hook_list hook_list_of(const char *via);

/*
 * A caller may leave descriptors open for us; an interrupted manager still has an `after`, and
 * the hook ends when the manager's terminal does.
 */
void hook_stand_alone(void);

#endif

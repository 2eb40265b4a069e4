// SPDX-License-Identifier: GPL-2.0-or-later
// `confwatch hook` of the program that is quick to start: done, or left to the whole one untouched.
#ifndef CONFWATCH_QUICK_HOOK_H
#define CONFWATCH_QUICK_HOOK_H

#include "command.h"
#include "hooks.h"

enum {
	QUICK_LIMIT = 20, /* seconds */
};

/* 1: done; 0: the whole program is to do it. */
int quick_event(struct invocation *invocation, const struct hook_event *event);

/* libzypp's plugin; what is left to the whole program is done by one that it starts. */
void quick_zypp(struct invocation *invocation, bool system);

extern const struct command quick_hook;

#endif

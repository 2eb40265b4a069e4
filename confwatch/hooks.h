// SPDX-License-Identifier: GPL-2.0-or-later
// What package managers call: story 2, where it can neither be seen nor do harm.
#ifndef CONFWATCH_HOOKS_H
#define CONFWATCH_HOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "workspace.h"

/* What the events of one process share. */
struct hook_setup {
	struct arena *arena;
	const struct workspace_options *options; /* but its time, which is asked for each event */
	int64_t (*clock)(void);			 /* seconds */
};

enum hook_kind {
	HOOK_BEFORE,
	HOOK_AFTER,
	HOOK_BROKEN_OFF, /* instead of HOOK_AFTER: the manager is gone, and did not end it */
	HOOK_ANNOUNCED,	 /* packages, inside a transaction that has begun */
	HOOK_NOTICED,	 /* packages changed, and it is not known since when */
};

enum hook_list {
	HOOK_NO_LIST,
	HOOK_APT_LIST,
	HOOK_ZYPP_LIST,
};

struct hook_event {
	enum hook_kind kind;
	const char *via;
	enum hook_list list; /* what the bytes are, which came from the manager */
	const char *bytes;
	size_t length;
};

enum hook_outcome {
	HOOK_DONE,    /* also when it went wrong: journal and findings tell */
	HOOK_REFUSED, /* hooks.strict: a transaction that could not be recorded must not begin */
};

/*
 * The work is done by a process of its own, within hooks.limit. Nothing happens, in next to no
 * time, until `confwatch init` was run once.
 */
enum hook_outcome hook_run(const struct hook_setup *setup, const struct hook_event *event);

/*
 * libzypp's plugin, for as long as libzypp lives: answers its frames on `output`, and has `tell`
 * do what they say. `system`: as its system plugin, else as its commit plugin.
 */
typedef void hook_tell(void *context, const struct hook_event *event);
void hook_zypp(hook_tell *tell, void *context, int input, int output, bool system);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// What a hook's worker tells its parent.
#ifndef CONFWATCH_HOOKS_WORK_H
#define CONFWATCH_HOOKS_WORK_H

#include "hooks.h"

enum hook_message_kind {
	HOOK_TERMS,   /* the configuration was read: strict, limit */
	HOOK_SAYS,    /* for the journal */
	HOOK_TROUBLE, /* for journal and findings; the work goes on */
	HOOK_FAILED,  /* the same, and the work ends */
	HOOK_WORKED,
};

struct hook_message {
	enum hook_message_kind kind;
	bool strict;
	uint32_t limit; /* seconds */
	char text[1024];
};

struct hook_task {
	const struct hook_setup *setup;
	const struct hook_event *event;
};

/* For worker_start(); context is a struct hook_task. */
int hook_work(void *context, int channel);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Whether package managers call us, and what they did without.
#ifndef CONFWATCH_VERIFY_HOOKS_H
#define CONFWATCH_VERIFY_HOOKS_H

#include "core/package_event.h"
#include "workspace.h"

/* The hook of a package manager that this root has. */
struct hook_report {
	const char *via;
	const char *path;  /* what is missing, or the last of what is there */
	bool installed;	   /* all that belongs to it is there */
	int64_t last_seen; /* when it ran; 0: never yet */
};

struct hooks_verification {
	struct hook_report *hooks;
	size_t hook_count;
	struct package_event_list unrecorded; /* of the last thirty days */
};

/*
 * When rpm installed its packages: rpm is run for that, so it must be asked before the process
 * gives up running programs. Without an answer the logs must do.
 */
void verify_ask_rpm(struct workspace *workspace, struct package_event_list *result);

/* first: when the first snapshot was taken; what was before is nobody's business. */
int verify_hooks(struct workspace *workspace, const struct package_event_list *rpm, int64_t first,
	struct hooks_verification *result, struct error *error);

#endif

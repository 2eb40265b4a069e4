// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of `confwatch diary`, each defined in the file of its name or in diary.c.
#ifndef COMMANDS_DIARY_H
#define COMMANDS_DIARY_H

#include "command.h"

struct diary_options {
	const char *message;
	const char *owner;
	const char *ticket;
	const char *review_by;
	struct string_list tags;
	struct string_list paths;
	const char *since;
	const char *until;
	size_t count;
	size_t by; /* 0: path */
};

/* invocation->arguments: what stands behind the name of the part. */
int diary_run_add(struct invocation *invocation, struct error *error);
int diary_run_list(struct invocation *invocation, struct error *error);
int diary_run_show(struct invocation *invocation, struct error *error);
int diary_run_export(struct invocation *invocation, struct error *error);
int diary_run_search(struct invocation *invocation, struct error *error);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// What the two programs that can take a snapshot share: the options, and what is said.
#ifndef COMMANDS_SNAPSHOT_PRINT_H
#define COMMANDS_SNAPSHOT_PRINT_H

#include "command.h"
#include "render/snapshot.h"

struct snapshot_options {
	const char *message;
	bool dry_run;
	bool full;
};

enum {
	SNAPSHOT_OPTION_COUNT = 3,
};
extern const struct option snapshot_option_table[SNAPSHOT_OPTION_COUNT];

int snapshot_print(
	struct invocation *invocation, const struct snapshot_view *view, struct error *error);

#endif

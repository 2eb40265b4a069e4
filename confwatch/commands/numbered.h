// SPDX-License-Identifier: GPL-2.0-or-later
// Arguments that are a path, or the number that the last status gave to one.
#ifndef COMMANDS_NUMBERED_H
#define COMMANDS_NUMBERED_H

#include "command.h"
#include "core/snapshot.h"

/* A word of digits alone is a number; ./1 is a file. */
int numbered_path(const struct invocation *invocation, const struct snapshot_id *last,
	const char *word, const char **result, struct error *error);

/* Likewise; or the id of a finding, which does not begin with a slash. */
int numbered_finding(const struct invocation *invocation, const struct snapshot_id *last,
	const char *word, const char **result, struct error *error);

/* Neither a number nor the id of a finding, nor a path with a slash in it. */
bool numbered_may_be_rule(const char *word);

#endif

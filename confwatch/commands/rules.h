// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of `confwatch rules`, each defined in the file of its name.
#ifndef COMMANDS_RULES_H
#define COMMANDS_RULES_H

#include "command.h"

struct rules_options {
	bool all; /* adopt: everything that holds */
};

/* invocation->arguments: what stands behind the name of the part. */
int rules_run_list(struct invocation *invocation, struct error *error);
int rules_run_show(struct invocation *invocation, struct error *error);
int rules_run_adopt(struct invocation *invocation, struct error *error);
int rules_run_lint(struct invocation *invocation, struct error *error);
int rules_run_explain(struct invocation *invocation, struct error *error);

#endif

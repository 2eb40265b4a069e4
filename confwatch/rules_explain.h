// SPDX-License-Identifier: GPL-2.0-or-later
// Story: which rules speak of a path, what they say today, and why.
#ifndef CONFWATCH_RULES_EXPLAIN_H
#define CONFWATCH_RULES_EXPLAIN_H

#include "check.h"
#include "core/explanation.h"

/* In the order of packs and their rules. -errno: nobody can be asked. */
int rules_explain(
	struct check *check, const char *path, struct explanation *result, struct error *error);

#endif

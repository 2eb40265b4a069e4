// SPDX-License-Identifier: GPL-2.0-or-later
// All mistakes in files of rules, those in their expressions too.
#ifndef CONFWATCH_RULES_LINT_H
#define CONFWATCH_RULES_LINT_H

#include "core/rules.h"
#include "workspace.h"

struct rules_lint {
	size_t rules;
	size_t expressions;
	struct string_list problems; /* "FILE:LINE:COLUMN: sentence" */
};

/* files: as of rules_load_with(). -errno only when no expression can be compiled at all. */
int rules_lint(const struct workspace *workspace, const struct string_list *files,
	struct rules_lint *result, struct error *error);

#endif

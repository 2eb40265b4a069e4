// SPDX-License-Identifier: GPL-2.0-or-later
// What a view says that libpam does: walks its rules as libpam walks its handlers.
#ifndef ORACLE_PAM_EXPECTED_H
#define ORACLE_PAM_EXPECTED_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/text.h"

/* What a module returns when it is the number-th that is called. */
typedef int oracle_plan(const void *context, size_t number);

/* Whether libpam gives up on the service. */
bool pam_expected_refusal(const xmlNode *view);

/*
 * The calls that the rules of a type lead to, a line for each (the path of the module, and its
 * arguments), and what the stack returns.
 */
int pam_expected(const xmlNode *view, const char *type, oracle_plan *plan, const void *context,
	struct text *calls);

/* One more word of a line, as a document would hold it. */
void pam_expected_word(struct text *line, const char *word);

#endif

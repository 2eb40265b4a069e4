// SPDX-License-Identifier: GPL-2.0-or-later
// Rules that failed, as findings among the others.
#ifndef CONFWATCH_FINDINGS_RULES_H
#define CONFWATCH_FINDINGS_RULES_H

#include "check.h"
#include "core/diary.h"

/*
 * Takes the place of those in the list that are of rules, which may hold again. A file that was
 * lost is told once: its finding becomes as severe as the rule. What somebody accepted since the
 * file was written last goes behind the other list.
 */
void findings_add_rules(struct check *check, const struct diary *diary, struct finding_list *list,
	struct finding_list *settled);

#endif

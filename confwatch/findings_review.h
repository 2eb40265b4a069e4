// SPDX-License-Identifier: GPL-2.0-or-later
// Reasons that were to be thought of again by now, as findings among the others.
#ifndef CONFWATCH_FINDINGS_REVIEW_H
#define CONFWATCH_FINDINGS_REVIEW_H

#include "core/diary.h"
#include "core/finding.h"
#include "workspace.h"

/*
 * One for each entry of the diary whose day is over: a newer reason about its paths ends it. What
 * somebody accepted goes behind the other list.
 */
void findings_add_reviews(struct workspace *workspace, const struct diary *diary,
	const char *program, struct finding_list *list, struct finding_list *settled);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Changes that somebody announced: how often they came, as history says.
#ifndef CONFWATCH_EXPECTED_H
#define CONFWATCH_EXPECTED_H

#include "core/ledger.h"
#include "snapshot.h"

struct expectation_list {
	struct expectation *items;
	size_t count;
};

/* Those of the diary that are not over. */
int expected_running(struct workspace *workspace, struct history *history,
	const struct diary *diary, struct expectation_list *result, struct error *error);

/* Those of the diary that were not over by then. */
int expected_since(struct workspace *workspace, struct history *history, const struct diary *diary,
	int64_t since, struct expectation_list *result, struct error *error);

/*
 * Moves what was accepted or announced out of the open list behind the other one, with its state.
 * History is asked only where an entry speaks of a finding. look: the present, which the findings
 * are of.
 */
int expected_take(struct workspace *workspace, struct history *history, const struct diary *diary,
	const struct look *look, struct finding_list *open, struct finding_list *settled,
	struct error *error);

#endif

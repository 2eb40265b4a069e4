// SPDX-License-Identifier: GPL-2.0-or-later
// What people said about findings and paths: accepted, expected, pinned. From the diary alone.
#ifndef CORE_LEDGER_H
#define CORE_LEDGER_H

#include "core/configuration.h"
#include "core/diary.h"
#include "core/finding.h"

/*
 * Whether somebody said that this is right as it is. An entry that names findings is about these
 * alone; any other about all at and below its paths ("/" for what has no path). since: when it
 * became so, which is not asked where a transaction makes the finding's id its own.
 */
bool ledger_accepts(const struct diary *diary, const struct finding *finding, int64_t since);

/* The ids by which an entry accepts the finding: a rule may fail without its transaction, too. */
void ledger_name_finding(
	struct arena *arena, const struct finding *finding, struct string_list *result);

/* Nothing tells when it ended and began again: nobody can accept it. */
bool ledger_can_accept(const struct finding *finding);

/* The paths whose state in this snapshot somebody accepted. */
void ledger_accepted_in(struct arena *arena, const struct diary *diary,
	const struct snapshot_id *snapshot, struct string_list *result);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// The ledger as a list that people read: what was accepted, announced and pinned, by whom, till
// when.
#ifndef CORE_LEDGER_LINES_H
#define CORE_LEDGER_LINES_H

#include "core/ledger.h"

struct ledger_line {
	const char *as; /* the tag: DIARY_ACCEPTED, DIARY_EXPECTED, ... */
	const struct diary_entry *entry;
	size_t used; /* DIARY_EXPECTED: how often it came */
};

struct ledger_lines {
	struct ledger_line *items;
	size_t count;
	size_t capacity;
	size_t more; /* accepted before those that are listed */
};

/* What counts now: all that is expected and pinned, and what was accepted last, newest first. */
void ledger_standing(struct arena *arena, const struct diary *diary,
	const struct expectation *expected, size_t expected_count, int64_t now,
	struct ledger_lines *result);

/* What was said from then on, and what was announced before and came since; oldest first. */
void ledger_since(struct arena *arena, const struct diary *diary,
	const struct expectation *expected, size_t expected_count, int64_t since,
	struct ledger_lines *result);

/* What counts for one path, as ledger_of_path() says. */
void ledger_lines_of_path(struct arena *arena, const struct diary *diary,
	const struct expectation *expected, size_t expected_count, const char *path, int64_t now,
	struct ledger_lines *result);

#endif

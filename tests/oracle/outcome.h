// SPDX-License-Identifier: GPL-2.0-or-later
// How something came out that was held against its daemon, each in a process of its own.
#ifndef ORACLE_OUTCOME_H
#define ORACLE_OUTCOME_H

#include <stdbool.h>

#include "base/text.h"

enum outcome {
	SAME,
	DIFFERENT,
	IN_DOUBT,
	CRASHED,
	OUTCOMES,
};

/* What libraries read once, or die of, stays in a child. who, what: for a line about its death. */
enum outcome outcome_in_child(
	enum outcome (*ask)(void *context), void *context, const char *who, const char *what);

/* The end of a line: how many came out how. */
void outcome_print(const size_t outcomes[OUTCOMES]);

/* Of a plan and the number of a call: always the same, and like chance. */
unsigned outcome_mix(int plan, size_t number);

/* As much as a file of settings may have. */
bool outcome_read(const char *path, struct text *bytes);

#endif

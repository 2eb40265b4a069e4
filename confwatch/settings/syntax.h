// SPDX-License-Identifier: GPL-2.0-or-later
// What is wrong with an expression before it is compiled: its size, and functions that are not
// there.
#ifndef SETTINGS_SYNTAX_H
#define SETTINGS_SYNTAX_H

#include <stdbool.h>
#include <stdint.h>

#include "core/judgement.h"

struct syntax_fault {
	uint32_t column; /* from 1 */
	char sentence[JUDGED_TEXT_MOST];
};

bool syntax_check(const char *expression, struct syntax_fault *fault);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// A directory that came or went is one finding, not one for each file below it.
#ifndef CORE_FINDING_FOLD_H
#define CORE_FINDING_FOLD_H

#include "core/diff.h"
#include "core/finding.h"

/*
 * Findings of no transaction about what these changes hold. `folded` counts the directory and
 * what lies below it. program: how commands begin, "confwatch --root=/x". Sorted again.
 */
void finding_fold_directories(struct arena *arena, const struct change_list *changes,
	const char *program, struct finding_list *list);

#endif

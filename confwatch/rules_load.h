// SPDX-License-Identifier: GPL-2.0-or-later
// The rules that hold for a root: the shipped ones, and what its administrator says in rules.d.
#ifndef CONFWATCH_RULES_LOAD_H
#define CONFWATCH_RULES_LOAD_H

#include "core/rules.h"
#include "workspace.h"

/*
 * All of them in the workspace's arena, or -EINVAL, -EPERM, ... with the first problem: a file
 * with a mistake ("FILE:LINE:COLUMN: sentence"), one that somebody else than root could write, one
 * that cannot be read.
 */
int rules_load(const struct workspace *workspace, struct rule_set *result, struct error *error);

/* For those who must go on: what is in order. Everything else is a sentence in *problems. */
void rules_load_readable(
	const struct workspace *workspace, struct rule_set *result, struct string_list *problems);

/*
 * `required:` of rules.d goes over that of the workspace's configuration: for those who ask no
 * rule. What is wrong with these files is told by those who ask.
 */
void rules_load_required(struct workspace *workspace);

/*
 * The same with files that a person names, before they are put into rules.d: one of them stands in
 * for the file of the same name that is there already.
 */
void rules_load_with(const struct workspace *workspace, const struct string_list *files,
	struct rule_set *result, struct string_list *problems);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Which rules speak of a path, by which of their keys, and whether they count.
#ifndef CORE_EXPLANATION_H
#define CORE_EXPLANATION_H

#include "core/evaluate.h"

struct rule_mention {
	const char *key;   /* "file", "each", "assert", ...; NULL: the rule does not speak of it */
	const char *words; /* what stands there: the path, the pattern, the expression */
};

/*
 * By its files, what they are compared with, or an expression, which has the path between quotes or
 * calls a function that reads it: cw:pam('imap').
 */
struct rule_mention rule_mentions(struct arena *arena, const struct rule *rule, const char *path);

/* What is to be told of one rule. */
struct explained_rule {
	const struct rule *rule;
	struct rule_mention mention;
	const struct result *result; /* as if its policy were adopted; NULL: it is disabled */
	bool adopted;		     /* or no policy at all */
	const char *condition;	     /* the `applies` that is false; NULL: none is */
	bool of_pack;		     /* it is the pack's */
};

struct explanation {
	const char *path;
	const char *format; /* NULL: nobody knows how to read it */
	struct explained_rule *rules;
	size_t count;
	const struct string_list *problems; /* files of rules that were left out */
};

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Story: what holds on this system today is to hold tomorrow: policies and custom files.
#ifndef CONFWATCH_ADOPT_H
#define CONFWATCH_ADOPT_H

#include "check.h"
#include "core/adopted.h"

#define ADOPT_DIRECTORY "/etc/confwatch/rules.d"
#define ADOPT_FILE ADOPT_DIRECTORY "/adopted.yaml"

/* What a policy is today. */
struct adopt_policy {
	const char *name;
	bool adopted; /* it was before */
	bool asked_for;
	/* Of all its rules; FAIL and UNKNOWN: the result that says so, else NULL */
	enum verdict answer;
	const struct result *result;
};

struct adoption {
	struct adopt_policy *policies; /* in the order of their rules */
	size_t policy_count;
	struct adopted added; /* what holds, is asked for, and is not adopted yet */
	size_t restored;      /* of added.required: those to be restored when they are lost */
	size_t unnamed;	      /* custom files whose names YAML cannot hold */
};

struct adopt_request {
	struct string_list names; /* of policies; none: all of them, and custom files */
	const struct tree *tree;  /* the present; NULL: a look is taken */
};

/*
 * Asks every policy rule, adopted or not, and looks at every file in /etc that no package owns or
 * that is not as its package shipped it. Writes nothing. -EINVAL: no such policy.
 */
int adopt_look(struct check *check, const struct adopt_request *request, struct adoption *result,
	struct error *error);

/*
 * Adds it to ROOT/etc/confwatch/rules.d/adopted.yaml; lines that stand there stay. What would not
 * be read back is not written. -EPERM: the directory or the file is not trusted.
 */
int adopt_write(struct workspace *workspace, const struct adoption *adoption, struct error *error);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// $name and ${...} in values of Postfix.
#ifndef SETTINGS_POSTFIX_EXPAND_H
#define SETTINGS_POSTFIX_EXPAND_H

#include "base/text.h"
#include "settings/postfix_lines.h"

enum {
	POSTFIX_DEPTH_MOST = 100,	       /* Postfix's own limit */
	POSTFIX_STEPS_MOST = 32 * 1024 * 1024, /* bytes and settings looked at */
	POSTFIX_EXPANDED_MOST = 1024 * 1024,   /* bytes */
};

struct postfix_expansion {
	/* The value of a parameter, itself not expanded; NULL: there is none. */
	const char *(*lookup)(void *context, const char *name);
	void *context;
	struct text *result;
	size_t steps;	 /* lookup() adds to it, too */
	const char *why; /* NULL, or what Postfix would not take either */
};

/* Appends the expanded text; with expansion->why it ends where the fault is. */
void postfix_expand(struct postfix_expansion *expansion, struct piece text);

#endif

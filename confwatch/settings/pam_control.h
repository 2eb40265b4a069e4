// SPDX-License-Identifier: GPL-2.0-or-later
// The control field of a PAM rule: what libpam does about each value that a module returns.
#ifndef SETTINGS_PAM_CONTROL_H
#define SETTINGS_PAM_CONTROL_H

#include <stdbool.h>
#include <stddef.h>

/* One "value=action" of a [...] control. */
struct pam_action {
	const char *value; /* "success", ..., "default" */
	const char *name;  /* "ignore", "ok", ...; NULL: a jump */
	int jump;
};

/* The word as libpam names it, lower case; NULL: it is none of the six. */
const char *pam_control_keyword(const char *word);

/* One more action of [...], from *at on, which moves. 1; 0: there is none; -1: a mistake. */
int pam_control_next(const char **at, struct pam_action *result);

#endif

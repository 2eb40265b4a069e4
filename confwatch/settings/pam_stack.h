// SPDX-License-Identifier: GPL-2.0-or-later
// Reading a service's file and what it includes, in the order and to the end that libpam does.
#ifndef SETTINGS_PAM_STACK_H
#define SETTINGS_PAM_STACK_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

#include "settings/pam_files.h"

/* The view that is being made. */
struct pam_stack {
	struct documents *documents;
	struct pam_build build;
	xmlNodePtr root;
	const char *fallback; /* "other" is read, for these types only; NULL: the service is */
	size_t rules;
	bool fails; /* libpam refuses all: it gave up on the service's file, or on that of "other"
		     */
};

/* Appends the rules of a service, or of "other", to the view. */
void pam_stack_read(struct pam_stack *stack, const char *service);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// What libpam comes to when the modules of a stack return what they would.
#ifndef SETTINGS_PAM_DECISION_H
#define SETTINGS_PAM_DECISION_H

#include <libxml/tree.h>
#include <stdbool.h>

/*
 * Whether the rules of that type below stack (a view of PAM: settings/views_pam.h) let a user in
 * whom only these modules know (names with blanks between them; "": none does). Modules that ask
 * for no password (pam_env.so, pam_access.so, ...) are taken to succeed, those that nobody here
 * knows do not know the user.
 */
bool pam_decision_permits(const xmlNode *stack, const char *type, const char *modules);

#endif

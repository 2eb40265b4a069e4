// SPDX-License-Identifier: GPL-2.0-or-later
// What parameters of Postfix are when nobody sets them.
#ifndef SETTINGS_POSTFIX_DEFAULTS_H
#define SETTINGS_POSTFIX_DEFAULTS_H

#include <stddef.h>

/* 307 for "3.7.11-0+deb12u1"; a version that does not read as one counts as the newest. */
unsigned postfix_version(const char *version);

/* Not expanded. NULL: this version has no such parameter. */
const char *postfix_default(const char *name, unsigned version);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Words of a command line that a person may copy into a shell.
#ifndef BASE_SHELL_H
#define BASE_SHELL_H

#include "base/text.h"

/*
 * One word for a shell: as it is where that is safe, else 'quoted', else (quotes, bytes that a
 * terminal must not see) $'...' as bash, ksh, zsh and busybox sh read it. Always printable.
 */
void shell_word(struct text *result, const char *word);

#endif

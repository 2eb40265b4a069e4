// SPDX-License-Identifier: GPL-2.0-or-later
// Giving up what a command does not need.
#ifndef SYSTEM_SANDBOX_H
#define SYSTEM_SANDBOX_H

#include "base/error.h"

/*
 * For commands that only look, once pager and cache are open: no opening for writing, no
 * creating, renaming or removing, no executing, no sockets, from here on; the calls fail with
 * EPERM. seccomp filter, and Landlock where the kernel has it.
 */
int sandbox_read_only(struct error *error);

/* PR_SET_DUMPABLE 0, no core, umask 077: first thing main does. */
void sandbox_begin(void);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Giving up what a command does not need.
#ifndef SYSTEM_SANDBOX_H
#define SYSTEM_SANDBOX_H

#include "base/error.h"

/* Leak checks of the address sanitizer attach to their own process; its memory has no bounds. */
#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANDBOX_SANITIZED 1
#endif
#endif
#ifndef SANDBOX_SANITIZED
#define SANDBOX_SANITIZED 0
#endif

/*
 * For commands that only look, once pager and cache are open: no opening for writing, no
 * creating, renaming or removing, no executing, no sockets, from here on; the calls fail with
 * EPERM. seccomp filter, and Landlock where the kernel has it.
 */
int sandbox_read_only(struct error *error);

/* Not even reading is left, where the kernel has Landlock; open descriptors stay as they are. */
void sandbox_forbid_files(void);

/* PR_SET_DUMPABLE 0, no core, umask 077: first thing main does. */
void sandbox_begin(void);

#endif

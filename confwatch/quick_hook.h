// SPDX-License-Identifier: GPL-2.0-or-later
// `confwatch hook` of the program that is quick to start.
#ifndef CONFWATCH_QUICK_HOOK_H
#define CONFWATCH_QUICK_HOOK_H

#include "command.h"

extern const struct command quick_hook;

#endif

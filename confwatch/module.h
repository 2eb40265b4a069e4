// SPDX-License-Identifier: GPL-2.0-or-later
// Parts of the program that are loaded when they are needed.
#ifndef MODULE_H
#define MODULE_H

#include "base/error.h"

/*
 * A symbol of a shared object beside the program ("archive.so"), which stays until the process
 * ends. NULL with an error when it cannot be loaded.
 */
void *module_symbol(const char *name, const char *symbol, struct error *error);

#endif

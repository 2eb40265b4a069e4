// SPDX-License-Identifier: GPL-2.0-or-later
// Kinds of entries as stat(2) has them.
#ifndef SYSTEM_FILE_TYPE_H
#define SYSTEM_FILE_TYPE_H

#include <sys/types.h>

#include "core/tree.h"

/* S_IFREG, ...: the bits of a mode that say it. */
mode_t file_type_bits(enum entry_kind kind);

/* Of a whole mode; what is no type at all counts as a file. */
enum entry_kind file_type_kind(mode_t mode);

#endif

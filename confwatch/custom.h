// SPDX-License-Identifier: GPL-2.0-or-later
// Files of the administrator's: made by hand, or a package's that were edited.
#ifndef CONFWATCH_CUSTOM_H
#define CONFWATCH_CUSTOM_H

#include "check.h"
#include "core/classify.h"

/*
 * Whose text a file of the administrator's has, ORIGIN_CUSTOM or ORIGIN_EDITED; ORIGIN_ABSENT for
 * anything else: what is a package's, empty, no file, cannot be read, or left behind by an upgrade.
 * check_history() was called.
 */
enum origin custom_origin(struct check *check, const struct entry *entry);

/* Where who may log in is decided, by where it lies or by the rules that speak of it. */
bool custom_is_login(const struct check *check, const char *path);

#endif

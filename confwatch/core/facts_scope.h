// SPDX-License-Identifier: GPL-2.0-or-later
// Which of the paths that packages own are kept: what is watched, and what could stand in for it.
#ifndef CORE_FACTS_SCOPE_H
#define CORE_FACTS_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/path_set.h"
#include "core/configuration.h"

struct facts_scope {
	struct path_set watched;
};

void facts_scope_make(
	struct arena *arena, const struct string_list *watch, struct facts_scope *result);

/* Whether the path is one of them or lies below one. */
bool facts_scope_watches(const struct facts_scope *scope, const char *path);

/*
 * Whether the path is a vendor place of something watched: below /usr/etc, and in /usr/lib and
 * /usr/share what has the shape of settings: in a directory "*.d" or a unit directory, or a short
 * path with a suffix such as ".conf". Decided by the path alone, so that it stays the same
 * whatever else is installed. For files only.
 */
bool facts_scope_serves(const struct facts_scope *scope, const char *path);

/*
 * "/etc/profile" -> "/usr/share/base-files/profile": where a script of its package copies it from,
 * and again with each version, as long as nobody edited the copy; NULL: it is no such file.
 */
const char *facts_template(const char *live);

/* "/usr/lib/pam.d/imap" -> "/etc/pam.d/imap"; NULL: not in a vendor place. */
const char *facts_live_path(struct arena *arena, const char *path);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Facts from the package databases of the root, cached until a database changes.
#ifndef SYSTEM_PACKAGES_H
#define SYSTEM_PACKAGES_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "core/configuration.h"
#include "core/facts.h"
#include "system/packages_cache.h"

/*
 * Facts about everything below the watched paths and about the vendor places that could stand in
 * for it (core/facts_scope.h). Reads below the root only, never the host's databases; a root
 * without any has empty facts. STATE/facts is the cache: rebuildable, checksummed, valid while
 * the stamps of both databases are the recorded ones; else only packages whose version or files
 * changed are asked again. state -1: without a cache. A failing manager is an error; the caller
 * goes on without facts and says so.
 */
int packages_facts(struct arena *arena, int root, int state, const struct string_list *watch,
	struct facts *result, struct error *error);

/* The same in steps: STATE/facts is left as it was, until packages_keep(). */
struct packages_reading {
	struct packages_cache cache;
	bool is_new; /* another one than STATE/facts is */
};
int packages_read(struct arena *arena, int root, int state, const struct string_list *watch,
	struct packages_reading *result, struct error *error);
/* What is to be kept of it; nothing when STATE/facts has it already. */
void packages_compose(const struct packages_reading *reading, struct text *result);
void packages_keep(int state, const struct text *composed);

/* Whether STATE/facts is current, by stamps alone: no file lists are read, no program is run. */
bool packages_current(int root, int state);

/* Seconds of the newest stamp of any package database's file; 0: there is none. */
int64_t packages_last_written(int root);

/* Who holds the lock of a package database below the root; 0: nobody, or nobody who is visible. */
pid_t packages_locked_by(int root);

#endif

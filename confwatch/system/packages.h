// SPDX-License-Identifier: GPL-2.0-or-later
// Facts from the package databases of the root, cached until a database changes.
#ifndef SYSTEM_PACKAGES_H
#define SYSTEM_PACKAGES_H

#include "base/error.h"
#include "core/configuration.h"
#include "core/facts.h"

/*
 * A package database. Both may be there at once; a missing one is an empty one. Reads below the
 * root only, never the host's. rpm: see packages_rpm.c for why a program is asked. dpkg: status
 * and info files are read. ucf's registry belongs to dpkg.
 */
struct package_database {
	const char *manager;
	/* Stamps of the database in a few bytes: equal means unchanged. False: not there. */
	bool (*stamp)(int root, struct text *result);
	/* changed: only these packages are asked again, the rest comes from `known`; NULL: all. */
	int (*read)(struct arena *arena, int root, const struct facts *known,
		const struct string_list *changed, struct facts *result, struct error *error);
};

extern const struct package_database packages_rpm;
extern const struct package_database packages_dpkg;

/*
 * Facts about everything below the watched paths and the vendor places (/usr/lib, /usr/etc,
 * /usr/share) that share a name with something watched. STATE/facts is the cache: rebuildable,
 * checksummed, valid while the stamps of both databases are the recorded ones; else only packages
 * whose version or files changed are asked again. A failing manager is an error; the caller goes
 * on without facts and says so.
 */
int packages_facts(struct arena *arena, int root, int state, const struct string_list *watch,
	struct facts *result, struct error *error);

/* Whether STATE/facts is current, by stamps alone: no file lists are read. */
bool packages_current(int root, int state);

#endif

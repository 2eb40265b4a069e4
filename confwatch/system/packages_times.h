// SPDX-License-Identifier: GPL-2.0-or-later
// When packages were installed, as far as a database knows it.
#ifndef SYSTEM_PACKAGES_TIMES_H
#define SYSTEM_PACKAGES_TIMES_H

#include "base/error.h"
#include "core/package_event.h"

/* Appends rpm's; a root without an rpm database has none. Runs rpm. */
int packages_times(
	struct arena *arena, int root, struct package_event_list *result, struct error *error);

#endif

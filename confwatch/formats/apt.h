// SPDX-License-Identifier: GPL-2.0-or-later
// What apt tells DPkg::Pre-Install-Pkgs, protocol versions 1 to 3.
#ifndef FORMATS_APT_H
#define FORMATS_APT_H

#include "base/error.h"
#include "core/transaction.h"

/*
 * A line that is not understood is passed over and counted: a hook never fails for one.
 * **CONFIGURE** lines of packages that were announced before are left out.
 */
int apt_packages_parse(struct arena *arena, const char *bytes, size_t length,
	struct announced_list *result, size_t *not_understood, struct error *error);

#endif

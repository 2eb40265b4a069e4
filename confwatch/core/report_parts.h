// SPDX-License-Identifier: GPL-2.0-or-later
// What the files of the report share.
#ifndef CORE_REPORT_PARTS_H
#define CORE_REPORT_PARTS_H

#include "core/report.h"

/* A line for each package that changed, from what snapshots after upgrades say. */
void report_add_packages(struct arena *arena, struct report *report);

#endif

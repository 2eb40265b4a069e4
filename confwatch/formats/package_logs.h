// SPDX-License-Identifier: GPL-2.0-or-later
// The logs that package managers keep of what they did.
#ifndef FORMATS_PACKAGE_LOGS_H
#define FORMATS_PACKAGE_LOGS_H

#include "core/package_event.h"

/*
 * Appends what the log says; a line that is not understood is passed over, as is a first or last
 * one that is cut. apt's own log says nothing that dpkg's does not.
 */

/* /var/log/dpkg.log: "2026-11-20 03:05:57 upgrade mailpam:all 1 2", local time. */
void package_log_dpkg(
	struct arena *arena, const char *bytes, size_t length, struct package_event_list *result);

/* /var/log/zypp/history: "2026-11-20 03:05:57|install|mailpam|2-1|noarch|...", local time. */
void package_log_zypp(
	struct arena *arena, const char *bytes, size_t length, struct package_event_list *result);

/* /var/log/dnf.rpm.log: "2026-11-20T03:05:57+0100 SUBDEBUG Upgrade: mailpam-2-1.noarch". */
void package_log_dnf(
	struct arena *arena, const char *bytes, size_t length, struct package_event_list *result);

#endif

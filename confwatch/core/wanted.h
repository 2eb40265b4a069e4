// SPDX-License-Identifier: GPL-2.0-or-later
// Which reports are worth a mail.
#ifndef CORE_WANTED_H
#define CORE_WANTED_H

#include "core/configuration.h"
#include "core/report.h"

/*
 * Whether a report is to be mailed, as `report.mail` says. What somebody must act on always is,
 * but for `never`. New versions that wait make no mail each night, but one a week: when no report
 * has told them for so long. last_sent: when the last report was; 0: none was.
 */
bool report_is_wanted(const struct report *report, enum report_mail which, int64_t last_sent);

#endif

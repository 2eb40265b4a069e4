// SPDX-License-Identifier: GPL-2.0-or-later
// Which reports are worth a mail: `report.mail`, and the week of what waits.
#include "core/wanted.h"

enum {
	/* Seven nights are a little less than a week when the first began late. */
	WEEK = 7 * 24 * 60 * 60 - 2 * 60 * 60,
};

/* Each report tells all that waits. A clock that was put back keeps nobody waiting. */
static bool is_week_over(const struct report *report, int64_t last_sent)
{
	return last_sent == 0 || report->about.now < last_sent ||
		report->about.now - last_sent >= WEEK;
}

static bool tells_changes(const struct report *report)
{
	return report->counts[REPORT_RESTORED] > 0 || report->package_count > 0 ||
		(report->about.changes != NULL && report->about.changes->count > 0);
}

bool report_is_wanted(const struct report *report, enum report_mail which, int64_t last_sent)
{
	if (which == REPORT_MAIL_NEVER)
		return false;
	if (which == REPORT_MAIL_ALWAYS || report->counts[REPORT_ACTION] > 0)
		return true;
	if (which == REPORT_MAIL_CHANGES && tells_changes(report))
		return true;
	return report->counts[REPORT_WAITING] > 0 && is_week_over(report, last_sent);
}

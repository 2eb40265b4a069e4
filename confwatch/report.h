// SPDX-License-Identifier: GPL-2.0-or-later
// Story: what happened since the last report, and who must act.
#ifndef CONFWATCH_REPORT_H
#define CONFWATCH_REPORT_H

#include "check.h"
#include "compare.h"
#include "core/report.h"

struct report_request {
	/* A snapshot or a time as people name them; NULL: the last report that was sent, else the
	   first snapshot. */
	const char *since;
	int64_t after;	     /* a time that stands for `since`; 0: none does */
	const char *program; /* how commands begin: "confwatch --root=/x" */
	struct check *check; /* rules are asked; NULL: they are not */
	bool differences;    /* what changed in files is shown, but for protected ones */
	int64_t mail_down;   /* since when no mail could be sent; 0: it can */
};

/*
 * Writes nothing. The report lives in the workspace's arena; nothing is to be released. Before the
 * first snapshot it has no `about.last`.
 */
int report_compose(struct workspace *workspace, struct history *history,
	const struct report_request *request, struct report *result, struct error *error);

/* What must be known of a report once it has reached its reader. */
void report_mark_text(
	const struct workspace *workspace, const struct report *report, struct text *result);

/*
 * A report with these words has reached its reader: the next one begins with it, and tells on one
 * line what it told in full. Needs the lock.
 */
int report_mark_sent(
	struct workspace *workspace, const char *bytes, size_t length, struct error *error);

/* A mark that cannot be read is as good as none. */
void report_last_sent(struct workspace *workspace, struct report_mark *result);

#endif

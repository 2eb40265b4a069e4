// SPDX-License-Identifier: GPL-2.0-or-later
// What the parts of the story of mail share; for mailing*.c only.
#ifndef CONFWATCH_MAILING_PARTS_H
#define CONFWATCH_MAILING_PARTS_H

#include "mailing.h"

/* A message that is to wait in the outbox. */
struct mailing_put {
	const struct report *report;
	/* The transaction that it is about; NULL: it is a report, and the next one begins with it.
	 */
	const char *alert;
	const struct text_options *options;
};

int mailing_put(struct workspace *workspace, const struct mailing_put *put, struct error *error);

/* Sends what waits, if it is time for that. Returns enum outbox_outcome. */
int mailing_hand_over(struct workspace *workspace, int64_t milliseconds, struct error *error);

/* The next report begins with the last one that the outbox knows to be taken. Needs the lock. */
int mailing_keep_mark(
	struct workspace *workspace, const struct outbox *outbox, struct error *error);

/* What the outbox now says is kept: the mark of the last report, and that these alerts are told. */
int mailing_conclude(struct workspace *workspace, const struct outbox *outbox,
	const struct alert_list *told, struct error *error);

#endif

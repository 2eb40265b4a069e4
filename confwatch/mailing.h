// SPDX-License-Identifier: GPL-2.0-or-later
// Story: a report reaches its reader by mail, or it is noticed that it does not.
#ifndef CONFWATCH_MAILING_H
#define CONFWATCH_MAILING_H

#include "core/alert.h"
#include "core/outbox.h"
#include "render/style.h"
#include "report.h"

/* What there is to mail before a report is composed. */
struct mailing {
	struct outbox outbox;	  /* for what the report tells of mail itself */
	struct alert_list alerts; /* that are due: the report tells them */
};

/*
 * Before a report is composed: the next one begins with the last that was taken, also when the run
 * that sent it was killed before it could say so. Takes STATE's lock for that, if there is anything
 * to do.
 */
int mailing_begin(struct workspace *workspace, struct mailing *result, struct error *error);

/* The report as a message; options.program is how its commands begin. */
int mailing_message(const struct workspace *workspace, const struct report *report,
	const struct text_options *options, struct text *result, struct error *error);

/*
 * Puts the report into the outbox, sends it, and has motd, journal and metrics say what became of
 * it. Returns an enum mail_outcome; *problem is why it was not sent, in the arena, or NULL.
 * `before` is what mailing_begin() found. STATE's lock must not be held: mail may take long. The
 * report must have `about.last`.
 */
int mailing_send(struct workspace *workspace, const struct report *report,
	const struct mailing *before, const struct text_options *options, const char **problem,
	struct error *error);

/* Of an upgrade that has left something critical: the alert is due, durably. Needs the lock. */
void mailing_note_alert(struct workspace *workspace, const struct alert *alert);

/*
 * When a run gives its workspace back that held the lock, and so changed something: alerts that are
 * due become one message, and what waits is tried again when it is time for that. Costs one look at
 * a name when there is nothing. Gives the lock back first where mail is tried. Takes about so many
 * milliseconds at most; what does not fit waits for the next run. Fails nobody, and says nothing.
 */
void mailing_catch_up(
	struct workspace *workspace, const struct text_options *options, int64_t milliseconds);

#endif

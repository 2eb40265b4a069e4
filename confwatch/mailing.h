// SPDX-License-Identifier: GPL-2.0-or-later
// Story: a report reaches its reader by mail, or it is noticed that it does not.
#ifndef CONFWATCH_MAILING_H
#define CONFWATCH_MAILING_H

#include "core/outbox.h"
#include "render/style.h"
#include "report.h"

/*
 * Before a report is composed: the next one begins with the last that was taken, also when the run
 * that sent it was killed before it could say so. *result is the outbox, for what the report tells
 * of mail itself. Takes STATE's lock for that, if there is anything to do.
 */
int mailing_begin(struct workspace *workspace, struct outbox *result, struct error *error);

/* The report as a message; options.program is how its commands begin. */
int mailing_message(const struct workspace *workspace, const struct report *report,
	const struct text_options *options, struct text *result, struct error *error);

enum mailing_outcome {
	MAILING_NOT_WANTED, /* `report.mail` says so, and none waits */
	MAILING_SENT,
	MAILING_WAITS,	   /* refused: it is tried again by later runs */
	MAILING_UNCERTAIN, /* it may be on its way; the next report tells it again */
};

/*
 * Puts the report into the outbox, sends it, and has motd, journal and metrics say what became of
 * it. Returns an outcome; *problem is why it was not sent, in the arena, or NULL. `before` is what
 * mailing_begin() found. STATE's lock must not be held: mail may take long. The report must have
 * `about.last`.
 */
int mailing_send(struct workspace *workspace, const struct report *report,
	const struct outbox *before, const struct text_options *options, const char **problem,
	struct error *error);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Story 4: look, check, remember, tell.
#ifndef CONFWATCH_NIGHTLY_H
#define CONFWATCH_NIGHTLY_H

#include "mailing.h"
#include "nightly_busy.h"
#include "render/style.h"
#include "report.h"
#include "snapshot.h"

struct nightly {
	bool is_busy; /* a package manager is at work, or was for a day */
	struct busy busy;
	bool skipped; /* because of that: nothing else was done or is set */
	struct record record;
	struct report report;
	enum mail_outcome mail;
	const char *problem; /* why it was not sent; NULL: it was, or need not be */
};

/*
 * A manager that is at work is left alone until the next night; one that has been for a day is a
 * finding, and everything else goes on. What a run does that is repeated, or killed and repeated,
 * it does once. options.program: how commands begin.
 */
int nightly_run(struct workspace *workspace, const struct text_options *options,
	struct nightly *result, struct error *error);

#endif

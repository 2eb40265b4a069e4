// SPDX-License-Identifier: GPL-2.0-or-later
// What says it when mail cannot: /run/motd.d, the journal, a file for Prometheus, a command.
#ifndef CONFWATCH_MAILING_NOTICE_H
#define CONFWATCH_MAILING_NOTICE_H

#include "core/outbox.h"
#include "render/style.h"
#include "report.h"

struct mailing_notice {
	const struct report *report;	 /* what could not be sent; NULL: it is not at hand */
	const struct finding_list *open; /* all that is; NULL: nobody counted */
	const struct outbox *outbox;	 /* as it is now */
	bool looked;			 /* at everything: monitors are told, too */
	int64_t milliseconds;		 /* for `report.command` */
};

/* Says what the outbox is like now, and takes back what was said before when all is well. */
int mailing_notice(struct workspace *workspace, const struct mailing_notice *mailing,
	const struct text_options *options, struct error *error);

#endif

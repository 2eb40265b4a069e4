// SPDX-License-Identifier: GPL-2.0-or-later
// What says it when mail cannot: /run/motd.d, the journal, a file for Prometheus.
#ifndef CONFWATCH_MAILING_NOTICE_H
#define CONFWATCH_MAILING_NOTICE_H

#include "core/outbox.h"
#include "render/style.h"
#include "report.h"

/* Says what the outbox is like now, and takes back what was said before when all is well. */
int mailing_notice(struct workspace *workspace, const struct report *report,
	const struct outbox *outbox, const struct text_options *options, struct error *error);

#endif

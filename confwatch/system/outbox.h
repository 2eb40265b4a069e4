// SPDX-License-Identifier: GPL-2.0-or-later
// STATE/outbox: a report is handed to the mail program once, or again if that refused it.
#ifndef SYSTEM_OUTBOX_H
#define SYSTEM_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "core/outbox.h"

/* STATE/outbox as it was written last; all empty when nothing was. Takes no lock. */
int outbox_look(struct arena *arena, int state, struct outbox *result, struct error *error);

/*
 * The report waits instead of any other, durably. Reports are told apart by their ids: one that was
 * handed over already changes nothing, so a run that was killed can be repeated. What
 * was damaged is written anew. -EWOULDBLOCK: somebody has been sending for five seconds.
 */
int outbox_put(struct arena *arena, int state, const struct outbox_report *report,
	const struct string_list *to, const struct text *message, struct error *error);

struct outbox_route {
	const char *sendmail;
	int64_t milliseconds; /* for the mail program */
};

enum outbox_outcome {
	OUTBOX_NOTHING,	  /* nothing waits */
	OUTBOX_LATER,	  /* it is not yet time, or somebody else is sending */
	OUTBOX_SENT,	  /* the mail program took it upon itself */
	OUTBOX_REFUSED,	  /* it waits; outbox_look() tells why and since when */
	OUTBOX_UNCERTAIN, /* it may be on its way, and is not tried again */
};

/*
 * Hands over what waits when it is due. Returns an outcome, or -errno when STATE could not be read
 * or written. Holds STATE/outbox/lock, not STATE's own: mail may take long, upgrades may not wait.
 */
int outbox_send(struct arena *arena, int state, const struct outbox_route *route, int64_t now,
	struct error *error);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// STATE/mail-due: there may be something to mail. That its name is not there says that there is
// not.
#ifndef SYSTEM_MAIL_DUE_H
#define SYSTEM_MAIL_DUE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "core/alert.h"

/* One look at a name. */
bool mail_is_due(int state);

/* Of which transactions an alert is due; what is damaged is nothing. */
void mail_due_alerts(struct arena *arena, int state, struct alert_list *result);

/* This one's is. Durable on return; needs the lock. */
int mail_due_add(struct arena *arena, int state, const struct alert *alert, struct error *error);

/* Something waits in the outbox, or soon will. Needs no lock, and is not durable. */
void mail_due_expect(int state);

/* These alerts are told, and whether anything still waits. Needs the lock. */
void mail_due_settle(struct arena *arena, int state, const struct alert_list *told, bool waits);

#endif

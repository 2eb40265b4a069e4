// SPDX-License-Identifier: GPL-2.0-or-later
// One line, or an event with fields, for the system's log.
#ifndef SYSTEM_JOURNAL_H
#define SYSTEM_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <syslog.h>

#include "base/text.h"

/*
 * Never waits, and says nothing where no log is listening: syslog(3) would wait for a full one.
 * priority: LOG_WARNING, ... The line must be fit for a terminal.
 */
void journal_note(int priority, const char *line);

struct journal_field {
	const char *name; /* capitals, digits and underscores */
	const char *value;
};

/* In the native protocol of journald, with MESSAGE_ID, PRIORITY and MESSAGE first. */
void journal_datagram(const char *id, int priority, const char *message,
	const struct journal_field *fields, size_t count, struct text *result);

/*
 * The same, for journald of that root. As above, it never waits. False: no journald is there; the
 * note is for whoever else listens.
 */
bool journal_event(int root, const char *id, int priority, const char *message,
	const struct journal_field *fields, size_t count);

#endif

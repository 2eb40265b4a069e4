// SPDX-License-Identifier: GPL-2.0-or-later
// One line for the system's log.
#ifndef SYSTEM_JOURNAL_H
#define SYSTEM_JOURNAL_H

#include <syslog.h>

/*
 * Never waits, and says nothing where no log is listening: syslog(3) would wait for a full one.
 * priority: LOG_WARNING, ... The line must be fit for a terminal.
 */
void journal_note(int priority, const char *line);

#endif

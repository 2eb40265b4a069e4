// SPDX-License-Identifier: GPL-2.0-or-later
// What an upgrade left that is critical: which transactions are to be told at once, and how.
#ifndef CORE_ALERT_H
#define CORE_ALERT_H

#include "core/report.h"

struct alert {
	const char *transaction;
	int64_t begun;
};

/* Oldest first; of one transaction, one. */
struct alert_list {
	struct alert *items;
	size_t count;
	size_t capacity;
};

void alert_add(struct alert_list *list, struct arena *arena, const struct alert *alert);

/* NULL: none of them is of this transaction. */
const struct alert *alert_find(const struct alert_list *list, const char *transaction);

/* Strict in both directions: what is read is what was written, else EBADMSG. */
void alert_write(const struct alert_list *list, struct text *result);
int alert_read(struct arena *arena, const char *bytes, size_t length, struct alert_list *result,
	struct error *error);

/* Somebody must act, and better not wait for the night. */
bool alert_is_worth(const struct finding *finding);

/*
 * Of a report, what these transactions left that is worth an alert: a report itself, with the same
 * subject and words. It has no other findings, and no changed files. sent: of the last report;
 * what that told already is no alert any more.
 */
void alert_make(struct arena *arena, const struct report *whole, const struct alert_list *alerts,
	const struct report_mark *sent, struct report *result);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Pending transactions in STATE, and when hooks ran.
#ifndef SYSTEM_TRANSACTIONS_H
#define SYSTEM_TRANSACTIONS_H

#include <stdbool.h>

#include "core/transaction.h"

/* 16 hex digits that no other transaction has. */
int transaction_new_id(struct arena *arena, const char **result, struct error *error);

/* All of STATE/pending, oldest first. What cannot be read is removed and said in *damaged. */
int transactions_pending(struct arena *arena, int state, struct transaction **result, size_t *count,
	size_t *damaged, struct error *error);

/* Durable on return. */
int transaction_store(int state, const struct transaction *transaction, struct error *error);
int transaction_remove(int state, const char *id, struct error *error);

/*
 * Keeps STATE/facts, as it is now, beside the record under another name: what the packages were
 * before. It goes with the record.
 */
void transaction_keep_facts(int state, const char *id);

/* Appends what transaction_keep_facts() kept: STATE/facts as it was. -ENOENT: nothing. */
int transaction_facts(int state, const char *id, struct text *result);

/* That low-level runs have begun inside it; not durable. */
void transaction_mark_running(int state, const char *id);
bool transaction_is_running(int state, const char *id);

/* Removes what belongs to no record and is older than a minute. STATE must be locked. */
void transactions_sweep(int state, int64_t now);

/* What a hook is named after may name a file: letters, digits, '-' and '_', not too many. */
bool hook_via_is_valid(const char *via);

/* STATE/seen/<via>: when a hook ran last; no fsync. -ENOENT: never. */
void hook_mark_seen(int state, const char *via, int64_t now);
int hook_last_seen(int state, const char *via, int64_t *result);

/*
 * STATE/closed: the newest transactions that had both ends, a line each, so that those that changed
 * nothing are known too. No fsync.
 */
struct transaction_span {
	int64_t begun;
	int64_t ended;
	const char *via;
	const char *id;
};
void transaction_note_closed(int state, const struct transaction *transaction, int64_t now);
int transactions_closed(struct arena *arena, int state, struct transaction_span **result,
	size_t *count, struct error *error);

#endif

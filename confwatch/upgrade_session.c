// SPDX-License-Identifier: GPL-2.0-or-later
// Who calls a hook, and which pending transaction is its own or holds it.
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "system/packages.h"
#include "system/transactions.h"
#include "system/trouble.h"
#include "upgrade_parts.h"

enum {
	DAY = 24 * 60 * 60,
};

void upgrade_note_damaged(const struct workspace *workspace, const char *via)
{
	const struct trouble trouble = {
		.time = workspace->now,
		.via = via,
		.event = "read",
		.message = "the record of a transaction that had begun was damaged",
	};

	trouble_note(workspace->state_fd, &trouble);
}

int upgrade_session_read(struct workspace *workspace, const char *via,
	struct upgrade_session *result, struct error *error)
{
	struct upgrade_session session = {.via = via};

	if (!hook_via_is_valid(via))
		return error_set(error, EINVAL, "'%s' is no name of a hook", via);
	session.boot = boot_id(workspace->arena);
	session.above_count =
		managers_above(workspace->arena, getppid(), session.above, MANAGERS_MOST);
	if (transactions_pending(workspace->arena, workspace->state_fd, &session.pending,
		    &session.pending_count, &session.damaged, error) < 0)
		return -error->code;
	if (session.damaged > 0)
		upgrade_note_damaged(workspace, via);
	*result = session;
	return 0;
}

static bool is_owner(const struct upgrade_session *session, const struct manager_process *process,
	const struct transaction *transaction)
{
	return transaction->pid == process->pid && transaction->start == process->start &&
		transaction->boot != NULL && strcmp(transaction->boot, session->boot) == 0;
}

static bool is_mine(const struct upgrade_session *session, const struct transaction *transaction)
{
	if (strcmp(transaction->via, session->via) != 0)
		return false;
	/* A plugin outlives a manager that was killed: nobody is above it any more. */
	if (session->above_count == 0)
		return transaction->pid == 0 || !transaction_owner_lives(transaction);
	return is_owner(session, &session->above[0], transaction);
}

const struct transaction *upgrade_session_mine(const struct upgrade_session *session)
{
	for (size_t i = 0; i < session->pending_count; i++) {
		if (is_mine(session, &session->pending[i]))
			return &session->pending[i];
	}
	return NULL;
}

/*
 * A manager inside another run of itself (dpkg in a maintainer script) is nested as well. So the
 * nearest process tells what is mine, and any above it what is not.
 */
const struct transaction *upgrade_session_outer(const struct upgrade_session *session)
{
	for (size_t i = 0; i < session->pending_count; i++) {
		const struct transaction *transaction = &session->pending[i];

		if (is_mine(session, transaction))
			continue;
		for (size_t j = 0; j < session->above_count; j++) {
			if (is_owner(session, &session->above[j], transaction))
				return transaction;
		}
	}
	return NULL;
}

int upgrade_session_begin(struct workspace *workspace, const struct upgrade_session *session,
	struct transaction *result, struct error *error)
{
	struct transaction transaction = {
		.via = session->via,
		.boot = session->boot,
		.begun = workspace->now,
	};

	if (transaction_new_id(workspace->arena, &transaction.id, error) < 0)
		return -error->code;
	if (session->above_count > 0) {
		transaction.manager = session->above[0].program;
		transaction.pid = session->above[0].pid;
		transaction.start = session->above[0].start;
	}
	*result = transaction;
	return 0;
}

bool upgrade_is_dead(const struct workspace *workspace, const struct transaction *transaction)
{
	if (!transaction_owner_lives(transaction))
		return true;
	return transaction->pid == 0 && workspace->now - transaction->begun > DAY;
}

bool upgrade_goes_on(struct workspace *workspace)
{
	struct manager_process above[MANAGERS_MOST];
	pid_t holder = packages_locked_by(workspace->root_fd);
	size_t count;

	if (holder == 0)
		return false;
	count = managers_above(workspace->arena, getppid(), above, MANAGERS_MOST);
	for (size_t i = 0; i < count; i++) {
		if (above[i].pid == holder)
			return false;
	}
	return true;
}

int upgrade_lock(struct workspace *workspace, struct error *error)
{
	return workspace->lock_fd >= 0 ? 0 : workspace_lock(workspace, error);
}

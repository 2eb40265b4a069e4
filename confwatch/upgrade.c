// SPDX-License-Identifier: GPL-2.0-or-later
// Story 2: before a transaction, after it, and what the difference means.
#include "upgrade.h"

#include <errno.h>
#include <string.h>

#include "base/translate.h"
#include "system/packages.h"
#include "system/packages_cache.h"
#include "system/transactions.h"
#include "unchanged.h"
#include "upgrade_parts.h"
#include "upgrade_quick.h"

/* Keeps the first sentence of what went wrong: a later one often follows from it. */
static void note_trouble(
	struct workspace *workspace, struct transaction *transaction, const struct error *error)
{
	if (transaction->trouble == NULL)
		transaction->trouble = arena_string(workspace->arena, error->message);
}

static void add_announced(struct workspace *workspace, struct transaction *transaction,
	const struct announced_list *announced)
{
	for (size_t i = 0; announced != NULL && i < announced->count; i++)
		announced_add(&transaction->announced, workspace->arena, &announced->items[i]);
}

/* Afterwards nobody can ask any more what the packages were. */
static void note_facts(
	struct workspace *workspace, struct transaction *transaction, struct text *result)
{
	struct error error = ERROR_INIT;
	struct facts facts = {0};

	if (packages_facts(workspace->arena, workspace->root_fd, workspace->state_fd,
		    &workspace->configuration.watch, &facts, &error) < 0)
		note_trouble(workspace, transaction, &error);
	else
		facts_write(&facts, result);
}

void upgrade_learn_packages(struct workspace *workspace)
{
	struct facts facts = {0};
	struct error ignored = ERROR_INIT;

	(void)packages_facts(workspace->arena, workspace->root_fd, workspace->state_fd,
		&workspace->configuration.watch, &facts, &ignored);
}

static int record_with(struct workspace *workspace, struct record_request *request,
	struct record *result, struct error *error)
{
	struct upgrade_missed missed = {.workspace = workspace};
	int rc;

	request->judge = upgrade_keep_missed;
	request->context = &missed;
	rc = snapshot_record(workspace, request, result, error);
	text_release(&missed.findings);
	return rc;
}

/*
 * The state that `before` found, durable on return. Without the lock it is the last one known.
 * running: what differs may be the work of packages, which is not judged yet.
 */
static int record_before(struct workspace *workspace, struct transaction *transaction,
	const struct text *facts, bool running, struct error *error)
{
	struct record_request request = {.about.kind = SNAPSHOT_BEFORE_UPGRADE};
	struct record record = {0};
	int rc = unchanged_since(workspace, &transaction->before, error);

	transaction->has_before = history_peek(workspace->state_fd, &transaction->before) == 0;
	if (rc == 1)
		return 0;
	if (rc < 0 || upgrade_lock(workspace, error) < 0)
		return -error->code;
	request.about.transaction = transaction->id;
	request.about.facts = facts->length > 0 ? facts : NULL;
	rc = running ? snapshot_record(workspace, &request, &record, error)
		     : record_with(workspace, &request, &record, error);
	if (rc < 0)
		return rc;
	transaction->before = record.id;
	transaction->has_before = true;
	return 0;
}

static int begin(struct workspace *workspace, const struct upgrade_session *session,
	const struct announced_list *announced, struct error *error)
{
	TEXT_CLEANUP struct text facts = TEXT_INIT;
	struct transaction transaction;
	struct error failure = ERROR_INIT;
	int rc;

	if (upgrade_session_begin(workspace, session, &transaction, error) < 0)
		return -error->code;
	add_announced(workspace, &transaction, announced);
	note_facts(workspace, &transaction, &facts);
	rc = record_before(workspace, &transaction, &facts, false, &failure);
	if (rc < 0)
		note_trouble(workspace, &transaction, &failure);
	transaction_keep_facts(workspace->state_fd, transaction.id);
	if (transaction_store(workspace->state_fd, &transaction, error) < 0)
		return -error->code;
	upgrade_keep_archived_texts(workspace, announced);
	if (rc < 0)
		*error = failure;
	return rc;
}

/* libzypp alone tells us before it downloads; after all others' `before`, packages run at once. */
static bool has_begun(const struct workspace *workspace, const struct transaction *outer)
{
	return strcmp(outer->via, "zypp") != 0 ||
		transaction_is_running(workspace->state_fd, outer->id);
}

/*
 * Until low-level runs have begun, what differs was changed by somebody else: while packages were
 * downloaded. It is not held against the package.
 */
static int begin_nested(
	struct workspace *workspace, const struct transaction *outer, struct error *error)
{
	TEXT_CLEANUP struct text none = TEXT_INIT;
	bool running = has_begun(workspace, outer);
	struct transaction transaction = *outer;

	if (!running)
		transaction_mark_running(workspace->state_fd, outer->id);
	if (record_before(workspace, &transaction, &none, running, error) < 0)
		return error_context(error, "%s", _("record the state inside a transaction"));
	if (running ||
		(outer->has_before &&
			memcmp(&outer->before, &transaction.before, sizeof outer->before) == 0))
		return 0;
	return transaction_store(workspace->state_fd, &transaction, error);
}

/* Whatever this hook left open, and what others left who died. */
static int close_forgotten(
	struct workspace *workspace, const struct upgrade_session *session, struct error *error)
{
	const struct transaction *mine = upgrade_session_mine(session);
	bool goes_on = session->pending_count > 0 && upgrade_goes_on(workspace);
	struct upgrade_result ignored;

	for (size_t i = 0; i < session->pending_count; i++) {
		const struct transaction *transaction = &session->pending[i];

		if (transaction != mine && (goes_on || !upgrade_is_dead(workspace, transaction)))
			continue;
		if (upgrade_lock(workspace, error) < 0 ||
			upgrade_close(workspace, transaction, true, &ignored, error) < 0)
			return -error->code;
	}
	return 0;
}

static bool did_packages_change(struct workspace *workspace)
{
	struct packages_cache known;
	struct package_change_list changes = {0};
	struct facts facts = {0};
	struct error ignored = ERROR_INIT;

	if (!packages_cache_read(workspace->arena, workspace->state_fd, &known) ||
		packages_facts(workspace->arena, workspace->root_fd, workspace->state_fd,
			&workspace->configuration.watch, &facts, &ignored) < 0)
		return false;
	facts_compare(workspace->arena, &known.facts, &facts, &changes);
	return changes.count > 0;
}

/*
 * Packages changed since the facts were taken, and no transaction of that is known: it ran without
 * us, or we could write nothing. What it did is judged now, before it becomes the state before.
 */
static int close_unwitnessed(
	struct workspace *workspace, const struct upgrade_session *session, struct error *error)
{
	struct transaction unwitnessed;
	struct upgrade_result ignored;
	struct snapshot_id last;

	if (packages_current(workspace->root_fd, workspace->state_fd) ||
		!upgrade_is_unwatched(workspace) || unchanged_since(workspace, &last, error) == 1)
		return 0;
	if (upgrade_session_begin(workspace, session, &unwitnessed, error) < 0 ||
		upgrade_lock(workspace, error) < 0)
		return -error->code;
	/* As they were before they are asked now. */
	transaction_keep_facts(workspace->state_fd, unwitnessed.id);
	if (did_packages_change(workspace))
		return upgrade_close(workspace, &unwitnessed, false, &ignored, error);
	return transaction_remove(workspace->state_fd, unwitnessed.id, error);
}

int upgrade_before(struct workspace *workspace, const char *via,
	const struct announced_list *announced, struct error *error)
{
	struct upgrade_session session;
	const struct transaction *outer;
	struct error ignored = ERROR_INIT;

	if (upgrade_quick_before(workspace, via, announced) == 1)
		return 0;
	if (upgrade_session_read(workspace, via, &session, error) < 0)
		return -error->code;
	outer = upgrade_session_outer(&session);
	if (outer != NULL)
		return begin_nested(workspace, outer, error);
	/* What cannot be closed now stays pending for the next one. */
	(void)close_forgotten(workspace, &session, &ignored);
	(void)close_unwitnessed(workspace, &session, &ignored);
	return begin(workspace, &session, announced, error);
}

int upgrade_nightly(struct workspace *workspace, struct record *result, struct error *error)
{
	struct record_request request = {.about.kind = SNAPSHOT_NIGHTLY};
	struct upgrade_session session;
	struct error ignored = ERROR_INIT;

	if (upgrade_lock(workspace, error) < 0 ||
		upgrade_session_read(workspace, "nightly", &session, error) < 0)
		return -error->code;
	(void)close_forgotten(workspace, &session, &ignored);
	(void)close_unwitnessed(workspace, &session, &ignored);
	return record_with(workspace, &request, result, error);
}

int upgrade_announce(struct workspace *workspace, const char *via,
	const struct announced_list *announced, struct error *error)
{
	struct upgrade_session session;
	int rc = upgrade_note_announced(workspace, via, announced, error);

	if (rc == 0)
		upgrade_keep_archived_texts(workspace, announced);
	if (rc != -ENOENT)
		return rc;
	/* Its `before` did not come, or failed. */
	if (upgrade_session_read(workspace, via, &session, error) < 0)
		return -error->code;
	return begin(workspace, &session, announced, error);
}

static void add_result(
	struct arena *arena, const struct upgrade_result *one, struct upgrade_result *sum)
{
	sum->closed |= one->closed;
	sum->restored += one->restored;
	for (size_t i = 0; i < one->findings.count; i++)
		*finding_add(&sum->findings, arena) = one->findings.items[i];
}

/*
 * Nothing was begun by this hook. What somebody began who died since is what ends now, as when
 * rpm outlives the zypper that ran it; else nobody recorded anything.
 */
static int close_what_ends(struct workspace *workspace, const struct upgrade_session *session,
	struct upgrade_result *result, struct error *error)
{
	struct transaction unwitnessed;
	struct upgrade_result one;

	if (upgrade_lock(workspace, error) < 0)
		return -error->code;
	for (size_t i = 0; i < session->pending_count; i++) {
		if (!upgrade_is_dead(workspace, &session->pending[i]))
			continue;
		/* Its packages are still at work, and end it themselves. */
		if (upgrade_goes_on(workspace))
			return 0;
		if (upgrade_close(workspace, &session->pending[i], true, &one, error) < 0)
			return -error->code;
		add_result(workspace->arena, &one, result);
	}
	if (result->closed)
		return 0;
	if (upgrade_session_begin(workspace, session, &unwitnessed, error) < 0)
		return -error->code;
	return upgrade_close(workspace, &unwitnessed, false, result, error);
}

static int end(struct workspace *workspace, const char *via, bool broken_off,
	struct upgrade_result *result, struct error *error)
{
	struct upgrade_session session;
	const struct transaction *mine;

	*result = (struct upgrade_result){0};
	if (upgrade_session_read(workspace, via, &session, error) < 0)
		return -error->code;
	if (upgrade_quick_after(workspace, via) == 1) {
		result->closed = upgrade_session_outer(&session) == NULL;
		return 0;
	}
	if (upgrade_session_outer(&session) != NULL)
		return 0;
	mine = upgrade_session_mine(&session);
	if (mine == NULL)
		return close_what_ends(workspace, &session, result, error);
	return upgrade_lock(workspace, error) < 0
		? -error->code
		: upgrade_close(workspace, mine, broken_off, result, error);
}

int upgrade_after(struct workspace *workspace, const char *via, struct upgrade_result *result,
	struct error *error)
{
	return end(workspace, via, false, result, error);
}

int upgrade_break_off(struct workspace *workspace, const char *via, struct upgrade_result *result,
	struct error *error)
{
	*result = (struct upgrade_result){0};
	return upgrade_goes_on(workspace) ? 0 : end(workspace, via, true, result, error);
}

int upgrade_close_dead(struct workspace *workspace, struct error *error)
{
	struct transaction *pending;
	struct upgrade_result ignored;
	size_t count, damaged;

	if (transactions_pending(
		    workspace->arena, workspace->state_fd, &pending, &count, &damaged, error) < 0)
		return -error->code;
	if (damaged > 0)
		upgrade_note_damaged(workspace, "status");
	if (count > 0 && upgrade_goes_on(workspace))
		return 0;
	for (size_t i = 0; i < count; i++) {
		if (!upgrade_is_dead(workspace, &pending[i]))
			continue;
		if (upgrade_lock(workspace, error) < 0 ||
			upgrade_close(workspace, &pending[i], true, &ignored, error) < 0)
			return -error->code;
	}
	if (workspace->lock_fd >= 0)
		transactions_sweep(workspace->state_fd, workspace->now);
	return 0;
}

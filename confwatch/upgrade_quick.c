// SPDX-License-Identifier: GPL-2.0-or-later
// Hooks of transactions that change nothing watched: without libgit2, in a few milliseconds.
#include "upgrade_quick.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "system/packages.h"
#include "system/transactions.h"
#include "unchanged.h"
#include "upgrade_parts.h"

enum {
	AFTERWARDS = 5, /* seconds in which a manager may still write into its database */
};

/* The last snapshot, when it still is what is there. */
static bool find_unchanged(struct workspace *workspace, struct snapshot_id *result)
{
	struct error ignored = ERROR_INIT;

	return unchanged_since(workspace, result, &ignored) == 1;
}

static bool is_known_before(struct workspace *workspace, const struct transaction *transaction)
{
	struct snapshot_id last;

	return transaction->has_before && find_unchanged(workspace, &last) &&
		memcmp(&last, &transaction->before, sizeof last) == 0;
}

static int begin_nested(struct workspace *workspace, const struct transaction *outer)
{
	if (!is_known_before(workspace, outer))
		return 0;
	transaction_mark_running(workspace->state_fd, outer->id);
	return 1;
}

/* A look at the watched files that goes on beside. */
struct side_look {
	struct workspace *workspace;
	struct snapshot_id last;
	bool unchanged;
};

static void *run_look(void *context)
{
	struct side_look *look = context;

	look->unchanged = find_unchanged(look->workspace, &look->last);
	return NULL;
}

/*
 * Afterwards nobody can ask any more what the packages were. That takes as long as the look at the
 * files, and neither needs the other. What was known of the packages must stay where files changed:
 * the whole program asks then whether that happened without us.
 */
static bool look_and_learn(
	struct workspace *workspace, struct snapshot_id *last, struct packages_reading *packages)
{
	TEXT_CLEANUP struct text composed = TEXT_INIT;
	struct side_look look = {.workspace = workspace};
	struct error ignored = ERROR_INIT;
	pthread_t thread;
	bool known = packages_current(workspace->root_fd, workspace->state_fd);
	bool beside = !known && pthread_create(&thread, NULL, run_look, &look) == 0;

	if (!known) {
		known = packages_read(workspace->arena, workspace->root_fd, workspace->state_fd,
				&workspace->configuration.watch, packages, &ignored) == 0;
		if (known)
			packages_compose(packages, &composed);
	}
	if (beside)
		(void)pthread_join(thread, NULL);
	else if (known)
		(void)run_look(&look);
	if (!known || !look.unchanged)
		return false;
	packages_keep(workspace->state_fd, &composed);
	*last = look.last;
	return true;
}

/* Their packages are to be looked into. facts NULL: they are those of STATE/facts. */
static bool has_edited(struct workspace *workspace, const struct announced_list *announced,
	const struct facts *facts)
{
	struct upgrade_edited edited;

	upgrade_list_edited(workspace, announced, facts, &edited);
	return edited.count > 0;
}

static int begin(struct workspace *workspace, const struct upgrade_session *session,
	const struct announced_list *announced)
{
	struct packages_reading packages = {0};
	struct transaction transaction;
	struct snapshot_id before;
	struct error ignored = ERROR_INIT;

	if (session->pending_count > 0 || session->damaged > 0 ||
		!look_and_learn(workspace, &before, &packages) ||
		has_edited(workspace, announced, packages.is_new ? &packages.cache.facts : NULL) ||
		upgrade_session_begin(workspace, session, &transaction, &ignored) < 0)
		return 0;
	transaction.has_before = true;
	transaction.before = before;
	if (announced != NULL)
		transaction.announced = *announced;
	transaction_keep_facts(workspace->state_fd, transaction.id);
	return transaction_store(workspace->state_fd, &transaction, &ignored) == 0 ? 1 : 0;
}

int upgrade_quick_before(
	struct workspace *workspace, const char *via, const struct announced_list *announced)
{
	struct upgrade_session session;
	const struct transaction *outer;
	struct error ignored = ERROR_INIT;

	if (workspace->configuration_problem != NULL ||
		upgrade_session_read(workspace, via, &session, &ignored) < 0)
		return 0;
	hook_mark_seen(workspace->state_fd, via, workspace->now);
	outer = upgrade_session_outer(&session);
	return outer != NULL ? begin_nested(workspace, outer)
			     : begin(workspace, &session, announced);
}

int upgrade_note_announced(struct workspace *workspace, const char *via,
	const struct announced_list *announced, struct error *error)
{
	struct upgrade_session session;
	struct transaction transaction;
	const struct transaction *open;

	if (upgrade_session_read(workspace, via, &session, error) < 0)
		return -error->code;
	hook_mark_seen(workspace->state_fd, via, workspace->now);
	open = upgrade_session_mine(&session);
	if (open == NULL)
		open = upgrade_session_outer(&session);
	if (open == NULL)
		return error_set(error, ENOENT, "no transaction has begun");
	transaction = *open;
	for (size_t i = 0; announced != NULL && i < announced->count; i++)
		announced_add(&transaction.announced, workspace->arena, &announced->items[i]);
	return transaction_store(workspace->state_fd, &transaction, error);
}

int upgrade_quick_announce(
	struct workspace *workspace, const char *via, const struct announced_list *announced)
{
	struct error ignored = ERROR_INIT;

	return !has_edited(workspace, announced, NULL) &&
			upgrade_note_announced(workspace, via, announced, &ignored) == 0
		? 1
		: 0;
}

int upgrade_quick_after(struct workspace *workspace, const char *via)
{
	struct upgrade_session session;
	const struct transaction *mine;
	struct error ignored = ERROR_INIT;

	if (upgrade_session_read(workspace, via, &session, &ignored) < 0)
		return 0;
	hook_mark_seen(workspace->state_fd, via, workspace->now);
	if (upgrade_session_outer(&session) != NULL)
		return 1;
	mine = upgrade_session_mine(&session);
	if (mine == NULL || mine->trouble != NULL || workspace->configuration_problem != NULL ||
		!is_known_before(workspace, mine))
		return 0;
	transaction_note_closed(workspace->state_fd, mine, workspace->now);
	return transaction_remove(workspace->state_fd, mine->id, &ignored) == 0 ? 1 : 0;
}

bool upgrade_is_pending(struct workspace *workspace)
{
	struct transaction *pending;
	struct error ignored = ERROR_INIT;
	size_t count = 0, damaged = 0;

	return transactions_pending(workspace->arena, workspace->state_fd, &pending, &count,
		       &damaged, &ignored) < 0 ||
		count > 0 || damaged > 0;
}

bool upgrade_is_unwatched(struct workspace *workspace)
{
	struct transaction_span *spans = NULL;
	struct error ignored = ERROR_INIT;
	size_t count = 0;
	int64_t newest = 0;

	(void)transactions_closed(workspace->arena, workspace->state_fd, &spans, &count, &ignored);
	for (size_t i = 0; i < count; i++) {
		if (spans[i].ended > newest)
			newest = spans[i].ended;
	}
	return packages_last_written(workspace->root_fd) > newest + AFTERWARDS;
}

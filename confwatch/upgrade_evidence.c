// SPDX-License-Identifier: GPL-2.0-or-later
// What is known about the packages of a transaction, and what its changes mean.
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/translate.h"
#include "system/packages.h"
#include "system/packages_cache.h"
#include "system/transactions.h"
#include "upgrade_parts.h"

void upgrade_add_trouble(struct workspace *workspace, const struct transaction *transaction,
	const char *message, struct finding_list *list)
{
	struct finding *finding;

	if (list->count > 0) {
		finding = &list->items[0];
		finding->message =
			arena_format(workspace->arena, "%s; %s", finding->message, message);
		return;
	}
	finding = finding_add(list, workspace->arena);
	finding->class = CLASS_UNWITNESSED;
	finding->severity = SEVERITY_WARNING;
	finding->transaction = transaction != NULL ? transaction->id : NULL;
	finding->message = message;
	finding->since = workspace->now;
	finding->id = finding_identify(workspace->arena, finding);
}

const char *upgrade_trouble_words(struct arena *arena, const struct trouble *trouble)
{
	return trouble->event[0] == '\0' ? trouble->message
					 : arena_format(arena, _("hook %s of %s: %s"),
						   trouble->event, trouble->via, trouble->message);
}

void upgrade_hooks_trouble(
	struct workspace *workspace, const struct trouble_list *list, struct finding_list *result)
{
	for (size_t i = 0; i < list->count; i++)
		upgrade_add_trouble(workspace, NULL,
			upgrade_trouble_words(workspace->arena, &list->items[i]), result);
}

/* The copy that `before` kept; else the cache, which nobody refreshed since. */
static bool read_facts_before(
	struct workspace *workspace, const struct transaction *transaction, struct facts *result)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	struct packages_cache cache;

	if (transaction_facts(workspace->state_fd, transaction->id, &bytes) == 0) {
		if (!packages_cache_parse(workspace->arena, bytes.bytes, bytes.length, &cache))
			return false;
	} else if (!packages_cache_read(workspace->arena, workspace->state_fd, &cache)) {
		return false;
	}
	*result = cache.facts;
	return true;
}

static int compare_names(const void *a, const void *b)
{
	const struct package_change *left = a;
	const struct package_change *right = b;

	return strcmp(left->name, right->name);
}

/* What the manager announced stands in for databases that cannot be read. */
static void believe_announced(struct arena *arena, const struct transaction *transaction,
	struct package_change_list *list)
{
	const struct announced_list *announced = &transaction->announced;

	list->items = arena_new_array(arena, announced->count, struct package_change);
	list->count = 0;
	for (size_t i = 0; i < announced->count; i++) {
		const struct announced *item = &announced->items[i];

		if (item->failed || item->action == ANNOUNCED_CONFIGURE)
			continue;
		list->items[list->count++] = (struct package_change){
			.name = item->name,
			.before = item->before,
			.after = item->after,
			.manager = transaction->via,
		};
	}
	if (list->count > 1)
		qsort(list->items, list->count, sizeof *list->items, compare_names);
}

void upgrade_read_facts(struct workspace *workspace, const struct transaction *transaction,
	struct upgrade_evidence *evidence, struct finding_list *trouble)
{
	struct arena *arena = workspace->arena;
	struct error error = ERROR_INIT;
	bool has_before = read_facts_before(workspace, transaction, &evidence->before);

	evidence->transaction = transaction;
	if (packages_facts(arena, workspace->root_fd, workspace->state_fd,
		    &workspace->configuration.watch, &evidence->after, &error) < 0) {
		upgrade_add_trouble(workspace, transaction,
			arena_format(arena, _("what the packages say could not be read: %s"),
				error.message),
			trouble);
		evidence->after = evidence->before;
		has_before = false;
	}
	if (has_before)
		facts_compare(arena, &evidence->before, &evidence->after, &evidence->packages);
	else
		believe_announced(arena, transaction, &evidence->packages);
	if (!has_before)
		evidence->before = evidence->after;
}

static int compare_paths(const void *a, const void *b)
{
	return path_compare(*(const char *const *)a, *(const char *const *)b);
}

/*
 * A file that its package shipped, and that was not there before: somebody had removed it, and
 * meant it.
 */
static void list_deleted(struct arena *arena, const struct change_list *changes,
	const struct facts *before, struct string_list *result)
{
	for (size_t i = 0; i < changes->count; i++) {
		const struct change *change = &changes->changes[i];
		const struct owned *owned;

		if (change->kind != CHANGE_ADDED)
			continue;
		owned = facts_owner(before, change->path);
		if (owned != NULL &&
			(owned->flags & (OWNED_GHOST | OWNED_OBSOLETE | OWNED_REMOVED)) == 0)
			string_list_add(result, arena, change->path);
	}
	if (result->count > 1)
		qsort(result->items, result->count, sizeof *result->items, compare_paths);
}

void upgrade_classify(struct workspace *workspace, struct history *history,
	const struct tree *before, const struct tree *after, const struct change_list *changes,
	const struct upgrade_evidence *evidence, struct finding_list *result)
{
	struct arena *arena = workspace->arena;
	struct string_list deleted = {0};
	struct classify_wanted wanted = {0};
	struct classify_input input = {
		.before = before,
		.after = after,
		.changes = changes,
		.facts_before = &evidence->before,
		.facts_after = &evidence->after,
		.packages = &evidence->packages,
		.transaction = evidence->transaction,
		.required = workspace->configuration.required,
		.required_count = workspace->configuration.required_count,
		.snapshot = evidence->snapshot,
		.now = workspace->now,
		.program = "confwatch",
	};

	upgrade_reasons(workspace, history, changes, &input);
	list_deleted(arena, changes, &evidence->before, &deleted);
	input.deleted = deleted.items;
	input.deleted_count = deleted.count;
	classify_wanted(arena, &input, &wanted);
	upgrade_read_contents(workspace, history, before, after, &wanted);
	input.digests = wanted.digests;
	input.digest_count = wanted.digest_count;
	input.texts = wanted.texts;
	input.text_count = wanted.text_count;
	classify(arena, &input, result);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// What was lost before an upgrade began, and nobody has seen yet: its snapshot must not close that.
#include <string.h>

#include "accepted.h"
#include "rules_load.h"
#include "system/packages_cache.h"
#include "upgrade_parts.h"

/* What restores recorded beside their paths is open still: compared is with what was accepted. */
static int find_missed(struct workspace *workspace, const struct record_view *view,
	struct finding_list *result, struct error *error)
{
	struct arena *arena = workspace->arena;
	struct upgrade_evidence evidence = {0};
	struct change_list changes = {0};
	struct packages_cache cache;
	struct accepted accepted;

	if (accepted_read(workspace, view->history, NULL, NULL, 0, &accepted, error) < 0)
		return -error->code;
	diff_trees(arena, &accepted.tree, view->present, NULL, 0, &changes);
	if (changes.count == 0)
		return 0;
	if (packages_cache_read(arena, workspace->state_fd, &cache))
		evidence.before = evidence.after = cache.facts;
	evidence.snapshot = accepted.base.id;
	rules_load_required(workspace);
	upgrade_classify(workspace, view->history, &accepted.tree, view->present, &changes,
		&evidence, result);
	return 0;
}

/* Edits are history from now on; what is gone, or open to more people, is not. */
static bool is_worth_keeping(const struct finding *finding)
{
	return finding->severity == SEVERITY_CRITICAL;
}

/* One that was told before, and ended since, is told anew. */
static void drop_repeated(struct finding_list *kept, const struct finding_list *fresh)
{
	size_t left = 0;

	for (size_t i = 0; i < kept->count; i++) {
		if (!finding_is_among(fresh, kept->items[i].id))
			kept->items[left++] = kept->items[i];
	}
	kept->count = left;
}

void upgrade_keep_missed(void *context, const struct record_view *view, struct record_about *about)
{
	struct upgrade_missed *missed = context;
	struct workspace *workspace = missed->workspace;
	struct finding_list kept = {0}, fresh = {0};
	struct error ignored = ERROR_INIT;
	size_t count = 0;

	if (view->last == NULL ||
		history_findings(view->history, workspace->arena, view->last, &kept, &ignored) <
			0 ||
		find_missed(workspace, view, &fresh, &ignored) < 0)
		return;
	for (size_t i = 0; i < fresh.count; i++) {
		if (is_worth_keeping(&fresh.items[i]))
			fresh.items[count++] = fresh.items[i];
	}
	fresh.count = count;
	if (count == 0)
		return;
	drop_repeated(&kept, &fresh);
	for (size_t i = 0; i < count; i++)
		*finding_add(&kept, workspace->arena) = fresh.items[i];
	finding_sort(&kept);
	finding_write(&kept, &missed->findings);
	about->findings = &missed->findings;
}

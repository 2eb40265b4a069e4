// SPDX-License-Identifier: GPL-2.0-or-later
// What is open now: what transactions left open, and what changed since the last snapshot.
#include "base/translate.h"
#include "system/packages_cache.h"
#include "upgrade_parts.h"

/* Without a look at the databases: what only looks runs no program. */
static struct upgrade_evidence known_facts(struct workspace *workspace)
{
	struct upgrade_evidence evidence = {0};
	struct packages_cache cache;

	if (packages_cache_read(workspace->arena, workspace->state_fd, &cache))
		evidence.before = evidence.after = cache.facts;
	return evidence;
}

/* Hooks that failed since the last transaction was closed. */
static void add_trouble(struct workspace *workspace, struct finding_list *result)
{
	struct trouble_list list = {0};
	struct error ignored = ERROR_INIT;
	struct finding_list findings = {0};

	if (trouble_read(workspace->arena, workspace->state_fd, &list, &ignored) < 0)
		return;
	upgrade_hooks_trouble(workspace, &list, &findings);
	if (findings.count > 0)
		*finding_add(result, workspace->arena) = findings.items[0];
}

static int add_kept(struct workspace *workspace, struct history *history, const struct look *look,
	struct finding_list *result, struct finding_list *settled, struct error *error)
{
	struct finding_list kept = {0};

	if (!look->has_last)
		return 0;
	if (history_findings(history, workspace->arena, &look->accepted.head, &kept, error) < 0)
		return -error->code;
	return upgrade_still_open(
		workspace, history, &look->scan.tree, &kept, result, settled, error);
}

static void add_changes(struct workspace *workspace, struct history *history,
	const struct look *look, struct finding_list *result)
{
	struct upgrade_evidence evidence;
	struct finding_list fresh = {0};

	if (!look->has_last || look->changes.count == 0)
		return;
	evidence = known_facts(workspace);
	evidence.snapshot = look->accepted.base.id;
	upgrade_classify(workspace, history, &look->accepted.tree, &look->scan.tree, &look->changes,
		&evidence, &fresh);
	for (size_t i = 0; i < fresh.count; i++)
		*finding_add(result, workspace->arena) = fresh.items[i];
}

int upgrade_findings_of(struct workspace *workspace, struct history *history,
	const struct look *look, struct finding_list *result, struct finding_list *settled,
	struct error *error)
{
	struct finding_list findings = {0};

	if (add_kept(workspace, history, look, &findings, settled, error) < 0)
		return -error->code;
	add_changes(workspace, history, look, &findings);
	add_trouble(workspace, &findings);
	finding_sort(&findings);
	*result = findings;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Rules that failed, as findings among the others.
#include "findings_rules.h"

#include <string.h>

#include "base/translate.h"
#include "core/ledger.h"

enum {
	NANOSECONDS = 1000000000,
};

/* One call of findings_add_rules(). */
struct asking {
	struct check *check;
	const struct diary *diary;
	struct finding_list *open;
	struct finding_list *settled;
};

static bool same_string(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_of_rule(const struct finding *finding)
{
	return finding->class == CLASS_COUNT;
}

/* What an upgrade left is known of it already. */
static void take_over(struct finding *finding, const struct finding_list *kept)
{
	for (size_t i = 0; i < kept->count; i++) {
		const struct finding *older = &kept->items[i];

		if (!is_of_rule(older) || !same_string(older->rule, finding->rule) ||
			!same_string(older->path, finding->path))
			continue;
		finding->id = older->id;
		finding->transaction = older->transaction;
		finding->package = older->package;
		finding->version_before = older->version_before;
		finding->version_after = older->version_after;
		finding->has_snapshot = older->has_snapshot;
		finding->snapshot = older->snapshot;
		finding->since = older->since;
	}
}

/* Of an absent file nobody knows when it became so. */
static const struct diary_entry *find_acceptance(
	const struct check *check, const struct diary *diary, const struct finding *finding)
{
	const struct judge_world *world = &check->world.world;
	const int64_t now = check->workspace->now;
	struct judged_entry entry;
	int64_t written = 0;

	if (finding->path == NULL)
		return ledger_acceptance(diary, finding, now, now);
	if (world->entry(world->context, finding->path, true, &entry) < 0)
		return NULL;
	if (entry.presence == PRESENCE_THERE)
		written = entry.mtime / NANOSECONDS;
	return ledger_acceptance(diary, finding, written, now);
}

/* Open, unless somebody said that it is right so. */
static void add_judged(const struct asking *asking, struct finding *finding)
{
	const bool accepted = finding->said != NULL;

	if (accepted)
		finding->state = FINDING_ACCEPTED;
	*finding_add(accepted ? asking->settled : asking->open, asking->check->workspace->arena) =
		*finding;
}

static void add_trouble(const struct asking *asking, const char *message)
{
	struct workspace *workspace = asking->check->workspace;
	struct finding finding = {
		.class = CLASS_COUNT,
		.rule = "rules",
		.severity = SEVERITY_WARNING,
		.message = message,
		.since = workspace->now,
		.folded = 1,
	};

	finding.id = finding_identify(workspace->arena, &finding);
	finding.said = find_acceptance(asking->check, asking->diary, &finding);
	add_judged(asking, &finding);
}

static void add_failed(const struct asking *asking, const struct finding_list *kept)
{
	struct check *check = asking->check;
	struct finding_list failed = {0};

	evaluate_findings(check->workspace->arena, &check->all.list, &failed);
	for (size_t i = 0; i < failed.count; i++) {
		struct finding *finding = &failed.items[i];

		finding->said = find_acceptance(check, asking->diary, finding);
		if (finding->said == NULL && evaluate_loss(asking->open, finding) != NULL)
			continue;
		finding->since = check->workspace->now;
		take_over(finding, kept);
		add_judged(asking, finding);
	}
}

void findings_add_rules(struct check *check, const struct diary *diary, struct finding_list *list,
	struct finding_list *settled)
{
	struct arena *arena = check->workspace->arena;
	struct error error = ERROR_INIT;
	const struct finding_list kept = *list;
	struct finding_list others = {0};
	struct asking asking = {check, diary, list, settled};

	if (check_all(check, &error) < 0) {
		add_trouble(&asking,
			arena_format(arena, _("rules could not be asked: %s"), error.message));
		return;
	}
	for (size_t i = 0; i < kept.count; i++) {
		if (!is_of_rule(&kept.items[i]))
			*finding_add(&others, arena) = kept.items[i];
	}
	asking.open = &others;
	add_failed(&asking, &kept);
	if (check->mistakes.count > 0)
		add_trouble(&asking,
			arena_format(arena, _("in files of rules: %s"), check->mistakes.items[0]));
	*list = others;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Rules that failed, as findings among the others.
#include "findings_rules.h"

#include <string.h>

#include "base/translate.h"
#include "core/ledger.h"

enum {
	NANOSECONDS = 1000000000,
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
static bool is_accepted(
	const struct check *check, const struct diary *diary, const struct finding *finding)
{
	const struct judge_world *world = &check->world.world;
	struct judged_entry entry;

	if (finding->path == NULL)
		return false;
	if (world->entry(world->context, finding->path, true, &entry) < 0)
		return false;
	return ledger_accepts(
		diary, finding, entry.presence == PRESENCE_THERE ? entry.mtime / NANOSECONDS : 0);
}

static void add_trouble(struct check *check, const char *message, struct finding_list *list)
{
	struct finding *finding = finding_add(list, check->workspace->arena);

	finding->rule = "rules";
	finding->severity = SEVERITY_WARNING;
	finding->message = message;
	finding->since = check->workspace->now;
	finding->id = finding_identify(check->workspace->arena, finding);
}

static void add_failed(struct check *check, const struct diary *diary,
	const struct finding_list *kept, struct finding_list *list)
{
	struct finding_list failed = {0};
	struct arena *arena = check->workspace->arena;

	evaluate_findings(arena, &check->all.list, &failed);
	for (size_t i = 0; i < failed.count; i++) {
		struct finding *finding = &failed.items[i];

		if (is_accepted(check, diary, finding) || evaluate_loss(list, finding) != NULL)
			continue;
		finding->since = check->workspace->now;
		take_over(finding, kept);
		*finding_add(list, arena) = *finding;
	}
}

void findings_add_rules(struct check *check, const struct diary *diary, struct finding_list *list)
{
	struct arena *arena = check->workspace->arena;
	struct error error = ERROR_INIT;
	const struct finding_list kept = *list;
	struct finding_list others = {0};

	if (check_all(check, &error) < 0) {
		add_trouble(check,
			arena_format(arena, _("rules could not be asked: %s"), error.message),
			list);
		return;
	}
	for (size_t i = 0; i < kept.count; i++) {
		if (!is_of_rule(&kept.items[i]))
			*finding_add(&others, arena) = kept.items[i];
	}
	add_failed(check, diary, &kept, &others);
	if (check->mistakes.count > 0)
		add_trouble(check,
			arena_format(arena, _("in files of rules: %s"), check->mistakes.items[0]),
			&others);
	*list = others;
}

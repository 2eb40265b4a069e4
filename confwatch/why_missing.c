// SPDX-License-Identifier: GPL-2.0-or-later
// Files of the administrator's that nobody gave a reason for.
#include "base/path.h"
#include "custom.h"
#include "snapshot.h"
#include "system/diary.h"
#include "why.h"

static enum severity worse(enum severity a, enum severity b)
{
	return a > b ? a : b;
}

static bool counts(const struct check *check, const struct rule *rule)
{
	return !rule->disabled &&
		(rule->policy == NULL || rules_adopted(&check->rules, rule->policy));
}

static void add_rules(struct check *check, struct missing *missing)
{
	for (size_t i = 0; i < check->rules.pack_count; i++) {
		const struct pack *pack = &check->rules.packs[i];

		for (size_t j = 0; j < pack->rule_count; j++) {
			const struct rule *rule = &pack->rules[j];

			if (!counts(check, rule) || !evaluate_speaks_of(rule, missing->path))
				continue;
			string_list_add(&missing->rules, check->workspace->arena, rule->id);
			missing->severity = worse(missing->severity, rule->severity);
		}
	}
}

static const struct required_file *find_required(const struct check *check, const char *path)
{
	const struct configuration *configuration = &check->workspace->configuration;

	return required_find(configuration->required, configuration->required_count, path);
}

static struct missing describe(struct check *check, const char *path, enum origin origin)
{
	const struct owned *owner = facts_owner(&check->facts, path);
	const struct required_file *required = find_required(check, path);
	struct missing missing = {
		.path = path,
		.origin = origin,
		.package = owner != NULL ? owner->package->name : NULL,
		.required = required != NULL,
		.login = custom_is_login(check, path) || path_is_within(path, "/etc/postfix"),
		.severity = SEVERITY_NOTICE,
	};

	if (missing.login)
		missing.severity = SEVERITY_WARNING;
	if (required != NULL)
		missing.severity = worse(missing.severity, required->severity);
	add_rules(check, &missing);
	return missing;
}

/* In the diary, or in the file that requires it. */
static bool has_reason(const struct check *check, const struct diary *diary, const char *path)
{
	const struct required_file *required = find_required(check, path);

	return diary_reason(diary, path) != NULL || (required != NULL && required->reason != NULL);
}

int why_missing(struct check *check, struct missing_list *result, struct error *error)
{
	struct workspace *workspace = check->workspace;
	struct missing_list list = {0};
	struct diary diary = {0};
	struct look look = {0};

	if (check_history(check, error) < 0 ||
		diary_load(check->history, workspace->arena, &diary, error) < 0 ||
		snapshot_look(workspace, check->history, NULL, 0, false, &look, error) < 0)
		return -error->code;
	list.items = arena_new_array(workspace->arena, look.scan.tree.count + 1, struct missing);
	for (size_t i = 0; i < look.scan.tree.count; i++) {
		const struct entry *entry = &look.scan.tree.entries[i];
		enum origin origin;

		if (has_reason(check, &diary, entry->path))
			continue;
		origin = custom_origin(check, entry);
		if (origin != ORIGIN_ABSENT)
			list.items[list.count++] = describe(check, entry->path, origin);
	}
	missing_sort(&list);
	*result = list;
	return 0;
}

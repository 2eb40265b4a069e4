// SPDX-License-Identifier: GPL-2.0-or-later
// Looking up rules, policies and formats.
#include "core/rules.h"

#include <string.h>

#include "base/path.h"

const char *must_name(enum must must)
{
	static const char *const names[MUST_COUNT] = {
		[MUST_NOTHING] = "",
		[MUST_EXIST] = "exist",
		[MUST_BE_ABSENT] = "be-absent",
		[MUST_BE_REGULAR] = "be-regular",
		[MUST_BE_DIRECTORY] = "be-directory",
		[MUST_BE_LINK] = "be-link",
	};

	return names[must];
}

const struct rule *rules_find(const struct rule_set *set, const char *id)
{
	for (size_t i = 0; i < set->pack_count; i++)
		for (size_t j = 0; j < set->packs[i].rule_count; j++)
			if (strcmp(set->packs[i].rules[j].id, id) == 0)
				return &set->packs[i].rules[j];
	return NULL;
}

size_t rules_count(const struct rule_set *set)
{
	size_t count = 0;

	for (size_t i = 0; i < set->pack_count; i++)
		count += set->packs[i].rule_count;
	return count;
}

bool rules_adopted(const struct rule_set *set, const char *policy)
{
	return string_list_holds(&set->adopted, policy);
}

const char *rules_format(const struct rule_set *set, const char *path)
{
	for (size_t i = set->format_count; i > 0; i--)
		if (path_matches(set->formats[i - 1].pattern, path))
			return set->formats[i - 1].format;
	return NULL;
}

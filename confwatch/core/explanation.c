// SPDX-License-Identifier: GPL-2.0-or-later
// Where a rule mentions a path.
#include "core/explanation.h"

#include <string.h>

#include "base/path.h"

/* A whole string of an expression, between quotes of either kind. */
static bool quotes(struct arena *arena, const char *expression, const char *path)
{
	return expression != NULL &&
		(strstr(expression, arena_format(arena, "'%s'", path)) != NULL ||
			strstr(expression, arena_format(arena, "\"%s\"", path)) != NULL);
}

static struct rule_mention in_expressions(
	struct arena *arena, const struct rule *rule, const char *path)
{
	const struct {
		const char *key;
		const char *words;
	} expressions[] = {
		{"assert", rule->assert.text},
		{"never", rule->never.text},
		{"applies", rule->applies.text},
		{"at", rule->at.text},
		{"say", rule->say.text},
	};

	for (size_t i = 0; i < sizeof expressions / sizeof expressions[0]; i++)
		if (quotes(arena, expressions[i].words, path))
			return (struct rule_mention){expressions[i].key, expressions[i].words};
	for (size_t i = 0; i < rule->capture_count; i++)
		if (quotes(arena, rule->captures[i].expression.text, path))
			return (struct rule_mention){"capture", rule->captures[i].expression.text};
	return (struct rule_mention){NULL, NULL};
}

static bool is_path(const char *value, const char *path)
{
	return value != NULL && strcmp(value, path) == 0;
}

struct rule_mention rule_mentions(struct arena *arena, const struct rule *rule, const char *path)
{
	for (size_t i = 0; i < rule->files.count; i++)
		if (strcmp(rule->files.items[i], path) == 0)
			return (struct rule_mention){
				rule->files.count > 1 ? "any_of" : "file", path};
	if (rule->each != NULL && path_matches(rule->each, path))
		return (struct rule_mention){"each", rule->each};
	if (is_path(rule->same_as, path))
		return (struct rule_mention){"same_as", path};
	if (is_path(rule->newer_than, path))
		return (struct rule_mention){"newer_than", path};
	return in_expressions(arena, rule, path);
}

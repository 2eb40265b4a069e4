// SPDX-License-Identifier: GPL-2.0-or-later
// Where a rule mentions a path.
#include "core/explanation.h"

#include <string.h>

#include "base/path.h"

/* Functions that read files which they are not told the paths of. */
static const struct {
	const char *pattern;
	const char *call;
	bool named; /* told the last component of the path */
} views[] = {
	{"/etc/pam.d/*", "cw:pam(", true},
	{"/etc/pam.d/*", "cw:pam-permits(", true},
	{"/usr/lib/pam.d/*", "cw:pam(", true},
	{"/usr/lib/pam.d/*", "cw:pam-permits(", true},
	{"/usr/etc/pam.d/*", "cw:pam(", true},
	{"/usr/etc/pam.d/*", "cw:pam-permits(", true},
	{"/etc/postfix/main.cf", "cw:postfix", false},
	{"/etc/postfix/main.cf", "cw:smtp-auth(", false},
	{"/etc/postfix/main.cf", "cw:mail-services(", false},
	{"/etc/postfix/master.cf", "cw:postfix-", false},
	{"/etc/postfix/master.cf", "cw:smtp-auth(", false},
	{"/etc/postfix/sasl/*.conf", "cw:smtp-auth(", false},
	{"/etc/sasl2/*.conf", "cw:smtp-auth(", false},
	{"/etc/sysconfig/saslauthd", "cw:saslauthd(", false},
	{"/etc/default/saslauthd*", "cw:saslauthd(", false},
	{"/etc/imapd.conf", "cw:mail-services(", false},
};

static bool quotes(
	struct arena *arena, const char *expression, const char *before, const char *word)
{
	return strstr(expression, arena_format(arena, "%s'%s'", before, word)) != NULL ||
		strstr(expression, arena_format(arena, "%s\"%s\"", before, word)) != NULL;
}

static bool views_read(struct arena *arena, const char *expression, const char *path)
{
	for (size_t i = 0; i < sizeof views / sizeof views[0]; i++)
		if (path_matches(views[i].pattern, path) &&
			(views[i].named ? quotes(arena, expression, views[i].call, path_name(path))
					: strstr(expression, views[i].call) != NULL))
			return true;
	return false;
}

/* As a whole string, between quotes of either kind, or by a function that reads it. */
static bool speaks_of(struct arena *arena, const char *expression, const char *path)
{
	return expression != NULL &&
		(quotes(arena, expression, "", path) || views_read(arena, expression, path));
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
		if (speaks_of(arena, expressions[i].words, path))
			return (struct rule_mention){expressions[i].key, expressions[i].words};
	for (size_t i = 0; i < rule->capture_count; i++)
		if (speaks_of(arena, rule->captures[i].expression.text, path))
			return (struct rule_mention){"capture", rule->captures[i].expression.text};
	return (struct rule_mention){NULL, NULL};
}

static bool is_path(const char *value, const char *path)
{
	return value != NULL && strcmp(value, path) == 0;
}

struct rule_mention rule_mentions(struct arena *arena, const struct rule *rule, const char *path)
{
	if (string_list_holds(&rule->files, path))
		return (struct rule_mention){rule->files.count > 1 ? "any_of" : "file", path};
	if (rule->each != NULL && path_matches(rule->each, path))
		return (struct rule_mention){"each", rule->each};
	if (is_path(rule->same_as, path))
		return (struct rule_mention){"same_as", path};
	if (is_path(rule->newer_than, path))
		return (struct rule_mention){"newer_than", path};
	return in_expressions(arena, rule, path);
}

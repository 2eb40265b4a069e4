// SPDX-License-Identifier: GPL-2.0-or-later
// Sentences about mistakes in our own YAML files.
#include "formats/allowed.h"

#include <string.h>

#include "base/path.h"
#include "base/suggest.h"
#include "core/mail_address.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

const char *allowed_join(struct arena *arena, const struct string_list *names)
{
	const char *joined = "";

	for (size_t i = 0; i < names->count; i++)
		joined = arena_format(arena, "%s%s%s", joined, i == 0 ? "" : ", ", names->items[i]);
	return joined;
}

const char *allowed_meant(struct arena *arena, const char *word, const struct string_list *names)
{
	struct suggestion suggestion;

	suggestion_begin(&suggestion, word, strlen(word));
	for (size_t i = 0; i < names->count; i++)
		suggestion_offer(&suggestion, names->items[i]);
	if (suggestion.nearest == NULL)
		return "";
	return arena_format(arena, ", perhaps '%s'", suggestion.nearest);
}

int allowed_unknown_key(struct arena *arena, const char *file, const struct yaml_node *node,
	const struct string_list *names, struct error *error)
{
	return yaml_key_error(file, node, error, "unknown key '%s'%s; allowed here: %s", node->key,
		allowed_meant(arena, node->key, names), allowed_join(arena, names));
}

struct string_list allowed_names(struct arena *arena, const char *const *names, size_t count)
{
	struct string_list list = {0};

	for (size_t i = 0; i < count; i++)
		string_list_add(&list, arena, names[i]);
	return list;
}

int allowed_choice(struct arena *arena, const char *file, const struct yaml_node *node,
	const char *const *names, size_t count, size_t *result, struct error *error)
{
	const struct string_list list = allowed_names(arena, names, count);

	if (node->kind != YAML_STRING)
		return allowed_wrong_kind(file, node, allowed_join(arena, &list), error);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(node->string, names[i]) == 0) {
			*result = i;
			return 0;
		}
	}
	return yaml_error(file, node, error, "'%s' is '%s'%s; allowed here: %s", node->key,
		node->string, allowed_meant(arena, node->string, &list),
		allowed_join(arena, &list));
}

int allowed_severity(struct arena *arena, const char *file, const struct yaml_node *node,
	enum severity *result, struct error *error)
{
	const char *names[SEVERITY_CRITICAL + 1];
	size_t choice = 0;

	for (size_t i = 0; i < LENGTH(names); i++)
		names[i] = severity_name((enum severity)i);
	if (allowed_choice(arena, file, node, names, LENGTH(names), &choice, error) < 0)
		return -error->code;
	*result = (enum severity)choice;
	return 0;
}

int allowed_on_lost(struct arena *arena, const char *file, const struct yaml_node *node,
	enum on_lost *result, struct error *error)
{
	const char *names[ON_LOST_COUNT];
	size_t choice = 0;

	for (size_t i = 0; i < LENGTH(names); i++)
		names[i] = on_lost_name((enum on_lost)i);
	if (allowed_choice(arena, file, node, names, LENGTH(names), &choice, error) < 0)
		return -error->code;
	*result = (enum on_lost)choice;
	return 0;
}

int allowed_wrong_kind(
	const char *file, const struct yaml_node *node, const char *allowed, struct error *error)
{
	bool empty = node->kind == YAML_STRING && node->string[0] == '\0';
	const char *kind = empty ? "empty" : yaml_kind_name(node->kind);

	if (node->kind == YAML_SEQUENCE && node->first == NULL)
		kind = "an empty list";
	if (node->kind == YAML_MAPPING && node->first == NULL)
		kind = "an empty mapping";
	if (node->key == NULL)
		return yaml_error(file, node, error, "%s; allowed here: %s", kind, allowed);
	return yaml_error(
		file, node, error, "'%s' is %s; allowed here: %s", node->key, kind, allowed);
}

bool allowed_goes_up(const char *path)
{
	for (const char *dots = strstr(path, ".."); dots != NULL; dots = strstr(dots + 1, ".."))
		if ((dots == path || dots[-1] == '/') && (dots[2] == '\0' || dots[2] == '/'))
			return true;
	return false;
}

const char *allowed_path_problem(const char *path)
{
	if (path[0] != '/')
		return "is not an absolute path";
	if (allowed_goes_up(path))
		return "goes up with '..'";
	if (strpbrk(path, "*?") != NULL)
		return "is a pattern";
	return NULL;
}

int allowed_address(
	const char *file, const struct yaml_node *node, const char **result, struct error *error)
{
	const char *problem;

	if (node->kind != YAML_STRING)
		return allowed_wrong_kind(file, node, ALLOWED_ADDRESSES, error);
	problem = mail_address_problem(node->string);
	if (problem != NULL)
		return yaml_error(file, node, error, "'%s' %s; allowed here: %s", node->string,
			problem, ALLOWED_ADDRESSES);
	*result = node->string;
	return 0;
}

const char *allowed_pattern_problem(const char *pattern)
{
	if (pattern[0] == '\0')
		return "is empty";
	if (pattern[0] != '/' && strchr(pattern, '/') != NULL)
		return "is relative";
	if (allowed_goes_up(pattern))
		return "goes up with '..'";
	return NULL;
}

int allowed_path(struct arena *arena, const char *file, const struct yaml_node *node,
	const char **result, struct error *error)
{
	const char *problem;

	if (node->kind != YAML_STRING)
		return allowed_wrong_kind(file, node, ALLOWED_PATHS, error);
	problem = allowed_path_problem(node->string);
	if (problem != NULL)
		return yaml_error(file, node, error, "'%s' %s; allowed here: %s", node->string,
			problem, ALLOWED_PATHS);
	*result = path_normalise(arena, "/", node->string);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Sentences about mistakes in our own YAML files.
#include "formats/allowed.h"

#include <string.h>

#include "base/path.h"
#include "base/suggest.h"

const char *allowed_join(struct arena *arena, const struct string_list *names)
{
	const char *joined = "";

	for (size_t i = 0; i < names->count; i++)
		joined = arena_format(arena, "%s%s%s", joined, i == 0 ? "" : ", ", names->items[i]);
	return joined;
}

int allowed_unknown_key(struct arena *arena, const char *file, const struct yaml_node *node,
	const struct string_list *names, struct error *error)
{
	struct suggestion suggestion;
	const char *meant = "";

	suggestion_begin(&suggestion, node->key, strlen(node->key));
	for (size_t i = 0; i < names->count; i++)
		suggestion_offer(&suggestion, names->items[i]);
	if (suggestion.nearest != NULL)
		meant = arena_format(arena, ", perhaps '%s'", suggestion.nearest);
	return yaml_key_error(file, node, error, "unknown key '%s'%s; allowed here: %s", node->key,
		meant, allowed_join(arena, names));
}

int allowed_wrong_kind(
	const char *file, const struct yaml_node *node, const char *allowed, struct error *error)
{
	bool empty = node->kind == YAML_STRING && node->string[0] == '\0';
	const char *kind = empty ? "empty" : yaml_kind_name(node->kind);

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

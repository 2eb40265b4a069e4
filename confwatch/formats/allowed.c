// SPDX-License-Identifier: GPL-2.0-or-later
// Sentences about mistakes in our own YAML files.
#include "formats/allowed.h"

#include <stdbool.h>
#include <string.h>

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

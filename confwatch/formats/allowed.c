// SPDX-License-Identifier: GPL-2.0-or-later
// Sentences about mistakes in our own YAML files.
#include "formats/allowed.h"

#include <stdbool.h>
#include <string.h>

const char *allowed_join(struct arena *arena, const struct string_list *names)
{
	const char *joined = "";

	for (size_t i = 0; i < names->count; i++)
		joined = arena_format(arena, "%s%s%s", joined, i == 0 ? "" : ", ", names->items[i]);
	return joined;
}

static size_t least_of(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

/* Levenshtein's distance; a name that is longer than the row is far from any key. */
static size_t edit_distance(const char *a, const char *b)
{
	enum {
		ROW = 32,
	};
	size_t row[ROW], length = strlen(b);

	if (length >= ROW || strlen(a) >= ROW)
		return ROW;
	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= length; j++) {
			size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);

			diagonal = row[j];
			row[j] = least_of(row[j] + 1, row[j - 1] + 1, changed);
		}
	}
	return row[length];
}

/* Near: at most two letters, and less than half of the word, differ. */
const char *allowed_nearest(const struct string_list *names, const char *name)
{
	const char *nearest = NULL;
	size_t least = 3;

	for (size_t i = 0; i < names->count; i++) {
		size_t distance = edit_distance(name, names->items[i]);

		if (distance < least && distance * 2 < strlen(names->items[i])) {
			least = distance;
			nearest = names->items[i];
		}
	}
	return nearest;
}

int allowed_unknown_key(struct arena *arena, const char *file, const struct yaml_node *node,
	const struct string_list *names, struct error *error)
{
	const char *nearest = allowed_nearest(names, node->key);
	const char *meant = nearest == NULL ? "" : arena_format(arena, ", perhaps '%s'", nearest);

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

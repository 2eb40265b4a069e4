// SPDX-License-Identifier: GPL-2.0-or-later
// Mistakes in our own YAML files: what stands there, what is allowed there, what was meant.
#ifndef FORMATS_ALLOWED_H
#define FORMATS_ALLOWED_H

#include <stdbool.h>

#include "core/configuration.h"
#include "formats/yaml.h"

/* "watch, ignore, protect" */
const char *allowed_join(struct arena *arena, const struct string_list *names)
	__attribute__((returns_nonnull));

/* "unknown key 'ignroe', perhaps 'ignore'; allowed here: watch, ignore, ..."; -EINVAL. */
int allowed_unknown_key(struct arena *arena, const char *file, const struct yaml_node *node,
	const struct string_list *names, struct error *error);

/* "'watch' is a string; allowed here: a list of ..."; -EINVAL. */
int allowed_wrong_kind(
	const char *file, const struct yaml_node *node, const char *allowed, struct error *error);

#define ALLOWED_PATHS "absolute paths like /etc"

/* What is wrong with it, "is a pattern"; NULL: it is an absolute path. */
const char *allowed_path_problem(const char *path);

/* Whether a component is "..". */
bool allowed_goes_up(const char *path);

/* A string that is an absolute path: normalised. */
int allowed_path(struct arena *arena, const char *file, const struct yaml_node *node,
	const char **result, struct error *error);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Mistakes in our own YAML files: what stands there, what is allowed there, what was meant.
#ifndef FORMATS_ALLOWED_H
#define FORMATS_ALLOWED_H

#include <stdbool.h>

#include "core/configuration.h"
#include "core/required.h"
#include "formats/yaml.h"

/* "watch, ignore, protect" */
const char *allowed_join(struct arena *arena, const struct string_list *names)
	__attribute__((returns_nonnull));

/* ", perhaps 'severity'" for a word that is nearly one of the names; "" else. */
const char *allowed_meant(struct arena *arena, const char *word, const struct string_list *names)
	__attribute__((returns_nonnull));

/* "unknown key 'ignroe', perhaps 'ignore'; allowed here: watch, ignore, ..."; -EINVAL. */
int allowed_unknown_key(struct arena *arena, const char *file, const struct yaml_node *node,
	const struct string_list *names, struct error *error);

/* "'watch' is a string; allowed here: a list of ..."; -EINVAL. */
int allowed_wrong_kind(
	const char *file, const struct yaml_node *node, const char *allowed, struct error *error);

/* The names as a list, for messages. */
struct string_list allowed_names(struct arena *arena, const char *const *names, size_t count);

/* The index of a string among the names; "'severity' is 'x', perhaps ...; allowed here: ...". */
int allowed_choice(struct arena *arena, const char *file, const struct yaml_node *node,
	const char *const *names, size_t count, size_t *result, struct error *error);

/* One of severity_name(), of on_lost_name(). */
int allowed_severity(struct arena *arena, const char *file, const struct yaml_node *node,
	enum severity *result, struct error *error);
int allowed_on_lost(struct arena *arena, const char *file, const struct yaml_node *node,
	enum on_lost *result, struct error *error);

#define ALLOWED_PATHS "absolute paths like /etc"

/* What is wrong with it, "is a pattern"; NULL: it is an absolute path. */
const char *allowed_path_problem(const char *path);

#define ALLOWED_ADDRESSES "addresses like root or admin@example.org"

/* A string that mail can go to. */
int allowed_address(
	const char *file, const struct yaml_node *node, const char **result, struct error *error);

#define ALLOWED_PATTERNS "patterns like /etc/x, /etc/**/x, *.db"

/* The same for a pattern of path_matches(). */
const char *allowed_pattern_problem(const char *pattern);

/* Whether a component is "..". */
bool allowed_goes_up(const char *path);

/* A string that is an absolute path: normalised. */
int allowed_path(struct arena *arena, const char *file, const struct yaml_node *node,
	const char **result, struct error *error);

#endif

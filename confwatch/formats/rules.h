// SPDX-License-Identifier: GPL-2.0-or-later
// Files of rules (rules/*.yaml, rules.d/*.yaml) -> the one set of rules that they make together.
#ifndef FORMATS_RULES_H
#define FORMATS_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/configuration.h"
#include "core/rules.h"
#include "formats/yaml.h"

/* What reads one file after the other: first the shipped ones, then those of the administrator. */
struct rules_reader;

struct rules_reader *rules_begin(struct arena *arena) __attribute__((returns_nonnull));

/*
 * Reads one file whole; `name` is what messages call it. A file with mistakes is left out. Returns
 * how many there were. Files that are read later win.
 */
size_t rules_read(struct rules_reader *reader, const char *name, bool shipped, const void *bytes,
	size_t length);

/*
 * Puts together what the files say, with what confwatch.yaml says: its parameters come last, its
 * required files first. What does not fit between files (an id twice, an override of nothing) is
 * a mistake, too, and left out.
 */
void rules_finish(struct rules_reader *reader, const struct configuration *configuration,
	struct rule_set *result);

/* "FILE:LINE:COLUMN: sentence; allowed here: ..." for each, in the order in which they were found.
 */
const struct string_list *rules_mistakes(const struct rules_reader *reader)
	__attribute__((returns_nonnull));

/* `params:` of the configuration. Mistakes are -EINVAL: the first one. */
int rules_parameters(struct arena *arena, const char *file, const struct yaml_node *mapping,
	const struct parameter **result, size_t *count, struct error *error);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Whether documents fit schemas/settings-NAME.rng of SOURCE_DIR, which the environment says.
#ifndef TESTS_ORACLE_SCHEMA_H
#define TESTS_ORACLE_SCHEMA_H

#include <libxml/tree.h>
#include <stdbool.h>

struct schema;

/* Ends the program when there is no such schema. */
struct schema *schema_read(const char *name);
void schema_free(struct schema *schema);

/* What does not fit is told on standard error. */
bool schema_fits(const struct schema *schema, xmlDocPtr document);

#endif

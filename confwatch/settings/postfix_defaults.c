// SPDX-License-Identifier: GPL-2.0-or-later
// What parameters of Postfix are when nobody sets them.
#include "settings/postfix_defaults.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
	OLDEST = 305
}; /* versions before it count as this one */

struct row {
	const char *name;
	unsigned from;	   /* the first version that has this value */
	const char *value; /* NULL: the parameter is gone */
};

/* Sorted by name and version; made by tools/postfix-defaults from what postconf prints. */
static const struct row rows[] = {
#include "settings/postfix_defaults_rows.h"
};

unsigned postfix_version(const char *version)
{
	char *end;
	unsigned long major = strtoul(version, &end, 10);
	unsigned long minor = *end == '.' ? strtoul(end + 1, NULL, 10) : 0;

	if (end == version || major > 99 || minor > 99)
		return UINT_MAX;
	return (unsigned)(major * 100 + minor);
}

static int compare_names(const void *name, const void *row)
{
	return strcmp(name, ((const struct row *)row)->name);
}

const char *postfix_default(const char *name, unsigned version)
{
	const struct row *row =
		bsearch(name, rows, sizeof rows / sizeof rows[0], sizeof rows[0], compare_names);
	const struct row *end = rows + sizeof rows / sizeof rows[0];
	const char *value = NULL;

	if (row == NULL)
		return NULL;
	while (row > rows && strcmp(row[-1].name, name) == 0)
		row--;
	for (; row < end && strcmp(row->name, name) == 0; row++)
		if (row->from <= version || row->from <= OLDEST)
			value = row->value;
	return value;
}

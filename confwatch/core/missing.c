// SPDX-License-Identifier: GPL-2.0-or-later
// Files of the administrator's that nobody gave a reason for: which of them matter most.
#include "core/missing.h"

#include <stdlib.h>

#include "base/path.h"

static bool is_important(const struct missing *missing)
{
	return missing->required || missing->login || missing->rules.count > 0;
}

static int compare(const void *a, const void *b)
{
	const struct missing *left = a;
	const struct missing *right = b;

	if (is_important(left) != is_important(right))
		return is_important(left) ? -1 : 1;
	if (left->severity != right->severity)
		return left->severity > right->severity ? -1 : 1;
	return path_compare(left->path, right->path);
}

void missing_sort(struct missing_list *list)
{
	if (list->count > 1)
		qsort(list->items, list->count, sizeof *list->items, compare);
}

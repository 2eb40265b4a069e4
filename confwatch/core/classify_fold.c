// SPDX-License-Identifier: GPL-2.0-or-later
// Many vendor updates of untouched files are one line a package.
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/translate.h"
#include "core/classify_parts.h"

static bool can_fold(const struct finding *finding)
{
	return finding->class == CLASS_VENDOR_UPDATED && finding->severity == SEVERITY_INFO &&
		finding->package != NULL && finding->reason == NULL;
}

static int compare_strings(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

/* What folds together stands together, the rest behind it. */
static int compare_for_folding(const void *a, const void *b)
{
	const struct finding *left = a;
	const struct finding *right = b;
	int order = (int)can_fold(right) - (int)can_fold(left);

	if (order == 0)
		order = compare_strings(left->package, right->package);
	if (order == 0)
		order = compare_strings(left->version_before, right->version_before);
	if (order == 0)
		order = compare_strings(left->version_after, right->version_after);
	if (order == 0)
		order = compare_strings(left->transaction, right->transaction);
	return order != 0 ? order : path_compare(left->path, right->path);
}

static bool folds_into(const struct finding *finding, const struct finding *first)
{
	return can_fold(finding) && can_fold(first) &&
		compare_strings(finding->package, first->package) == 0 &&
		compare_strings(finding->version_before, first->version_before) == 0 &&
		compare_strings(finding->version_after, first->version_after) == 0 &&
		compare_strings(finding->transaction, first->transaction) == 0;
}

static const char *folded_message(struct arena *arena, const struct finding *finding)
{
	if (finding->version_before == NULL)
		return arena_format(arena,
			ngettext("%s %s brought %zu file", "%s %s brought %zu files",
				finding->folded),
			finding->package, finding->version_after, finding->folded);
	return arena_format(arena,
		ngettext("%s %s -> %s updated %zu file that you had not changed",
			"%s %s -> %s updated %zu files that you had not changed", finding->folded),
		finding->package, finding->version_before,
		finding->version_after != NULL ? finding->version_after : _("nothing"),
		finding->folded);
}

void classify_fold(struct arena *arena, struct finding_list *list)
{
	size_t kept = 0;

	if (list->count > 1)
		qsort(list->items, list->count, sizeof *list->items, compare_for_folding);
	for (size_t i = 0; i < list->count; i++) {
		struct finding *last = kept > 0 ? &list->items[kept - 1] : NULL;

		if (last != NULL && folds_into(&list->items[i], last))
			last->folded += list->items[i].folded;
		else
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
	for (size_t i = 0; i < kept; i++) {
		if (list->items[i].folded > 1 && can_fold(&list->items[i]))
			list->items[i].message = folded_message(arena, &list->items[i]);
	}
	finding_sort(list);
}

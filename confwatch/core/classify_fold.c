// SPDX-License-Identifier: GPL-2.0-or-later
// What is of one kind, and no loss of the administrator's, is one line a package.
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/translate.h"
#include "core/classify_parts.h"

/* What an administrator need not read one by one: nothing of theirs was in it. */
static bool can_fold(const struct finding *finding)
{
	if (finding->reason != NULL || finding->leftover != NULL)
		return false;
	switch (finding->class) {
	case CLASS_GENERATED:
		return finding->severity == SEVERITY_INFO;
	case CLASS_VENDOR_UPDATED:
		return finding->severity == SEVERITY_INFO && finding->package != NULL;
	case CLASS_VENDOR_REMOVED:
	case CLASS_VENDOR_MOVED:
	case CLASS_ORPHANED:
		return finding->severity == SEVERITY_NOTICE && finding->package != NULL;
	default:
		return false;
	}
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
		order = (int)left->class - (int)right->class;
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
	return can_fold(finding) && can_fold(first) && finding->class == first->class &&
		compare_strings(finding->package, first->package) == 0 &&
		compare_strings(finding->version_before, first->version_before) == 0 &&
		compare_strings(finding->version_after, first->version_after) == 0 &&
		compare_strings(finding->transaction, first->transaction) == 0;
}

static const char *describe_package(struct arena *arena, const struct finding *finding)
{
	const char *before = finding->version_before;
	const char *after = finding->version_after;

	if (before != NULL && after != NULL)
		return arena_format(arena, "%s %s -> %s", finding->package, before, after);
	if (before != NULL)
		return arena_format(arena, _("the removal of %s %s"), finding->package, before);
	return arena_format(arena, "%s %s", finding->package, after != NULL ? after : "");
}

static const char *folded_message(struct arena *arena, const struct finding *finding)
{
	size_t count = finding->folded;
	const char *who;

	if (finding->class == CLASS_GENERATED)
		return arena_format(arena,
			ngettext("%zu generated file changed; nothing of yours was lost",
				"%zu generated files changed; nothing of yours was lost", count),
			count);
	who = describe_package(arena, finding);
	if (finding->class == CLASS_VENDOR_REMOVED)
		return arena_format(arena,
			ngettext("%s took away %zu file that you had not changed",
				"%s took away %zu files that you had not changed", count),
			who, count);
	if (finding->class == CLASS_VENDOR_MOVED)
		return arena_format(arena,
			ngettext("%s moved %zu file that you had not changed",
				"%s moved %zu files that you had not changed", count),
			who, count);
	if (finding->class == CLASS_ORPHANED)
		return arena_format(arena,
			ngettext("%s no longer knows %zu file that you had not changed",
				"%s no longer knows %zu files that you had not changed", count),
			who, count);
	if (finding->version_before == NULL)
		return arena_format(arena,
			ngettext("%s brought %zu file", "%s brought %zu files", count), who, count);
	return arena_format(arena,
		ngettext("%s updated %zu file that you had not changed",
			"%s updated %zu files that you had not changed", count),
		who, count);
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

// SPDX-License-Identifier: GPL-2.0-or-later
// The packages of a report: from the first version of the time to the last.
#include <stdlib.h>
#include <string.h>

#include "core/report_parts.h"

/* "cyrus-imapd 2.4.20-1 -> 3.0.7-1"; "none" is no version. What is not of that form is a name. */
static struct report_package read_package(struct arena *arena, const char *words)
{
	const char *blank = strchr(words, ' ');
	const char *arrow = blank != NULL ? strstr(blank, " -> ") : NULL;
	struct report_package package = {.name = words};

	if (arrow == NULL || arrow == blank)
		return package;
	package.name = arena_bytes(arena, words, (size_t)(blank - words));
	package.before = arena_bytes(arena, blank + 1, (size_t)(arrow - blank - 1));
	package.after = arrow + 4;
	if (strcmp(package.before, "none") == 0)
		package.before = NULL;
	if (strcmp(package.after, "none") == 0)
		package.after = NULL;
	return package;
}

/* By name, the older first; those of one snapshot as they stand there. */
struct seen {
	struct report_package package;
	size_t order;
};

static int compare_seen(const void *a, const void *b)
{
	const struct seen *left = a;
	const struct seen *right = b;
	int order = strcmp(left->package.name, right->package.name);

	if (order != 0)
		return order;
	return left->order < right->order ? -1 : left->order > right->order;
}

static size_t count_words(const struct snapshot_list *snapshots)
{
	size_t count = 0;

	for (size_t i = 0; i < snapshots->count; i++)
		count += snapshots->items[i].package_count;
	return count;
}

static size_t collect(struct arena *arena, const struct snapshot_list *snapshots, struct seen *seen)
{
	size_t count = 0;

	for (size_t i = snapshots->count; i-- > 0;) {
		const struct snapshot *snapshot = &snapshots->items[i];

		for (size_t k = 0; k < snapshot->package_count; k++) {
			seen[count].package = read_package(arena, snapshot->packages[k]);
			seen[count].package.time = snapshot->time;
			seen[count].order = count;
			count++;
		}
	}
	return count;
}

static struct report_package *find(struct report *report, const char *name)
{
	for (size_t i = 0; i < report->package_count; i++) {
		if (strcmp(report->packages[i].name, name) == 0)
			return &report->packages[i];
	}
	return NULL;
}

static void count_files(struct report *report, const struct finding_list *left)
{
	for (size_t i = 0; i < left->count; i++) {
		const struct finding *finding = &left->items[i];
		struct report_package *package;

		if (finding->class != CLASS_VENDOR_UPDATED || finding->package == NULL)
			continue;
		package = find(report, finding->package);
		if (package != NULL)
			package->files += finding->folded;
	}
}

void report_add_packages(struct arena *arena, struct report *report)
{
	const struct snapshot_list *snapshots = report->about.snapshots;
	struct seen *seen = arena_new_array(arena, count_words(snapshots) + 1, struct seen);
	size_t count = collect(arena, snapshots, seen);

	report->packages = arena_new_array(arena, count + 1, struct report_package);
	if (count > 1)
		qsort(seen, count, sizeof *seen, compare_seen);
	for (size_t i = 0; i < count; i++) {
		const struct report_package *package = &seen[i].package;
		bool again = i > 0 && strcmp(seen[i - 1].package.name, package->name) == 0;

		if (!again) {
			report->packages[report->package_count++] = *package;
			continue;
		}
		report->packages[report->package_count - 1].after = package->after;
		report->packages[report->package_count - 1].time = package->time;
	}
	for (size_t i = 0; report->about.left != NULL && i < snapshots->count; i++)
		count_files(report, &report->about.left[i]);
}

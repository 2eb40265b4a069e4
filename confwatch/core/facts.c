// SPDX-License-Identifier: GPL-2.0-or-later
// Looking up owners and packages, and what changed between two states.
#include "core/facts.h"

#include <string.h>

#include "base/path.h"

size_t digest_size(enum digest_kind kind)
{
	switch (kind) {
	case DIGEST_NONE:
		return 0;
	case DIGEST_MD5:
		return 16;
	case DIGEST_SHA1:
		return 20;
	case DIGEST_SHA256:
		return 32;
	case DIGEST_SHA512:
		return 64;
	}
	return 0;
}

static int compare_kind(const struct package *a, const struct package *b)
{
	int order = strcmp(a->name, b->name);

	return order != 0 ? order : strcmp(a->manager, b->manager);
}

int package_compare(const struct package *a, const struct package *b)
{
	int order = compare_kind(a, b);

	return order != 0 ? order : strcmp(a->version, b->version);
}

/* What is shipped now before what only was once. */
static int rank(const struct owned *owned)
{
	static const unsigned later[] = {
		OWNED_REMOVED, OWNED_OBSOLETE, OWNED_GHOST, OWNED_REGISTERED};

	for (int i = 0; i < (int)(sizeof later / sizeof later[0]); i++) {
		if ((owned->flags & later[i]) != 0)
			return (int)(sizeof later / sizeof later[0]) - i;
	}
	return 0;
}

int owned_compare(const struct owned *a, const struct owned *b)
{
	int order = path_compare(a->path, b->path);

	if (order == 0)
		order = rank(a) - rank(b);
	return order != 0 ? order : package_compare(a->package, b->package);
}

const struct owned *facts_owner(const struct facts *facts, const char *path)
{
	size_t low = 0;
	size_t high = facts->owned_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (path_compare(facts->owned[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == facts->owned_count || strcmp(facts->owned[low].path, path) != 0)
		return NULL;
	return &facts->owned[low];
}

const struct package *facts_package(const struct facts *facts, const char *name)
{
	size_t low = 0;
	size_t high = facts->package_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(facts->packages[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == facts->package_count || strcmp(facts->packages[low].name, name) != 0)
		return NULL;
	return &facts->packages[low];
}

/* A run of packages of one name and manager: several kernels, or one program for two processors. */
struct run {
	const struct package *items;
	size_t count;
};

static struct run run_at(const struct facts *facts, size_t at)
{
	struct run run = {.items = facts->packages + at};

	while (at + run.count < facts->package_count &&
		compare_kind(run.items, &run.items[run.count]) == 0)
		run.count++;
	return run;
}

/* The next one whose version the other side does not have as often. */
static const char *next_unmatched(const struct run *own, const struct run *other, size_t *at)
{
	while (*at < own->count) {
		const char *version = own->items[*at].version;
		size_t before = 0;
		size_t matches = 0;

		for (size_t i = 0; i < *at; i++)
			before += strcmp(own->items[i].version, version) == 0;
		for (size_t i = 0; i < other->count; i++)
			matches += strcmp(other->items[i].version, version) == 0;
		(*at)++;
		if (before >= matches)
			return version;
	}
	return NULL;
}

static void add_changes(
	const struct run *before, const struct run *after, struct package_change_list *result)
{
	const struct package *package = before->count > 0 ? before->items : after->items;
	size_t old_at = 0;
	size_t new_at = 0;

	for (;;) {
		const char *old = next_unmatched(before, after, &old_at);
		const char *new = next_unmatched(after, before, &new_at);

		if (old == NULL && new == NULL)
			return;
		result->items[result->count++] = (struct package_change){
			.name = package->name,
			.before = old,
			.after = new,
			.manager = package->manager,
		};
	}
}

void facts_compare(struct arena *arena, const struct facts *before, const struct facts *after,
	struct package_change_list *result)
{
	const struct run none = {0};
	size_t old = 0;
	size_t new = 0;

	result->items = arena_new_array(
		arena, before->package_count + after->package_count, struct package_change);
	result->count = 0;
	while (old < before->package_count || new < after->package_count) {
		struct run old_run = run_at(before, old);
		struct run new_run = run_at(after, new);
		int order = old_run.count == 0 ? 1
			: new_run.count == 0   ? -1
					       : compare_kind(old_run.items, new_run.items);

		add_changes(order <= 0 ? &old_run : &none, order >= 0 ? &new_run : &none, result);
		old += order <= 0 ? old_run.count : 0;
		new += order >= 0 ? new_run.count : 0;
	}
}

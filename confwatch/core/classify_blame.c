// SPDX-License-Identifier: GPL-2.0-or-later
// Which package did it: the owner, one that has its settings beside it, or nobody known.
#include <string.h>

#include "base/path.h"
#include "core/classify_parts.h"

/* Of several versions that went, and one that came, the latter. */
const struct package_change *find_package_change(
	const struct classify_input *input, const char *package)
{
	const struct package_change_list *packages = input->packages;
	size_t low = 0;
	size_t high = packages != NULL ? packages->count : 0;
	const size_t count = high;
	size_t first;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(packages->items[middle].name, package) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	first = low;
	while (low < count && strcmp(packages->items[low].name, package) == 0) {
		if (packages->items[low].after != NULL)
			return &packages->items[low];
		low++;
	}
	return low > first ? &packages->items[first] : NULL;
}

/* Reinstalled, or purged after it was removed: its version says nothing. */
static bool is_announced(const struct classify_input *input, const char *package)
{
	const struct announced_list *list =
		input->transaction != NULL ? &input->transaction->announced : NULL;

	for (size_t i = 0; list != NULL && i < list->count; i++) {
		if (list->items[i].name != NULL && strcmp(list->items[i].name, package) == 0)
			return true;
	}
	return false;
}

static struct blame of_change(const struct package_change *change, enum blame_kind kind)
{
	return (struct blame){
		.kind = kind,
		.package = change->name,
		.before = change->before,
		.after = change->after,
	};
}

/* The package itself, when it changed, was announced, or `lost` says that it gave the path up. */
static bool blame_package(const struct subject *subject, const struct package *package,
	enum blame_kind kind, bool lost, struct blame *result)
{
	const struct package_change *change = find_package_change(subject->input, package->name);

	if (change != NULL) {
		*result = of_change(change, kind);
		return true;
	}
	if (!lost && !is_announced(subject->input, package->name))
		return false;
	*result = (struct blame){
		.kind = kind,
		.package = package->name,
		.before = package->version,
		.after = lost ? NULL : package->version,
	};
	return true;
}

/*
 * dpkg says nothing beforehand: one version may be unpacked by one run and configured by the next,
 * or installed again. What became the owner's text is the owner's doing.
 */
static bool blame_silent(const struct subject *subject, struct blame *result)
{
	const struct transaction *transaction = subject->input->transaction;
	const struct package *package = subject->owner_after->package;
	bool came = subject->change != NULL && subject->change->kind == CHANGE_ADDED;

	if (transaction == NULL || transaction->announced.count > 0 ||
		(!came && !is_content_change(subject)) || subject->origin_after != ORIGIN_VENDOR ||
		!is_shipped(subject->owner_after))
		return false;
	*result = (struct blame){
		.kind = BLAME_OWNER,
		.package = package->name,
		.before = package->version,
		.after = package->version,
	};
	return true;
}

static bool blame_owner(const struct subject *subject, struct blame *result)
{
	const struct owned *before = subject->owner_before;
	const struct owned *after = subject->owner_after;
	bool given_up = before != NULL && after == NULL;

	if (after != NULL && is_shipped(after) &&
		blame_package(subject, after->package, BLAME_OWNER, false, result))
		return true;
	if (before != NULL &&
		blame_package(subject, before->package, BLAME_OWNER, given_up, result))
		return true;
	if (after == NULL)
		return false;
	return blame_package(subject, after->package, BLAME_OWNER, false, result) ||
		blame_silent(subject, result);
}

/* Beside it the version stays that it was meant to replace: the manager was killed. */
static void add_replaced(const struct subject *subject, struct blame *result)
{
	const struct owned *before = subject->owner_before;

	if (result->kind == BLAME_OWNER && result->before == NULL && before != NULL &&
		strcmp(before->package->name, result->package) == 0)
		result->before = before->package->version;
}

/* The owner of the vendor's file that now serves. */
static bool blame_place(const struct subject *subject, struct blame *result)
{
	const struct owned *owned = subject->place != NULL && subject->input->facts_after != NULL
		? facts_owner(subject->input->facts_after, subject->place)
		: NULL;

	return owned != NULL &&
		blame_package(subject, owned->package, BLAME_RELATED, false, result);
}

/* The one package that owns everything in this directory; NULL: several, or none. */
static const struct package *sole_owner(const struct facts *facts, const char *directory)
{
	const struct owned *owned = facts_owner(facts, directory);
	const struct package *result = NULL;

	if (owned == NULL)
		return NULL;
	for (; owned < facts->owned + facts->owned_count && path_is_within(owned->path, directory);
		owned++) {
		if (result != NULL && strcmp(result->name, owned->package->name) != 0)
			return NULL;
		result = owned->package;
	}
	return result;
}

/* "/etc/postfix", but not "/etc": what lies below a package's own directory is its business. */
static bool blame_directory(const struct subject *subject, struct blame *result)
{
	const struct facts *facts = subject->input->facts_after;
	const char *directory = path_parent(subject->arena, subject->path);
	const struct package *package = NULL;

	while (package == NULL && facts != NULL && path_parent_length(directory) > 1) {
		package = sole_owner(facts, directory);
		directory = path_parent(subject->arena, directory);
	}
	return package != NULL && blame_package(subject, package, BLAME_RELATED, false, result);
}

static bool is_word(const char *word, size_t length, const char *name)
{
	return strlen(name) == length && memcmp(name, word, length) == 0;
}

/*
 * "/etc/postfix/main.cf" and "/etc/sysconfig/postfix" are made by scripts of postfix, who need
 * not own anything there.
 */
static bool blame_name(const struct subject *subject, struct blame *result)
{
	const struct package_change_list *packages = subject->input->packages;
	const char *second = strchr(subject->path + 1, '/');
	const char *last = path_name(subject->path);
	size_t length = strcspn(last, ".");

	for (size_t i = 0; packages != NULL && second != NULL && i < packages->count; i++) {
		const char *name = packages->items[i].name;

		if (!is_word(second + 1, strcspn(second + 1, "/"), name) &&
			!is_word(last, length, name))
			continue;
		*result = of_change(&packages->items[i], BLAME_RELATED);
		return true;
	}
	return false;
}

/* The package of the program that writes this file. */
static bool blame_generator(const struct subject *subject, struct blame *result)
{
	const struct package_change *change = subject->generator != NULL
		? find_package_change(subject->input, subject->generator->name)
		: NULL;

	if (change == NULL)
		return false;
	*result = of_change(change, BLAME_RELATED);
	return true;
}

/* Who brought the file that hides this one. */
static bool blame_hider(const struct subject *subject, struct blame *result)
{
	const struct owned *owned =
		subject->hidden_by != NULL && subject->input->facts_after != NULL
		? facts_owner(subject->input->facts_after, subject->hidden_by)
		: NULL;

	return owned != NULL &&
		blame_package(subject, owned->package, BLAME_RELATED, false, result);
}

struct blame classify_blame(const struct subject *subject)
{
	const struct package_change_list *packages = subject->input->packages;
	struct blame result = {.kind = BLAME_NOBODY};

	if (!subject->in_transaction)
		return result;
	if (blame_hider(subject, &result))
		return result;
	if (blame_owner(subject, &result)) {
		add_replaced(subject, &result);
		return result;
	}
	/* An owner that did not run is no reason to look at the neighbours. */
	if (is_shipped(subject->owner_before) || is_shipped(subject->owner_after))
		return result;
	if (blame_place(subject, &result) || blame_directory(subject, &result) ||
		blame_name(subject, &result) || blame_generator(subject, &result))
		return result;
	if (packages != NULL && packages->count == 1)
		return of_change(&packages->items[0], BLAME_BYSTANDER);
	return result;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Where a text went or is served from: leftovers, copies, the vendor's places below /usr.
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "core/classify_parts.h"
#include "core/protection.h"

const char *const leftover_set_aside_endings[] = {
	".rpmsave", ".rpmorig", ".dpkg-old", ".dpkg-bak", ".ucf-old", ".pacsave", NULL};

static const struct {
	const char *ending;
	enum leftover_role role;
} roles[] = {
	{".rpmsave.old", ROLE_AGED},
	{".rpmsave", ROLE_SET_ASIDE},
	{".rpmorig", ROLE_SET_ASIDE},
	{".dpkg-old", ROLE_SET_ASIDE},
	{".dpkg-bak", ROLE_SET_ASIDE},
	{".ucf-old", ROLE_SET_ASIDE},
	{".pacsave", ROLE_SET_ASIDE},
	{".rpmnew", ROLE_PENDING},
	{".dpkg-dist", ROLE_PENDING},
	{".ucf-dist", ROLE_PENDING},
	{".pacnew", ROLE_PENDING},
	{".dpkg-new", ROLE_UNFINISHED},
	{".ucf-new", ROLE_UNFINISHED},
};

/* "name;5f3a1c02": what rpm had not yet renamed. */
static bool has_rpm_number(const char *name)
{
	const char *number = strrchr(name, ';');
	size_t digits = number != NULL ? strspn(number + 1, "0123456789abcdef") : 0;

	return number != NULL && number > name && digits >= 4 && digits <= 16 &&
		number[1 + digits] == '\0';
}

enum leftover_role leftover_role_of(const char *path)
{
	const char *name = path_name(path);
	size_t length = strlen(name);

	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
		size_t ending = strlen(roles[i].ending);

		if (length > ending && strcmp(name + length - ending, roles[i].ending) == 0)
			return roles[i].role;
	}
	return has_rpm_number(name) ? ROLE_UNFINISHED : ROLE_NONE;
}

/* Also links and empty ones: what a package sets aside is whatever was there. */
static bool is_same_thing(const struct entry *a, const struct entry *b)
{
	if (a->kind == ENTRY_LINK && b->kind == ENTRY_LINK)
		return a->target != NULL && b->target != NULL && strcmp(a->target, b->target) == 0;
	return a->kind == b->kind && entry_same_content(a, b);
}

/* People edit files that an upgrade set aside long ago; only packages bring their own text. */
static bool is_edit_by_hand(const struct subject *subject)
{
	return !subject->in_transaction && subject->after != NULL &&
		subject->origin_after != ORIGIN_VENDOR;
}

/* A second copy of the same text changes nothing: then only its name and content tell. */
static void find_old_copy(struct subject *subject)
{
	for (size_t i = 0; leftover_set_aside_endings[i] != NULL; i++) {
		const char *path = arena_format(
			subject->arena, "%s%s", subject->path, leftover_set_aside_endings[i]);
		const struct entry *entry = tree_find(subject->input->after, path);

		if (entry == NULL || !is_same_thing(entry, subject->before))
			continue;
		subject->saved = path;
		subject->saved_whole = true;
		return;
	}
}

void find_saved(struct subject *subject)
{
	const struct change *leftover = subject->set_aside;

	if (subject->before == NULL || !is_taken(subject))
		return;
	if (leftover == NULL) {
		if (!is_edit_by_hand(subject))
			find_old_copy(subject);
		return;
	}
	subject->saved = leftover->path;
	subject->saved_whole = is_same_thing(leftover->after, subject->before);
}

bool is_behind_link(const struct subject *subject)
{
	const struct entry *before = subject->before;
	const struct entry *link = subject->after;
	const struct entry *file;
	const char *path;

	if (before == NULL || before->kind != ENTRY_FILE || link == NULL ||
		link->kind != ENTRY_LINK || link->target == NULL)
		return false;
	path = path_normalise(
		subject->arena, path_parent(subject->arena, subject->path), link->target);
	file = path != NULL ? tree_find(subject->input->after, path) : NULL;
	return file != NULL && is_same_thing(file, before) && file->mode == before->mode &&
		file->uid == before->uid && file->gid == before->gid && file->attributes == NULL &&
		before->attributes == NULL;
}

/* What lies below /usr/share need not be read: it serves only when it has the text. */
static const struct {
	const char *directory;
	bool must_be_same;
} places[] = {{"/usr/etc", false}, {"/usr/lib", false}, {"/lib", false}, {"/usr/share", true}};

static const struct owned *owner_of(const struct facts *facts, const char *path)
{
	return facts != NULL ? facts_owner(facts, path) : NULL;
}

static bool is_new_text(const struct owned *before, const struct owned *after)
{
	return is_shipped(after) && (!is_shipped(before) || !same_shipped(before, after));
}

/* The text that was at the live path, or that its package shipped there. */
static bool holds_same_text(
	const struct subject *subject, const struct owned *owned, const struct entry *entry)
{
	if (entry != NULL && subject->before != NULL && subject->before->kind == ENTRY_FILE &&
		entry->kind == ENTRY_FILE && entry_same_content(entry, subject->before))
		return true;
	return owned != NULL && subject->owner_before != NULL &&
		same_shipped(owned, subject->owner_before);
}

static bool try_place(struct subject *subject, const char *path, bool must_be_same)
{
	const struct classify_input *input = subject->input;
	const struct owned *before = owner_of(input->facts_before, path);
	const struct owned *after = owner_of(input->facts_after, path);
	const struct entry *old = tree_find(input->before, path);
	const struct entry *new = tree_find(input->after, path);

	if (!is_shipped(after) && new == NULL)
		return false;
	if (new != NULL &&new->kind == ENTRY_DIRECTORY)
		return false;
	if (must_be_same && !holds_same_text(subject, after, new))
		return false;
	subject->place = path;
	subject->place_same = holds_same_text(subject, after, new);
	subject->place_changed = is_new_text(before, after) ||
		(new != NULL && (old == NULL || !is_same_thing(old, new)));
	return true;
}

void find_place(struct subject *subject)
{
	if (!path_is_within(subject->path, "/etc"))
		return;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		const char *path = arena_format(subject->arena, "%s%s", places[i].directory,
			subject->path + strlen("/etc"));

		if (try_place(subject, path, places[i].must_be_same))
			return;
	}
}

/* Protected contents are told apart by their seals, which both states have. */
static int compare_contents(const struct entry *a, const struct entry *b)
{
	if ((a->seal != NULL) != (b->seal != NULL))
		return a->seal != NULL ? 1 : -1;
	return a->seal != NULL ? memcmp(a->seal, b->seal, SEAL_SIZE)
			       : memcmp(a->blob, b->blob, BLOB_SIZE);
}

static int compare_copies(const void *a, const void *b)
{
	const struct copy *left = a;
	const struct copy *right = b;
	int order = compare_contents(left->change->after, right->change->after);

	return order != 0 ? order : path_compare(left->change->path, right->change->path);
}

static bool is_copy(const struct change *change)
{
	const struct entry *entry = change->after;

	return change->kind == CHANGE_ADDED && entry->kind == ENTRY_FILE && entry->size > 0 &&
		(entry->seal != NULL || entry->has_blob) &&
		leftover_role_of(change->path) == ROLE_NONE;
}

void copy_index_make(
	struct arena *arena, const struct classify_input *input, struct copy_index *result)
{
	const struct change_list *changes = input->changes;

	*result = (struct copy_index){0};
	result->items = arena_new_array(arena, changes->count, struct copy);
	for (size_t i = 0; i < changes->count; i++) {
		if (is_copy(&changes->changes[i]))
			result->items[result->count++].change = &changes->changes[i];
	}
	if (result->count > 1)
		qsort(result->items, result->count, sizeof *result->items, compare_copies);
}

static const struct change *find_same(const struct copy_index *copies, const struct entry *entry)
{
	size_t low = 0;
	size_t high = copies->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_contents(copies->items[middle].change->after, entry) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == copies->count || compare_contents(copies->items[low].change->after, entry) != 0)
		return NULL;
	return copies->items[low].change;
}

/* A package that moves a file takes the administrator's text along, or its own. */
static bool is_home(const struct subject *subject, const struct owned *owned)
{
	const struct classify_input *input = subject->input;

	if (!is_shipped(owned) || subject->owner_before == NULL)
		return false;
	return strcmp(owned->package->name, subject->owner_before->package->name) == 0 ||
		find_package_change(input, owned->package->name) != NULL;
}

void find_copy(struct subject *subject, const struct copy_index *copies)
{
	const struct entry *before = subject->before;
	const struct change *copy;

	if (before == NULL || subject->after != NULL || before->kind != ENTRY_FILE ||
		(before->seal == NULL && !before->has_blob))
		return;
	copy = find_same(copies, before);
	if (copy == NULL)
		return;
	subject->copy = copy->path;
	subject->copy_is_home = is_home(subject, owner_of(subject->input->facts_after, copy->path));
}

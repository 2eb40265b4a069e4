// SPDX-License-Identifier: GPL-2.0-or-later
// Two trees -> what changed: a merge of two sorted lists.
#include "core/diff.h"

#include <string.h>

#include "base/path_set.h"
#include "core/access.h"
#include "core/xattr_text.h"

/* Differences of one pair of entries while they are collected. */
struct collector {
	struct arena *arena;
	struct metadata_change *items;
	size_t count;
	size_t capacity;
};

static void add(
	struct collector *collector, const char *name, const char *before, const char *after)
{
	collector->items = arena_grow(collector->arena, collector->items, &collector->capacity,
		collector->count + 1, sizeof *collector->items);
	collector->items[collector->count++] =
		(struct metadata_change){.name = name, .before = before, .after = after};
}

static bool same_string(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

static const char *describe_mode(struct arena *arena, uint32_t mode)
{
	return arena_format(arena, "%04o", mode);
}

/* "cyrus (96)", or "96" when ROOT knew no name. */
static const char *describe_owner(struct arena *arena, const char *name, uint32_t id)
{
	return name != NULL ? arena_format(arena, "%s (%u)", name, id)
			    : arena_format(arena, "%u", id);
}

/* On one line, as setfacl --set takes it. */
static const char *describe_acl(struct arena *arena, const char *acl)
{
	size_t length;
	char *result;

	if (acl == NULL)
		return NULL;
	length = strlen(acl);
	if (length > 0 && acl[length - 1] == '\n')
		length--;
	result = arena_bytes(arena, acl, length);
	for (char *at = result; *at != '\0'; at++) {
		if (*at == '\n')
			*at = ',';
	}
	return result;
}

static const char *describe_value(struct arena *arena, const struct attribute *attribute)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	xattr_text_append(&text, attribute->value, attribute->length);
	return arena_bytes(arena, text.bytes, text.length);
}

static void compare_owners(
	struct collector *collector, const struct entry *before, const struct entry *after)
{
	struct arena *arena = collector->arena;

	if (before->uid != after->uid)
		add(collector, "owner", describe_owner(arena, before->user, before->uid),
			describe_owner(arena, after->user, after->uid));
	if (before->gid != after->gid)
		add(collector, "group", describe_owner(arena, before->group, before->gid),
			describe_owner(arena, after->group, after->gid));
}

static void compare_acls(struct collector *collector, const struct attributes *before,
	const struct attributes *after)
{
	struct arena *arena = collector->arena;

	if (!same_string(before->access_acl, after->access_acl))
		add(collector, "acl", describe_acl(arena, before->access_acl),
			describe_acl(arena, after->access_acl));
	if (!same_string(before->default_acl, after->default_acl))
		add(collector, "default-acl", describe_acl(arena, before->default_acl),
			describe_acl(arena, after->default_acl));
}

static bool same_value(const struct attribute *a, const struct attribute *b)
{
	return a->length == b->length &&
		(a->length == 0 || memcmp(a->value, b->value, a->length) == 0);
}

/* before or after may be NULL: it is not there. */
static void compare_attribute(struct collector *collector, const char *name,
	const struct attribute *before, const struct attribute *after)
{
	struct arena *arena = collector->arena;

	if (before != NULL && after != NULL && same_value(before, after))
		return;
	add(collector, name, before != NULL ? describe_value(arena, before) : NULL,
		after != NULL ? describe_value(arena, after) : NULL);
}

/* Both lists are sorted by name. */
static void compare_lists(struct collector *collector, const struct attributes *before,
	const struct attributes *after)
{
	size_t i = 0, j = 0;

	while (i < before->count && j < after->count) {
		const struct attribute *old = &before->list[i];
		const struct attribute *new = &after->list[j];
		int order = strcmp(old->name, new->name);

		compare_attribute(collector, order <= 0 ? old->name : new->name,
			order <= 0 ? old : NULL, order >= 0 ? new : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	for (; i < before->count; i++)
		compare_attribute(collector, before->list[i].name, &before->list[i], NULL);
	for (; j < after->count; j++)
		compare_attribute(collector, after->list[j].name, NULL, &after->list[j]);
}

static bool is_device(const struct entry *entry)
{
	return entry->kind == ENTRY_CHARACTER_DEVICE || entry->kind == ENTRY_BLOCK_DEVICE;
}

static void compare_kind_specific(
	struct collector *collector, const struct entry *before, const struct entry *after)
{
	struct arena *arena = collector->arena;

	if (before->kind == ENTRY_LINK && !same_string(before->target, after->target))
		add(collector, "target", before->target, after->target);
	if (is_device(before) && (before->major != after->major || before->minor != after->minor))
		add(collector, "device", arena_format(arena, "%u:%u", before->major, before->minor),
			arena_format(arena, "%u:%u", after->major, after->minor));
	if (!same_string(before->same_as, after->same_as))
		add(collector, "hard-link", before->same_as, after->same_as);
}

/* The remark stands with the first difference that can be its reason. */
static void add_remark(
	struct collector *collector, const struct entry *before, const struct entry *after)
{
	static const char *const reasons[] = {"mode", "acl", "owner", "group"};
	const char *remark = access_remark(collector->arena, before, after);

	for (size_t i = 0; remark != NULL && i < sizeof reasons / sizeof reasons[0]; i++) {
		for (size_t j = 0; j < collector->count; j++) {
			if (strcmp(collector->items[j].name, reasons[i]) != 0)
				continue;
			collector->items[j].remark = remark;
			return;
		}
	}
}

/* The mode of a link says nothing, and file systems do not agree on it. */
static bool differs_in_mode(const struct entry *before, const struct entry *after)
{
	return before->kind != ENTRY_LINK && before->mode != after->mode;
}

size_t diff_metadata(struct arena *arena, const struct entry *before, const struct entry *after,
	const struct metadata_change **result)
{
	static const struct attributes none = {0};
	const struct attributes *old = before->attributes != NULL ? before->attributes : &none;
	const struct attributes *new = after->attributes != NULL ? after->attributes : &none;
	struct collector collector = {.arena = arena};

	if (differs_in_mode(before, after))
		add(&collector, "mode", describe_mode(arena, before->mode),
			describe_mode(arena, after->mode));
	compare_owners(&collector, before, after);
	compare_acls(&collector, old, new);
	compare_kind_specific(&collector, before, after);
	compare_lists(&collector, old, new);
	if (collector.count > 0)
		add_remark(&collector, before, after);
	*result = collector.items;
	return collector.count;
}

/* Fills in content and unreadable. */
static void compare_content(struct change *change)
{
	const struct entry *before = change->before;
	const struct entry *after = change->after;
	bool hidden_before = before->content == CONTENT_UNREADABLE;
	bool hidden_after = after->content == CONTENT_UNREADABLE;

	if (hidden_before || hidden_after)
		change->unreadable =
			hidden_before != hidden_after || before->problem != after->problem;
	else
		change->content = !entry_same_content(before, after);
}

/* Of what could not be read, stat alone told something: ACLs and attributes may be missing. */
static size_t compare_metadata(struct arena *arena, struct change *change)
{
	struct entry before = *change->before;
	struct entry after = *change->after;

	if (before.content == CONTENT_UNREADABLE || after.content == CONTENT_UNREADABLE) {
		before.attributes = NULL;
		after.attributes = NULL;
	}
	return diff_metadata(arena, &before, &after, &change->metadata);
}

/* False: nothing changed. */
static bool compare_entries(struct arena *arena, struct change *change)
{
	if (change->before->kind != change->after->kind) {
		change->kind = CHANGE_TYPE_CHANGED;
		return true;
	}
	change->kind = CHANGE_CHANGED;
	compare_content(change);
	change->metadata_count = compare_metadata(arena, change);
	return change->content || change->unreadable || change->metadata_count > 0;
}

/* What was recorded below an ancestor went with it, so that it is not only watched no more. */
static bool held_something(const struct tree *tree, const struct entry *ancestor)
{
	const struct entry *end = tree->entries + tree->count;

	for (const struct entry *entry = ancestor + 1;
		entry < end && path_is_within(entry->path, ancestor->path); entry++) {
		if (!entry->ancestor)
			return true;
	}
	return false;
}

/*
 * The last directory of each tree that could not be read, as the walk goes, and not one within it:
 * below it nothing is known to be gone, or to be new after it.
 */
struct unread {
	const struct entry *before;
	const struct entry *after;
};

static bool is_hidden(const struct entry *unread, const char *path)
{
	return unread != NULL && path_is_within(path, unread->path);
}

static void note_unread(const struct entry *entry, const struct entry **unread)
{
	if (entry != NULL && entry->kind == ENTRY_DIRECTORY &&
		entry->content == CONTENT_UNREADABLE && !is_hidden(*unread, entry->path))
		*unread = entry;
}

/* That an ancestor is looked at now says nothing: it comes with what is watched below it. */
static bool compare_pair(struct arena *arena, const struct tree *before,
	const struct unread *unread, struct change *change)
{
	if (change->before == NULL) {
		change->kind = CHANGE_ADDED;
		return !change->after->ancestor && !is_hidden(unread->before, change->path);
	}
	if (change->after == NULL) {
		change->kind = CHANGE_REMOVED;
		return !is_hidden(unread->after, change->path) &&
			(!change->before->ancestor || held_something(before, change->before));
	}
	return compare_entries(arena, change);
}

static void add_change(struct arena *arena, struct change_list *list, const struct change *change)
{
	list->changes = arena_grow(
		arena, list->changes, &list->capacity, list->count + 1, sizeof *list->changes);
	list->changes[list->count++] = *change;
}

void diff_trees(struct arena *arena, const struct tree *before, const struct tree *after,
	const char *const *paths, size_t paths_count, struct change_list *result)
{
	size_t i = 0, j = 0;
	struct unread unread = {0};
	struct path_set wanted;

	*result = (struct change_list){0};
	path_set_make(arena, paths, paths_count, &wanted);
	while (i < before->count || j < after->count) {
		int order = tree_compare_heads(before, i, after, j);
		struct change change = {0};

		if (order >= 0) {
			change.after = &after->entries[j++];
			change.path = change.after->path;
		}
		if (order <= 0) {
			change.before = &before->entries[i++];
			change.path = change.before->path;
		}
		note_unread(change.before, &unread.before);
		note_unread(change.after, &unread.after);
		if ((paths_count == 0 || path_set_holds(&wanted, change.path)) &&
			compare_pair(arena, before, &unread, &change))
			add_change(arena, result, &change);
	}
}

const struct change *change_find(const struct change_list *changes, const char *path)
{
	size_t low = 0;
	size_t high = changes->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = path_compare(changes->changes[middle].path, path);

		if (order == 0)
			return &changes->changes[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

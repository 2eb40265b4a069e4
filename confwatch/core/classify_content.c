// SPDX-License-Identifier: GPL-2.0-or-later
// The content class of a path: the first row of the table whose signature is there.
#include <string.h>

#include "base/path.h"
#include "core/classify_parts.h"

/* SHA-1 of "blob 0\0": nothing. */
static const unsigned char empty_blob[BLOB_SIZE] = {0xe6, 0x9d, 0xe2, 0x9b, 0xb2, 0xd1, 0xd6, 0x43,
	0x4b, 0x8b, 0x29, 0xae, 0x77, 0x5a, 0xd8, 0xc2, 0xe4, 0x8c, 0x53, 0x91};

static bool has_metadata(const struct change *change, const char *name)
{
	for (size_t i = 0; i < change->metadata_count; i++) {
		if (strcmp(change->metadata[i].name, name) == 0)
			return true;
	}
	return false;
}

static bool is_kind(const struct subject *subject, enum change_kind kind)
{
	return subject->change != NULL && subject->change->kind == kind;
}

bool is_content_change(const struct subject *subject)
{
	const struct change *change = subject->change;

	return is_kind(subject, CHANGE_CHANGED) &&
		(change->content || has_metadata(change, "target") ||
			has_metadata(change, "device"));
}

bool is_taken(const struct subject *subject)
{
	return is_kind(subject, CHANGE_REMOVED) || is_kind(subject, CHANGE_TYPE_CHANGED) ||
		is_content_change(subject);
}

static bool is_directory(const struct entry *entry)
{
	return entry != NULL && entry->kind == ENTRY_DIRECTORY;
}

static bool is_null_link(const struct entry *entry)
{
	return entry != NULL && entry->kind == ENTRY_LINK && entry->target != NULL &&
		strcmp(entry->target, "/dev/null") == 0;
}

/* What comes from a snapshot has no size when it is protected. */
static bool is_empty_file(const struct entry *entry)
{
	if (entry == NULL || entry->kind != ENTRY_FILE)
		return false;
	if (entry->has_blob)
		return memcmp(entry->blob, empty_blob, BLOB_SIZE) == 0;
	return entry->content == CONTENT_PUBLIC && entry->size == 0;
}

static bool is_unreadable(const struct subject *subject)
{
	return subject->change != NULL && subject->after != NULL &&
		subject->after->content == CONTENT_UNREADABLE &&
		(subject->change->unreadable || is_kind(subject, CHANGE_ADDED));
}

static bool is_type_changed(const struct subject *subject)
{
	return is_kind(subject, CHANGE_TYPE_CHANGED) && !is_null_link(subject->after) &&
		!(subject->in_transaction && is_behind_link(subject));
}

/* A package may ship an empty file; one that just came was never anything else. */
static bool is_masked(const struct subject *subject)
{
	if (subject->change == NULL || is_kind(subject, CHANGE_REMOVED))
		return false;
	if (is_null_link(subject->after))
		return is_taken(subject) ||
			(is_kind(subject, CHANGE_ADDED) && !is_shipped(subject->owner_after));
	return is_content_change(subject) && is_empty_file(subject->after) &&
		subject->origin_after != ORIGIN_VENDOR;
}

/* What waits beside it is of little interest when yours is not there any more. */
static bool is_yours_taken(const struct subject *subject)
{
	return is_taken(subject) && is_administrators(subject->origin_before);
}

static bool is_interrupted(const struct subject *subject)
{
	return !is_yours_taken(subject) && subject->unfinished != NULL &&
		subject->unfinished->kind == CHANGE_ADDED;
}

static bool is_set_aside(const struct subject *subject)
{
	return subject->saved != NULL && subject->origin_before != ORIGIN_VENDOR &&
		subject->generated != GENERATED_KEPT;
}

/* A newer one in the place of one that nobody removed waits anew. */
static bool is_update_pending(const struct subject *subject)
{
	return !is_yours_taken(subject) && subject->pending != NULL &&
		(subject->pending->kind == CHANGE_ADDED || subject->in_transaction);
}

static bool is_overwritten(const struct subject *subject)
{
	if (!subject->in_transaction || !is_content_change(subject))
		return false;
	if (subject->generated == GENERATED_LOST)
		return subject->generator->kind != GENERATES_ACCOUNTS;
	return is_administrators(subject->origin_before) && !subject->pinned &&
		subject->origin_after == ORIGIN_VENDOR;
}

bool is_among(const char *const *sorted, size_t count, const char *path)
{
	size_t low = 0;
	size_t high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = path_compare(sorted[middle], path);

		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static bool was_deleted(const struct subject *subject)
{
	const struct classify_input *input = subject->input;

	return is_among(input->deleted, input->deleted_count, subject->path);
}

/* A package that ships a file which was not there did not lose it by itself. */
static bool was_missing(const struct subject *subject)
{
	const struct owned *owner = subject->owner_before;

	return is_shipped(owner) && (owner->flags & (OWNED_GHOST | OWNED_MISSINGOK)) == 0 &&
		owner->digest_kind != DIGEST_NONE;
}

static bool is_resurrected(const struct subject *subject)
{
	return subject->in_transaction && is_kind(subject, CHANGE_ADDED) &&
		!is_directory(subject->after) && (was_deleted(subject) || was_missing(subject));
}

static bool is_related(const struct subject *subject)
{
	return subject->blame.kind == BLAME_OWNER || subject->blame.kind == BLAME_RELATED;
}

static bool is_rewritten(const struct subject *subject)
{
	if (!subject->in_transaction || is_directory(subject->after))
		return false;
	if (subject->generated == GENERATED_LOST)
		return true;
	if (subject->generated == GENERATED_KEPT || subject->cosmetic)
		return false;
	if (!is_content_change(subject) &&
		(!is_kind(subject, CHANGE_ADDED) || is_resurrected(subject)))
		return false;
	return subject->origin_after != ORIGIN_VENDOR && is_related(subject);
}

/* The owner gave the path up, or went altogether. */
static bool is_explained(const struct subject *subject)
{
	return subject->in_transaction && subject->owner_before != NULL &&
		!is_shipped(subject->owner_after);
}

static bool is_vendor_moved(const struct subject *subject)
{
	if (!is_kind(subject, CHANGE_REMOVED) || !subject->in_transaction ||
		is_directory(subject->before))
		return false;
	if (subject->copy != NULL && subject->copy_is_home)
		return true;
	return subject->origin_before == ORIGIN_VENDOR && is_explained(subject) &&
		subject->place != NULL;
}

/* Directories that go are no loss of their own unless they were empty. */
static bool is_gone(const struct subject *subject)
{
	if (!is_kind(subject, CHANGE_REMOVED) || is_vendor_moved(subject) ||
		subject->generated == GENERATED_KEPT)
		return false;
	if (!is_directory(subject->before))
		return true;
	return tree_within(subject->input->before, subject->path).count == 1 &&
		!is_explained(subject);
}

static bool is_removed_edited(const struct subject *subject)
{
	return is_gone(subject) && is_explained(subject) && subject->origin_before != ORIGIN_VENDOR;
}

static bool is_removed_unexplained(const struct subject *subject)
{
	return is_gone(subject) && !is_explained(subject);
}

static bool is_vendor_removed(const struct subject *subject)
{
	return is_gone(subject) && is_explained(subject);
}

static bool is_vendor_updated(const struct subject *subject)
{
	if (!subject->in_transaction || is_directory(subject->after) ||
		subject->origin_after != ORIGIN_VENDOR)
		return false;
	if (is_kind(subject, CHANGE_ADDED))
		return !is_resurrected(subject);
	return is_content_change(subject) &&
		(subject->origin_before == ORIGIN_VENDOR || subject->pinned);
}

/* Its package went, and something else came: that may read another file now. */
static bool was_replaced(const struct subject *subject)
{
	const struct package_change_list *packages = subject->input->packages;

	for (size_t i = 0; packages != NULL && i < packages->count; i++) {
		if (packages->items[i].after != NULL)
			return true;
	}
	return false;
}

/* What a removed package leaves behind on purpose is no finding. */
static bool went_with_package(const struct subject *subject)
{
	const char *package = subject->owner_before->package->name;
	const struct package_change *change = find_package_change(subject->input, package);

	return (change != NULL && change->after == NULL) ||
		(subject->owner_after != NULL &&
			(subject->owner_after->flags & OWNED_REMOVED) != 0);
}

static bool is_orphaned(const struct subject *subject)
{
	if (!subject->in_transaction || subject->after == NULL || is_directory(subject->after))
		return false;
	if (subject->hidden_by != NULL)
		return is_administrators(subject->origin_before);
	if (!is_shipped(subject->owner_before) || is_shipped(subject->owner_after) ||
		subject->before == NULL || is_taken(subject) || subject->place != NULL)
		return false;
	return !went_with_package(subject) ||
		(is_administrators(subject->origin_before) && was_replaced(subject));
}

static bool is_stray_active(const struct subject *subject)
{
	return subject->stray != NULL;
}

static bool is_cosmetic(const struct subject *subject)
{
	return subject->cosmetic;
}

static bool is_shadowing(const struct subject *subject)
{
	const struct entry *after = subject->after;

	return subject->in_transaction && after != NULL && after->kind == ENTRY_FILE &&
		subject->before != NULL && !is_taken(subject) && subject->place_changed &&
		(!is_shipped(subject->owner_after) || is_administrators(subject->origin_after));
}

static bool is_generated(const struct subject *subject)
{
	return subject->generated == GENERATED_KEPT;
}

/* Inside a transaction metadata is judged by itself. */
static bool is_edited(const struct subject *subject)
{
	if (subject->change == NULL || is_kind(subject, CHANGE_REMOVED))
		return false;
	if (!subject->in_transaction)
		return true;
	return !is_directory(subject->after) &&
		(is_kind(subject, CHANGE_ADDED) || is_content_change(subject));
}

static const struct {
	enum finding_class class;
	bool (*matches)(const struct subject *subject);
} signatures[] = {
	{CLASS_UNREADABLE, is_unreadable},
	{CLASS_TYPE_CHANGED, is_type_changed},
	{CLASS_MASKED, is_masked},
	{CLASS_INTERRUPTED, is_interrupted},
	{CLASS_SET_ASIDE, is_set_aside},
	{CLASS_UPDATE_PENDING, is_update_pending},
	{CLASS_OVERWRITTEN, is_overwritten},
	{CLASS_REWRITTEN_BY_PACKAGE, is_rewritten},
	{CLASS_REMOVED_EDITED, is_removed_edited},
	{CLASS_REMOVED_UNEXPLAINED, is_removed_unexplained},
	{CLASS_VENDOR_REMOVED, is_vendor_removed},
	{CLASS_VENDOR_MOVED, is_vendor_moved},
	{CLASS_VENDOR_UPDATED, is_vendor_updated},
	{CLASS_ORPHANED, is_orphaned},
	{CLASS_RESURRECTED, is_resurrected},
	{CLASS_STRAY_ACTIVE, is_stray_active},
	{CLASS_COSMETIC, is_cosmetic},
	{CLASS_SHADOWING, is_shadowing},
	{CLASS_GENERATED, is_generated},
	{CLASS_EDITED, is_edited},
};

enum finding_class classify_content(const struct subject *subject)
{
	for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
		if (signatures[i].matches(subject))
			return signatures[i].class;
	}
	return CLASS_COUNT;
}

size_t classify_order(enum finding_class *result, size_t most)
{
	size_t count = sizeof signatures / sizeof signatures[0];

	for (size_t i = 0; i < count && i < most; i++)
		result[i] = signatures[i].class;
	return count;
}

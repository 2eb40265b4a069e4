// SPDX-License-Identifier: GPL-2.0-or-later
// The texts of packages among what a transaction changed: bases for merging later.
#include <string.h>

#include "base/path.h"
#include "core/protection.h"
#include "system/vendor.h"
#include "upgrade_parts.h"

/* What is collected, of one side of the transaction. */
struct shelf {
	struct closing *closing;
	struct history *history;
	bool in_before;
	struct vendor_text *texts;
	size_t count;
};

static const struct tree *shelf_tree(const struct shelf *shelf)
{
	return shelf->in_before ? &shelf->closing->tree_before : &shelf->closing->tree_after;
}

static bool read_text(const struct shelf *shelf, const struct entry *entry, struct text *result)
{
	struct error ignored = ERROR_INIT;

	return entry->kind == ENTRY_FILE && entry->content == CONTENT_PUBLIC &&
		entry->size <= VENDOR_TEXT_MOST &&
		history_read(shelf->history, entry, VENDOR_TEXT_MOST, result, &ignored) == 0;
}

static void put(struct shelf *shelf, const char *path, const struct package *package,
	const struct text *bytes)
{
	shelf->texts[shelf->count++] = (struct vendor_text){
		.path = path,
		.package = package->name,
		.version = package->version,
		.bytes = arena_bytes(
			shelf->closing->workspace->arena, text_string(bytes), bytes->length),
		.length = bytes->length,
	};
}

/* A file that is as its package shipped it. */
static void put_untouched(struct shelf *shelf, const struct entry *entry)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	const struct upgrade_evidence *evidence = &shelf->closing->evidence;
	const struct owned *owned =
		facts_owner(shelf->in_before ? &evidence->before : &evidence->after, entry->path);
	struct content_digest digest = {.path = entry->path, .found = true};

	if (owned == NULL || owned->digest_kind == DIGEST_NONE || !read_text(shelf, entry, &bytes))
		return;
	digest.kind = owned->digest_kind;
	upgrade_digest(digest.kind, &bytes, digest.bytes);
	if (memcmp(digest.bytes, owned->digest, digest_size(digest.kind)) == 0)
		put(shelf, entry->path, owned->package, &bytes);
}

/* The package's new text, waiting beside the administrator's file. */
static bool is_waiting(const char *path)
{
	return path_ends_in(path, ".rpmnew") || path_ends_in(path, ".dpkg-dist") ||
		path_ends_in(path, ".dpkg-new") || path_ends_in(path, ".ucf-dist");
}

static void put_waiting(struct shelf *shelf, const struct entry *entry)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	const char *live = leftover_of(shelf->closing->workspace->arena, entry->path);
	const struct owned *owned =
		live != NULL ? facts_owner(&shelf->closing->evidence.after, live) : NULL;

	if (owned != NULL && read_text(shelf, entry, &bytes))
		put(shelf, live, owned->package, &bytes);
}

static void put_change(struct shelf *shelf, const char *path)
{
	const struct entry *entry = tree_find(shelf_tree(shelf), path);

	if (entry == NULL)
		return;
	if (!is_waiting(path))
		put_untouched(shelf, entry);
	else if (!shelf->in_before)
		put_waiting(shelf, entry);
}

static void record_side(struct closing *closing, struct history *history, bool in_before)
{
	struct arena *arena = closing->workspace->arena;
	struct shelf shelf = {
		.closing = closing,
		.history = history,
		.in_before = in_before,
		.texts = arena_new_array(arena, closing->changes.count, struct vendor_text),
	};
	struct error ignored = ERROR_INIT;

	for (size_t i = 0; i < closing->changes.count; i++)
		put_change(&shelf, closing->changes.changes[i].path);
	if (shelf.count > 0)
		(void)vendor_record(history, &closing->protection, shelf.texts, shelf.count,
			closing->workspace->now, &ignored);
}

/* The older ones first, so that the newest is on top. */
void upgrade_keep_vendor_texts(struct closing *closing, struct history *history)
{
	record_side(closing, history, true);
	record_side(closing, history, false);
}

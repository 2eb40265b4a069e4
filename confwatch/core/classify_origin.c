// SPDX-License-Identifier: GPL-2.0-or-later
// Where the text of a file came from: its package, the administrator, nobody known.
#include <string.h>

#include "base/path.h"
#include "core/classify_parts.h"

enum origin classify_origin(
	const struct entry *entry, const struct owned *owned, const struct content_digest *digest)
{
	if (entry == NULL)
		return ORIGIN_ABSENT;
	if (entry->content == CONTENT_UNREADABLE)
		return ORIGIN_UNKNOWN;
	if (owned == NULL)
		return ORIGIN_CUSTOM;
	if ((owned->flags & OWNED_GHOST) != 0)
		return ORIGIN_EDITED;
	/* Packages say no targets of links: whether it points where theirs did is not known. */
	if (entry->kind != ENTRY_FILE)
		return owned->digest_kind == DIGEST_NONE ? ORIGIN_VENDOR : ORIGIN_EDITED;
	if (owned->digest_kind == DIGEST_NONE || digest == NULL || !digest->found)
		return ORIGIN_UNKNOWN;
	return digest->kind == owned->digest_kind &&
			memcmp(digest->bytes, owned->digest, digest_size(owned->digest_kind)) == 0
		? ORIGIN_VENDOR
		: ORIGIN_EDITED;
}

/* Before sorts before after. */
static int compare_key(const char *path, bool in_before, const char *other, bool other_in_before)
{
	int order = path_compare(path, other);

	return order != 0 ? order : (int)other_in_before - (int)in_before;
}

const struct content_digest *find_digest(
	const struct classify_input *input, const char *path, bool in_before, enum digest_kind kind)
{
	size_t low = 0;
	size_t high = input->digest_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct content_digest *digest = &input->digests[middle];

		if (compare_key(digest->path, digest->in_before, path, in_before) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < input->digest_count; low++) {
		const struct content_digest *digest = &input->digests[low];

		if (compare_key(digest->path, digest->in_before, path, in_before) != 0)
			break;
		if (digest->kind == kind && digest->found)
			return digest;
	}
	return NULL;
}

const struct content_text *find_text(
	const struct classify_input *input, const char *path, bool in_before)
{
	size_t low = 0;
	size_t high = input->text_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct content_text *text = &input->texts[middle];
		int order = compare_key(text->path, text->in_before, path, in_before);

		if (order == 0)
			return text->bytes != NULL ? text : NULL;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool same_shipped(const struct owned *a, const struct owned *b)
{
	return a->digest_kind != DIGEST_NONE && a->digest_kind == b->digest_kind &&
		memcmp(a->digest, b->digest, digest_size(a->digest_kind)) == 0;
}

bool is_shipped(const struct owned *owned)
{
	return owned != NULL && (owned->flags & (OWNED_OBSOLETE | OWNED_REMOVED)) == 0;
}

bool is_administrators(enum origin origin)
{
	return origin == ORIGIN_EDITED || origin == ORIGIN_CUSTOM || origin == ORIGIN_UNKNOWN;
}

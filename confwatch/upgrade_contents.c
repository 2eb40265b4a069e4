// SPDX-License-Identifier: GPL-2.0-or-later
// Contents that decide what a change means: from history, and from the files as they are now.
#include <fcntl.h>
#include <string.h>

#include "system/files.h"
#include "system/seal.h"
#include "upgrade_parts.h"

enum {
	/* Bytes; the digest of a larger file is not worth its time. */
	DIGEST_TEXT_MOST = 16 * 1024 * 1024,
};

struct reader {
	struct workspace *workspace;
	struct history *history;
	const struct tree *before;
	const struct tree *after;
	struct seal_key key;
};

/* Whether these are the bytes that the scan saw. */
static bool is_content(
	const struct reader *reader, const struct entry *entry, const struct text *bytes)
{
	struct digest digest;
	unsigned char blob[BLOB_SIZE], seal[SEAL_SIZE];

	digest_begin(&digest, bytes->length, &reader->key, true, true);
	digest_add(&digest, text_string(bytes), bytes->length);
	digest_blob(&digest, blob);
	digest_seal(&digest, seal);
	if (entry->seal != NULL)
		return memcmp(seal, entry->seal, sizeof seal) == 0;
	return entry->has_blob && memcmp(blob, entry->blob, sizeof blob) == 0;
}

static bool read_live(
	const struct reader *reader, const struct entry *entry, size_t limit, struct text *result)
{
	FD_CLEANUP int path =
		files_open_beneath(reader->workspace->root_fd, entry->path, O_PATH | O_NOFOLLOW);
	FD_CLEANUP int fd = -1;

	if (path < 0)
		return false;
	fd = files_reopen(path, O_RDONLY | O_NOATIME | O_NONBLOCK);
	return fd >= 0 && files_read_all(fd, limit, result) == 0 &&
		is_content(reader, entry, result);
}

/* What is not recorded yet can only be read where it lies. */
static bool read_content(const struct reader *reader, const char *path, bool in_before,
	size_t limit, struct text *result)
{
	const struct entry *entry = tree_find(in_before ? reader->before : reader->after, path);
	struct error ignored = ERROR_INIT;

	text_clear(result);
	if (entry == NULL || entry->kind != ENTRY_FILE || entry->size > limit ||
		entry->content == CONTENT_UNREADABLE)
		return false;
	if (!in_before && read_live(reader, entry, limit, result))
		return true;
	text_clear(result);
	return history_read(reader->history, entry, limit, result, &ignored) == 0;
}

static void read_digest(const struct reader *reader, struct content_digest *digest)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;

	digest->found = digest->kind != DIGEST_NONE &&
		read_content(reader, digest->path, digest->in_before, DIGEST_TEXT_MOST, &bytes);
	if (digest->found)
		upgrade_digest(digest->kind, &bytes, digest->bytes);
}

static void read_text(const struct reader *reader, struct content_text *text)
{
	TEXT_CLEANUP struct text bytes = TEXT_INIT;

	if (!read_content(reader, text->path, text->in_before, CLASSIFY_TEXT_MOST, &bytes))
		return;
	text->bytes = arena_bytes(reader->workspace->arena, text_string(&bytes), bytes.length);
	text->length = bytes.length;
}

void upgrade_read_contents(struct workspace *workspace, struct history *history,
	const struct tree *before, const struct tree *after, struct classify_wanted *wanted)
{
	struct reader reader = {
		.workspace = workspace,
		.history = history,
		.before = before,
		.after = after,
	};
	struct error ignored = ERROR_INIT;

	if (seal_key_read(workspace->state_fd, false, &reader.key, &ignored) < 0)
		return;
	for (size_t i = 0; i < wanted->digest_count; i++)
		read_digest(&reader, &wanted->digests[i]);
	for (size_t i = 0; i < wanted->text_count; i++)
		read_text(&reader, &wanted->texts[i]);
}

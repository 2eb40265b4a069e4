// SPDX-License-Identifier: GPL-2.0-or-later
// The bytes of a commit, and the ref that makes it visible.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "system/history_parts.h"

/* What cannot stand in the header of a commit is left out. */
static void add_words(struct text *text, const char *words, const char *otherwise)
{
	size_t before = text->length;

	for (const char *at = words != NULL ? words : ""; *at != '\0'; at++) {
		unsigned char byte = (unsigned char)*at;

		if (byte < ' ' || byte == 0x7f || strchr("<>", byte) != NULL)
			continue;
		if (byte != ' ' || text->length > before)
			text_byte(text, (char)byte);
	}
	while (text->length > before && text->bytes[text->length - 1] == ' ')
		text->length--;
	if (text->length == before)
		text_add(text, otherwise);
}

static void add_time(struct text *text, const struct snapshot_note *note)
{
	int zone = abs(note->zone) < 24 * 60 ? note->zone : 0;
	int64_t time = note->time > 0 ? note->time : 0;

	text_format(text, "> %lld %c%02d%02d\n", (long long)time, zone < 0 ? '-' : '+',
		abs(zone) / 60, abs(zone) % 60);
}

void history_write_commit(const unsigned char tree[BLOB_SIZE], const struct snapshot_id *parent,
	const struct snapshot_note *note, const char *message, struct text *result)
{
	struct snapshot_id id;
	char hex[SNAPSHOT_HEX_SIZE];

	memcpy(id.bytes, tree, sizeof id.bytes);
	snapshot_hex(&id, hex);
	text_format(result, "tree %s\n", hex);
	if (parent != NULL) {
		snapshot_hex(parent, hex);
		text_format(result, "parent %s\n", hex);
	}
	text_add(result, "author ");
	add_words(result, note->author_name, "unknown");
	text_add(result, " <");
	add_words(result, note->author_mail, "unknown@localhost");
	add_time(result, note);
	text_add(result, "committer confwatch <confwatch@");
	add_words(result, note->host, "localhost");
	add_time(result, note);
	text_byte(result, '\n');
	text_add(result, message);
}

int history_move_ref(struct history *history, const char *name, const struct snapshot_id *parent,
	const struct snapshot_id *id, struct error *error)
{
	git_oid target = repository_oid(id->bytes);
	git_oid old = {0}; /* it must not exist */
	git_reference *ref = NULL;
	int result;

	if (parent != NULL)
		old = repository_oid(parent->bytes);
	result = git_reference_create_matching(
		&ref, history->repository.git, name, &target, 1, &old, "confwatch");
	git_reference_free(ref);
	if (result == GIT_EMODIFIED || result == GIT_ENOTFOUND)
		return error_set(error, ESTALE, "'%s' was moved meanwhile", name);
	if (result < 0)
		return repository_error(error, EIO, "cannot move '%s'", name);
	/* So that what was just written is seen by this process. */
	(void)git_odb_refresh(history->repository.odb);
	return 0;
}

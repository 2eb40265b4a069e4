// SPDX-License-Identifier: GPL-2.0-or-later
// Writing a snapshot: the contents while they are scanned, then trees, commit and ref.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "system/history_parts.h"

struct history_writer {
	struct history *history;
	struct protected_store *store;
	struct seal_key key;
	struct tree_writer trees;
	/* The file that is being read: */
	struct text bytes;	 /* small ones */
	struct blob_writer *big; /* big ones */
	struct digest digest;
	uint64_t left; /* bytes that are still to come */
	bool too_long; /* more came */
};

static int begin_file(void *context, const struct entry *entry, struct error *error)
{
	struct history_writer *writer = context;
	bool public = entry->content == CONTENT_PUBLIC;

	text_clear(&writer->bytes);
	writer->left = entry->size;
	writer->too_long = false;
	digest_begin(&writer->digest, entry->size, &writer->key,
		entry->content == CONTENT_DIGEST_ONLY,
		!public || !protected_is_empty(writer->store));
	if (entry->size <= BLOB_BIG || entry->content == CONTENT_DIGEST_ONLY)
		return 0;
	return blob_begin(
		public ? &writer->history->repository : protected_repository(writer->store),
		entry->size, &writer->big, error);
}

static int write_bytes(void *context, const void *bytes, size_t length, struct error *error)
{
	struct history_writer *writer = context;

	if (length > writer->left) {
		writer->too_long = true;
		return 0;
	}
	writer->left -= length;
	digest_add(&writer->digest, bytes, length);
	if (writer->big != NULL)
		return blob_write(writer->big, bytes, length, error);
	if (!writer->digest.want_blob)
		text_append(&writer->bytes, bytes, length);
	return 0;
}

static void abandon_file(void *context)
{
	struct history_writer *writer = context;

	blob_abandon(writer->big);
	writer->big = NULL;
	text_clear(&writer->bytes);
}

static int finish_big(struct history_writer *writer, struct entry *entry, struct error *error)
{
	struct blob_writer *big = writer->big;

	writer->big = NULL;
	return blob_finish(big, entry->blob, error);
}

static int finish_public(struct history_writer *writer, struct entry *entry, struct error *error)
{
	if (writer->big != NULL)
		return finish_big(writer, entry, error);
	return history_write_object(&writer->trees, PACK_BLOB, text_string(&writer->bytes),
		writer->bytes.length, entry->blob, error);
}

static int finish_protected(struct history_writer *writer, struct entry *entry, struct error *error)
{
	struct protected_store *store = writer->store;
	int result;

	if (protected_knows(store, entry->seal)) {
		abandon_file(writer);
		result = protected_adopt(store, entry->path, entry->seal, error);
	} else if (writer->big != NULL) {
		result = finish_big(writer, entry, error);
		if (result == 0)
			protected_note(store, entry->path, entry->seal, entry->blob);
	} else {
		result = protected_put(store, entry->path, entry->seal, text_string(&writer->bytes),
			writer->bytes.length, error);
	}
	if (result == 0)
		protected_blob(store, entry->seal, entry->blob);
	return result;
}

/* Others would be protected because some secret file was empty once. */
static bool can_be_recognised(const struct entry *entry)
{
	return entry->size > 1;
}

static void take_seal(struct history_writer *writer, struct arena *arena, struct entry *entry)
{
	unsigned char seal[SEAL_SIZE];

	if (!writer->digest.want_seal)
		return;
	digest_seal(&writer->digest, seal);
	/* Bytes of a protected file under another name are protected as well. */
	if (entry->content == CONTENT_PUBLIC && can_be_recognised(entry) &&
		protected_knows(writer->store, seal))
		entry->content = CONTENT_PROTECTED;
	/* A seal at begin(): the state before has only one, and the two are to be compared. */
	if (entry->content != CONTENT_PUBLIC || entry->seal != NULL)
		entry->seal = (const unsigned char *)arena_bytes(arena, seal, sizeof seal);
}

static int store_file(struct history_writer *writer, struct entry *entry, struct error *error)
{
	if (entry->content == CONTENT_PUBLIC)
		return finish_public(writer, entry, error);
	if (entry->content == CONTENT_PROTECTED)
		return finish_protected(writer, entry, error);
	digest_blob(&writer->digest, entry->blob);
	return 0;
}

static void mark_unreadable(struct history_writer *writer, struct entry *entry, int problem)
{
	abandon_file(writer);
	entry_mark_unreadable(entry, problem);
}

static int finish_file(void *context, struct arena *arena, struct entry *entry, struct error *error)
{
	struct history_writer *writer = context;
	int result;

	if (writer->left > 0 || writer->too_long) {
		mark_unreadable(writer, entry, EAGAIN);
		return 0;
	}
	take_seal(writer, arena, entry);
	result = store_file(writer, entry, error);
	/* Made to collide with another file: the history must not take one for the other. */
	if (result == -EBADMSG) {
		mark_unreadable(writer, entry, EBADMSG);
		return 0;
	}
	if (result < 0)
		return error_context(error, "cannot record '%s'", entry->path);
	entry->has_blob = true;
	return 0;
}

struct content_sink history_writer_sink(struct history_writer *writer)
{
	return (struct content_sink){
		.context = writer,
		.begin = begin_file,
		.write = write_bytes,
		.finish = finish_file,
		.abandon = abandon_file,
	};
}

int history_writer_begin(struct history *history, const struct seal_key *key,
	struct history_writer **result, struct error *error)
{
	struct protected_store *store = NULL;
	struct history_writer *writer;
	struct snapshot_id head;

	if (history_store(history, &store, error) < 0)
		return -error->code;
	repository_sweep(&history->repository);
	repository_sweep(protected_repository(store));
	writer = calloc(1, sizeof *writer);
	if (writer == NULL)
		out_of_memory();
	writer->history = history;
	writer->store = store;
	writer->key = *key;
	writer->trees = (struct tree_writer){
		.history = history,
		.pack = pack_begin(history->repository.packs),
		.fresh = history_peek(history->state, &head) == -ENOENT,
	};
	*result = writer;
	return 0;
}

void history_writer_own(
	struct history_writer *writer, enum history_own which, const struct text *bytes)
{
	writer->trees.own[which].given = bytes;
}

void history_writer_before(struct history_writer *writer, const struct tree *before)
{
	writer->trees.before = before;
}

static void writer_free(struct history_writer *writer)
{
	blob_abandon(writer->big);
	text_release(&writer->bytes);
	free(writer);
}

void history_writer_abandon(struct history_writer *writer)
{
	if (writer == NULL)
		return;
	pack_abandon(writer->trees.pack);
	/* What was put into the store, but not flushed, must not come with a later snapshot. */
	protected_close(writer->store);
	writer->history->store = NULL;
	writer_free(writer);
}

/* True when the parent has this very tree. */
static int is_parents_tree(struct history *history, const struct snapshot_id *parent,
	const unsigned char tree[BLOB_SIZE], struct error *error)
{
	git_commit *commit = NULL;
	int result;

	if (parent == NULL)
		return 0;
	if (history_commit_lookup(history, parent, &commit, error) < 0)
		return -error->code;
	result = memcmp(git_commit_tree_id(commit)->id, tree, BLOB_SIZE) == 0;
	git_commit_free(commit);
	return result;
}

/* Everything that the commit needs, and itself, into the pack. */
static int write_objects(struct history_writer *writer, const struct tree *tree,
	const struct protection *protection, const struct snapshot_id *parent,
	const struct snapshot_note *note, struct snapshot_id *result, struct error *error)
{
	TEXT_CLEANUP struct text commit = TEXT_INIT, message = TEXT_INIT;
	unsigned char root[BLOB_SIZE];
	int same;

	writer->trees.parent = parent;
	if (history_own_inherit(writer->history, parent, writer->trees.own, error) < 0 ||
		history_write_tree(&writer->trees, tree, protection, root, error) < 0)
		return -error->code;
	same = note->accepts ? 0 : is_parents_tree(writer->history, parent, root, error);
	if (same != 0)
		return same < 0 ? same : error_set(error, EEXIST, "nothing changed");
	snapshot_write_message(note, &message);
	history_write_commit(root, parent, note, text_string(&message), &commit);
	return pack_add(
		writer->trees.pack, PACK_COMMIT, commit.bytes, commit.length, result->bytes, error);
}

/* Contents first, then the ref that makes them visible. Frees the pack. */
static int publish(struct history_writer *writer, const struct snapshot_id *parent,
	const struct snapshot_id *id, struct error *error)
{
	struct pack *pack = writer->trees.pack;

	writer->trees.pack = NULL;
	if (protected_flush(writer->store, error) < 0) {
		pack_abandon(pack);
		return -error->code;
	}
	if (pack_finish(pack, NULL, error) < 0)
		return -error->code;
	return history_move_ref(writer->history, HISTORY_REF, parent, id, error);
}

int history_commit(struct history_writer *writer, const struct tree *tree,
	const struct protection *protection, const struct snapshot_id *parent,
	const struct snapshot_note *note, struct snapshot_id *result, struct error *error)
{
	struct snapshot_id id;
	int code = write_objects(writer, tree, protection, parent, note, &id, error);

	if (code < 0) {
		history_writer_abandon(writer);
		return code;
	}
	code = publish(writer, parent, &id, error);
	if (code == 0)
		*result = id;
	writer_free(writer);
	return code;
}

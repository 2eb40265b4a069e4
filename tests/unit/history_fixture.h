// SPDX-License-Identifier: GPL-2.0-or-later
// For tests of the history: a STATE of its own, trees made by hand or at random, snapshots of them.
#ifndef TESTS_UNIT_HISTORY_FIXTURE_H
#define TESTS_UNIT_HISTORY_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "core/diff.h"
#include "shell.h"
#include "system/history.h"

/* Bytes of the files of a tree by path, kept beside it. */
struct file_bytes {
	const char *path;
	const char *bytes;
};

/* A tree with contents, as a scan would find it. */
struct world {
	struct tree tree;
	struct protection protection;
	struct file_bytes *files;
	size_t count;
	size_t capacity;
};

struct fixture {
	char *directory;
	int state;
	struct arena arena;
	struct seal_key key;
	struct history *history;
	int64_t now;
};

static inline void reopen(struct fixture *fixture)
{
	struct error error = ERROR_INIT;

	history_close(fixture->history);
	fixture->history = NULL;
	if (history_open(fixture->state, &fixture->history, &error) < 0)
		fail_msg("%s", error.message);
}

static inline int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	struct error error = ERROR_INIT;

	assert_non_null(fixture);
	fixture->directory = make_directory();
	fixture->state = open(fixture->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fixture->now = 1700000000;
	assert_int_equal(seal_key_read(fixture->state, true, &fixture->key, &error), 0);
	if (history_create(fixture->state, &error) < 0)
		fail_msg("%s", error.message);
	reopen(fixture);
	*state = fixture;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *fixture = *state;

	history_close(fixture->history);
	(void)close(fixture->state);
	remove_directory(fixture->directory);
	arena_release(&fixture->arena);
	free(fixture);
	return 0;
}

static inline struct world *new_world(struct fixture *fixture)
{
	struct world *world = arena_new(&fixture->arena, struct world);

	tree_init(&world->tree, &fixture->arena);
	world->protection.arena = &fixture->arena;
	return world;
}

static inline struct entry *add(struct world *world, enum entry_kind kind, const char *path)
{
	struct entry *entry = tree_add(&world->tree);

	entry->kind = (uint8_t)kind;
	entry->path = arena_string(world->tree.arena, path);
	entry->mode = kind == ENTRY_DIRECTORY ? 0755 : kind == ENTRY_LINK ? 0777 : 0644;
	entry->seconds = 1600000000;
	entry->nanoseconds = 7;
	return entry;
}

static inline struct entry *add_directory(struct world *world, const char *path)
{
	return add(world, ENTRY_DIRECTORY, path);
}

static inline struct entry *add_content(
	struct world *world, const char *path, enum content_kind content, const char *bytes)
{
	struct entry *entry = add(world, ENTRY_FILE, path);
	struct file_bytes file = {entry->path, arena_string(world->tree.arena, bytes)};

	entry->content = (uint8_t)content;
	entry->size = strlen(bytes);
	if (world->count == world->capacity) {
		size_t larger = world->capacity == 0 ? 64 : world->capacity * 2;
		struct file_bytes *files =
			arena_new_array(world->tree.arena, larger, struct file_bytes);

		if (world->count > 0)
			memcpy(files, world->files, world->count * sizeof *files);
		world->files = files;
		world->capacity = larger;
	}
	world->files[world->count++] = file;
	return entry;
}

static inline struct entry *add_file(struct world *world, const char *path, const char *bytes)
{
	return add_content(world, path, CONTENT_PUBLIC, bytes);
}

static inline struct entry *add_link(struct world *world, const char *path, const char *target)
{
	struct entry *entry = add(world, ENTRY_LINK, path);

	entry->target = arena_string(world->tree.arena, target);
	return entry;
}

static inline const char *bytes_of(const struct world *world, const char *path)
{
	for (size_t i = world->count; i-- > 0;) {
		if (strcmp(world->files[i].path, path) == 0)
			return world->files[i].bytes;
	}
	fail_msg("no bytes of %s", path);
	return "";
}

/* What the scan does for one file that it has to read. */
static inline void feed_file(
	const struct content_sink *sink, struct world *world, struct entry *entry)
{
	struct error error = ERROR_INIT;
	const char *bytes = bytes_of(world, entry->path);
	size_t length = strlen(bytes);
	size_t half = length / 2;

	assert_int_equal(sink->begin(sink->context, entry, &error), 0);
	assert_int_equal(sink->write(sink->context, bytes, half, &error), 0);
	assert_int_equal(sink->write(sink->context, bytes + half, length - half, &error), 0);
	if (sink->finish(sink->context, world->tree.arena, entry, &error) < 0)
		fail_msg("%s", error.message);
}

static inline void feed_files(const struct content_sink *sink, struct world *world)
{
	for (size_t i = 0; i < world->tree.count; i++) {
		struct entry *entry = &world->tree.entries[i];

		if (entry->kind == ENTRY_FILE && entry->content != CONTENT_UNREADABLE)
			feed_file(sink, world, entry);
	}
}

static inline struct history_writer *begin(struct fixture *fixture)
{
	struct history_writer *writer = NULL;
	struct error error = ERROR_INIT;

	if (history_writer_begin(fixture->history, &fixture->key, &writer, &error) < 0)
		fail_msg("%s", error.message);
	return writer;
}

static inline struct snapshot_note make_note(struct fixture *fixture)
{
	return (struct snapshot_note){
		.kind = SNAPSHOT_MANUAL,
		.author_name = "Jane Doe",
		.author_mail = "jane@example.org",
		.host = "mail",
		.time = fixture->now++,
		.zone = 60,
	};
}

/* Sorts the world, feeds its contents, commits. 0 or -errno. */
static inline int try_commit(struct fixture *fixture, struct world *world,
	const struct snapshot_id *parent, struct snapshot_id *result, struct error *error)
{
	struct history_writer *writer = begin(fixture);
	struct content_sink sink = history_writer_sink(writer);
	struct snapshot_note note = make_note(fixture);

	tree_sort(&world->tree);
	feed_files(&sink, world);
	return history_commit(
		writer, &world->tree, &world->protection, parent, &note, result, error);
}

static inline struct snapshot_id commit(
	struct fixture *fixture, struct world *world, const struct snapshot_id *parent)
{
	struct snapshot_id id = {0};
	struct error error = ERROR_INIT;

	if (try_commit(fixture, world, parent, &id, &error) < 0)
		fail_msg("%s", error.message);
	return id;
}

static inline struct tree read_back(struct fixture *fixture, const struct snapshot_id *id,
	const char *const *paths, size_t count)
{
	struct error error = ERROR_INIT;
	struct tree tree;

	tree_init(&tree, &fixture->arena);
	if (history_tree(fixture->history, id, paths, count, &tree, &error) < 0)
		fail_msg("%s", error.message);
	return tree;
}

static inline void assert_same_string(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		assert_ptr_equal(a, b);
	else
		assert_string_equal(a, b);
}

static inline void assert_same_attributes(const struct attributes *a, const struct attributes *b)
{
	if (a == NULL || b == NULL) {
		assert_ptr_equal(a, b);
		return;
	}
	assert_same_string(a->access_acl, b->access_acl);
	assert_same_string(a->default_acl, b->default_acl);
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		assert_string_equal(a->list[i].name, b->list[i].name);
		assert_int_equal(a->list[i].length, b->list[i].length);
		assert_memory_equal(a->list[i].value, b->list[i].value, a->list[i].length);
	}
}

static inline void assert_same_entry(const struct entry *a, const struct entry *b)
{
	assert_string_equal(a->path, b->path);
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->content, b->content);
	assert_int_equal(a->mode, b->mode);
	assert_int_equal(a->uid, b->uid);
	assert_int_equal(a->gid, b->gid);
	assert_int_equal(a->seconds, b->seconds);
	assert_int_equal(a->nanoseconds, b->nanoseconds);
	assert_int_equal(a->major, b->major);
	assert_int_equal(a->minor, b->minor);
	assert_int_equal(a->problem, b->problem);
	assert_same_string(a->target, b->target);
	assert_same_string(a->same_as, b->same_as);
	assert_same_string(a->user, b->user);
	assert_same_string(a->group, b->group);
	assert_same_attributes(a->attributes, b->attributes);
	if (a->content == CONTENT_PUBLIC) {
		assert_int_equal(a->size, b->size);
		assert_memory_equal(a->blob, b->blob, BLOB_SIZE);
	}
	if (a->content == CONTENT_PROTECTED || a->content == CONTENT_DIGEST_ONLY)
		assert_memory_equal(a->seal, b->seal, SEAL_SIZE);
}

static inline void assert_same_tree(const struct tree *a, const struct tree *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++)
		assert_same_entry(&a->entries[i], &b->entries[i]);
	assert_int_equal(a->count, b->count);
}

/* Every file whose bytes are kept reads as it was. */
static inline void assert_contents(
	struct fixture *fixture, const struct world *world, const struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];
		TEXT_CLEANUP struct text bytes = TEXT_INIT;
		struct error error = ERROR_INIT;
		int result;

		if (entry->kind != ENTRY_FILE)
			continue;
		result = history_read(fixture->history, entry, 1 << 30, &bytes, &error);
		if (entry->content != CONTENT_PUBLIC && entry->content != CONTENT_PROTECTED) {
			assert_int_equal(result, -ENOENT);
			continue;
		}
		if (result < 0)
			fail_msg("%s", error.message);
		assert_string_equal(text_string(&bytes), bytes_of(world, entry->path));
	}
}

static inline void assert_sound(struct fixture *fixture)
{
	struct string_list problems = {0};
	struct error error = ERROR_INIT;

	if (history_verify(fixture->history, &fixture->arena, &problems, &error) < 0)
		fail_msg("%s", error.message);
	if (problems.count > 0)
		fail_msg("%s", problems.items[0]);
	shell_quiet(fixture->directory,
		"for r in history protected; do git -C $r.git fsck --full --strict --no-dangling "
		"2>&1 |"
		" sed '/^notice:/d'; done");
}

static inline uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

#endif

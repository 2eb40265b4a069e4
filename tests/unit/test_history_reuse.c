// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of trees taken from the parent snapshot: they are those that would have been written.
#include "history_fixture.h"
#include "random_tree.h"
#include "system/history_parts.h"

enum {
	ROUNDS = 150,
	DIRECTORIES = 12,
};

/* Nobody fed contents: ids of blobs are made up. */
static void give_blobs(struct tree *tree, uint64_t *seed)
{
	for (size_t i = 0; i < tree->count; i++) {
		struct entry *entry = &tree->entries[i];

		if (entry->content != CONTENT_PUBLIC)
			continue;
		entry->has_blob = true;
		for (size_t j = 0; j < BLOB_SIZE; j++)
			entry->blob[j] = (unsigned char)random_below(seed, 256);
	}
}

static void random_nested_tree(struct tree *tree, uint64_t *seed)
{
	const char *directories[DIRECTORIES] = {"/"};

	random_directory(tree, seed, "/", 4);
	for (size_t i = 1; i < DIRECTORIES; i++) {
		const char *parent = directories[random_below(seed, (uint32_t)i)];

		directories[i] = path_join(tree->arena, parent, random_name(tree->arena, seed));
		if (strlen(directories[i]) < 1000 && tree_find(tree, directories[i]) == NULL)
			random_directory(tree, seed, directories[i], 5);
		else
			directories[i] = "/";
	}
	give_blobs(tree, seed);
}

static struct tree copy_of(const struct tree *tree)
{
	struct tree result;

	tree_init(&result, tree->arena);
	for (size_t i = 0; i < tree->count; i++)
		*tree_add(&result) = tree->entries[i];
	return result;
}

static void change_entry(struct arena *arena, uint64_t *seed, struct entry *entry)
{
	struct entry other = {.path = entry->path};

	random_entry(arena, seed, (enum entry_kind)entry->kind, &other);
	switch (random_below(seed, 12)) {
	case 0:
		entry->mode ^= 0101;
		break;
	case 1:
		entry->uid++;
		break;
	case 2:
		entry->user = entry->user == NULL ? "new" : NULL;
		break;
	case 3:
		entry->group = "other";
		break;
	case 4:
		entry->seconds ^= 1;
		break;
	case 5:
		entry->nanoseconds ^= 1;
		break;
	case 6:
		entry->attributes = other.attributes;
		break;
	case 7:
		entry->blob[0] ^= 1;
		break;
	case 8:
		entry->same_as = entry->kind == ENTRY_DIRECTORY ? NULL : "/another";
		break;
	case 9:
		entry->target = entry->kind == ENTRY_LINK ? "elsewhere" : NULL;
		break;
	case 10:
		entry->problem += entry->content == CONTENT_UNREADABLE;
		break;
	default:
		other.has_blob = other.content == CONTENT_PUBLIC;
		*entry = other;
	}
}

static void drop(struct tree *tree, size_t at)
{
	struct tree_range range = tree_within(tree, tree->entries[at].path);
	size_t end = range.first + range.count;

	memmove(tree->entries + range.first, tree->entries + end,
		(tree->count - end) * sizeof *tree->entries);
	tree->count -= range.count;
}

static void add_somewhere(struct tree *tree, uint64_t *seed)
{
	const struct entry *above = &tree->entries[random_below(seed, (uint32_t)tree->count)];
	const char *parent = above->kind == ENTRY_DIRECTORY ? above->path : "/";
	const char *path = path_join(tree->arena, parent, random_name(tree->arena, seed));

	if (tree_find(tree, path) != NULL)
		return;
	random_directory(tree, seed, path, 2);
}

static void mutate_tree(struct tree *tree, uint64_t *seed)
{
	for (uint32_t left = random_below(seed, 4); left > 0; left--) {
		size_t at = random_below(seed, (uint32_t)tree->count);

		switch (random_below(seed, 6)) {
		case 0:
			if (tree->entries[at].path[1] != '\0')
				drop(tree, at);
			break;
		case 1:
			add_somewhere(tree, seed);
			break;
		default:
			change_entry(tree->arena, seed, &tree->entries[at]);
		}
	}
	for (size_t i = 0; i < tree->count; i++) {
		if (tree->entries[i].content == CONTENT_PUBLIC)
			tree->entries[i].has_blob = true;
	}
}

/* The id of the git tree; before: NULL, or what the parent is said to hold. */
static git_oid write_tree(struct fixture *fixture, const struct snapshot_id *parent,
	const struct tree *before, const struct tree *tree, struct pack *pack)
{
	struct protection protection = {.arena = &fixture->arena};
	struct tree_writer writer = {
		.history = fixture->history,
		.pack = pack,
		.parent = parent,
		.before = before,
	};
	struct error error = ERROR_INIT;
	git_oid id;

	if (history_write_tree(&writer, tree, &protection, id.id, &error) < 0)
		fail_msg("%s", error.message);
	return id;
}

static void assert_written_alike(struct fixture *fixture, const struct snapshot_id *parent,
	const struct tree *before, const struct tree *after)
{
	struct pack *pack = pack_begin(fixture->history->repository.packs);
	git_oid taken = write_tree(fixture, parent, before, after, pack);
	git_oid written = write_tree(fixture, NULL, NULL, after, pack);

	pack_abandon(pack);
	assert_memory_equal(taken.id, written.id, sizeof written.id);
}

static struct snapshot_id commit_tree(struct fixture *fixture, const struct tree *tree)
{
	struct protection protection = {.arena = &fixture->arena};
	struct snapshot_note note = make_note(fixture);
	struct error error = ERROR_INIT;
	struct snapshot_id head, result;
	bool has_head = history_head(fixture->history, &head, &error) == 0;

	if (history_commit(begin(fixture), tree, &protection, has_head ? &head : NULL, &note,
		    &result, &error) < 0)
		fail_msg("%s", error.message);
	return result;
}

static void taken_trees_are_those_that_would_be_written(void **state)
{
	struct fixture *fixture = *state;
	uint64_t seed = 20261120;

	for (int round = 0; round < ROUNDS; round++) {
		struct tree before, after;
		struct snapshot_id parent;

		tree_init(&before, &fixture->arena);
		random_nested_tree(&before, &seed);
		parent = commit_tree(fixture, &before);
		after = copy_of(&before);
		mutate_tree(&after, &seed);
		assert_written_alike(fixture, &parent, &before, &after);
		arena_release(&fixture->arena);
	}
}

static void assert_same_metadata(const struct metadata_change *a, const struct metadata_change *b)
{
	assert_string_equal(a->name, b->name);
	assert_same_string(a->before, b->before);
	assert_same_string(a->after, b->after);
	assert_same_string(a->remark, b->remark);
}

static void assert_same_changes(const struct change_list *a, const struct change_list *b)
{
	assert_int_equal(a->count, b->count);
	for (size_t i = 0; i < a->count; i++) {
		assert_string_equal(a->changes[i].path, b->changes[i].path);
		assert_int_equal(a->changes[i].kind, b->changes[i].kind);
		assert_int_equal(a->changes[i].content, b->changes[i].content);
		assert_int_equal(a->changes[i].metadata_count, b->changes[i].metadata_count);
		for (size_t j = 0; j < a->changes[i].metadata_count; j++)
			assert_same_metadata(
				&a->changes[i].metadata[j], &b->changes[i].metadata[j]);
	}
}

/* As by reading both trees whole; with and without a limit to one path. */
static void changes_between_snapshots_are_all_there(void **state)
{
	struct fixture *fixture = *state;
	uint64_t seed = 4711;
	size_t found = 0;

	for (int round = 0; round < ROUNDS / 3; round++) {
		struct error error = ERROR_INIT;
		struct tree before, after, old, new;
		struct snapshot_id first, second;
		const char *path;

		tree_init(&before, &fixture->arena);
		random_nested_tree(&before, &seed);
		after = copy_of(&before);
		mutate_tree(&after, &seed);
		after.entries[after.count - 1].seconds ^= 1;
		first = commit_tree(fixture, &before);
		second = commit_tree(fixture, &after);
		path = before.entries[random_below(&seed, (uint32_t)before.count)].path;
		for (size_t limit = 0; limit < 2; limit++) {
			struct change_list whole = {0}, parts = {0};

			old = read_back(fixture, &first, &path, limit);
			new = read_back(fixture, &second, &path, limit);
			diff_trees(&fixture->arena, &old, &new, &path, limit, &whole);
			if (history_changes(fixture->history, &fixture->arena, &first, &second,
				    &path, limit, &parts, &error) < 0)
				fail_msg("%s", error.message);
			assert_same_changes(&parts, &whole);
			found += whole.count;
		}
		arena_release(&fixture->arena);
	}
	assert_true(found > ROUNDS / 3);
}

static struct tree small_tree(struct fixture *fixture)
{
	struct world *world = new_world(fixture);

	add_directory(world, "/");
	add_directory(world, "/a");
	add_directory(world, "/a/b");
	add_file(world, "/a/b/f", "x")->has_blob = true;
	add_directory(world, "/c");
	return world->tree;
}

/* Said to be the same, they are not looked at again: a lie comes through. */
static void trees_are_taken_from_the_parent(void **state)
{
	struct fixture *fixture = *state;
	struct tree tree = small_tree(fixture);
	struct snapshot_id parent = commit_tree(fixture, &tree);
	struct pack *pack = pack_begin(fixture->history->repository.packs);
	git_oid as_it_was = write_tree(fixture, NULL, NULL, &tree, pack);
	struct tree before;
	git_oid taken;

	tree.entries[3].blob[0] ^= 1;
	before = copy_of(&tree);
	taken = write_tree(fixture, &parent, &before, &tree, pack);
	assert_memory_equal(taken.id, as_it_was.id, sizeof taken.id);
	pack_abandon(pack);
}

static void without_the_parents_trees_they_are_written(void **state)
{
	struct fixture *fixture = *state;
	struct tree tree = small_tree(fixture);
	struct snapshot_id nobody = {.bytes = {1, 2, 3}};

	assert_written_alike(fixture, &nobody, &tree, &tree);
}

static void remove_object(struct fixture *fixture, const git_oid *id)
{
	char hex[GIT_OID_HEXSZ + 1], command[256];

	(void)git_oid_tostr(hex, sizeof hex, id);
	shell_quiet(fixture->directory,
		"cd history.git && mv objects/pack/*.pack . && for p in *.pack; do git "
		"unpack-objects -q <$p; done && rm *.pack objects/pack/*");
	(void)snprintf(
		command, sizeof command, "rm history.git/objects/%.2s/%s </dev/null", hex, hex + 2);
	shell_quiet(fixture->directory, command);
	reopen(fixture);
}

/* With one half alone, what is in the other one would be lost. */
static void both_halves_are_needed(void **state)
{
	struct fixture *fixture = *state;
	struct tree before = small_tree(fixture);
	struct snapshot_id parent = commit_tree(fixture, &before);
	struct tree after = copy_of(&before);
	struct error error = ERROR_INIT;
	git_tree *root = NULL;

	assert_int_equal(history_root(fixture->history, &parent, &root, &error), 0);
	remove_object(fixture, git_tree_entry_id(git_tree_entry_byname(root, "a")));
	git_tree_free(root);
	after.entries[1].seconds++;
	assert_written_alike(fixture, &parent, &before, &after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			taken_trees_are_those_that_would_be_written, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			changes_between_snapshots_are_all_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(trees_are_taken_from_the_parent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(both_halves_are_needed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			without_the_parents_trees_they_are_written, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

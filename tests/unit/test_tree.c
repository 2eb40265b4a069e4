// SPDX-License-Identifier: GPL-2.0-or-later
// tree: sorting, finding, ranges, and what counts as the same bytes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/tree.h"
#include "random_tree.h"

static void add(struct tree *tree, const char *path)
{
	tree_add(tree)->path = path;
}

static void test_sort_orders_and_drops_duplicates(void **state)
{
	static const char *const sorted[] = {
		"/", "/etc", "/etc/a", "/etc/a/b", "/etc/a.b", "/etcx"};
	struct arena arena = ARENA_INIT;
	struct tree tree;

	(void)state;
	tree_init(&tree, &arena);
	for (size_t i = 6; i-- > 0;) {
		add(&tree, sorted[i]);
		add(&tree, sorted[i]);
	}
	tree_sort(&tree);
	assert_int_equal(tree.count, 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(tree.entries[i].path, sorted[i]);
	arena_release(&arena);
}

static void test_sort_keeps_more_than_an_ancestor(void **state)
{
	struct arena arena = ARENA_INIT;
	struct tree tree;

	(void)state;
	tree_init(&tree, &arena);
	for (int i = 0; i < 3; i++) {
		struct entry *entry = tree_add(&tree);

		entry->path = "/var";
		entry->ancestor = i != 1;
	}
	tree_sort(&tree);
	assert_int_equal(tree.count, 1);
	assert_false(tree.entries[0].ancestor);
	arena_release(&arena);
}

static void test_an_empty_tree_has_nothing(void **state)
{
	struct arena arena = ARENA_INIT;
	struct tree tree;

	(void)state;
	tree_init(&tree, &arena);
	tree_sort(&tree);
	assert_null(tree_find(&tree, "/etc"));
	assert_int_equal(tree_within(&tree, "/").count, 0);
	arena_release(&arena);
}

static void test_added_entries_are_zeroed(void **state)
{
	static const struct entry zero = {0};
	struct arena arena = ARENA_INIT;
	struct tree tree;

	(void)state;
	tree_init(&tree, &arena);
	for (int i = 0; i < 5000; i++) {
		struct entry *entry = tree_add(&tree);

		assert_memory_equal(entry, &zero, sizeof zero);
		memset(entry, 0xaa, sizeof *entry);
	}
	arena_release(&arena);
}

/* Against looking at every entry. */
static void check_range(const struct tree *tree, const char *path)
{
	struct tree_range range = tree_within(tree, path);
	const struct entry *found = tree_find(tree, path);
	size_t count = 0;

	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];

		if (strcmp(entry->path, path) == 0)
			assert_ptr_equal(found, entry);
		if (!path_is_within(entry->path, path))
			continue;
		assert_true(i >= range.first && i < range.first + range.count);
		count++;
	}
	assert_int_equal(count, range.count);
	if (found != NULL)
		assert_string_equal(found->path, path);
}

static void test_find_and_within_agree_with_a_full_look(void **state)
{
	static const char *const parts[] = {"a", "a.b", "a!", "b", "a\377", "A"};
	struct arena arena = ARENA_INIT;
	uint64_t seed = 7;
	struct tree tree;

	(void)state;
	tree_init(&tree, &arena);
	add(&tree, "/");
	for (int i = 0; i < 300; i++) {
		const char *path = "/";

		for (uint32_t depth = 1 + random_below(&seed, 4); depth > 0; depth--)
			path = path_join(&arena, path, parts[random_below(&seed, 6)]);
		if (i % 2 == 0)
			add(&tree, path);
		tree_sort(&tree);
		check_range(&tree, path);
		check_range(&tree, "/a");
		check_range(&tree, "/");
	}
	arena_release(&arena);
}

static struct entry file(enum content_kind content, bool has_blob, const unsigned char *seal)
{
	struct entry entry = {.path = "/f", .content = (uint8_t)content, .seal = seal};

	entry.has_blob = has_blob;
	return entry;
}

static void test_same_content(void **state)
{
	static const unsigned char one[SEAL_SIZE] = {1}, two[SEAL_SIZE] = {2};
	struct entry public = file(CONTENT_PUBLIC, true, NULL);
	struct entry sealed = file(CONTENT_PROTECTED, false, one);
	struct entry other_seal = file(CONTENT_DIGEST_ONLY, false, two);
	struct entry fresh = file(CONTENT_PROTECTED, true, one);
	struct entry hidden = file(CONTENT_UNREADABLE, true, one);
	struct entry changed = public;

	(void)state;
	changed.blob[19] = 1;
	assert_true(entry_same_content(&public, &public));
	assert_false(entry_same_content(&public, &changed));
	assert_false(entry_same_content(&public, &sealed));
	assert_true(entry_same_content(&public, &fresh));
	assert_true(entry_same_content(&sealed, &fresh));
	assert_false(entry_same_content(&sealed, &other_seal));
	assert_false(entry_same_content(&hidden, &hidden));
	assert_false(entry_same_content(&hidden, &public));
	assert_false(entry_same_content(&public, &hidden));
	public.kind = ENTRY_DIRECTORY;
	assert_false(entry_same_content(&public, &sealed));
	assert_true(entry_same_content(&public, &public));
}

/* The same by looking at each directory's whole range. */
static bool is_same_range(const struct tree *before, const struct tree *after, const char *path)
{
	struct tree_range old = tree_within(before, path);
	struct tree_range new = tree_within(after, path);

	for (size_t i = 0; i < old.count && i < new.count; i++) {
		const struct entry *a = &before->entries[old.first + i];
		const struct entry *b = &after->entries[new.first + i];

		if (strcmp(a->path, b->path) != 0 || !entry_same(a, b))
			return false;
	}
	return old.count == new.count;
}

static void random_small_tree(struct tree *tree, uint64_t *seed)
{
	static const char *const paths[] = {
		"/", "/a", "/a/b", "/a/b/c", "/a/b/c/d", "/a/b.c", "/b", "/b/a", "/b/a/x", "/c"};
	const char *fifo = NULL;

	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct entry *entry;

		if (random_below(seed, 8) == 0 || (fifo != NULL && path_is_within(paths[i], fifo)))
			continue;
		entry = tree_add(tree);
		entry->path = paths[i];
		entry->kind = i > 0 && random_below(seed, 16) == 0 ? ENTRY_FIFO : ENTRY_DIRECTORY;
		entry->mode = random_below(seed, 16) == 0;
		if (entry->kind == ENTRY_FIFO)
			fifo = entry->path;
	}
}

static void test_same_directories_agree_with_a_full_look(void **state)
{
	uint64_t seed = 77;
	size_t found = 0;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct arena arena = ARENA_INIT;
		struct tree before, after;
		bool same[16];

		memset(same, random_below(&seed, 2) == 0, sizeof same);
		tree_init(&before, &arena);
		tree_init(&after, &arena);
		random_small_tree(&before, &seed);
		random_small_tree(&after, &seed);
		tree_mark_same(&before, &after, same);
		for (size_t i = 0; i < after.count; i++) {
			const struct entry *entry = &after.entries[i];

			assert_int_equal(same[i],
				entry->kind == ENTRY_DIRECTORY &&
					is_same_range(&before, &after, entry->path));
			found += same[i];
		}
		arena_release(&arena);
	}
	assert_true(found > 1000);
}

static void test_kinds_have_names(void **state)
{
	(void)state;
	for (int kind = ENTRY_FILE; kind <= ENTRY_SOCKET; kind++) {
		for (int other = ENTRY_FILE; other < kind; other++)
			assert_string_not_equal(entry_kind_name((enum entry_kind)kind),
				entry_kind_name((enum entry_kind)other));
	}
	assert_string_equal(entry_kind_name(ENTRY_LINK), "symbolic link");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sort_orders_and_drops_duplicates),
		cmocka_unit_test(test_sort_keeps_more_than_an_ancestor),
		cmocka_unit_test(test_an_empty_tree_has_nothing),
		cmocka_unit_test(test_added_entries_are_zeroed),
		cmocka_unit_test(test_find_and_within_agree_with_a_full_look),
		cmocka_unit_test(test_same_content),
		cmocka_unit_test(test_same_directories_agree_with_a_full_look),
		cmocka_unit_test(test_kinds_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

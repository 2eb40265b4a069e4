// SPDX-License-Identifier: GPL-2.0-or-later
// path_set: the same answers as asking each path on its own.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/path_set.h"
#include "random_tree.h"

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

enum {
	ROUNDS = 3000,
	MOST = 6,
};

/* Names that sort around '/', and that begin like others. */
static const char *const candidates[] = {"/", "/a", "/a!", "/a!/b", "/a/b", "/a/b/c", "/a/b!",
	"/a/bc", "/a/b/c/d", "/ab", "/ab/c", "/b", "/b/a", "/b/a/b"};

static bool any_above(const char *const *paths, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++) {
		if (path_is_within(path, paths[i]))
			return true;
	}
	return false;
}

static bool any_below(const char *const *paths, size_t count, const char *path)
{
	for (size_t i = 0; i < count; i++) {
		if (path_is_within(paths[i], path))
			return true;
	}
	return false;
}

static void check_order(const struct path_set *set)
{
	for (size_t i = 1; i < set->count; i++) {
		assert_true(path_compare(set->items[i - 1], set->items[i]) < 0);
		assert_false(path_is_within(set->items[i], set->items[i - 1]));
	}
}

/* Those below a directory are the ones that path_set_from() begins. */
static void check_range(const struct path_set *set, const char *directory)
{
	size_t at = path_set_from(set, directory);

	for (size_t i = 0; i < set->count; i++) {
		bool within = path_is_within(set->items[i], directory);

		if (i == at && within)
			at++;
		else
			assert_false(within);
	}
}

static void test_answers_like_each_path_alone(void **state)
{
	uint64_t seed = 7;

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		struct arena arena = ARENA_INIT;
		const char *paths[MOST];
		size_t count = random_below(&seed, MOST + 1);
		struct path_set set;

		for (size_t i = 0; i < count; i++)
			paths[i] = candidates[random_below(&seed, LENGTH(candidates))];
		path_set_make(&arena, paths, count, &set);
		check_order(&set);
		for (size_t i = 0; i < LENGTH(candidates); i++) {
			const char *path = candidates[i];

			assert_int_equal(path_set_holds(&set, path), any_above(paths, count, path));
			/* What lies within another of them is not listed: ask where it matters. */
			if (!path_set_holds(&set, path))
				assert_int_equal(path_set_reaches(&set, path),
					any_below(paths, count, path));
			check_range(&set, path);
		}
		arena_release(&arena);
	}
}

static void test_nothing_is_in_none(void **state)
{
	struct path_set set = {0};

	(void)state;
	path_set_make(NULL, NULL, 0, &set);
	assert_false(path_set_holds(&set, "/etc"));
	assert_false(path_set_reaches(&set, "/"));
}

static void test_the_given_list_stays_as_it_is(void **state)
{
	struct arena arena = ARENA_INIT;
	const char *paths[] = {"/b", "/a/c", "/a"};
	struct path_set set;

	(void)state;
	path_set_make(&arena, paths, LENGTH(paths), &set);
	assert_string_equal(paths[0], "/b");
	assert_string_equal(paths[2], "/a");
	assert_int_equal(set.count, 2);
	assert_string_equal(set.items[0], "/a");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers_like_each_path_alone),
		cmocka_unit_test(test_nothing_is_in_none),
		cmocka_unit_test(test_the_given_list_stays_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// What scans do not look at: told without looking, and the same as a look shows.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "watched.h"

static int set_up(void **state)
{
	struct watched *watched;

	(void)watched_set_up(state);
	watched = *state;
	temporary_directory(&watched->root, "w/a");
	temporary_directory(&watched->root, "w/a/deep");
	temporary_directory(&watched->root, "w/b");
	temporary_directory(&watched->root, "v");
	temporary_text(&watched->root, "w/a/one", "1");
	temporary_text(&watched->root, "w/a/deep/two", "2");
	temporary_text(&watched->root, "w/b/HEAD", "3");
	temporary_text(&watched->root, "w/file", "4");
	temporary_text(&watched->root, "v/file", "5");
	return 0;
}

static void scan_root(struct watched *watched, struct scan *result)
{
	struct scan_options options = watched_options(watched);

	assert_int_equal(watched_scan(watched, &options, result), 0);
}

static void ignore(struct watched *watched, const char *pattern, const char *when_exists)
{
	const struct ignore rule = {pattern, "a reason", when_exists};

	configuration_add_ignore(&watched->configuration, &watched->arena, &rule);
}

/* The tree on disk is the same all the time: what is missing now is not looked at. */
static void assert_lists(
	struct watched *watched, const struct tree *tree, const char *const *expected)
{
	struct scan_options options = watched_options(watched);
	struct string_list unseen = {0};
	struct scan now;
	size_t count = 0;

	scan_root(watched, &now);
	scan_list_unseen(&watched->arena, &options, tree, &now.tree, &unseen);
	for (; expected[count] != NULL; count++) {
		assert_true(count < unseen.count);
		assert_string_equal(unseen.items[count], expected[count]);
	}
	assert_int_equal(unseen.count, count);
	for (size_t i = 0; i < tree->count; i++) {
		bool within = false;

		for (size_t j = 0; j < unseen.count && !within; j++)
			within = path_is_within(tree->entries[i].path, unseen.items[j]);
		assert_int_equal(within, tree_find(&now.tree, tree->entries[i].path) == NULL);
	}
}

static void test_everything_is_seen(void **state)
{
	struct watched *watched = *state;
	struct scan before;

	scan_root(watched, &before);
	assert_lists(watched, &before.tree, (const char *const[]){NULL});
}

static void test_ignored_directories_are_listed_once(void **state)
{
	struct watched *watched = *state;
	struct scan before;

	scan_root(watched, &before);
	ignore(watched, "/w/a", NULL);
	ignore(watched, "/w/fi*", NULL);
	assert_lists(watched, &before.tree, (const char *const[]){"/w/a", "/w/file", NULL});
}

/* /w/a itself is seen: it is on the way. */
static void test_on_the_way_to_a_watched_path(void **state)
{
	struct watched *watched = *state;
	struct scan before;

	scan_root(watched, &before);
	ignore(watched, "/w/a", NULL);
	string_list_add(&watched->configuration.watch, &watched->arena, "/w/a/deep");
	assert_lists(watched, &before.tree, (const char *const[]){"/w/a/one", NULL});
}

static void test_other_watched_paths(void **state)
{
	struct watched *watched = *state;
	struct scan before;

	string_list_add(&watched->configuration.watch, &watched->arena, "/v");
	scan_root(watched, &before);
	watched->configuration.watch = (struct string_list){0};
	string_list_add(&watched->configuration.watch, &watched->arena, "/w/b/HEAD");
	assert_lists(watched, &before.tree, (const char *const[]){"/v", "/w/a", "/w/file", NULL});
}

static void test_a_rule_that_depends_on_a_file(void **state)
{
	struct watched *watched = *state;
	struct scan before;

	scan_root(watched, &before);
	ignore(watched, "/w/*", "HEAD");
	assert_lists(watched, &before.tree, (const char *const[]){"/w/b", NULL});
}

static void test_what_is_gone_is_not_unseen(void **state)
{
	struct watched *watched = *state;
	struct scan_options options = watched_options(watched);
	struct string_list unseen = {0};
	struct scan before, now;

	scan_root(watched, &before);
	assert_int_equal(unlinkat(watched->root.fd, "w/a/one", 0), 0);
	scan_root(watched, &now);
	scan_list_unseen(&watched->arena, &options, &before.tree, &now.tree, &unseen);
	assert_int_equal(unseen.count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, watched_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_everything_is_seen),
		TEST(test_ignored_directories_are_listed_once),
		TEST(test_on_the_way_to_a_watched_path),
		TEST(test_other_watched_paths),
		TEST(test_a_rule_that_depends_on_a_file),
		TEST(test_what_is_gone_is_not_unseen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

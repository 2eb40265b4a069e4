// SPDX-License-Identifier: GPL-2.0-or-later
// diff: what counts as a change, and in which words.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "core/diff.h"
#include "random_tree.h"

/* Two trees to fill, and the changes between them. */
struct fixture {
	struct arena arena;
	struct tree before;
	struct tree after;
	struct change_list changes;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);

	assert_non_null(fixture);
	tree_init(&fixture->before, &fixture->arena);
	tree_init(&fixture->after, &fixture->arena);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	arena_release(&fixture->arena);
	free(fixture);
	return 0;
}

static struct entry *add(struct tree *tree, const char *path, enum entry_kind kind)
{
	struct entry *entry = tree_add(tree);

	entry->path = path;
	entry->kind = (uint8_t)kind;
	entry->mode = 0644;
	if (kind == ENTRY_FILE) {
		entry->content = CONTENT_PUBLIC;
		entry->has_blob = true;
	}
	return entry;
}

/* The same file in both trees; the one of `after` comes back to be changed. */
static struct entry *add_both(struct fixture *fixture, const char *path, enum entry_kind kind)
{
	(void)add(&fixture->before, path, kind);
	return add(&fixture->after, path, kind);
}

static void compare(struct fixture *fixture)
{
	tree_sort(&fixture->before);
	tree_sort(&fixture->after);
	diff_trees(&fixture->arena, &fixture->before, &fixture->after, NULL, 0, &fixture->changes);
}

static const struct change *only_change(struct fixture *fixture)
{
	compare(fixture);
	assert_int_equal(fixture->changes.count, 1);
	return &fixture->changes.changes[0];
}

static void assert_metadata(const struct change *change, size_t index, const char *name,
	const char *before, const char *after, const char *remark)
{
	const struct metadata_change *item = &change->metadata[index];
	const char *const expected[] = {name, before, after, remark};
	const char *const found[] = {item->name, item->before, item->after, item->remark};

	assert_true(index < change->metadata_count);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(expected[i] == NULL, found[i] == NULL);
		if (expected[i] != NULL)
			assert_string_equal(found[i], expected[i]);
	}
}

static void test_added_and_removed(void **state)
{
	struct fixture *fixture = *state;

	(void)add(&fixture->before, "/etc/gone", ENTRY_FILE);
	(void)add(&fixture->after, "/etc/new", ENTRY_LINK);
	(void)add_both(fixture, "/etc/kept", ENTRY_FILE);
	compare(fixture);
	assert_int_equal(fixture->changes.count, 2);
	assert_string_equal(fixture->changes.changes[0].path, "/etc/gone");
	assert_int_equal(fixture->changes.changes[0].kind, CHANGE_REMOVED);
	assert_null(fixture->changes.changes[0].after);
	assert_string_equal(fixture->changes.changes[1].path, "/etc/new");
	assert_int_equal(fixture->changes.changes[1].kind, CHANGE_ADDED);
	assert_null(fixture->changes.changes[1].before);
	assert_ptr_equal(fixture->changes.changes[1].after, tree_find(&fixture->after, "/etc/new"));
}

static void test_content(void **state)
{
	struct entry *entry = add_both(*state, "/etc/f", ENTRY_FILE);
	const struct change *change;

	entry->blob[0] = 1;
	change = only_change(*state);
	assert_int_equal(change->kind, CHANGE_CHANGED);
	assert_true(change->content);
	assert_false(change->unreadable);
	assert_int_equal(change->metadata_count, 0);
}

static void test_times_sizes_and_names_alone_are_no_change(void **state)
{
	struct fixture *fixture = *state;
	struct entry *entry = add_both(fixture, "/etc/f", ENTRY_FILE);

	entry->seconds = 1;
	entry->nanoseconds = 1;
	entry->size = 7;
	entry->user = "renamed";
	entry->group = "renamed";
	(void)add_both(fixture, "/etc/l", ENTRY_LINK);
	tree_add(&fixture->before)->path = "/etc/s";
	*tree_add(&fixture->after) = fixture->before.entries[fixture->before.count - 1];
	compare(fixture);
	/* The last one is a file of which nothing is known, on both sides: that may be anything. */
	assert_int_equal(fixture->changes.count, 1);
	assert_string_equal(fixture->changes.changes[0].path, "/etc/s");
}

static void test_the_mode_of_a_link_is_nobodys(void **state)
{
	struct entry *entry = add_both(*state, "/etc/l", ENTRY_LINK);
	struct fixture *fixture = *state;

	entry->mode = 0777;
	compare(fixture);
	assert_int_equal(fixture->changes.count, 0);
}

static void test_mode_and_owner_in_words(void **state)
{
	struct entry *entry = add_both(*state, "/etc/f", ENTRY_FILE);
	struct fixture *fixture = *state;
	const struct change *change;

	fixture->before.entries[0].mode = 0640;
	fixture->before.entries[0].user = "root";
	entry->uid = 96;
	entry->user = "cyrus";
	entry->gid = 8;
	change = only_change(fixture);
	assert_false(change->content);
	assert_int_equal(change->metadata_count, 3);
	assert_metadata(change, 0, "mode", "0640", "0644",
		"now readable by everyone, now writable by user cyrus");
	assert_metadata(change, 1, "owner", "root (0)", "cyrus (96)", NULL);
	assert_metadata(change, 2, "group", "0", "8", NULL);
}

static void test_set_id_bits_are_shown(void **state)
{
	add_both(*state, "/etc/f", ENTRY_FILE)->mode = 06644;
	assert_metadata(only_change(*state), 0, "mode", "0644", "6644", NULL);
}

static void test_acl_on_one_line_with_remark(void **state)
{
	static const struct attributes attributes = {
		.access_acl = "user::rw-\nuser:1000:rw-\ngroup::r--\nmask::rw-\nother::r--\n",
		.default_acl = "user::rwx\ngroup::r-x\nother::---\n"};
	struct entry *entry = add_both(*state, "/etc/d", ENTRY_DIRECTORY);
	const struct change *change;

	entry->attributes = &attributes;
	entry->mode = 0664;
	change = only_change(*state);
	assert_int_equal(change->metadata_count, 3);
	/* The group bits are the mask: it is user 1000 who may write, not the group. */
	assert_metadata(change, 0, "mode", "0644", "0664", "now writable by user 1000");
	assert_metadata(change, 1, "acl", NULL,
		"user::rw-,user:1000:rw-,group::r--,mask::rw-,other::r--", NULL);
	assert_metadata(change, 2, "default-acl", NULL, "user::rwx,group::r-x,other::---", NULL);
}

static void test_acl_alone_bears_the_remark(void **state)
{
	static const struct attributes attributes = {
		.access_acl = "user::rw-\nuser:1000:---\ngroup::r--\nmask::r--\nother::r--\n"};

	add_both(*state, "/etc/f", ENTRY_FILE)->attributes = &attributes;
	assert_metadata(only_change(*state), 0, "acl", NULL,
		"user::rw-,user:1000:---,group::r--,mask::r--,other::r--",
		"no longer readable by user 1000");
}

static void test_attributes(void **state)
{
	static const struct attribute old_list[] = {{"user.a", (const unsigned char *)"1", 1},
		{"user.b", (const unsigned char *)"2", 1}, {"user.same", NULL, 0}};
	static const struct attribute new_list[] = {
		{"user.b", (const unsigned char *)"\001\377", 1}, {"user.c", NULL, 0},
		{"user.same", NULL, 0}};
	static const struct attributes old = {.list = old_list, .count = 3};
	static const struct attributes new = {.list = new_list, .count = 3};
	struct entry *entry = add_both(*state, "/etc/f", ENTRY_FILE);
	struct fixture *fixture = *state;
	const struct change *change;

	fixture->before.entries[0].attributes = &old;
	entry->attributes = &new;
	change = only_change(fixture);
	assert_int_equal(change->metadata_count, 3);
	assert_metadata(change, 0, "user.a", "\"1\"", NULL, NULL);
	assert_metadata(change, 1, "user.b", "\"2\"", "0sAQ==", NULL);
	assert_metadata(change, 2, "user.c", NULL, "\"\"", NULL);
}

static void test_targets_devices_and_hard_links(void **state)
{
	struct fixture *fixture = *state;
	struct entry *entry = add_both(fixture, "/etc/a", ENTRY_LINK);

	entry->target = "/new";
	fixture->before.entries[0].target = "/old";
	entry = add_both(fixture, "/etc/b", ENTRY_BLOCK_DEVICE);
	entry->major = 8;
	entry->minor = 1;
	add_both(fixture, "/etc/c", ENTRY_FILE)->same_as = "/etc/first";
	add_both(fixture, "/etc/d", ENTRY_CHARACTER_DEVICE)->minor = 2;
	(void)add_both(fixture, "/etc/e", ENTRY_CHARACTER_DEVICE);
	compare(fixture);
	assert_int_equal(fixture->changes.count, 4);
	assert_metadata(&fixture->changes.changes[3], 0, "device", "0:0", "0:2", NULL);
	assert_metadata(&fixture->changes.changes[0], 0, "target", "/old", "/new", NULL);
	assert_metadata(&fixture->changes.changes[1], 0, "device", "0:0", "8:1", NULL);
	assert_metadata(&fixture->changes.changes[2], 0, "hard-link", NULL, "/etc/first", NULL);
}

static void test_another_kind(void **state)
{
	struct fixture *fixture = *state;
	const struct change *change;

	(void)add(&fixture->before, "/etc/f", ENTRY_FILE);
	add(&fixture->after, "/etc/f", ENTRY_LINK)->mode = 0777;
	change = only_change(fixture);
	assert_int_equal(change->kind, CHANGE_TYPE_CHANGED);
	assert_int_equal(change->metadata_count, 0);
	assert_false(change->content);
	assert_non_null(change->before);
	assert_non_null(change->after);
}

static const unsigned char seal_one[SEAL_SIZE] = {1};
static const unsigned char seal_two[SEAL_SIZE] = {2};

/* One side of a file that may be protected. */
struct side {
	enum content_kind content;
	bool has_blob;
	unsigned char blob;
	const unsigned char *seal;
	int32_t problem;
};

static const struct {
	struct side before;
	struct side after;
	bool content;
	bool unreadable;
} content_cases[] = {
	/* Just became protected: the fresh blob id tells. */
	{{CONTENT_PUBLIC, true, 1, NULL, 0}, {CONTENT_PROTECTED, true, 1, seal_one, 0}, false,
		false},
	{{CONTENT_PUBLIC, true, 1, NULL, 0}, {CONTENT_PROTECTED, true, 2, seal_one, 0}, true,
		false},
	{{CONTENT_PROTECTED, false, 0, seal_one, 0}, {CONTENT_PROTECTED, true, 1, seal_one, 0},
		false, false},
	{{CONTENT_PROTECTED, false, 0, seal_one, 0}, {CONTENT_PROTECTED, true, 1, seal_two, 0},
		true, false},
	{{CONTENT_PROTECTED, false, 0, seal_one, 0}, {CONTENT_DIGEST_ONLY, false, 0, seal_one, 0},
		false, false},
	/* It cannot be known: better a change too many than one too few. */
	{{CONTENT_PROTECTED, false, 0, seal_one, 0}, {CONTENT_PUBLIC, true, 1, NULL, 0}, true,
		false},
	{{CONTENT_PUBLIC, true, 1, NULL, 0}, {CONTENT_UNREADABLE, false, 0, NULL, 13}, false, true},
	{{CONTENT_UNREADABLE, false, 0, NULL, 13}, {CONTENT_PUBLIC, true, 1, NULL, 0}, false, true},
	{{CONTENT_UNREADABLE, false, 0, NULL, 13}, {CONTENT_UNREADABLE, false, 0, NULL, 5}, false,
		true},
	{{CONTENT_UNREADABLE, false, 0, NULL, 13}, {CONTENT_UNREADABLE, false, 0, NULL, 13}, false,
		false},
};

static void fill(struct entry *entry, const struct side *side)
{
	entry->content = (uint8_t)side->content;
	entry->has_blob = side->has_blob;
	entry->blob[0] = side->blob;
	entry->seal = side->seal;
	entry->problem = side->problem;
}

static void test_content_that_is_kept_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof content_cases / sizeof content_cases[0]; i++) {
		struct fixture fixture = {0};
		bool found;

		tree_init(&fixture.before, &fixture.arena);
		tree_init(&fixture.after, &fixture.arena);
		fill(add(&fixture.before, "/f", ENTRY_FILE), &content_cases[i].before);
		fill(add(&fixture.after, "/f", ENTRY_FILE), &content_cases[i].after);
		compare(&fixture);
		found = fixture.changes.count == 1;
		if (found != (content_cases[i].content || content_cases[i].unreadable) ||
			(found && fixture.changes.changes[0].content != content_cases[i].content) ||
			(found &&
				fixture.changes.changes[0].unreadable !=
					content_cases[i].unreadable))
			fail_msg("case %zu", i);
		arena_release(&fixture.arena);
	}
}

/* Attributes that could not be read are not attributes that are gone. */
static void test_unread_attributes_are_not_gone(void **state)
{
	static const struct attributes attributes = {.access_acl = "user::rw-\nother::---\n"};
	struct fixture fixture = {0};
	struct entry *after;

	(void)state;
	tree_init(&fixture.before, &fixture.arena);
	tree_init(&fixture.after, &fixture.arena);
	add(&fixture.before, "/d", ENTRY_DIRECTORY)->attributes = &attributes;
	after = add(&fixture.after, "/d", ENTRY_DIRECTORY);
	after->content = CONTENT_UNREADABLE;
	after->problem = EIO;
	compare(&fixture);
	assert_int_equal(fixture.changes.count, 1);
	assert_true(fixture.changes.changes[0].unreadable);
	assert_int_equal(fixture.changes.changes[0].metadata_count, 0);
	arena_release(&fixture.arena);
}

/* The outer one still hides what comes behind the inner one. */
static void test_unreadable_directories_nest(void **state)
{
	struct fixture *fixture = *state;

	(void)add(&fixture->before, "/d", ENTRY_DIRECTORY);
	(void)add(&fixture->before, "/d/e", ENTRY_DIRECTORY);
	(void)add(&fixture->before, "/d/f", ENTRY_FILE);
	(void)add(&fixture->before, "/g", ENTRY_FILE);
	add(&fixture->after, "/d", ENTRY_DIRECTORY)->content = CONTENT_UNREADABLE;
	add(&fixture->after, "/d/e", ENTRY_DIRECTORY)->content = CONTENT_UNREADABLE;
	compare(fixture);
	assert_int_equal(fixture->changes.count, 3);
	assert_string_equal(fixture->changes.changes[1].path, "/d/e");
	assert_string_equal(fixture->changes.changes[2].path, "/g");
}

static void test_below_what_is_unreadable_nothing_is_gone(void **state)
{
	struct fixture *fixture = *state;
	struct entry *directory;

	(void)add(&fixture->before, "/etc", ENTRY_DIRECTORY);
	(void)add(&fixture->before, "/etc/d", ENTRY_DIRECTORY);
	(void)add(&fixture->before, "/etc/d/e", ENTRY_DIRECTORY);
	(void)add(&fixture->before, "/etc/d/e/f", ENTRY_FILE);
	(void)add(&fixture->before, "/etc/gone", ENTRY_FILE);
	(void)add(&fixture->after, "/etc", ENTRY_DIRECTORY);
	directory = add(&fixture->after, "/etc/d", ENTRY_DIRECTORY);
	directory->content = CONTENT_UNREADABLE;
	directory->problem = EIO;
	compare(fixture);
	assert_int_equal(fixture->changes.count, 2);
	assert_string_equal(fixture->changes.changes[0].path, "/etc/d");
	assert_true(fixture->changes.changes[0].unreadable);
	assert_string_equal(fixture->changes.changes[1].path, "/etc/gone");
}

static struct entry *add_ancestor(struct tree *tree, const char *path)
{
	struct entry *entry = add(tree, path, ENTRY_DIRECTORY);

	entry->ancestor = true;
	return entry;
}

static void test_ancestors(void **state)
{
	struct fixture *fixture = *state;

	(void)add_ancestor(&fixture->before, "/");
	add_ancestor(&fixture->after, "/")->mode = 0700;
	(void)add_ancestor(&fixture->after, "/srv");
	(void)add(&fixture->after, "/srv/mail", ENTRY_DIRECTORY);
	/* Nothing below it was recorded: it is only watched no more. */
	(void)add_ancestor(&fixture->before, "/opt");
	(void)add_ancestor(&fixture->before, "/opt/x");
	(void)add_ancestor(&fixture->before, "/var");
	(void)add(&fixture->before, "/var/f", ENTRY_FILE);
	compare(fixture);
	assert_int_equal(fixture->changes.count, 4);
	assert_string_equal(fixture->changes.changes[0].path, "/");
	assert_int_equal(fixture->changes.changes[0].kind, CHANGE_CHANGED);
	assert_string_equal(fixture->changes.changes[1].path, "/srv/mail");
	assert_string_equal(fixture->changes.changes[2].path, "/var");
	assert_int_equal(fixture->changes.changes[2].kind, CHANGE_REMOVED);
	assert_string_equal(fixture->changes.changes[3].path, "/var/f");
}

static void test_paths_limit_it(void **state)
{
	static const char *const paths[] = {"/etc/a", "/etc/b/c"};
	struct fixture *fixture = *state;

	(void)add(&fixture->after, "/etc/a", ENTRY_DIRECTORY);
	(void)add(&fixture->after, "/etc/a/x", ENTRY_FILE);
	(void)add(&fixture->after, "/etc/a.x", ENTRY_FILE);
	(void)add(&fixture->after, "/etc/b", ENTRY_DIRECTORY);
	(void)add(&fixture->after, "/etc/b/c", ENTRY_FILE);
	tree_sort(&fixture->after);
	diff_trees(&fixture->arena, &fixture->before, &fixture->after, paths, 2, &fixture->changes);
	assert_int_equal(fixture->changes.count, 3);
	assert_string_equal(fixture->changes.changes[1].path, "/etc/a/x");
	assert_string_equal(fixture->changes.changes[2].path, "/etc/b/c");
}

/* A tree does not differ from itself; and what is added one way is removed the other way. */
static void test_both_ways_agree(void **state)
{
	uint64_t seed = 5;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct fixture fixture = {0};
		struct change_list back;

		tree_init(&fixture.before, &fixture.arena);
		tree_init(&fixture.after, &fixture.arena);
		random_directory(&fixture.before, &seed, "/etc", 20);
		random_directory(&fixture.after, &seed, "/etc", 20);
		compare(&fixture);
		diff_trees(&fixture.arena, &fixture.after, &fixture.before, NULL, 0, &back);
		assert_int_equal(back.count, fixture.changes.count);
		for (size_t i = 0; i < back.count; i++) {
			const struct change *forth = &fixture.changes.changes[i];

			assert_string_equal(forth->path, back.changes[i].path);
			assert_int_equal(forth->metadata_count, back.changes[i].metadata_count);
			assert_int_equal(forth->content, back.changes[i].content);
			assert_ptr_equal(forth->before, back.changes[i].after);
			assert_ptr_equal(forth->after, back.changes[i].before);
		}
		arena_release(&fixture.arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_added_and_removed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_content, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_times_sizes_and_names_alone_are_no_change, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_the_mode_of_a_link_is_nobodys, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_mode_and_owner_in_words, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_set_id_bits_are_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_acl_on_one_line_with_remark, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_acl_alone_bears_the_remark, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_attributes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_targets_devices_and_hard_links, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_another_kind, set_up, tear_down),
		cmocka_unit_test(test_content_that_is_kept_apart),
		cmocka_unit_test(test_unread_attributes_are_not_gone),
		cmocka_unit_test_setup_teardown(
			test_below_what_is_unreadable_nothing_is_gone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_unreadable_directories_nest, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_ancestors, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_paths_limit_it, set_up, tear_down),
		cmocka_unit_test(test_both_ways_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

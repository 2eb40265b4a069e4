// SPDX-License-Identifier: GPL-2.0-or-later
// classify: what the cases do not tell: origins, what is lost, the order of the table, size.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "core/classify_parts.h"

static const struct package package = {"mail", "1", "rpm"};
static const struct owned shipped = {
	.path = "/etc/a", .package = &package, .digest_kind = DIGEST_SHA256, .digest = {1, 2}};
static const struct content_digest same = {
	.path = "/etc/a", .found = true, .kind = DIGEST_SHA256, .bytes = {1, 2}};
static const struct content_digest other = {
	.path = "/etc/a", .found = true, .kind = DIGEST_SHA256, .bytes = {1, 3}};
static const struct content_digest unknown = {
	.path = "/etc/a", .found = false, .kind = DIGEST_SHA256, .bytes = {1, 2}};
static const struct content_digest of_another_kind = {
	.path = "/etc/a", .found = true, .kind = DIGEST_MD5, .bytes = {1, 2}};
static const struct entry file = {
	.path = "/etc/a", .kind = ENTRY_FILE, .content = CONTENT_PUBLIC, .has_blob = true};
static const struct entry unreadable = {
	.path = "/etc/a", .kind = ENTRY_FILE, .content = CONTENT_UNREADABLE};
static const struct entry link = {.path = "/etc/a", .kind = ENTRY_LINK, .target = "b"};

static void test_origins(void **state)
{
	struct owned ghost = shipped;
	struct owned without = shipped;

	(void)state;
	ghost.flags = OWNED_GHOST;
	without.digest_kind = DIGEST_NONE;
	assert_int_equal(classify_origin(NULL, &shipped, &same), ORIGIN_ABSENT);
	assert_int_equal(classify_origin(&unreadable, &shipped, NULL), ORIGIN_UNKNOWN);
	assert_int_equal(classify_origin(&file, NULL, NULL), ORIGIN_CUSTOM);
	assert_int_equal(classify_origin(&file, &shipped, &same), ORIGIN_VENDOR);
	assert_int_equal(classify_origin(&file, &shipped, &other), ORIGIN_EDITED);
	assert_int_equal(classify_origin(&file, &shipped, &of_another_kind), ORIGIN_EDITED);
	assert_int_equal(classify_origin(&file, &shipped, &unknown), ORIGIN_UNKNOWN);
	assert_int_equal(classify_origin(&file, &shipped, NULL), ORIGIN_UNKNOWN);
	assert_int_equal(classify_origin(&file, &without, NULL), ORIGIN_UNKNOWN);
	assert_int_equal(classify_origin(&file, &ghost, &same), ORIGIN_EDITED);
	assert_int_equal(classify_origin(&link, &shipped, NULL), ORIGIN_EDITED);
	assert_int_equal(classify_origin(&link, &without, NULL), ORIGIN_VENDOR);
}

static void test_what_is_lost(void **state)
{
	static const enum finding_class lost[] = {CLASS_TYPE_CHANGED, CLASS_MASKED, CLASS_SET_ASIDE,
		CLASS_OVERWRITTEN, CLASS_REMOVED_EDITED, CLASS_REMOVED_UNEXPLAINED};
	bool expected[CLASS_COUNT + 1] = {false};

	(void)state;
	for (size_t i = 0; i < sizeof lost / sizeof lost[0]; i++)
		expected[lost[i]] = true;
	for (int i = 0; i <= CLASS_COUNT; i++) {
		struct finding finding = {
			.class = (enum finding_class)i, .severity = SEVERITY_NOTICE};

		assert_int_equal(classify_is_lost(&finding), expected[i]);
		finding.severity = SEVERITY_CRITICAL;
		assert_int_equal(classify_is_lost(&finding),
			expected[i] || i == CLASS_VENDOR_REMOVED || i == CLASS_VENDOR_MOVED ||
				i == CLASS_VENDOR_UPDATED);
	}
}

static void test_the_table_is_in_the_order_of_classes(void **state)
{
	enum finding_class order[CLASS_COUNT];
	size_t count = classify_order(order, CLASS_COUNT);

	(void)state;
	assert_true(count > 10 && count <= CLASS_COUNT);
	for (size_t i = 1; i < count; i++)
		assert_true(order[i - 1] < order[i]);
}

static void test_leftovers_by_name(void **state)
{
	static const struct {
		const char *path;
		enum leftover_role role;
	} names[] = {
		{"/etc/a", ROLE_NONE},
		{"/etc/a.bak", ROLE_NONE},
		{"/etc/a~", ROLE_NONE},
		{"/etc/.rpmsave", ROLE_NONE},
		{"/etc/a.rpmsave", ROLE_SET_ASIDE},
		{"/etc/a.rpmsave.old", ROLE_AGED},
		{"/etc/a.rpmorig", ROLE_SET_ASIDE},
		{"/etc/a.dpkg-old", ROLE_SET_ASIDE},
		{"/etc/a.dpkg-bak", ROLE_SET_ASIDE},
		{"/etc/a.ucf-old", ROLE_SET_ASIDE},
		{"/etc/a.pacsave", ROLE_SET_ASIDE},
		{"/etc/a.rpmnew", ROLE_PENDING},
		{"/etc/a.dpkg-dist", ROLE_PENDING},
		{"/etc/a.ucf-dist", ROLE_PENDING},
		{"/etc/a.pacnew", ROLE_PENDING},
		{"/etc/a.dpkg-new", ROLE_UNFINISHED},
		{"/etc/a.ucf-new", ROLE_UNFINISHED},
		{"/etc/a;5f3a1c02", ROLE_UNFINISHED},
		{"/etc/a;5f3", ROLE_NONE},
		{"/etc/a;5f3a1c0g", ROLE_NONE},
		{"/etc/;5f3a1c02", ROLE_NONE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		assert_int_equal(leftover_role_of(names[i].path), names[i].role);
}

enum {
	MANY = 100000, /* entries, each owned */
	EVERY = 100,   /* and each of these many changed */
};

static void make_tree(struct tree *tree, struct arena *arena, unsigned char changed)
{
	tree_init(tree, arena);
	for (size_t i = 0; i < MANY; i++) {
		struct entry *entry = tree_add(tree);

		*entry = file;
		entry->path = arena_format(arena, "/etc/%05zu", i);
		entry->blob[0] = i % EVERY == 0 ? changed : 0;
	}
}

static void make_facts(struct facts *facts, struct arena *arena, const struct package *owner)
{
	facts->owned = arena_new_array(arena, MANY, struct owned);
	facts->owned_count = MANY;
	for (size_t i = 0; i < MANY; i++) {
		facts->owned[i] = shipped;
		facts->owned[i].package = owner;
		facts->owned[i].path = arena_format(arena, "/etc/%05zu", i);
	}
}

/* Only what changed is looked at: the rest is neither asked for nor told. */
static void test_only_changes_are_looked_at(void **state)
{
	static const struct package newer = {"mail", "2", "rpm"};
	struct package_change mail = {"mail", "1", "2", "rpm"};
	struct package_change_list packages = {&mail, 1};
	struct arena arena = ARENA_INIT;
	struct tree before, after;
	struct facts old = {0}, new = {0};
	struct change_list changes;
	struct classify_wanted wanted;
	struct finding_list found;
	struct classify_input input = {.before = &before,
		.after = &after,
		.changes = &changes,
		.facts_before = &old,
		.facts_after = &new,
		.packages = &packages,
		.program = "confwatch"};

	(void)state;
	make_tree(&before, &arena, 1);
	make_tree(&after, &arena, 2);
	make_facts(&old, &arena, &package);
	make_facts(&new, &arena, &newer);
	diff_trees(&arena, &before, &after, NULL, 0, &changes);
	classify_wanted(&arena, &input, &wanted);
	assert_int_equal(wanted.digest_count, 2 * MANY / EVERY);
	assert_int_equal(wanted.text_count, 2 * MANY / EVERY);
	for (size_t i = 0; i < wanted.digest_count; i++) {
		wanted.digests[i].found = true;
		memcpy(wanted.digests[i].bytes, shipped.digest, DIGEST_MOST);
	}
	input.digests = wanted.digests;
	input.digest_count = wanted.digest_count;
	classify(&arena, &input, &found);
	assert_int_equal(found.count, MANY / EVERY);
	classify_fold(&arena, &found);
	assert_int_equal(found.count, 1);
	assert_int_equal(found.items[0].folded, MANY / EVERY);
	assert_string_equal(
		found.items[0].message, "mail 1 -> 2 updated 1000 files that you had not changed");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_origins),
		cmocka_unit_test(test_what_is_lost),
		cmocka_unit_test(test_the_table_is_in_the_order_of_classes),
		cmocka_unit_test(test_leftovers_by_name),
		cmocka_unit_test(test_only_changes_are_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

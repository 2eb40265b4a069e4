// SPDX-License-Identifier: GPL-2.0-or-later
// check_overlay: some paths as they were recorded, the others as they are.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "check_overlay.h"
#include "temporary.h"

struct fixture {
	struct temporary tree;
	struct arena arena;
	struct rule_set rules;
	struct string_list watch;
	struct check_world live;
	struct tree recorded;
	struct check_overlay overlay;
};

static void record(struct fixture *fixture, const char *path, enum entry_kind kind, uint32_t mode,
	const char *target)
{
	struct entry *entry = tree_add(&fixture->recorded);

	entry->path = path;
	entry->kind = (uint8_t)kind;
	entry->mode = mode;
	entry->target = target;
	entry->user = "anna";
	entry->gid = 4711;
	entry->seconds = 7;
}

/* new came, gone went, moved was a link; kept is as it was. */
static int set_up(void **state)
{
	static struct fixture fixture;
	static const char *const paths[] = {"/etc/gone", "/etc/moved", "/etc/new"};

	fixture = (struct fixture){.tree = temporary_make()};
	temporary_directory(&fixture.tree, "etc");
	temporary_text(&fixture.tree, "etc/kept", "kept");
	temporary_text(&fixture.tree, "etc/moved", "moved");
	temporary_text(&fixture.tree, "etc/new", "new");
	string_list_add(&fixture.watch, &fixture.arena, "/etc");
	check_world_begin(
		&fixture.live, &fixture.arena, fixture.tree.fd, &fixture.watch, &fixture.rules);
	tree_init(&fixture.recorded, &fixture.arena);
	record(&fixture, "/etc/gone", ENTRY_FILE, 0640, NULL);
	record(&fixture, "/etc/kept", ENTRY_FILE, 0600, NULL);
	record(&fixture, "/etc/moved", ENTRY_LINK, 0777, "kept");
	tree_sort(&fixture.recorded);
	check_overlay_begin(&fixture.overlay, &fixture.live, NULL, &fixture.recorded, paths, 3);
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	check_overlay_end(&fixture->overlay);
	check_world_end(&fixture->live);
	arena_release(&fixture->arena);
	temporary_remove(&fixture->tree);
	return 0;
}

static struct judged_entry look(struct fixture *fixture, const char *path, bool follow)
{
	const struct judge_world *world = &fixture->overlay.world;
	struct judged_entry entry;

	assert_int_equal(world->entry(world->context, path, follow, &entry), 0);
	return entry;
}

static void test_entries(void **state)
{
	struct fixture *fixture = *state;
	struct judged_entry entry = look(fixture, "/etc/gone", true);

	assert_int_equal(entry.presence, PRESENCE_THERE);
	assert_int_equal(entry.type, 'f');
	assert_int_equal(entry.mode, 0640);
	assert_string_equal(entry.user, "anna");
	assert_string_equal(entry.group, "4711");
	assert_int_equal(entry.mtime, 7000000000);
	assert_int_equal(look(fixture, "/etc/new", true).presence, PRESENCE_ABSENT);
	assert_int_equal(look(fixture, "/etc/kept", true).mode, 0644);
	assert_int_equal(look(fixture, "/etc/none", true).presence, PRESENCE_ABSENT);
}

static void test_links_lead_from_one_to_the_other(void **state)
{
	struct fixture *fixture = *state;
	const struct judge_world *world = &fixture->overlay.world;
	struct judged_entry entry = look(fixture, "/etc/moved", false);
	struct judged_file file;

	assert_int_equal(entry.type, 'l');
	assert_true(entry.link);
	assert_string_equal(entry.target, "kept");
	entry = look(fixture, "/etc/moved", true);
	assert_int_equal(entry.type, 'f');
	assert_true(entry.link);
	assert_int_equal(entry.mode, 0644);
	assert_int_equal(world->file(world->context, "/etc/moved", &file), 0);
	assert_int_equal(file.presence, PRESENCE_THERE);
	assert_memory_equal(file.bytes, "kept", 4);
	assert_int_equal(unlinkat(fixture->tree.fd, "etc/kept", 0), 0);
	assert_int_equal(look(fixture, "/etc/moved", true).presence, PRESENCE_DANGLING);
}

static void test_files(void **state)
{
	struct fixture *fixture = *state;
	const struct judge_world *world = &fixture->overlay.world;
	struct judged_file file;
	bool same = true;

	assert_int_equal(world->file(world->context, "/etc/new", &file), 0);
	assert_int_equal(file.presence, PRESENCE_ABSENT);
	assert_int_equal(world->file(world->context, "/etc/kept", &file), 0);
	assert_int_equal(file.length, 4);
	assert_int_equal(world->same(world->context, "/etc/moved", "/etc/kept", &same), 0);
	assert_true(same);
	assert_int_equal(world->same(world->context, "/etc/new", "/etc/new", &same), 0);
	assert_false(same);
}

static void test_list(void **state)
{
	struct fixture *fixture = *state;
	const struct judge_world *world = &fixture->overlay.world;
	struct string_list list = {0};

	assert_int_equal(world->list(world->context, "/etc/*", &fixture->arena, &list), 0);
	assert_int_equal(list.count, 3);
	assert_string_equal(list.items[0], "/etc/gone");
	assert_string_equal(list.items[1], "/etc/kept");
	assert_string_equal(list.items[2], "/etc/moved");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_entries, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_links_lead_from_one_to_the_other, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_files, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_list, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// check_world: what rules may read of a root, what they only see, and what they never reach.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "check_world.h"
#include "temporary.h"
#include "without_call.h"

struct fixture {
	struct temporary tree;
	struct arena arena;
	struct check_world world;
	struct rule_set rules;
	struct facts facts;
	struct string_list watch;
};

static struct format_by_path formats[] = {
	{"/etc/pam.d/*", "pam"}, {"/srv/maps/virtual", "postfix-table"}};
static struct package packages[] = {{"postfix", "3.7.11-0+deb12u1", "dpkg"}};

static void fill(const struct temporary *tree)
{
	temporary_directory(tree, "etc");
	temporary_directory(tree, "etc/pam.d");
	temporary_directory(tree, "srv");
	temporary_directory(tree, "srv/maps");
	temporary_text(tree, "etc/passwd", "root:x:0:0::/:/bin/sh\n");
	temporary_text(tree, "etc/group", "root:x:0:\n");
	temporary_text(tree, "etc/pam.d/imap", "auth required pam_sss.so\n");
	temporary_text(tree, "etc/pam.d/.hidden", "x");
	temporary_text(tree, "srv/maps/virtual", "a b\n");
	temporary_text(tree, "srv/other", "a b\n");
	assert_int_equal(symlinkat("/etc/pam.d/imap", tree->fd, "etc/absolute"), 0);
	assert_int_equal(symlinkat("../../../../etc/pam.d/imap", tree->fd, "etc/above"), 0);
	assert_int_equal(symlinkat("/none", tree->fd, "etc/dangling"), 0);
	assert_int_equal(symlinkat("loop", tree->fd, "etc/loop"), 0);
	assert_int_equal(symlinkat("pam.d", tree->fd, "etc/stacks"), 0);
	assert_int_equal(mkfifoat(tree->fd, "etc/fifo", 0644), 0);
}

static int set_up(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){.tree = temporary_make(),
		.rules = {.formats = formats, .format_count = 2},
		.facts = {.packages = packages, .package_count = 1}};
	fill(&fixture.tree);
	string_list_add(&fixture.watch, &fixture.arena, "/etc");
	check_world_begin(
		&fixture.world, &fixture.arena, fixture.tree.fd, &fixture.watch, &fixture.rules);
	fixture.world.facts = &fixture.facts;
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	check_world_end(&fixture->world);
	arena_release(&fixture->arena);
	temporary_remove(&fixture->tree);
	return 0;
}

static const struct presence_case {
	const char *path;
	enum presence file;
	enum presence entry; /* with follow */
} presences[] = {
	{"/etc/pam.d/imap", PRESENCE_THERE, PRESENCE_THERE},
	{"/etc/absolute", PRESENCE_THERE, PRESENCE_THERE},
	{"/etc/above", PRESENCE_THERE, PRESENCE_THERE},
	{"/etc/stacks/imap", PRESENCE_THERE, PRESENCE_THERE},
	{"/etc/none", PRESENCE_ABSENT, PRESENCE_ABSENT},
	{"/etc/pam.d/imap/x", PRESENCE_ABSENT, PRESENCE_ABSENT},
	{"/etc/dangling", PRESENCE_DANGLING, PRESENCE_DANGLING},
	{"/etc/loop", PRESENCE_DANGLING, PRESENCE_DANGLING},
	{"/etc", PRESENCE_NOT_REGULAR, PRESENCE_THERE},
	{"/etc/fifo", PRESENCE_NOT_REGULAR, PRESENCE_THERE},
	{"/srv/maps/virtual", PRESENCE_THERE, PRESENCE_THERE},
	{"/srv/other", PRESENCE_UNWATCHED, PRESENCE_THERE},
	{"/etc/../srv/other", PRESENCE_UNWATCHED, PRESENCE_THERE},
	{"/usr/lib/pam.d/imap", PRESENCE_ABSENT, PRESENCE_ABSENT},
};

static bool presences_are_right(const struct judge_world *world)
{
	for (size_t i = 0; i < sizeof presences / sizeof presences[0]; i++) {
		const struct presence_case *wanted = &presences[i];
		struct judged_file file = {.presence = PRESENCE_THERE};
		struct judged_entry entry = {.presence = PRESENCE_THERE};

		if (world->file(world->context, wanted->path, &file) == 0 &&
			world->entry(world->context, wanted->path, true, &entry) == 0 &&
			file.presence == wanted->file && entry.presence == wanted->entry)
			continue;
		(void)fprintf(stderr, "%s: %d, %d\n", wanted->path, file.presence, entry.presence);
		return false;
	}
	return true;
}

static void test_presence(void **state)
{
	const struct fixture *fixture = *state;

	assert_true(presences_are_right(&fixture->world.world));
}

static int see_presences(void *world)
{
	return presences_are_right(world) ? 0 : 1;
}

static void test_presence_on_old_kernels(void **state)
{
	struct fixture *fixture = *state;

	without_call(
		SCMP_SYS(openat2), SCMP_ACT_ERRNO(ENOSYS), see_presences, &fixture->world.world);
}

static void test_a_file_comes_with_its_format(void **state)
{
	const struct fixture *fixture = *state;
	const struct judge_world *world = &fixture->world.world;
	struct judged_file file;

	assert_int_equal(world->file(world->context, "/etc/pam.d/imap", &file), 0);
	assert_string_equal(file.format, "pam");
	assert_int_equal(file.length, strlen("auth required pam_sss.so\n"));
	assert_memory_equal(file.bytes, "auth required pam_sss.so\n", file.length);
	assert_int_equal(world->file(world->context, "/etc/passwd", &file), 0);
	assert_string_equal(file.format, "");
	assert_memory_equal(file.bytes, "root:x", 6);
}

static void test_too_large(void **state)
{
	const struct fixture *fixture = *state;
	const struct judge_world *world = &fixture->world.world;
	struct judged_file file;

	temporary_text(&fixture->tree, "etc/large", "");
	assert_int_equal(
		truncate(arena_format(fixture->world.arena, "%s/etc/large", fixture->tree.path),
			JUDGED_FILE_MOST + 1),
		0);
	assert_int_equal(world->file(world->context, "/etc/large", &file), 0);
	assert_int_equal(file.presence, PRESENCE_TOO_LARGE);
	assert_int_equal(file.length, 0);
}

/* Reading some of them waits, or takes something away from others. */
static void test_a_link_into_proc_is_not_read(void **state)
{
	struct fixture *fixture = *state;
	struct check_world host;
	struct judged_file file;
	int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	string_list_add(&fixture->watch, &fixture->arena, "/proc/self");
	check_world_begin(&host, &fixture->arena, root, &fixture->watch, &fixture->rules);
	assert_int_equal(host.world.file(&host, "/proc/self/status", &file), 0);
	assert_int_equal(file.presence, PRESENCE_NOT_REGULAR);
	check_world_end(&host);
	assert_int_equal(close(root), 0);
}

static void test_entry_with_and_without_follow(void **state)
{
	const struct fixture *fixture = *state;
	const struct judge_world *world = &fixture->world.world;
	struct judged_entry entry;

	assert_int_equal(fchmodat(fixture->tree.fd, "etc/pam.d/imap", 04640, 0), 0);
	assert_int_equal(world->entry(world->context, "/etc/absolute", false, &entry), 0);
	assert_int_equal(entry.type, 'l');
	assert_true(entry.link);
	assert_string_equal(entry.target, "/etc/pam.d/imap");
	assert_int_equal(world->entry(world->context, "/etc/absolute", true, &entry), 0);
	assert_int_equal(entry.type, 'f');
	assert_true(entry.link);
	assert_int_equal(entry.mode, 04640);
	assert_int_equal(entry.size, strlen("auth required pam_sss.so\n"));
	assert_string_equal(entry.user, geteuid() == 0 ? "root" : entry.user);
	assert_int_equal(world->entry(world->context, "/etc/dangling", false, &entry), 0);
	assert_int_equal(entry.presence, PRESENCE_THERE);
	assert_string_equal(entry.target, "/none");
}

static void test_unknown_owners_are_numbers(void **state)
{
	const struct fixture *fixture = *state;
	const struct judge_world *world = &fixture->world.world;
	struct judged_entry entry;

	if (geteuid() != 0)
		skip();
	assert_int_equal(fchownat(fixture->tree.fd, "etc/pam.d/imap", 4711, 4712, 0), 0);
	assert_int_equal(world->entry(world->context, "/etc/pam.d/imap", true, &entry), 0);
	assert_string_equal(entry.user, "4711");
	assert_string_equal(entry.group, "4712");
}

static void test_same(void **state)
{
	const struct fixture *fixture = *state;
	const struct judge_world *world = &fixture->world.world;
	bool same = false;

	assert_int_equal(world->same(world->context, "/srv/other", "/srv/maps/virtual", &same), 0);
	assert_true(same);
	temporary_text(&fixture->tree, "srv/other", "a c\n");
	assert_int_equal(world->same(world->context, "/srv/other", "/srv/maps/virtual", &same), 0);
	assert_false(same);
	temporary_text(&fixture->tree, "srv/other", "a b\nc");
	assert_int_equal(world->same(world->context, "/srv/other", "/srv/maps/virtual", &same), 0);
	assert_false(same);
	assert_int_equal(world->same(world->context, "/srv/none", "/srv/maps/virtual", &same), 0);
	assert_false(same);
}

static void assert_list(struct fixture *fixture, const char *pattern, const char *wanted)
{
	const struct judge_world *world = &fixture->world.world;
	struct string_list list = {0};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	assert_int_equal(world->list(world->context, pattern, &fixture->arena, &list), 0);
	for (size_t i = 0; i < list.count; i++)
		text_format(&text, "%s ", list.items[i]);
	assert_string_equal(text_string(&text), wanted);
}

static void test_list(void **state)
{
	struct fixture *fixture = *state;

	temporary_text(&fixture->tree, "etc/pam.d/smtp", "");
	assert_list(fixture, "/etc/pam.d/*", "/etc/pam.d/imap /etc/pam.d/smtp ");
	assert_list(fixture, "/etc/pam.d/.*", "/etc/pam.d/.hidden ");
	assert_list(fixture, "/e?c/[p-s]*/im*", "/etc/pam.d/imap /etc/stacks/imap ");
	assert_list(fixture, "/etc/dangl*", "/etc/dangling ");
	assert_list(fixture, "/etc/passwd", "/etc/passwd ");
	assert_list(fixture, "/etc/passwd/*", "");
	assert_list(fixture, "/none/*", "");
	assert_list(fixture, "/etc/*/none", "");
}

static void test_a_list_has_an_end(void **state)
{
	struct fixture *fixture = *state;
	const struct judge_world *world = &fixture->world.world;
	struct string_list list = {0};

	temporary_directory(&fixture->tree, "etc/many");
	for (int i = 0; i <= JUDGED_LIST_MOST; i++) {
		const char *name = arena_format(&fixture->arena, "etc/many/%d", i);

		assert_int_equal(mknodat(fixture->tree.fd, name, S_IFREG | 0644, 0), 0);
	}
	assert_int_equal(
		world->list(world->context, "/etc/many/*", &fixture->arena, &list), -E2BIG);
}

static void test_packages(void **state)
{
	struct fixture *fixture = *state;
	const struct judge_world *world = &fixture->world.world;
	char version[JUDGED_NAME_MOST];

	assert_int_equal(world->package(world->context, "postfix", version), 0);
	assert_string_equal(version, "3.7.11-0+deb12u1");
	assert_int_equal(world->package(world->context, "exim4", version), 0);
	assert_string_equal(version, "");
	fixture->world.facts = NULL;
	assert_int_equal(world->package(world->context, "exim4", version), -ENODATA);
}

static void test_secrets(void **state)
{
	struct fixture *fixture = *state;
	static const char *const secret[] = {"/etc/sasldb2"};
	const struct protection protection = {.secret = secret, .secret_count = 1};

	assert_true(check_world_is_secret(&fixture->world, &protection, "/etc/sasldb2"));
	assert_false(check_world_is_secret(&fixture->world, &protection, "/etc/pam.d/imap"));
	assert_int_equal(fchmodat(fixture->tree.fd, "etc/pam.d/imap", 0640, 0), 0);
	assert_true(check_world_is_secret(&fixture->world, &protection, "/etc/pam.d/imap"));
	assert_true(check_world_is_secret(&fixture->world, &protection, "/etc/absolute"));
	assert_int_equal(fchmodat(fixture->tree.fd, "srv", 0750, 0), 0);
	assert_true(check_world_is_secret(&fixture->world, &protection, "/srv/maps/virtual"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_presence, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_presence_on_old_kernels, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_file_comes_with_its_format, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_too_large, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_link_into_proc_is_not_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_entry_with_and_without_follow, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_unknown_owners_are_numbers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_same, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_list, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_list_has_an_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_packages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_secrets, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

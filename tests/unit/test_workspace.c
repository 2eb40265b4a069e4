// SPDX-License-Identifier: GPL-2.0-or-later
// workspace: what is opened, made and believed, and what is said when it cannot be.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <unistd.h>

#include "base/path.h"
#include "temporary.h"
#include "workspace.h"

static const char yaml_path[] = "etc/confwatch/confwatch.yaml";

struct fixture {
	struct temporary root;
	struct arena arena;
	struct workspace_options options;
	struct workspace workspace;
	struct error error;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);

	fixture->root = temporary_make();
	temporary_directory(&fixture->root, "etc");
	temporary_directory(&fixture->root, "etc/confwatch");
	fixture->options = (struct workspace_options){
		.root = fixture->root.path, .command = "test", .now = 1700000000, .zone = 60};
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	temporary_remove(&fixture->root);
	arena_release(&fixture->arena);
	free(fixture);
	return 0;
}

static int open_with(struct fixture *fixture, unsigned needs)
{
	fixture->options.needs = needs;
	return workspace_open(
		&fixture->arena, &fixture->options, &fixture->workspace, &fixture->error);
}

static void open_and_close(struct fixture *fixture, unsigned needs)
{
	if (open_with(fixture, needs) < 0)
		fail_msg("%s", fixture->error.message);
	workspace_close(&fixture->workspace);
}

static mode_t mode_of(const struct fixture *fixture, const char *path)
{
	struct stat status;

	assert_int_equal(fstatat(fixture->root.fd, path, &status, AT_SYMLINK_NOFOLLOW), 0);
	return status.st_mode & 07777;
}

static bool exists(const struct fixture *fixture, const char *path)
{
	return faccessat(fixture->root.fd, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static void says(const struct fixture *fixture, const char *words)
{
	if (strstr(fixture->error.message, words) == NULL)
		fail_msg("'%s' does not say '%s'", fixture->error.message, words);
}

static void test_init_makes_state_for_its_owner_alone(void **state)
{
	struct fixture *fixture = *state;
	mode_t before = umask(077);

	open_and_close(fixture, NEED_CREATE);
	(void)umask(before);
	assert_int_equal(mode_of(fixture, "var/lib/confwatch"), 0700);
	assert_int_equal(mode_of(fixture, "var/lib"), 0755);
	assert_int_equal(mode_of(fixture, "var"), 0755);
	open_and_close(fixture, NEED_CREATE);
}

static void test_without_init_the_command_to_run_is_said(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(open_with(fixture, NEED_STATE), -ENOENT);
	says(fixture, "run 'confwatch init --root=");
	says(fixture, fixture->root.path);
	assert_false(exists(fixture, "var"));
	assert_int_equal(open_with(fixture, 0), 0);
	assert_int_equal(fixture->workspace.state_fd, -1);
	workspace_close(&fixture->workspace);
}

static void test_root_and_time_are_passed_on(void **state)
{
	struct fixture *fixture = *state;

	open_and_close(fixture, NEED_CREATE);
	assert_true(fixture->workspace.other_root);
	assert_true(fixture->workspace.state_inside);
	assert_string_equal(fixture->workspace.state, "/var/lib/confwatch");
	assert_string_equal(fixture->workspace.command, "test");
	assert_int_equal(fixture->workspace.now, 1700000000);
	assert_int_equal(fixture->workspace.zone, 60);
	assert_non_null(strchr(fixture->workspace.actor.mail, '@'));
	fixture->options.root = "//";
	assert_int_equal(open_with(fixture, 0), 0);
	assert_false(fixture->workspace.other_root);
	workspace_close(&fixture->workspace);
}

static void test_state_may_lie_inside_or_outside_the_root(void **state)
{
	struct fixture *fixture = *state;
	struct temporary outside = temporary_make();
	char named[128];

	(void)snprintf(named, sizeof named, "%s/st//", outside.path);
	fixture->options.state = named;
	open_and_close(fixture, NEED_CREATE);
	assert_false(fixture->workspace.state_inside);
	assert_string_equal(path_name(fixture->workspace.state), "st");
	assert_int_equal(faccessat(outside.fd, "st", F_OK, 0), 0);
	(void)snprintf(named, sizeof named, "%s/st", fixture->root.path);
	open_and_close(fixture, NEED_CREATE);
	assert_true(fixture->workspace.state_inside);
	assert_string_equal(fixture->workspace.state, "/st");
	temporary_remove(&outside);
}

static void test_state_that_others_could_enter_is_refused(void **state)
{
	struct fixture *fixture = *state;

	open_and_close(fixture, NEED_CREATE);
	assert_int_equal(fchmodat(fixture->root.fd, "var/lib/confwatch", 0750, 0), 0);
	assert_int_equal(open_with(fixture, NEED_STATE), -EPERM);
	says(fixture, "must be 0700, not 0750");
	assert_int_equal(fchmodat(fixture->root.fd, "var/lib/confwatch", 0700, 0), 0);
	assert_int_equal(fchmodat(fixture->root.fd, "var", 0777, 0), 0);
	assert_int_equal(open_with(fixture, NEED_STATE), -EPERM);
	says(fixture, "'/var' is not trusted");
}

static void test_no_file_means_the_defaults(void **state)
{
	struct fixture *fixture = *state;

	open_and_close(fixture, 0);
	assert_false(fixture->workspace.configuration.watch_given);
	assert_int_equal(fixture->workspace.configuration.lock_seconds, 10);
	fixture->options.config = "/nonexistent/confwatch.yaml";
	assert_int_equal(open_with(fixture, 0), -ENOENT);
	says(fixture, "/nonexistent/confwatch.yaml");
}

static void test_the_file_is_read_or_its_mistake_is_said(void **state)
{
	struct fixture *fixture = *state;
	char named[160];

	temporary_text(&fixture->root, yaml_path, "lock_seconds: 3\n");
	open_and_close(fixture, 0);
	assert_int_equal(fixture->workspace.configuration.lock_seconds, 3);
	temporary_text(&fixture->root, yaml_path, "lock_second: 3\n");
	assert_int_equal(open_with(fixture, 0), -EINVAL);
	(void)snprintf(named, sizeof named, "%s/%s:1:1: ", fixture->root.path, yaml_path);
	says(fixture, named);
	says(fixture, "'lock_seconds'");
	assert_int_equal(fchmodat(fixture->root.fd, yaml_path, 0664, 0), 0);
	assert_int_equal(open_with(fixture, 0), -EPERM);
	says(fixture, "its group or an ACL can write");
}

static void test_another_file_can_be_named(void **state)
{
	struct fixture *fixture = *state;
	char named[160];

	temporary_text(&fixture->root, "other.yaml", "lock_seconds: 4\n");
	temporary_text(&fixture->root, yaml_path, "wrong: 1\n");
	(void)snprintf(named, sizeof named, "%s/other.yaml", fixture->root.path);
	fixture->options.config = named;
	open_and_close(fixture, NEED_CREATE | NEED_LOCK);
	assert_int_equal(fixture->workspace.configuration.lock_seconds, 4);
	assert_false(exists(fixture, "var/lib/confwatch/last-good"));
}

static void test_the_last_good_configuration_stands_in(void **state)
{
	struct fixture *fixture = *state;
	const char *stored = "var/lib/confwatch/last-good/confwatch.yaml";

	temporary_text(&fixture->root, yaml_path, "lock_seconds: 3\n");
	open_and_close(fixture, NEED_CREATE);
	assert_false(exists(fixture, stored));
	open_and_close(fixture, NEED_LOCK);
	assert_int_equal(mode_of(fixture, stored), 0600);
	temporary_text(&fixture->root, yaml_path, "lock_seconds: [\n");
	assert_int_equal(open_with(fixture, NEED_LOCK), -EINVAL);
	fixture->options.use_last_good = true;
	open_and_close(fixture, NEED_LOCK);
	assert_int_equal(fixture->workspace.configuration.lock_seconds, 3);
	assert_non_null(strstr(fixture->workspace.configuration_problem, "confwatch.yaml:2:1: "));
	temporary_text(&fixture->root, yaml_path, "lock_seconds: 5\n");
	open_and_close(fixture, NEED_LOCK);
	assert_null(fixture->workspace.configuration_problem);
	assert_int_equal(unlinkat(fixture->root.fd, stored, 0), 0);
	temporary_text(&fixture->root, yaml_path, "lock_seconds: 9999\n");
	open_and_close(fixture, NEED_LOCK);
	assert_int_equal(fixture->workspace.configuration.lock_seconds, 10);
}

static void test_init_remembers_what_to_watch(void **state)
{
	static const char *const first[] = {"/etc/pam.d", "/srv/with \"quotes\"\n"};
	static const char *const second[] = {"/srv"};
	static const char *const wrong[] = {"etc"};
	struct fixture *fixture = *state;
	struct string_list *watch = &fixture->workspace.configuration.watch;

	assert_int_equal(open_with(fixture, NEED_CREATE | NEED_LOCK), 0);
	assert_int_equal(
		workspace_remember_watch(&fixture->workspace, first, 2, &fixture->error), 0);
	assert_int_equal(watch->count, 2);
	assert_int_equal(
		workspace_remember_watch(&fixture->workspace, second, 1, &fixture->error), 0);
	assert_int_equal(watch->count, 1);
	assert_int_equal(
		workspace_remember_watch(&fixture->workspace, wrong, 1, &fixture->error), -EINVAL);
	assert_int_equal(
		workspace_remember_watch(&fixture->workspace, first, 2, &fixture->error), 0);
	workspace_close(&fixture->workspace);
	open_and_close(fixture, NEED_STATE);
	assert_int_equal(watch->count, 2);
	assert_true(fixture->workspace.configuration.watch_given);
	assert_false(fixture->workspace.watch_configured);
	assert_string_equal(watch->items[1], first[1]);
}

static void test_the_file_wins_over_what_init_remembers(void **state)
{
	static const char *const remembered[] = {"/etc/pam.d"};
	struct fixture *fixture = *state;
	struct string_list *watch = &fixture->workspace.configuration.watch;

	temporary_text(&fixture->root, yaml_path, "watch: [/etc/postfix]\n");
	assert_int_equal(open_with(fixture, NEED_CREATE | NEED_LOCK), 0);
	assert_int_equal(
		workspace_remember_watch(&fixture->workspace, remembered, 1, &fixture->error), 0);
	assert_string_equal(watch->items[0], "/etc/postfix");
	workspace_close(&fixture->workspace);
	open_and_close(fixture, NEED_STATE);
	assert_true(fixture->workspace.watch_configured);
	assert_string_equal(watch->items[0], "/etc/postfix");
}

static void test_a_broken_watch_list_is_an_error(void **state)
{
	struct fixture *fixture = *state;

	open_and_close(fixture, NEED_CREATE);
	temporary_text(&fixture->root, "var/lib/confwatch/watch.yaml", "ignore: []\n");
	assert_int_equal(open_with(fixture, NEED_STATE), -EINVAL);
	says(fixture, "/var/lib/confwatch/watch.yaml:1:1: ");
}

static void test_one_at_a_time(void **state)
{
	struct fixture *fixture = *state;
	struct workspace first;

	temporary_text(&fixture->root, yaml_path, "lock_seconds: 0\n");
	assert_int_equal(open_with(fixture, NEED_CREATE | NEED_LOCK), 0);
	first = fixture->workspace;
	assert_int_equal(open_with(fixture, NEED_LOCK), -EWOULDBLOCK);
	says(fixture, ", test) holds '/var/lib/confwatch/lock'");
	assert_int_equal(open_with(fixture, NEED_STATE), 0);
	workspace_close(&fixture->workspace);
	workspace_close(&first);
	open_and_close(fixture, NEED_LOCK);
}

/* A name that a killed restore left beside /etc/x, and noted in STATE. */
static void leave_litter(struct fixture *fixture, const char *name)
{
	char path[64], note[128];
	struct stat status;

	(void)snprintf(path, sizeof path, "etc/%s", name);
	temporary_text(&fixture->root, path, "half");
	assert_int_equal(fstatat(fixture->root.fd, path, &status, 0), 0);
	(void)snprintf(
		note, sizeof note, "/etc/x %s %llu 0\n", name, (unsigned long long)status.st_ino);
	temporary_text(&fixture->root, "var/lib/confwatch/litter", note);
}

static void test_the_lock_clears_up_after_a_killed_restore(void **state)
{
	const char *name = ".#confwatch-0123456789abcdef~";
	struct fixture *fixture = *state;
	char path[64];

	(void)snprintf(path, sizeof path, "etc/%s", name);
	open_and_close(fixture, NEED_CREATE);
	leave_litter(fixture, name);
	open_and_close(fixture, NEED_STATE | NEED_LOOK);
	assert_true(exists(fixture, path));
	open_and_close(fixture, NEED_STATE | NEED_LOCK);
	assert_false(exists(fixture, path));
	assert_true(exists(fixture, "etc"));
}

static void test_a_failure_leaves_no_descriptor(void **state)
{
	struct fixture *fixture = *state;
	int before = dup(fixture->root.fd), after;

	(void)close(before);
	assert_int_equal(open_with(fixture, NEED_STATE), -ENOENT);
	temporary_text(&fixture->root, yaml_path, "wrong\n");
	assert_int_equal(open_with(fixture, NEED_CREATE | NEED_LOCK), -EINVAL);
	after = dup(fixture->root.fd);
	(void)close(after);
	assert_int_equal(after, before);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_init_makes_state_for_its_owner_alone),
		TEST(test_without_init_the_command_to_run_is_said),
		TEST(test_root_and_time_are_passed_on),
		TEST(test_state_may_lie_inside_or_outside_the_root),
		TEST(test_state_that_others_could_enter_is_refused),
		TEST(test_no_file_means_the_defaults),
		TEST(test_the_file_is_read_or_its_mistake_is_said),
		TEST(test_another_file_can_be_named),
		TEST(test_the_last_good_configuration_stands_in),
		TEST(test_init_remembers_what_to_watch),
		TEST(test_the_file_wins_over_what_init_remembers),
		TEST(test_a_broken_watch_list_is_an_error),
		TEST(test_one_at_a_time),
		TEST(test_the_lock_clears_up_after_a_killed_restore),
		TEST(test_a_failure_leaves_no_descriptor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// numbering: the numbers of the last status come back as paths, or not at all.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "numbering.h"
#include "system/files.h"
#include "temporary.h"

static const struct snapshot_id first = {{1, 2, 3}};
static const struct snapshot_id second = {{1, 2, 4}};

struct fixture {
	struct arena arena;
	struct workspace workspace;
	struct temporary directory;
};

static int set_up(void **state)
{
	struct fixture *fixture = test_calloc(1, sizeof *fixture);

	fixture->directory = temporary_make();
	fixture->workspace.arena = &fixture->arena;
	fixture->workspace.state_fd = fixture->directory.fd;
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	temporary_remove(&fixture->directory);
	arena_release(&fixture->arena);
	test_free(fixture);
	return 0;
}

static void save(
	struct fixture *fixture, const struct snapshot_id *last, const char **paths, size_t count)
{
	struct string_list list = {.items = paths, .count = count, .capacity = count};
	FD_CLEANUP int fd = numbering_open(&fixture->workspace);

	assert_true(fd >= 0);
	numbering_save(fd, last, &list);
}

static int find(
	struct fixture *fixture, const struct snapshot_id *last, size_t number, const char **path)
{
	struct error error = ERROR_INIT;

	return numbering_find(&fixture->workspace, last, number, path, &error);
}

static void test_numbers_come_back(void **state)
{
	struct fixture *fixture = *state;
	const char *paths[] = {"/etc/a", "/etc/with\nnewline", "/etc/\xff"};
	const char *path = NULL;

	save(fixture, &first, paths, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(find(fixture, &first, i + 1, &path), 0);
		assert_string_equal(path, paths[i]);
	}
	assert_int_equal(find(fixture, &first, 4, &path), -ENOENT);
	assert_int_equal(find(fixture, &first, 0, &path), -ENOENT);
}

static void test_a_shorter_list_replaces_a_longer_one(void **state)
{
	struct fixture *fixture = *state;
	const char *paths[] = {"/etc/a", "/etc/b", "/etc/c"};
	const char *path = NULL;

	save(fixture, &first, paths, 3);
	save(fixture, &first, paths + 2, 1);
	assert_int_equal(find(fixture, &first, 1, &path), 0);
	assert_string_equal(path, "/etc/c");
	assert_int_equal(find(fixture, &first, 2, &path), -ENOENT);
	save(fixture, &first, paths, 0);
	assert_int_equal(find(fixture, &first, 1, &path), -ENOENT);
}

static void test_another_snapshot_makes_them_stale(void **state)
{
	struct fixture *fixture = *state;
	const char *paths[] = {"/etc/a"};
	const char *path = NULL;

	assert_int_equal(find(fixture, &first, 1, &path), -ENOENT);
	save(fixture, &first, paths, 1);
	assert_int_equal(find(fixture, &second, 1, &path), -ESTALE);
	assert_null(path);
}

/* Whatever byte is wrong: no path rather than a wrong one. */
static void test_damage_is_found(void **state)
{
	struct fixture *fixture = *state;
	const char *paths[] = {"/etc/a"};
	const char *path = NULL;
	FD_CLEANUP int fd = numbering_open(&fixture->workspace);
	off_t size;

	save(fixture, &first, paths, 1);
	size = lseek(fd, 0, SEEK_END);
	for (off_t i = 0; i < size; i++) {
		char byte = 0;
		char wrong;

		assert_int_equal(pread(fd, &byte, 1, i), 1);
		wrong = (char)(byte ^ 1);
		assert_int_equal(pwrite(fd, &wrong, 1, i), 1);
		assert_int_equal(find(fixture, &first, 1, &path), -ESTALE);
		assert_int_equal(pwrite(fd, &byte, 1, i), 1);
	}
	assert_int_equal(find(fixture, &first, 1, &path), 0);
	assert_int_equal(ftruncate(fd, size - 1), 0);
	assert_int_equal(find(fixture, &first, 1, &path), -ESTALE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_numbers_come_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_a_shorter_list_replaces_a_longer_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_another_snapshot_makes_them_stale, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_damage_is_found, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

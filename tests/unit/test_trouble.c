// SPDX-License-Identifier: GPL-2.0-or-later
// trouble: what hooks could not say is kept, bounded, and read back whatever is in the file.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "system/trouble.h"
#include "temporary.h"

static struct temporary state;
static struct arena arena;

static int set_up(void **unused)
{
	(void)unused;
	state = temporary_make();
	arena = (struct arena)ARENA_INIT;
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	temporary_remove(&state);
	arena_release(&arena);
	return 0;
}

static struct trouble_list read_back(void)
{
	struct trouble_list list = {0};
	struct error error = ERROR_INIT;

	assert_int_equal(trouble_read(&arena, state.fd, &list, &error), 0);
	return list;
}

static void what_is_noted_is_read_and_cleared(void **unused)
{
	const struct trouble first = {1795143600, "zypp", "before", "cannot open 'a b\n%\377'"};
	const struct trouble second = {1795143601, "rpm", "after", "it took longer"};
	struct error error = ERROR_INIT;
	struct trouble_list list;

	(void)unused;
	assert_int_equal(read_back().count, 0);
	trouble_note(state.fd, &first);
	trouble_note(state.fd, &second);
	list = read_back();
	assert_int_equal(list.count, 2);
	assert_int_equal(list.items[0].time, first.time);
	assert_string_equal(list.items[0].via, "zypp");
	assert_string_equal(list.items[0].event, "before");
	assert_string_equal(list.items[0].message, first.message);
	assert_string_equal(list.items[1].message, second.message);
	assert_int_equal(trouble_clear(state.fd, &error), 0);
	assert_int_equal(trouble_clear(state.fd, &error), 0);
	assert_int_equal(read_back().count, 0);
}

static void damaged_lines_are_passed_over(void **unused)
{
	struct trouble_list list;

	(void)unused;
	temporary_text(&state, "trouble",
		"\nx y z w\n1\n1 a\n1 a b\n-1 a b c\n1 a b %zz\n2 a b c d\n3 a b cut");
	list = read_back();
	assert_int_equal(list.count, 1);
	assert_int_equal(list.items[0].time, 2);
	assert_string_equal(list.items[0].message, "c d");
}

static void it_does_not_grow_without_end(void **unused)
{
	const struct trouble trouble = {1, "apt", "before", "again and again and again"};
	struct stat status;

	(void)unused;
	for (size_t i = 0; i < 4000; i++)
		trouble_note(state.fd, &trouble);
	assert_int_equal(fstatat(state.fd, "trouble", &status, 0), 0);
	assert_true(status.st_size <= 64 * 1024 && status.st_size > 63 * 1024);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_true(read_back().count > 1000);
}

/* Whatever stands there instead: nobody waits for it, nothing is written elsewhere. */
static void only_a_file_is_written(void **unused)
{
	const struct trouble trouble = {1, "apt", "before", "x"};
	struct stat status;

	(void)unused;
	temporary_text(&state, "elsewhere", "");
	assert_int_equal(symlinkat("elsewhere", state.fd, "trouble"), 0);
	trouble_note(state.fd, &trouble);
	assert_int_equal(fstatat(state.fd, "elsewhere", &status, 0), 0);
	assert_int_equal(status.st_size, 0);
	assert_int_equal(unlinkat(state.fd, "trouble", 0), 0);
	assert_int_equal(mkfifoat(state.fd, "trouble", 0600), 0);
	trouble_note(state.fd, &trouble);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_noted_is_read_and_cleared),
		TEST(damaged_lines_are_passed_over),
		TEST(it_does_not_grow_without_end),
		TEST(only_a_file_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

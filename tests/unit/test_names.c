// SPDX-License-Identifier: GPL-2.0-or-later
// system/names: passwd and group of a root, as they are and as they should not be.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "system/names.h"
#include "temporary.h"

struct fixture {
	struct temporary tree;
	struct arena arena;
};

static int set_up(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){.tree = temporary_make()};
	temporary_directory(&fixture.tree, "etc");
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	arena_release(&fixture->arena);
	temporary_remove(&fixture->tree);
	return 0;
}

static void test_names_and_numbers(void **state)
{
	struct fixture *fixture = *state;
	struct names *names;
	uint32_t number = 7;

	temporary_text(&fixture->tree, "etc/passwd",
		"root:x:0:0:root:/root:/bin/sh\n"
		"cyrus:x:96:12:,,,:/var/lib/imap:/usr/sbin/nologin");
	temporary_text(&fixture->tree, "etc/group", "root:x:0:\nmail:x:12:cyrus,postfix\n");
	names = names_read(&fixture->arena, fixture->tree.fd);
	assert_string_equal(names_user(names, 0), "root");
	assert_string_equal(names_user(names, 96), "cyrus");
	assert_null(names_user(names, 12));
	assert_string_equal(names_group(names, 12), "mail");
	assert_null(names_group(names, 96));
	assert_true(names_uid(names, "cyrus", &number));
	assert_int_equal(number, 96);
	assert_true(names_gid(names, "mail", &number));
	assert_int_equal(number, 12);
	assert_false(names_uid(names, "mail", &number));
	assert_int_equal(number, 12);
}

/* Two names for one number, two numbers for one name: the first line counts, as for the C library.
 */
static void test_names_and_numbers_disagree(void **state)
{
	struct fixture *fixture = *state;
	struct names *names;
	uint32_t number = 0;

	temporary_text(&fixture->tree, "etc/passwd",
		"zeta:x:500:1::/:\nalpha:x:500:1::/:\nalpha:x:7:1::/:\nbeta:x:7:1::/:\n");
	names = names_read(&fixture->arena, fixture->tree.fd);
	assert_string_equal(names_user(names, 500), "zeta");
	assert_string_equal(names_user(names, 7), "alpha");
	assert_true(names_uid(names, "alpha", &number));
	assert_int_equal(number, 500);
	assert_true(names_uid(names, "zeta", &number));
	assert_int_equal(number, 500);
}

static void test_bad_lines_hide_no_others(void **state)
{
	static const char bytes[] = "# comment:x:1:1\n"
				    "+nis:x:2:2\n"
				    "-nis:x:3:3\n"
				    ":x:4:4\n"
				    "\n"
				    "short\n"
				    "short:x\n"
				    "number:x:five:5\n"
				    "negative:x:-6:5\n"
				    "blank:x: 7:5\n"
				    "large:x:4294967295:5\n"
				    "larger:x:99999999999999999999:5\n"
				    "nul\0l:x:8:5\n"
				    "two:x:9\n"
				    "good:x:10:5:::\n";
	struct fixture *fixture = *state;
	struct names *names;
	uint32_t number = 0;

	temporary_file(&fixture->tree, "etc/passwd", bytes, sizeof bytes - 1);
	names = names_read(&fixture->arena, fixture->tree.fd);
	for (uint32_t i = 0; i < 9; i++)
		assert_null(names_user(names, i));
	assert_null(names_user(names, UINT32_MAX));
	assert_false(names_uid(names, "+nis", &number));
	assert_string_equal(names_user(names, 9), "two");
	assert_string_equal(names_user(names, 10), "good");
}

static void test_missing_databases_are_empty(void **state)
{
	struct fixture *fixture = *state;
	struct names *names;
	uint32_t number = 0;

	names = names_read(&fixture->arena, fixture->tree.fd);
	assert_null(names_user(names, 0));
	assert_null(names_group(names, 0));
	assert_false(names_uid(names, "root", &number));
}

/* A link could lead out of the root, a FIFO would block. */
static void test_only_regular_files_are_read(void **state)
{
	struct fixture *fixture = *state;
	struct names *names;

	temporary_text(&fixture->tree, "passwd", "root:x:0:0\n");
	assert_int_equal(symlinkat("../passwd", fixture->tree.fd, "etc/passwd"), 0);
	assert_int_equal(mkfifoat(fixture->tree.fd, "etc/group", 0644), 0);
	names = names_read(&fixture->arena, fixture->tree.fd);
	assert_null(names_user(names, 0));
	assert_null(names_group(names, 0));
}

static void test_many_users(void **state)
{
	struct fixture *fixture = *state;
	TEXT_CLEANUP struct text users = TEXT_INIT;
	TEXT_CLEANUP struct text groups = TEXT_INIT;
	struct names *names;
	char expected[32];

	for (uint32_t i = 0; i < 5000; i++)
		text_format(&users, "user%u:x:%u:1\n", i, i * 7919U % 5003U);
	names = names_parse(&fixture->arena, &users, &groups);
	for (uint32_t i = 0; i < 5000; i++) {
		uint32_t number = 0;

		(void)snprintf(expected, sizeof expected, "user%u", i);
		assert_string_equal(names_user(names, i * 7919U % 5003U), expected);
		assert_true(names_uid(names, expected, &number));
		assert_int_equal(number, i * 7919U % 5003U);
	}
}

static void test_digest_tells_the_databases_apart(void **state)
{
	struct fixture *fixture = *state;
	TEXT_CLEANUP struct text one = TEXT_INIT;
	TEXT_CLEANUP struct text none = TEXT_INIT;
	const unsigned char *digests[3];

	text_add(&one, "a:x:1:\n");
	digests[0] = names_digest(names_parse(&fixture->arena, &one, &none));
	digests[1] = names_digest(names_parse(&fixture->arena, &none, &one));
	digests[2] = names_digest(names_parse(&fixture->arena, &one, &none));
	assert_memory_not_equal(digests[0], digests[1], NAMES_DIGEST_SIZE);
	assert_memory_equal(digests[0], digests[2], NAMES_DIGEST_SIZE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_names_and_numbers),
		TEST(test_names_and_numbers_disagree),
		TEST(test_bad_lines_hide_no_others),
		TEST(test_missing_databases_are_empty),
		TEST(test_only_regular_files_are_read),
		TEST(test_many_users),
		TEST(test_digest_tells_the_databases_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

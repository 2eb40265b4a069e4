// SPDX-License-Identifier: GPL-2.0-or-later
// system/attributes: ACLs and extended attributes, read and made exactly so.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/xattr.h>

#include "system/attributes.h"
#include "system/files.h"
#include "temporary.h"
#include "without_call.h"

#define ACCESS "user::rw-\nuser:96:r--\ngroup::r--\ngroup:4000000000:rw-\nmask::rw-\nother::---\n"
#define DEFAULT "user::rwx\nuser:96:r-x\ngroup::r-x\nmask::r-x\nother::---\n"

struct fixture {
	struct temporary tree;
	struct arena arena;
	struct error error;
	int file;
	int directory;
};

static int set_up(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){.tree = temporary_make()};
	temporary_text(&fixture.tree, "file", "text");
	temporary_directory(&fixture.tree, "directory");
	fixture.file = openat(fixture.tree.fd, "file", O_RDONLY | O_CLOEXEC);
	fixture.directory = openat(fixture.tree.fd, "directory", O_RDONLY | O_CLOEXEC);
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	files_close(&fixture->file);
	files_close(&fixture->directory);
	arena_release(&fixture->arena);
	temporary_remove(&fixture->tree);
	return 0;
}

static const struct attributes *read_back(struct fixture *fixture, int fd, enum entry_kind kind)
{
	const struct attributes *result = NULL;

	assert_int_equal(attributes_read(&fixture->arena, fd, kind, &result, &fixture->error), 0);
	return result;
}

static void need_attributes(struct fixture *fixture)
{
	if (fsetxattr(fixture->file, "user.probe", "", 0, 0) < 0) {
		print_message("no user attributes on this file system\n");
		skip();
	}
	assert_int_equal(fremovexattr(fixture->file, "user.probe"), 0);
}

static void test_plain_files_have_none(void **state)
{
	struct fixture *fixture = *state;

	assert_null(read_back(fixture, fixture->file, ENTRY_FILE));
	assert_null(read_back(fixture, fixture->directory, ENTRY_DIRECTORY));
}

static void test_acls_come_back_as_text(void **state)
{
	struct fixture *fixture = *state;
	const struct attributes wanted = {.access_acl = ACCESS};
	const struct attributes both = {.access_acl = DEFAULT, .default_acl = DEFAULT};
	const struct attributes *found;
	struct stat status;

	assert_int_equal(attributes_write(fixture->file, ENTRY_FILE, &wanted, &fixture->error), 0);
	found = read_back(fixture, fixture->file, ENTRY_FILE);
	assert_string_equal(found->access_acl, ACCESS);
	assert_null(found->default_acl);
	assert_int_equal(found->count, 0);
	assert_int_equal(fstat(fixture->file, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0660);
	assert_int_equal(
		attributes_write(fixture->directory, ENTRY_DIRECTORY, &both, &fixture->error), 0);
	found = read_back(fixture, fixture->directory, ENTRY_DIRECTORY);
	assert_string_equal(found->access_acl, DEFAULT);
	assert_string_equal(found->default_acl, DEFAULT);
}

static void test_acls_are_removed(void **state)
{
	struct fixture *fixture = *state;
	const struct attributes both = {.access_acl = DEFAULT, .default_acl = DEFAULT};
	const struct attributes one = {.default_acl = DEFAULT};
	const struct attributes *found;

	assert_int_equal(
		attributes_write(fixture->directory, ENTRY_DIRECTORY, &both, &fixture->error), 0);
	assert_int_equal(
		attributes_write(fixture->directory, ENTRY_DIRECTORY, &one, &fixture->error), 0);
	found = read_back(fixture, fixture->directory, ENTRY_DIRECTORY);
	assert_null(found->access_acl);
	assert_string_equal(found->default_acl, DEFAULT);
	assert_int_equal(
		attributes_write(fixture->directory, ENTRY_DIRECTORY, &both, &fixture->error), 0);
	assert_int_equal(
		attributes_remove_acl(fixture->directory, ENTRY_DIRECTORY, &fixture->error), 0);
	assert_null(read_back(fixture, fixture->directory, ENTRY_DIRECTORY));
	/* once more is harmless */
	assert_int_equal(
		attributes_remove_acl(fixture->directory, ENTRY_DIRECTORY, &fixture->error), 0);
}

static void test_attributes_are_made_exactly(void **state)
{
	static const unsigned char bytes[300] = {0, 1, 2, 0xff};
	static const struct attribute list[] = {
		{"user.a", bytes, sizeof bytes}, {"user.b", bytes, 0}, {"user.c", bytes, 3}};
	static const struct attribute fewer[] = {{"user.b", bytes, 1}};
	struct fixture *fixture = *state;
	const struct attributes *found;

	need_attributes(fixture);
	assert_int_equal(attributes_write(fixture->file, ENTRY_FILE,
				 &(struct attributes){.list = list, .count = 3}, &fixture->error),
		0);
	found = read_back(fixture, fixture->file, ENTRY_FILE);
	assert_int_equal(found->count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_string_equal(found->list[i].name, list[i].name);
		assert_int_equal(found->list[i].length, list[i].length);
		assert_memory_equal(found->list[i].value, bytes, list[i].length);
	}
	assert_int_equal(attributes_write(fixture->file, ENTRY_FILE,
				 &(struct attributes){.list = fewer, .count = 1}, &fixture->error),
		0);
	found = read_back(fixture, fixture->file, ENTRY_FILE);
	assert_int_equal(found->count, 1);
	assert_string_equal(found->list[0].name, "user.b");
	assert_int_equal(found->list[0].length, 1);
	assert_int_equal(attributes_write(fixture->file, ENTRY_FILE, NULL, &fixture->error), 0);
	assert_null(read_back(fixture, fixture->file, ENTRY_FILE));
}

static void test_names_are_sorted(void **state)
{
	struct fixture *fixture = *state;
	const struct attributes *found;
	char name[32];

	need_attributes(fixture);
	for (unsigned i = 0; i < 60; i++) {
		(void)snprintf(name, sizeof name, "user.long-name-%02u", i * 7 % 60);
		assert_int_equal(fsetxattr(fixture->file, name, "x", 1, 0), 0);
	}
	found = read_back(fixture, fixture->file, ENTRY_FILE);
	assert_int_equal(found->count, 60);
	for (size_t i = 1; i < 60; i++)
		assert_true(strcmp(found->list[i - 1].name, found->list[i].name) < 0);
}

/* trusted. attributes are the only ones that links and FIFOs can have. */
static void test_descriptors_that_only_name_a_file(void **state)
{
	static const struct attribute list[] = {{"trusted.note", (const unsigned char *)"x", 1}};
	const struct attributes wanted = {.list = list, .count = 1};
	struct fixture *fixture = *state;
	static const struct {
		const char *name;
		enum entry_kind kind;
	} cases[] = {{"link", ENTRY_LINK}, {"fifo", ENTRY_FIFO}};

	if (geteuid() != 0) {
		print_message("only root may set trusted attributes\n");
		skip();
	}
	assert_int_equal(symlinkat("file", fixture->tree.fd, "link"), 0);
	assert_int_equal(mkfifoat(fixture->tree.fd, "fifo", 0600), 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		FD_CLEANUP int fd =
			openat(fixture->tree.fd, cases[i].name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
		const struct attributes *found;

		assert_int_equal(attributes_write(fd, cases[i].kind, &wanted, &fixture->error), 0);
		found = read_back(fixture, fd, cases[i].kind);
		assert_int_equal(found->count, 1);
		assert_string_equal(found->list[0].name, "trusted.note");
		assert_int_equal(attributes_remove_acl(fd, cases[i].kind, &fixture->error), 0);
	}
	assert_null(read_back(fixture, fixture->file, ENTRY_FILE));
}

static void test_names_in_acls_are_refused(void **state)
{
	static const char *const wrong[] = {
		"user::rw-\nuser:root:r--\ngroup::r--\nmask::r--\nother::---\n",
		"user::rw-\nuser:-1:r--\ngroup::r--\nmask::r--\nother::---\n", "user::rw-", "x\n",
		"user\n::\n", "user::rw-\nuser:7:r--\ngroup::r--\nother::---\n"};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		const struct attributes wanted = {.access_acl = wrong[i]};

		assert_int_equal(
			attributes_write(fixture->file, ENTRY_FILE, &wanted, &fixture->error),
			-EINVAL);
	}
	assert_null(read_back(fixture, fixture->file, ENTRY_FILE));
}

static int write_and_read(void *state)
{
	struct fixture *fixture = state;
	const struct attributes wanted = {.access_acl = ACCESS};
	const struct attributes *found = NULL;

	if (attributes_write(fixture->file, ENTRY_FILE, &wanted, &fixture->error) < 0 ||
		attributes_read(
			&fixture->arena, fixture->file, ENTRY_FILE, &found, &fixture->error) < 0)
		return 1;
	return strcmp(found->access_acl, ACCESS) == 0 ? 0 : 2;
}

/* Every lookup of the C library begins with nscd's socket. */
static void test_nobody_is_asked_for_names(void **state)
{
	without_call(SCMP_SYS(socket), SCMP_ACT_KILL_PROCESS, write_and_read, *state);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_plain_files_have_none),
		TEST(test_acls_come_back_as_text),
		TEST(test_acls_are_removed),
		TEST(test_attributes_are_made_exactly),
		TEST(test_names_are_sorted),
		TEST(test_descriptors_that_only_name_a_file),
		TEST(test_names_in_acls_are_refused),
		TEST(test_nobody_is_asked_for_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

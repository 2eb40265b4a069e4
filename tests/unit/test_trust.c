// SPDX-License-Identifier: GPL-2.0-or-later
// system/trust: whose files are believed.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/acl.h>

#include "system/files.h"
#include "system/trust.h"
#include "temporary.h"

enum {
	STRANGER = 4242,
};

static struct temporary tree;
static struct error error;

static int set_up(void **state)
{
	(void)state;
	tree = temporary_make();
	temporary_directory(&tree, "etc");
	temporary_directory(&tree, "etc/own");
	temporary_text(&tree, "etc/own/a.yaml", "text");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	temporary_remove(&tree);
	return 0;
}

static int read_it(const char *path, size_t limit)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	int code = trust_read(tree.fd, path, ".yaml", geteuid(), limit, &text, &error);

	if (code == 0)
		assert_string_equal(text_string(&text), "text");
	else
		assert_int_equal(text.length, 0);
	return code;
}

static void change_mode(const char *name, mode_t mode)
{
	assert_int_equal(fchmodat(tree.fd, name, mode, 0), 0);
}

static void says(const char *words)
{
	if (strstr(error.message, words) == NULL)
		fail_msg("'%s' does not say '%s'", error.message, words);
}

static void test_an_ordinary_file_is_believed(void **state)
{
	(void)state;
	assert_int_equal(read_it("/etc/own/a.yaml", 100), 0);
	assert_int_equal(read_it("//etc//own//a.yaml", 4), 0);
	assert_int_equal(read_it("/etc/own/none.yaml", 100), -ENOENT);
	assert_int_equal(read_it("/etc/none/a.yaml", 100), -ENOENT);
	assert_int_equal(read_it("/etc/own/a.yaml", 3), -EFBIG);
	says("'/etc/own/a.yaml' is larger than 3 bytes");
}

static void test_each_directory_above_counts(void **state)
{
	static const char *const names[] = {".", "etc", "etc/own", "etc/own/a.yaml"};

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		change_mode(names[i], 0775);
		assert_int_equal(read_it("/etc/own/a.yaml", 100), -EPERM);
		says("its group or an ACL can write to it");
		change_mode(names[i], 0757);
		assert_int_equal(read_it("/etc/own/a.yaml", 100), -EPERM);
		says("everybody can write to it");
		change_mode(names[i], 0755);
		assert_int_equal(read_it("/etc/own/a.yaml", 100), 0);
	}
}

static void test_a_sticky_directory_of_roots_is_accepted(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip(); /* only root's sticky directories count */
	change_mode("etc", 01777);
	assert_int_equal(read_it("/etc/own/a.yaml", 100), 0);
	assert_int_equal(fchownat(tree.fd, "etc", STRANGER, 0, 0), 0);
	change_mode("etc", 01777);
	assert_int_equal(read_it("/etc/own/a.yaml", 100), -EPERM);
	says("'/etc' is not trusted: owned by user 4242");
}

static void test_strangers_are_not_believed(void **state)
{
	static const char *const names[] = {".", "etc", "etc/own", "etc/own/a.yaml"};

	(void)state;
	if (geteuid() != 0)
		skip(); /* nobody else gives files away */
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		assert_int_equal(fchownat(tree.fd, names[i], STRANGER, 0, 0), 0);
		assert_int_equal(read_it("/etc/own/a.yaml", 100), -EPERM);
		says("owned by user 4242");
		assert_int_equal(fchownat(tree.fd, names[i], 0, 0, 0), 0);
	}
}

static void test_an_acl_that_lets_write_is_seen(void **state)
{
	acl_t acl = acl_from_text("u::rw-,u:4242:rw-,g::r--,m::rw-,o::r--");
	char path[128];

	(void)state;
	(void)snprintf(path, sizeof path, "%s/etc/own/a.yaml", tree.path);
	if (acl_set_file(path, ACL_TYPE_ACCESS, acl) < 0) {
		(void)acl_free(acl);
		skip(); /* the file system has no ACLs */
	}
	(void)acl_free(acl);
	assert_int_equal(read_it("/etc/own/a.yaml", 100), -EPERM);
	says("its group or an ACL can write to it");
	change_mode("etc/own/a.yaml", 0644);
	assert_int_equal(read_it("/etc/own/a.yaml", 100), 0);
}

static void test_links_and_other_kinds_are_refused(void **state)
{
	(void)state;
	assert_int_equal(symlinkat("a.yaml", tree.fd, "etc/own/link.yaml"), 0);
	assert_int_equal(read_it("/etc/own/link.yaml", 100), -EPERM);
	says("not a regular file");
	assert_int_equal(symlinkat("own", tree.fd, "etc/alias"), 0);
	assert_int_equal(read_it("/etc/alias/a.yaml", 100), -EPERM);
	says("'/etc/alias' is not trusted: a symbolic link or no directory");
	assert_int_equal(mkfifoat(tree.fd, "etc/own/fifo.yaml", 0600), 0);
	assert_int_equal(read_it("/etc/own/fifo.yaml", 100), -EPERM);
	temporary_directory(&tree, "etc/own/dir.yaml");
	assert_int_equal(read_it("/etc/own/dir.yaml", 100), -EPERM);
	assert_int_equal(linkat(tree.fd, "etc/own/a.yaml", tree.fd, "etc/b.yaml", 0), 0);
	assert_int_equal(read_it("/etc/own/a.yaml", 100), -EPERM);
	says("it has 2 names");
}

static void test_other_names_are_refused(void **state)
{
	(void)state;
	temporary_text(&tree, "etc/own/a.yaml.rpmsave", "text");
	assert_int_equal(read_it("/etc/own/a.yaml.rpmsave", 100), -EPERM);
	says("must end in .yaml");
	temporary_text(&tree, "etc/own/.yaml", "text");
	assert_int_equal(read_it("/etc/own/../own/a.yaml", 100), -EINVAL);
	assert_int_equal(read_it("/etc/./own/a.yaml", 100), -EINVAL);
}

static void test_directories_are_made_where_asked(void **state)
{
	mode_t before = umask(077);
	struct stat status;
	int fd = trust_open_directory(tree.fd, "/var/lib/x/", geteuid(), false, &error);

	(void)state;
	assert_int_equal(fd, -ENOENT);
	fd = trust_open_directory(tree.fd, "/var/lib/x/", geteuid(), true, &error);
	(void)umask(before);
	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	files_close(&fd);
	assert_int_equal(fstatat(tree.fd, "var/lib", &status, 0), 0);
	assert_int_equal(status.st_mode & 07777, 0755);
	change_mode("var", 0777);
	assert_int_equal(
		trust_open_directory(tree.fd, "/var/lib/x", geteuid(), true, &error), -EPERM);
	fd = trust_open_directory(tree.fd, "/", geteuid(), false, &error);
	assert_true(fd >= 0);
	files_close(&fd);
}

static void test_endless_paths_are_refused(void **state)
{
	char path[8192];

	(void)state;
	memset(path, '/', sizeof path);
	for (size_t i = 1; i < sizeof path; i += 2)
		path[i] = 'a';
	path[sizeof path - 1] = '\0';
	assert_true(trust_open_directory(tree.fd, path, geteuid(), false, &error) < 0);
	temporary_directory(&tree, "x");
	memset(path + 1, 'a', sizeof path - 2);
	assert_int_equal(
		trust_open_directory(tree.fd, path, geteuid(), false, &error), -ENAMETOOLONG);
}

static int ask(const char *name)
{
	TEXT_CLEANUP struct text path = TEXT_INIT;

	text_format(&path, "%s/%s", tree.path, name);
	return trust_program(text_string(&path), geteuid(), &error);
}

static void test_a_program_is_asked_the_same(void **state)
{
	(void)state;
	temporary_text(&tree, "page", "#!/bin/sh\n");
	assert_int_equal(ask("page"), -EACCES);
	assert_int_equal(ask("nothing"), -ENOENT);
	change_mode("page", 0755);
	assert_int_equal(ask("page"), 0);
	assert_int_equal(symlinkat("page", tree.fd, "link"), 0);
	assert_int_equal(ask("link"), 0);
	change_mode("page", 0775);
	assert_int_equal(ask("page"), -EPERM);
	assert_int_equal(ask("link"), -EPERM);
	change_mode("page", 0755);
	change_mode(".", 0777);
	assert_int_equal(ask("page"), -EPERM);
	change_mode(".", 0755);
	assert_int_equal(ask("."), -EPERM);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_an_ordinary_file_is_believed),
		TEST(test_each_directory_above_counts),
		TEST(test_a_sticky_directory_of_roots_is_accepted),
		TEST(test_strangers_are_not_believed),
		TEST(test_an_acl_that_lets_write_is_seen),
		TEST(test_links_and_other_kinds_are_refused),
		TEST(test_other_names_are_refused),
		TEST(test_directories_are_made_where_asked),
		TEST(test_endless_paths_are_refused),
		TEST(test_a_program_is_asked_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

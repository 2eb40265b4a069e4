// SPDX-License-Identifier: GPL-2.0-or-later
// system/files: what opens below a root and what must not; reading and replacing.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "system/files.h"
#include "temporary.h"
#include "without_call.h"

static int result_of(int root, const char *path, int flags)
{
	int fd = files_open_beneath(root, path, flags);
	int result = fd < 0 ? fd : 0;

	files_close(&fd);
	return result;
}

static int make_tree(void **state)
{
	static struct temporary tree;

	tree = temporary_make();
	temporary_directory(&tree, "etc");
	temporary_directory(&tree, "etc/pam.d");
	temporary_text(&tree, "etc/pam.d/imap", "auth\n");
	assert_int_equal(symlinkat("pam.d", tree.fd, "etc/alias"), 0);
	assert_int_equal(symlinkat("pam.d/imap", tree.fd, "etc/link"), 0);
	*state = &tree;
	return 0;
}

static int remove_tree(void **state)
{
	temporary_remove(*state);
	return 0;
}

/* True when every path opens, or is refused, as it must. */
static bool opens_as_it_must(int root)
{
	const struct {
		const char *path;
		int flags;
		int result;
	} cases[] = {
		{"/", O_RDONLY | O_DIRECTORY, 0},
		{"/etc", O_RDONLY | O_DIRECTORY, 0},
		{"/etc/pam.d/imap", O_RDONLY, 0},
		{"/etc/pam.d/imap", O_RDONLY | O_DIRECTORY, -ENOTDIR},
		{"/etc/pam.d/imap/x", O_RDONLY, -ENOTDIR},
		{"/etc/none", O_RDONLY, -ENOENT},
		{"/none/imap", O_RDONLY, -ENOENT},
		{"/etc/link", O_RDONLY, -ELOOP},
		{"/etc/link", O_PATH, -ELOOP},
		{"/etc/link", O_PATH | O_NOFOLLOW, 0},
		{"/../etc", O_RDONLY | O_DIRECTORY, -EXDEV},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int result = result_of(root, cases[i].path, cases[i].flags);

		if (result != cases[i].result) {
			(void)fprintf(
				stderr, "%s: %d, not %d\n", cases[i].path, result, cases[i].result);
			return false;
		}
	}
	/* The kernels differ in what they call it, but none goes through. */
	return result_of(root, "/etc/alias/imap", O_RDONLY) < 0;
}

static void test_open_beneath(void **state)
{
	const struct temporary *tree = *state;

	assert_true(opens_as_it_must(tree->fd));
}

static int open_beneath(void *tree)
{
	return opens_as_it_must(((const struct temporary *)tree)->fd) ? 0 : 1;
}

static void test_open_beneath_on_old_kernels(void **state)
{
	without_call(SCMP_SYS(openat2), SCMP_ACT_ERRNO(ENOSYS), open_beneath, *state);
}

static void test_descriptors_are_closed_on_exec(void **state)
{
	const struct temporary *tree = *state;
	FD_CLEANUP int fd = files_open_beneath(tree->fd, "/etc/pam.d/imap", O_PATH);
	FD_CLEANUP int again = files_reopen(fd, O_RDONLY);

	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	assert_int_equal(fcntl(again, F_GETFD), FD_CLOEXEC);
}

static void test_open_parent(void **state)
{
	const struct temporary *tree = *state;
	const char *name = NULL;
	struct stat parent, expected;
	FD_CLEANUP int fd = files_open_parent(tree->fd, "/etc/pam.d/imap", &name);

	assert_true(fd >= 0);
	assert_string_equal(name, "imap");
	assert_int_equal(fstat(fd, &parent), 0);
	assert_int_equal(fstatat(tree->fd, "etc/pam.d", &expected, 0), 0);
	assert_int_equal(parent.st_ino, expected.st_ino);
	assert_int_equal(files_open_parent(tree->fd, "/none/x", &name), -ENOENT);
}

static void test_only_regular_files_are_reopened(void **state)
{
	const struct temporary *tree = *state;
	FD_CLEANUP int fifo = -1;
	FD_CLEANUP int file = files_open_beneath(tree->fd, "/etc/pam.d/imap", O_PATH);
	FD_CLEANUP int opened = files_reopen(file, O_RDONLY | O_NOATIME);
	TEXT_CLEANUP struct text text = TEXT_INIT;

	assert_int_equal(mkfifoat(tree->fd, "fifo", 0600), 0);
	fifo = files_open_beneath(tree->fd, "/fifo", O_PATH);
	assert_true(fifo >= 0);
	assert_int_equal(files_reopen(fifo, O_RDONLY), -EINVAL);
	assert_int_equal(files_read_all(opened, 5, &text), 0);
	assert_string_equal(text_string(&text), "auth\n");
}

static void test_reading_stops_at_the_limit(void **state)
{
	struct temporary tree = temporary_make();
	TEXT_CLEANUP struct text text = TEXT_INIT;
	char bytes[40000];
	int fd;

	(void)state;
	memset(bytes, 'x', sizeof bytes);
	temporary_file(&tree, "large", bytes, sizeof bytes);
	fd = files_open_beneath(tree.fd, "/large", O_RDONLY);
	text_add(&text, "before");
	assert_int_equal(files_read_all(fd, sizeof bytes - 1, &text), -EFBIG);
	assert_string_equal(text_string(&text), "before");
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_int_equal(files_read_all(fd, sizeof bytes, &text), 0);
	assert_int_equal(text.length, sizeof bytes + 6);
	files_close(&fd);
	assert_int_equal(fd, -1);
	temporary_remove(&tree);
}

static void test_replace_is_whole_and_leaves_nothing(void **state)
{
	struct temporary tree = temporary_make();
	struct error error = ERROR_INIT;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct stat status;
	int fd;

	(void)state;
	temporary_text(&tree, "name", "old, and longer");
	temporary_text(&tree, ".name.new", "of a killed run");
	assert_int_equal(files_replace(tree.fd, "name", "new", 3, 0640, &error), 0);
	fd = files_open_beneath(tree.fd, "/name", O_RDONLY);
	assert_int_equal(files_read_all(fd, 100, &text), 0);
	assert_string_equal(text_string(&text), "new");
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);
	files_close(&fd);
	assert_int_equal(result_of(tree.fd, "/.name.new", O_RDONLY), -ENOENT);
	temporary_directory(&tree, "directory");
	assert_int_equal(files_replace(tree.fd, "directory", "x", 1, 0640, &error), -EISDIR);
	assert_string_equal(error.message, "cannot write 'directory': Is a directory");
	assert_int_equal(result_of(tree.fd, "/.directory.new", O_RDONLY), -ENOENT);
	temporary_remove(&tree);
}

static void test_taken_descriptors_are_not_closed(void **state)
{
	int kept;

	(void)state;
	{
		FD_CLEANUP int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

		kept = take_fd(&fd);
		assert_int_equal(fd, -1);
	}
	assert_int_equal(fcntl(kept, F_GETFD), FD_CLOEXEC);
	files_close(&kept);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_tree, remove_tree)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_open_beneath),
		TEST(test_open_beneath_on_old_kernels),
		TEST(test_descriptors_are_closed_on_exec),
		TEST(test_open_parent),
		TEST(test_only_regular_files_are_reopened),
		cmocka_unit_test(test_reading_stops_at_the_limit),
		cmocka_unit_test(test_replace_is_whole_and_leaves_nothing),
		cmocka_unit_test(test_taken_descriptors_are_not_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// system/cache: what counts as unchanged, and an honest file.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <sys/xattr.h>

#include "system/cache_file.h"
#include "watched.h"

static bool is_unchanged(struct watched *watched)
{
	struct cache *cache = watched_open_cache(watched);
	int result = cache == NULL ? -1 : cache_unchanged(cache, watched->root.fd, &watched->error);

	cache_close(cache);
	assert_in_range(result, 0, 1);
	return result == 1;
}

static void test_rested_tree_is_unchanged(void **state)
{
	struct watched *watched = *state;

	temporary_directory(&watched->root, "w/d");
	temporary_text(&watched->root, "w/d/file", "text");
	assert_int_equal(watched_record(watched), 0);
	assert_true(is_unchanged(watched));
	temporary_text(&watched->root, "w/d/file", "text");
	assert_false(is_unchanged(watched));
}

/* Runs on an unchanged tree settle, once its stamps are older than what could repeat them. */
static void test_young_stamps_are_not_trusted(void **state)
{
	struct watched *watched = *state;
	struct scan_options options = watched_options(watched);
	struct scan scan;

	temporary_text(&watched->root, "w/file", "text");
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	assert_int_equal(watched_write_cache(watched, &scan), 0);
	assert_false(is_unchanged(watched));
	assert_int_equal(watched_record(watched), 0);
	assert_true(is_unchanged(watched));
}

/* The modification time can be set, the change time can not. */
static void test_young_change_time_is_enough(void **state)
{
	struct watched *watched = *state;
	struct scan_options options = watched_options(watched);
	const struct timespec old[] = {{1000, 0}, {1000, 0}};
	struct scan scan;

	temporary_text(&watched->root, "w/file", "text");
	assert_int_equal(utimensat(watched->root.fd, "w/file", old, 0), 0);
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	assert_true(scan.stamps[scan.tree.count - 1].racy);
}

/* Whatever stat tells, but for access time and owner (which move the change time). */
static void test_every_stamp_counts(void **state)
{
	const struct stat status = {
		.st_ino = 1,
		.st_mode = S_IFREG | 0644,
		.st_nlink = 1,
		.st_size = 5,
		.st_ctim = {6, 7},
		.st_mtim = {8, 9},
	};
	const struct cache_record record = {
		.inode = 1,
		.change_seconds = 6,
		.change_nanoseconds = 7,
		.modify_seconds = 8,
		.modify_nanoseconds = 9,
		.size = 5,
		.mode = S_IFREG | 0644,
		.links = 1,
	};
	struct stat others[8];

	(void)state;
	for (size_t i = 0; i < 8; i++)
		others[i] = status;
	others[0].st_ino++;
	others[1].st_mode++;
	others[2].st_nlink++;
	others[3].st_size++;
	others[4].st_ctim.tv_sec--;
	others[5].st_ctim.tv_nsec--;
	others[6].st_mtim.tv_sec--;
	others[7].st_mtim.tv_nsec--;
	assert_true(cache_record_is_same(&record, &status, false));
	assert_false(cache_record_is_same(&record, &status, true));
	for (size_t i = 0; i < 8; i++)
		assert_false(cache_record_is_same(&record, &others[i], false));
}

static void test_time_in_the_future_settles(void **state)
{
	struct watched *watched = *state;
	struct timespec far = watched_later();

	far.tv_sec += 86400;
	temporary_text(&watched->root, "w/file", "text");
	assert_int_equal(
		utimensat(watched->root.fd, "w/file", (struct timespec[]){far, far}, 0), 0);
	assert_int_equal(watched_record(watched), 0);
	assert_true(is_unchanged(watched));
}

static void test_absent_watched_path_that_appears(void **state)
{
	struct watched *watched = *state;

	string_list_add(&watched->configuration.watch, &watched->arena, "/opt/mail/conf");
	assert_int_equal(watched_record(watched), 0);
	assert_true(is_unchanged(watched));
	temporary_directory(&watched->root, "elsewhere");
	assert_true(is_unchanged(watched));
	temporary_directory(&watched->root, "opt");
	assert_false(is_unchanged(watched));
	assert_int_equal(watched_record(watched), 0);
	assert_true(is_unchanged(watched));
	temporary_directory(&watched->root, "opt/mail");
	assert_int_equal(watched_record(watched), 0);
	temporary_text(&watched->root, "opt/mail/other", "");
	assert_true(is_unchanged(watched));
	temporary_text(&watched->root, "opt/mail/conf", "");
	assert_false(is_unchanged(watched));
}

/* What happens in an ancestor is not watched; what happens to it is. */
static void test_ancestors(void **state)
{
	struct watched *watched = *state;

	temporary_directory(&watched->root, "var");
	temporary_directory(&watched->root, "var/conf");
	string_list_add(&watched->configuration.watch, &watched->arena, "/var/conf");
	assert_int_equal(watched_record(watched), 0);
	temporary_text(&watched->root, "var/log", "x");
	assert_true(is_unchanged(watched));
	assert_int_equal(fchmodat(watched->root.fd, "var", 0711, 0), 0);
	assert_false(is_unchanged(watched));
	assert_int_equal(fchmodat(watched->root.fd, "var", 0755, 0), 0);
	assert_true(is_unchanged(watched));
	assert_int_equal(fchownat(watched->root.fd, "var", 0, 78, 0), 0);
	assert_false(is_unchanged(watched));
	assert_int_equal(watched_record(watched), 0);
	assert_int_equal(fchmod(watched->root.fd, 0711), 0);
	assert_false(is_unchanged(watched));
}

static void test_attributes_of_ancestors(void **state)
{
	struct watched *watched = *state;
	char path[128];

	(void)snprintf(path, sizeof path, "%s/var", watched->root.path);
	temporary_directory(&watched->root, "var");
	temporary_directory(&watched->root, "var/conf");
	string_list_add(&watched->configuration.watch, &watched->arena, "/var/conf");
	if (setxattr(path, "user.note", "x", 1, 0) < 0) {
		print_message("no user attributes on this file system\n");
		skip();
	}
	assert_int_equal(watched_record(watched), 0);
	temporary_text(&watched->root, "var/log", "x");
	assert_true(is_unchanged(watched));
	assert_int_equal(setxattr(path, "user.note", "y", 1, 0), 0);
	assert_false(is_unchanged(watched));
}

static void test_condition_of_an_ignore_rule(void **state)
{
	static const struct ignore rule = {".git", "a store", "HEAD"};
	struct watched *watched = *state;

	configuration_add_ignore(&watched->configuration, &watched->arena, &rule);
	temporary_directory(&watched->root, "w/.git");
	temporary_text(&watched->root, "w/.git/HEAD", "x");
	temporary_text(&watched->root, "w/.git/config", "x");
	assert_int_equal(watched_record(watched), 0);
	temporary_text(&watched->root, "w/.git/config", "y");
	assert_true(is_unchanged(watched));
	assert_int_equal(unlinkat(watched->root.fd, "w/.git/HEAD", 0), 0);
	assert_false(is_unchanged(watched));
}

/* Two threads, descriptors beyond the window, the cache of a wide and a deep tree. */
static void test_large_tree(void **state)
{
	struct watched *watched = *state;
	char path[256];
	size_t length;

	/* Names cost less than files. */
	temporary_text(&watched->root, "w/one", "x");
	for (int i = 0; i < 550; i++) {
		(void)snprintf(path, sizeof path, "w/%03d", i);
		temporary_directory(&watched->root, path);
		(void)snprintf(path, sizeof path, "w/%03d/own", i);
		temporary_text(&watched->root, path, "x");
		for (int j = 0; j < 99; j++) {
			(void)snprintf(path, sizeof path, "w/%03d/%02d", i, j);
			assert_int_equal(
				linkat(watched->root.fd, "w/one", watched->root.fd, path, 0), 0);
		}
	}
	length = (size_t)snprintf(path, sizeof path, "w/300");
	for (int i = 0; i < 100; i++, length += 2) {
		(void)snprintf(path + length, sizeof path - length, "/z");
		temporary_directory(&watched->root, path);
	}
	assert_int_equal(watched_record(watched), 0);
	assert_true(is_unchanged(watched));
	for (int i = 0; i < 550; i += 260) {
		(void)snprintf(path, sizeof path, "w/%03d/own", i);
		temporary_text(&watched->root, path, "x");
		assert_false(is_unchanged(watched));
		assert_int_equal(watched_record(watched), 0);
		assert_true(is_unchanged(watched));
	}
}

/*
 * Directories with children are compared when they are opened: by either thread, where one begins,
 * and below directories that fell out of the window.
 */
static void test_directories_of_two_threads(void **state)
{
	enum {
		WIDE = 130,
		CHILDREN = 17,
		DEEP = 70,
		MIDDLE = WIDE / 2
	};
	struct watched *watched = *state;
	char path[256];
	size_t length;

	temporary_text(&watched->root, "w/one", "x");
	for (int i = 0; i < WIDE; i++) {
		(void)snprintf(path, sizeof path, "w/%03d", i);
		temporary_directory(&watched->root, path);
		for (int j = 0; j < CHILDREN; j++) {
			(void)snprintf(path, sizeof path, "w/%03d/%02d", i, j);
			assert_int_equal(
				linkat(watched->root.fd, "w/one", watched->root.fd, path, 0), 0);
		}
	}
	length = (size_t)snprintf(path, sizeof path, "w/%03d", WIDE / 4);
	for (int i = 0; i < DEEP; i++, length += 2) {
		(void)snprintf(path + length, sizeof path - length, "/z");
		temporary_directory(&watched->root, path);
	}
	assert_int_equal(watched_record(watched), 0);
	for (int i = 0; i < WIDE; i += i / 4 == MIDDLE / 4 || i / 4 == WIDE / 16 ? 1 : 4) {
		(void)snprintf(path, sizeof path, "w/%03d", i);
		assert_true(is_unchanged(watched));
		assert_int_equal(fchmodat(watched->root.fd, path, 0711, 0), 0);
		assert_false(is_unchanged(watched));
		assert_int_equal(watched_record(watched), 0);
	}
}

/* Descriptors from before belong to the old namespace, in which nothing may be mounted. */
static bool enter_namespace(struct watched *watched)
{
	if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
		chdir(watched->root.path) < 0)
		return false;
	files_close(&watched->root.fd);
	files_close(&watched->state);
	watched->root.fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	watched->state = open("state", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return true;
}

/* Two file systems whose inodes have the same numbers. */
static int look_at_mounts(struct watched *watched)
{
	static const char *const mounts[] = {"w/a", "w/b"};
	struct scan_options options;
	struct scan scan;

	if (!enter_namespace(watched))
		return 77;
	temporary_directory(&watched->root, "w/c");
	temporary_text(&watched->root, "w/c/x", "x");
	for (size_t i = 0; i < 2; i++) {
		temporary_directory(&watched->root, mounts[i]);
		if (mount("none", mounts[i], "tmpfs", 0, "mode=755") < 0)
			return 77;
		if (chdir(mounts[i]) < 0 || close(creat("x", 0644)) < 0 || link("x", "y") < 0 ||
			fchdir(watched->root.fd) < 0)
			return 1;
	}
	assert_int_equal(watched_record(watched), 0);
	if (!is_unchanged(watched))
		return 2;
	options = watched_options(watched);
	if (watched_scan(watched, &options, &scan) < 0)
		return 3;
	if (tree_find(&scan.tree, "/w/b/x")->same_as != NULL)
		return 4;
	if (!same_string(tree_find(&scan.tree, "/w/b/y")->same_as, "/w/b/x"))
		return 5;
	return mount("none", "w/c", "tmpfs", 0, "mode=755") < 0 || is_unchanged(watched) ? 6 : 0;
}

static void test_mounts(void **state)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		_exit(look_at_mounts(*state));
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
		print_message("nothing can be mounted here\n");
		skip();
	}
	assert_int_equal(status, 0);
}

/* The bytes of STATE/cache. */
static void read_cache(struct watched *watched, struct text *result)
{
	FD_CLEANUP int fd = openat(watched->state, "cache", O_RDONLY | O_CLOEXEC);

	text_clear(result);
	assert_int_equal(files_read_all(fd, 1 << 20, result), 0);
}

static void test_damaged_caches_are_refused(void **state)
{
	struct watched *watched = *state;
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	struct cache_basis basis = watched_basis();
	struct cache *cache = NULL;

	assert_int_equal(cache_open(watched->state, &cache, &watched->error), -ENOENT);
	temporary_text(&watched->root, "w/file", "text");
	assert_int_equal(symlinkat("target", watched->root.fd, "w/link"), 0);
	assert_int_equal(watched_record(watched), 0);
	read_cache(watched, &bytes);
	for (size_t i = 0; i < bytes.length; i++) {
		bytes.bytes[i] ^= 4;
		temporary_file(&watched->root, "state/cache", bytes.bytes, bytes.length);
		assert_int_equal(cache_open(watched->state, &cache, &watched->error), -EBADMSG);
		bytes.bytes[i] ^= 4;
	}
	for (size_t i = 0; i < bytes.length; i += 7) {
		temporary_file(&watched->root, "state/cache", bytes.bytes, i);
		assert_int_equal(cache_open(watched->state, &cache, &watched->error), -EBADMSG);
	}
	assert_null(cache);
	temporary_file(&watched->root, "state/cache", bytes.bytes, bytes.length);
	cache = watched_open_cache(watched);
	assert_int_equal(cache_head(cache)[2], 3);
	assert_memory_equal(cache_basis_of(cache), &basis, sizeof basis);
	cache_close(cache);
}

/* "No plain digest of a protected file": also not here. */
static void test_no_blob_of_protected_files(void **state)
{
	struct watched *watched = *state;
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	struct scan_options options = watched_options(watched);
	struct scan scan;
	const struct entry *secret;

	temporary_text(&watched->root, "w/secret", "hush");
	assert_int_equal(fchmodat(watched->root.fd, "w/secret", 0600, 0), 0);
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	secret = tree_find(&scan.tree, "/w/secret");
	assert_int_equal(secret->content, CONTENT_PROTECTED);
	assert_true(secret->has_blob);
	assert_int_equal(watched_write_cache(watched, &scan), 0);
	read_cache(watched, &bytes);
	assert_null(memmem(bytes.bytes, bytes.length, secret->blob, BLOB_SIZE));
	assert_non_null(memmem(bytes.bytes, bytes.length, secret->seal, SEAL_SIZE));
}

/* A settled cache spares the patterns, not the look at the directories above. */
static void test_settled_protection(void **state)
{
	struct watched *watched = *state;
	struct scan_options options = watched_options(watched);
	struct timespec start = watched_later();
	struct scan scan;

	temporary_directory(&watched->root, "w/d");
	temporary_text(&watched->root, "w/d/file", "text");
	temporary_text(&watched->root, "w/plain", "text");
	temporary_text(&watched->root, "w/secret", "hush");
	assert_int_equal(fchmodat(watched->root.fd, "w/secret", 0600, 0), 0);
	assert_int_equal(watched_record(watched), 0);
	options.cache = watched_open_cache(watched);
	options.cache_settles_protection = true;
	options.start = &start;
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	assert_int_equal(scan.read, 0);
	assert_int_equal(tree_find(&scan.tree, "/w/secret")->content, CONTENT_PROTECTED);
	assert_int_equal(fchmodat(watched->root.fd, "w/d", 0700, 0), 0);
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	assert_int_equal(tree_find(&scan.tree, "/w/d/file")->content, CONTENT_PROTECTED);
	assert_int_equal(tree_find(&scan.tree, "/w/plain")->content, CONTENT_PUBLIC);
	assert_int_equal(scan.read, 1);
	cache_close((struct cache *)(uintptr_t)options.cache);
}

static bool has_probe(const struct scan *scan, const char *path, bool exists)
{
	for (size_t i = 0; i < scan->probe_count; i++) {
		if (strcmp(scan->probes[i].path, path) == 0)
			return scan->probes[i].exists == exists;
	}
	return false;
}

/* What is ignored depends on files elsewhere: the names in the cache are not all there are. */
static void test_settled_scope(void **state)
{
	static const struct ignore rule = {"/w/d/made", "a reason", "/etc/maker"};
	struct watched *watched = *state;
	struct scan_options options = watched_options(watched);
	struct timespec start = watched_later();
	struct scan scan;

	configuration_add_ignore(&watched->configuration, &watched->arena, &rule);
	string_list_add(&watched->configuration.watch, &watched->arena, "/none");
	temporary_text(&watched->root, "etc/maker", "");
	temporary_directory(&watched->root, "w/d");
	temporary_text(&watched->root, "w/d/made", "");
	temporary_text(&watched->root, "w/d/other", "");
	assert_int_equal(watched_record(watched), 0);
	options.cache = watched_open_cache(watched);
	options.cache_settles_scope = true;
	options.start = &start;
	for (int round = 0; round < 2; round++) {
		assert_int_equal(watched_scan(watched, &options, &scan), 0);
		assert_non_null(tree_find(&scan.tree, "/w/d/other"));
		assert_null(tree_find(&scan.tree, "/w/d/made"));
		assert_true(has_probe(&scan, "/etc/maker", true));
		assert_true(has_probe(&scan, "/none", false));
		assert_int_equal(scan.probe_count, 2);
	}
	assert_int_equal(unlinkat(watched->root.fd, "etc/maker", 0), 0);
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	assert_non_null(tree_find(&scan.tree, "/w/d/made"));
	assert_true(has_probe(&scan, "/etc/maker", false));
	temporary_directory(&watched->root, "none");
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	assert_non_null(tree_find(&scan.tree, "/none"));
	cache_close((struct cache *)(uintptr_t)options.cache);
}

/* A name that the cache does not have is found only where the directory is read. */
static void test_settled_directories_are_not_read(void **state)
{
	struct watched *watched = *state;
	struct scan_options options = watched_options(watched);
	struct timespec start = watched_later();
	struct scan scan;

	temporary_text(&watched->root, "w/x", "");
	temporary_text(&watched->root, "w/y", "");
	assert_int_equal(watched_record(watched), 0);
	options.cache = watched_open_cache(watched);
	options.cache_settles_scope = true;
	options.start = &start;
	configuration_add_ignore(&watched->configuration, &watched->arena,
		&(struct ignore){"/w/x", "not asked for", NULL});
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	assert_non_null(tree_find(&scan.tree, "/w/x"));
	options.full = true;
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	assert_null(tree_find(&scan.tree, "/w/x"));
	cache_close((struct cache *)(uintptr_t)options.cache);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, watched_set_up, watched_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_rested_tree_is_unchanged),
		TEST(test_young_stamps_are_not_trusted),
		TEST(test_young_change_time_is_enough),
		TEST(test_every_stamp_counts),
		TEST(test_time_in_the_future_settles),
		TEST(test_absent_watched_path_that_appears),
		TEST(test_ancestors),
		TEST(test_attributes_of_ancestors),
		TEST(test_mounts),
		TEST(test_condition_of_an_ignore_rule),
		TEST(test_large_tree),
		TEST(test_directories_of_two_threads),
		TEST(test_damaged_caches_are_refused),
		TEST(test_no_blob_of_protected_files),
		TEST(test_settled_protection),
		TEST(test_settled_scope),
		TEST(test_settled_directories_are_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

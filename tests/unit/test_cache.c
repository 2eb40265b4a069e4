// SPDX-License-Identifier: GPL-2.0-or-later
// system/cache: never a change unseen, whatever is done to the tree; and an honest file.
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

enum {
	BATCHES = 400,
	OPERATIONS = 20,
	NAMES = 6,
};

static const unsigned char head[BLOB_SIZE] = {1, 2, 3};
static const struct cache_basis basis = {{4, 5, 6}};

static int set_up(void **state)
{
	static struct watched watched;

	watched_init(&watched);
	*state = &watched;
	return 0;
}

static int tear_down(void **state)
{
	watched_release(*state);
	return 0;
}

static void write_cache(struct watched *watched, const struct scan *scan)
{
	assert_int_equal(cache_write(watched->state, scan, head, &basis, &watched->error), 0);
}

static struct cache *open_cache(struct watched *watched)
{
	struct cache *cache = NULL;

	if (cache_open(watched->state, &cache, &watched->error) < 0)
		fail_msg("%s", watched->error.message);
	return cache;
}

/* Scans as if the tree had rested, and leaves the cache of that. */
static void record(struct watched *watched)
{
	struct scan_options options = watched_options(watched);
	struct timespec start = watched_later();
	struct scan scan;

	options.start = &start;
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	write_cache(watched, &scan);
	watched_next_tick();
}

static bool is_unchanged(struct watched *watched)
{
	struct cache *cache = open_cache(watched);
	int result = cache_unchanged(cache, watched->root.fd, &watched->error);

	cache_close(cache);
	assert_in_range(result, 0, 1);
	return result == 1;
}

static uint32_t draw(uint64_t *seed, uint32_t below)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33) % below;
}

/* One of a few paths, up to three levels deep, so that operations meet each other. */
static void draw_path(uint64_t *seed, char result[64])
{
	static const char letters[NAMES + 1] = "abcdef";
	uint32_t depth = 1 + draw(seed, 3);
	size_t length = 1;

	result[0] = 'w';
	for (uint32_t i = 0; i < depth; i++) {
		result[length++] = '/';
		result[length++] = letters[draw(seed, NAMES)];
	}
	result[length] = '\0';
}

static void write_in_place(int root, const char *path, uint64_t *seed, bool keep_time)
{
	int fd = openat(root, path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644);
	char byte = (char)('a' + draw(seed, 3));
	struct stat before;

	if (fd < 0)
		return;
	(void)fstat(fd, &before);
	if (S_ISREG(before.st_mode)) {
		(void)!pwrite(fd, &byte, 1, draw(seed, 3));
		if (keep_time)
			(void)futimens(fd, (struct timespec[]){before.st_atim, before.st_mtim});
	}
	(void)close(fd);
}

/* As editors and package managers do it; perhaps with the time of the old one. */
static void replace(int root, const char *path, uint64_t *seed, bool keep_time)
{
	char byte = (char)('a' + draw(seed, 3));
	struct stat before;
	int fd;

	if (fstatat(root, path, &before, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(before.st_mode))
		return;
	fd = openat(root, "w/new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	(void)!write(fd, &byte, 1);
	if (keep_time)
		(void)futimens(fd, (struct timespec[]){before.st_atim, before.st_mtim});
	(void)close(fd);
	(void)renameat(root, "w/new", root, path);
}

static void set_attribute(int root, const char *path, uint64_t *seed)
{
	int fd = openat(root, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	uint32_t value = draw(seed, 3);

	if (fd < 0)
		return;
	if (value == 0)
		(void)fremovexattr(fd, "user.note");
	else
		(void)fsetxattr(fd, "user.note", &value, sizeof value, 0);
	(void)close(fd);
}

static void set_acl(int root, const char *path, uint64_t *seed)
{
	/* posix_acl_xattr: version, then tag, permissions, id of each. */
	static const unsigned char acl[] = {2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255, 255, 2, 0, 4, 0,
		77, 0, 0, 0, 4, 0, 4, 0, 255, 255, 255, 255, 16, 0, 4, 0, 255, 255, 255, 255, 32, 0,
		4, 0, 255, 255, 255, 255};
	int fd = openat(root, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return;
	if (draw(seed, 2) == 0)
		(void)fremovexattr(fd, "system.posix_acl_access");
	else
		(void)fsetxattr(fd, "system.posix_acl_access", acl, sizeof acl, 0);
	(void)close(fd);
}

/* Many fail, because of what is or is not there: that is as good. */
static void operate(int root, uint64_t *seed)
{
	char path[64];
	char other[64];

	draw_path(seed, path);
	draw_path(seed, other);
	switch (draw(seed, 18)) {
	case 0:
	case 1:
	case 2:
		write_in_place(root, path, seed, false);
		break;
	case 3:
		write_in_place(root, path, seed, true);
		break;
	case 4:
		replace(root, path, seed, false);
		break;
	case 5:
		replace(root, path, seed, true);
		break;
	case 6:
		(void)fchmodat(root, path, draw(seed, 2) == 0 ? 0644 : 0755, 0);
		break;
	case 7:
		(void)fchmodat(root, path, draw(seed, 2) == 0 ? 0600 : 0750, 0);
		break;
	case 8:
		(void)fchownat(root, path, draw(seed, 2) == 0 ? 0 : 77, 0, AT_SYMLINK_NOFOLLOW);
		break;
	case 9:
		set_attribute(root, path, seed);
		break;
	case 10:
		set_acl(root, path, seed);
		break;
	case 11:
	case 12:
		(void)mkdirat(root, path, 0755);
		break;
	case 13:
		(void)unlinkat(root, path, draw(seed, 2) == 0 ? 0 : AT_REMOVEDIR);
		break;
	case 14:
		(void)renameat(root, path, root, other);
		break;
	case 15:
		(void)renameat(root, path, root, "out");
		(void)renameat(root, "out", root, other);
		break;
	case 16:
		(void)linkat(root, path, root, other, 0);
		break;
	default:
		(void)symlinkat(draw(seed, 2) == 0 ? "x" : "y", root, path);
		break;
	}
}

/* None, to see that nothing is called unchanged; one, that could hide; many, that meet. */
static uint32_t draw_count(uint64_t *seed)
{
	uint32_t kind = draw(seed, 4);

	return kind < 2 ? kind : 1 + draw(seed, OPERATIONS);
}

struct batch {
	struct scan cached;
	struct scan full;
	struct tree remembered;
	bool unchanged;
};

/* The same moment seen four ways. */
static void look_at_batch(
	struct watched *watched, const struct timespec *start, struct batch *batch)
{
	struct scan_options options = watched_options(watched);
	struct cache *cache = open_cache(watched);

	options.start = start;
	batch->unchanged = cache_unchanged(cache, watched->root.fd, &watched->error) == 1;
	cache_tree(cache, &watched->arena, &batch->remembered);
	options.cache = cache;
	assert_int_equal(watched_scan(watched, &options, &batch->cached), 0);
	options.cache = NULL;
	assert_int_equal(watched_scan(watched, &options, &batch->full), 0);
	cache_close(cache);
}

/*
 * A batch of operations, then: the scan that trusts the cache must find what the one finds that
 * reads everything, and an unchanged tree must be one. Half of the time the tree counts as
 * rested, so that the cache is trusted; the other half the real rule for young stamps decides.
 */
static void test_no_change_is_missed(void **state)
{
	struct watched *watched = *state;
	uint64_t seed = 20261119;
	size_t trusted = 0;
	size_t unchanged = 0;

	record(watched);
	for (int i = 0; i < BATCHES; i++) {
		struct timespec later = watched_later();
		bool rested = draw(&seed, 2) == 0;
		uint32_t operations = draw_count(&seed);
		struct batch batch;

		for (uint32_t j = 0; j < operations; j++)
			operate(watched->root.fd, &seed);
		look_at_batch(watched, rested ? &later : NULL, &batch);
		assert_true(same_tree(&batch.cached.tree, &batch.full.tree));
		if (batch.unchanged)
			assert_true(same_tree(&batch.remembered, &batch.full.tree));
		if (operations == 0 && rested)
			unchanged += batch.unchanged;
		trusted += batch.cached.read < batch.full.read;
		write_cache(watched, &batch.cached);
		if (rested)
			watched_next_tick();
	}
	/* Else all of this would say nothing. */
	assert_true(trusted > BATCHES / 8);
	assert_true(unchanged > BATCHES / 40);
}

static void test_rested_tree_is_unchanged(void **state)
{
	struct watched *watched = *state;

	temporary_directory(&watched->root, "w/d");
	temporary_text(&watched->root, "w/d/file", "text");
	record(watched);
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
	write_cache(watched, &scan);
	assert_false(is_unchanged(watched));
	record(watched);
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
	record(watched);
	assert_true(is_unchanged(watched));
}

static void test_absent_watched_path_that_appears(void **state)
{
	struct watched *watched = *state;

	string_list_add(&watched->configuration.watch, &watched->arena, "/opt/mail/conf");
	record(watched);
	assert_true(is_unchanged(watched));
	temporary_directory(&watched->root, "elsewhere");
	assert_true(is_unchanged(watched));
	temporary_directory(&watched->root, "opt");
	assert_false(is_unchanged(watched));
	record(watched);
	assert_true(is_unchanged(watched));
	temporary_directory(&watched->root, "opt/mail");
	record(watched);
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
	record(watched);
	temporary_text(&watched->root, "var/log", "x");
	assert_true(is_unchanged(watched));
	assert_int_equal(fchmodat(watched->root.fd, "var", 0711, 0), 0);
	assert_false(is_unchanged(watched));
	assert_int_equal(fchmodat(watched->root.fd, "var", 0755, 0), 0);
	assert_true(is_unchanged(watched));
	assert_int_equal(fchownat(watched->root.fd, "var", 0, 78, 0), 0);
	assert_false(is_unchanged(watched));
	record(watched);
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
	record(watched);
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
	record(watched);
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
	record(watched);
	assert_true(is_unchanged(watched));
	for (int i = 0; i < 550; i += 260) {
		(void)snprintf(path, sizeof path, "w/%03d/own", i);
		temporary_text(&watched->root, path, "x");
		assert_false(is_unchanged(watched));
		record(watched);
		assert_true(is_unchanged(watched));
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
	for (size_t i = 0; i < 2; i++) {
		temporary_directory(&watched->root, mounts[i]);
		if (mount("none", mounts[i], "tmpfs", 0, "mode=755") < 0)
			return 77;
		if (chdir(mounts[i]) < 0 || close(creat("x", 0644)) < 0 || link("x", "y") < 0 ||
			fchdir(watched->root.fd) < 0)
			return 1;
	}
	record(watched);
	if (!is_unchanged(watched))
		return 2;
	options = watched_options(watched);
	if (watched_scan(watched, &options, &scan) < 0)
		return 3;
	if (tree_find(&scan.tree, "/w/b/x")->same_as != NULL)
		return 4;
	return same_string(tree_find(&scan.tree, "/w/b/y")->same_as, "/w/b/x") ? 0 : 5;
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
	struct cache *cache = NULL;

	assert_int_equal(cache_open(watched->state, &cache, &watched->error), -ENOENT);
	temporary_text(&watched->root, "w/file", "text");
	assert_int_equal(symlinkat("target", watched->root.fd, "w/link"), 0);
	record(watched);
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
	cache = open_cache(watched);
	assert_memory_equal(cache_head(cache), head, sizeof head);
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
	write_cache(watched, &scan);
	read_cache(watched, &bytes);
	assert_null(memmem(bytes.bytes, bytes.length, secret->blob, BLOB_SIZE));
	assert_non_null(memmem(bytes.bytes, bytes.length, secret->seal, SEAL_SIZE));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_change_is_missed),
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
		TEST(test_damaged_caches_are_refused),
		TEST(test_no_blob_of_protected_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

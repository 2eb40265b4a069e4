// SPDX-License-Identifier: GPL-2.0-or-later
// system/cache: never a change unseen, whatever is done to the tree.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/xattr.h>

#include "watched.h"

enum {
	BATCHES = 400,
	OPERATIONS = 20,
	NAMES = 6,
};

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
	struct cache *cache = watched_open_cache(watched);

	options.start = start;
	batch->unchanged = cache_unchanged(cache, watched->root.fd, &watched->error) == 1;
	cache_tree(cache, &watched->arena, &batch->remembered);
	options.cache = cache;
	options.cache_settles_scope = true;
	assert_int_equal(watched_scan(watched, &options, &batch->cached), 0);
	options.cache = NULL;
	options.cache_settles_scope = false;
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

	assert_int_equal(watched_record(watched), 0);
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
		assert_int_equal(watched_write_cache(watched, &batch.cached), 0);
		if (rested)
			watched_next_tick();
	}
	/* Else all of this would say nothing. */
	assert_true(trusted > BATCHES / 8);
	assert_true(unchanged > BATCHES / 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_no_change_is_missed, watched_set_up, watched_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

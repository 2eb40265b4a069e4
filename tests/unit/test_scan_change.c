// SPDX-License-Identifier: GPL-2.0-or-later
// system/scan: a tree that changes under its eyes, what it may not read, what it need not read.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/wait.h>

#include "watched.h"

/* Keeps digests, counts, and lets a test do harm between begin() and the end of the bytes. */
struct meddler {
	struct digest_sink digests;
	struct content_sink sink; /* of digests */
	struct watched *watched;
	void (*meddle)(struct meddler *meddler, const struct entry *entry);
	size_t times; /* that it still meddles */
	size_t begun, pieces, finished, abandoned, largest;
	int fail;		 /* what write() answers */
	enum content_kind raise; /* what finish() makes of content, but for CONTENT_NONE */
};

static int begin(void *context, const struct entry *entry, struct error *error)
{
	struct meddler *meddler = context;

	meddler->begun++;
	if (meddler->meddle != NULL && meddler->times > 0) {
		meddler->times--;
		meddler->meddle(meddler, entry);
	}
	return meddler->sink.begin(&meddler->digests, entry, error);
}

static int write_bytes(void *context, const void *bytes, size_t length, struct error *error)
{
	struct meddler *meddler = context;

	meddler->pieces++;
	if (length > meddler->largest)
		meddler->largest = length;
	if (meddler->fail != 0)
		return error_set(error, meddler->fail, "no room");
	return meddler->sink.write(&meddler->digests, bytes, length, error);
}

static int finish(void *context, struct arena *arena, struct entry *entry, struct error *error)
{
	struct meddler *meddler = context;

	meddler->finished++;
	if (meddler->raise == CONTENT_NONE)
		return meddler->sink.finish(&meddler->digests, arena, entry, error);
	entry->content = (uint8_t)meddler->raise;
	entry->problem = EBADMSG;
	return 0;
}

static void abandon(void *context)
{
	struct meddler *meddler = context;

	meddler->abandoned++;
}

static int look(struct meddler *meddler, struct watched *watched, struct scan *result)
{
	struct scan_options options = watched_options(watched);
	struct content_sink sink = {meddler, begin, write_bytes, finish, abandon};

	meddler->watched = watched;
	meddler->sink = digest_sink_init(&meddler->digests, &watched->key);
	return scan_tree(&watched->arena, &options, &sink, result, &watched->error);
}

static void grow(struct meddler *meddler, const struct entry *entry)
{
	int fd = files_open_beneath(meddler->watched->root.fd, entry->path, O_WRONLY | O_APPEND);

	assert_int_equal(write(fd, "more", 4), 4);
	files_close(&fd);
}

static void shrink(struct meddler *meddler, const struct entry *entry)
{
	int fd = files_open_beneath(meddler->watched->root.fd, entry->path, O_WRONLY);

	assert_int_equal(ftruncate(fd, 1), 0);
	files_close(&fd);
}

static void test_changed_while_read_is_read_again(void **state)
{
	struct watched *watched = *state;
	struct meddler meddler = {.meddle = grow, .times = 2};
	struct scan scan;
	const struct entry *entry;

	temporary_text(&watched->root, "w/file", "text");
	assert_int_equal(look(&meddler, watched, &scan), 0);
	entry = tree_find(&scan.tree, "/w/file");
	assert_int_equal(entry->content, CONTENT_PUBLIC);
	assert_int_equal(entry->size, 12);
	assert_int_equal(meddler.begun, 3);
	assert_int_equal(meddler.abandoned, 2);
	assert_int_equal(meddler.finished, 1);
}

static void test_truncated_while_read(void **state)
{
	struct watched *watched = *state;
	struct meddler meddler = {.meddle = shrink, .times = 1};
	struct scan scan;

	temporary_text(&watched->root, "w/file", "text");
	assert_int_equal(look(&meddler, watched, &scan), 0);
	assert_int_equal(tree_find(&scan.tree, "/w/file")->size, 1);
	assert_int_equal(meddler.abandoned, 1);
	assert_int_equal(meddler.finished, 1);
}

static void test_never_still_is_unreadable(void **state)
{
	struct watched *watched = *state;
	struct meddler meddler = {.meddle = grow, .times = 100};
	struct scan scan;
	const struct entry *entry;

	temporary_text(&watched->root, "w/file", "text");
	assert_int_equal(look(&meddler, watched, &scan), 0);
	entry = tree_find(&scan.tree, "/w/file");
	assert_int_equal(entry->content, CONTENT_UNREADABLE);
	assert_int_equal(entry->problem, EAGAIN);
	assert_false(entry->has_blob);
	assert_int_equal(scan.unreadable, 1);
	assert_int_equal(meddler.begun, 3);
	assert_int_equal(meddler.abandoned, 3);
	assert_int_equal(meddler.finished, 0);
}

static void remove_others(struct meddler *meddler, const struct entry *entry)
{
	int root = meddler->watched->root.fd;

	(void)entry;
	assert_int_equal(unlinkat(root, "w/b", 0), 0);
	assert_int_equal(unlinkat(root, "w/c", AT_REMOVEDIR), 0);
	assert_int_equal(unlinkat(root, "w/d", 0), 0);
	assert_int_equal(mkdirat(root, "w/d", 0755), 0);
	assert_int_equal(unlinkat(root, "w/e", AT_REMOVEDIR), 0);
	assert_int_equal(mkfifoat(root, "w/e", 0600), 0);
}

/* Listed, and then gone, or another thing. */
static void test_vanished_is_absent(void **state)
{
	struct watched *watched = *state;
	struct meddler meddler = {.meddle = remove_others, .times = 1};
	struct scan scan;

	temporary_text(&watched->root, "w/a", "text");
	temporary_text(&watched->root, "w/b", "text");
	temporary_directory(&watched->root, "w/c");
	temporary_text(&watched->root, "w/d", "text");
	temporary_directory(&watched->root, "w/e");
	assert_int_equal(look(&meddler, watched, &scan), 0);
	assert_non_null(tree_find(&scan.tree, "/w/a"));
	assert_null(tree_find(&scan.tree, "/w/b"));
	assert_null(tree_find(&scan.tree, "/w/c"));
	assert_int_equal(tree_find(&scan.tree, "/w/d")->kind, ENTRY_DIRECTORY);
	assert_int_equal(tree_find(&scan.tree, "/w/e")->kind, ENTRY_FIFO);
	assert_int_equal(scan.unreadable, 0);
}

/* It knows the bytes as a protected file's: so is this path from now on. */
static void test_sink_that_protects(void **state)
{
	struct watched *watched = *state;
	struct meddler meddler = {.raise = CONTENT_PROTECTED};
	struct scan scan;

	temporary_text(&watched->root, "w/file", "text");
	assert_int_equal(look(&meddler, watched, &scan), 0);
	assert_int_equal(watched->protection.count, 1);
	assert_string_equal(watched->protection.ever[0], "/w/file");
	assert_int_equal(scan.unreadable, 0);
}

static void test_sink_that_refuses(void **state)
{
	struct watched *watched = *state;
	struct meddler meddler = {.raise = CONTENT_UNREADABLE};
	struct scan scan;

	temporary_text(&watched->root, "w/file", "text");
	assert_int_equal(look(&meddler, watched, &scan), 0);
	assert_int_equal(scan.unreadable, 1);
	assert_int_equal(tree_find(&scan.tree, "/w/file")->problem, EBADMSG);
	assert_true(scan.stamps[scan.tree.count - 1].racy);
	assert_int_equal(watched->protection.count, 0);
}

static void test_sink_that_fails_ends_the_scan(void **state)
{
	struct watched *watched = *state;
	struct meddler meddler = {.fail = ENOSPC};
	struct scan scan = {.read = 77};

	temporary_text(&watched->root, "w/file", "text");
	assert_int_equal(look(&meddler, watched, &scan), -ENOSPC);
	assert_string_equal(watched->error.message, "no room");
	assert_int_equal(scan.read, 77);
}

static void test_large_files_come_in_pieces(void **state)
{
	struct watched *watched = *state;
	struct meddler meddler = {0};
	struct scan scan;
	int fd;

	temporary_text(&watched->root, "w/empty", "");
	fd = openat(watched->root.fd, "w/large", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	assert_int_equal(ftruncate(fd, 5 * SCAN_PIECE + 1), 0);
	files_close(&fd);
	assert_int_equal(look(&meddler, watched, &scan), 0);
	assert_int_equal(meddler.begun, 2);
	assert_int_equal(meddler.pieces, 6);
	assert_int_equal(meddler.largest, SCAN_PIECE);
	/* git hash-object of no bytes; of 5 MiB and one NUL */
	assert_int_equal(tree_find(&scan.tree, "/w/empty")->blob[0], 0xe6);
	assert_int_equal(tree_find(&scan.tree, "/w/large")->blob[0], 0xd0);
}

/* A scan as if the tree had rested, with the cache that the last one left. */
static struct scan rest_and_look(struct watched *watched, bool full)
{
	struct scan_options options = watched_options(watched);
	struct timespec start = watched_later();
	CACHE_CLEANUP struct cache *cache = watched_open_cache(watched);
	struct scan scan;

	options.start = &start;
	options.cache = cache;
	options.full = full;
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	assert_int_equal(watched_write_cache(watched, &scan), 0);
	watched_next_tick();
	return scan;
}

static void test_only_what_changed_is_read(void **state)
{
	struct watched *watched = *state;

	temporary_text(&watched->root, "w/a", "text");
	temporary_text(&watched->root, "w/b", "text");
	temporary_text(&watched->root, "w/c", "text");
	assert_int_equal(rest_and_look(watched, false).read, 3);
	assert_int_equal(rest_and_look(watched, false).read, 0);
	temporary_text(&watched->root, "w/b", "TEXT");
	assert_int_equal(rest_and_look(watched, false).read, 1);
	assert_int_equal(fchmodat(watched->root.fd, "w/c", 0640, 0), 0);
	assert_int_equal(rest_and_look(watched, false).read, 1);
	assert_int_equal(rest_and_look(watched, true).read, 3);
}

/* Young when it was looked at: whether its stamps are the same then says nothing. */
static void test_what_was_young_is_read_again(void **state)
{
	struct watched *watched = *state;
	struct scan_options options = watched_options(watched);
	struct scan scan;

	temporary_text(&watched->root, "w/a", "text");
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	assert_int_equal(watched_write_cache(watched, &scan), 0);
	assert_int_equal(rest_and_look(watched, false).read, 1);
	assert_int_equal(rest_and_look(watched, false).read, 0);
}

/* The cache has no blob of what is public now, and no seal of what was public. */
static void test_protection_that_changes_reads_again(void **state)
{
	static const char *const pattern[] = {"/w/file"};
	struct watched *watched = *state;
	struct scan scan;
	const struct entry *entry;

	temporary_text(&watched->root, "w/file", "text");
	(void)rest_and_look(watched, false);
	watched->protection.secret = pattern;
	watched->protection.secret_count = 1;
	scan = rest_and_look(watched, false);
	entry = tree_find(&scan.tree, "/w/file");
	assert_int_equal(scan.read, 1);
	assert_int_equal(entry->content, CONTENT_PROTECTED);
	assert_true(entry->has_blob);
	assert_int_equal(rest_and_look(watched, false).read, 0);
	watched->protection.open = pattern;
	watched->protection.open_count = 1;
	scan = rest_and_look(watched, false);
	entry = tree_find(&scan.tree, "/w/file");
	assert_int_equal(scan.read, 1);
	assert_int_equal(entry->content, CONTENT_PUBLIC);
	assert_true(entry->has_blob);
	/* to be compared with what has only a seal */
	assert_non_null(entry->seal);
}

/* As a user who may read neither. */
static int look_as_nobody(struct watched *watched)
{
	const struct entry *file, *directory, *below;
	struct scan scan;

	if (setresgid(65534, 65534, 65534) < 0 || setresuid(65534, 65534, 65534) < 0)
		return 1;
	scan = rest_and_look(watched, false);
	file = tree_find(&scan.tree, "/w/file");
	directory = tree_find(&scan.tree, "/w/shut");
	below = tree_find(&scan.tree, "/w/shut/a/below");
	if (file == NULL || directory == NULL || below == NULL)
		return 2;
	if (file->content != CONTENT_UNREADABLE || file->problem != EACCES || file->size != 4)
		return 3;
	if (directory->content != CONTENT_UNREADABLE || directory->problem != EACCES ||
		directory->mode != 0)
		return 4;
	if (below->content != CONTENT_UNREADABLE || below->problem != EACCES ||
		below->mode != 0644 || below->has_blob || !same_string(below->user, "root"))
		return 5;
	if (tree_find(&scan.tree, "/w/shut/a") == NULL || scan.unreadable != 4)
		return 6;
	return tree_find(&scan.tree, "/w/open")->content == CONTENT_PUBLIC ? 0 : 7;
}

static void test_what_may_not_be_read_is_not_missing(void **state)
{
	struct watched *watched = *state;
	int root = watched->root.fd;
	int status = 0;
	pid_t child;

	if (geteuid() != 0) {
		print_message("only root can become somebody else\n");
		skip();
	}
	temporary_text(&watched->root, "w/file", "text");
	temporary_text(&watched->root, "w/open", "text");
	temporary_directory(&watched->root, "w/shut");
	temporary_directory(&watched->root, "w/shut/a");
	temporary_text(&watched->root, "w/shut/a/below", "text");
	(void)rest_and_look(watched, false);
	assert_int_equal(fchmodat(root, "w/file", 0, 0), 0);
	assert_int_equal(fchmodat(root, "w/shut", 0, 0), 0);
	assert_int_equal(fchmodat(root, "state", 0777, 0), 0);
	assert_int_equal(fchmodat(root, "state/cache", 0666, 0), 0);
	child = fork();
	if (child == 0)
		_exit(look_as_nobody(watched));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 0);
	/* What could not be read is tried again, whatever the stamps say. */
	assert_int_equal(fchmodat(root, "w/file", 0644, 0), 0);
	assert_int_equal(fchmodat(root, "w/shut", 0755, 0), 0);
	assert_int_equal(rest_and_look(watched, false).unreadable, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, watched_set_up, watched_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_changed_while_read_is_read_again),
		TEST(test_truncated_while_read),
		TEST(test_never_still_is_unreadable),
		TEST(test_vanished_is_absent),
		TEST(test_sink_that_protects),
		TEST(test_sink_that_refuses),
		TEST(test_sink_that_fails_ends_the_scan),
		TEST(test_large_files_come_in_pieces),
		TEST(test_only_what_changed_is_read),
		TEST(test_what_was_young_is_read_again),
		TEST(test_protection_that_changes_reads_again),
		TEST(test_what_may_not_be_read_is_not_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

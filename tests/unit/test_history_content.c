// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of contents: big ones, holes, files that change while they are read, secrets that moved.
#include "history_fixture.h"

#include <sys/resource.h>
#include <sys/stat.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

enum {
	PIECE = 64 * 1024,
	BIG = 9 * 1024 * 1024 + 17,
};

/* A file of this many bytes, made up piece by piece. */
struct stream {
	uint64_t size;
	uint64_t seed; /* 0: zeros */
};

static void make_piece(uint64_t *seed, unsigned char *piece)
{
	memset(piece, 0, PIECE);
	for (size_t i = 0; *seed != 0 && i < PIECE; i += sizeof *seed) {
		uint64_t word = next_random(seed);

		memcpy(piece + i, &word, sizeof word);
	}
}

/* Only a third of the file is data: a run of zeros stands between two pieces of it. */
static void feed_stream(const struct content_sink *sink, struct fixture *fixture,
	struct entry *entry, struct stream stream)
{
	static unsigned char piece[PIECE];
	struct error error = ERROR_INIT;
	uint64_t left = stream.size;
	uint64_t none = 0;

	entry->size = stream.size;
	assert_int_equal(sink->begin(sink->context, entry, &error), 0);
	for (unsigned number = 0; left > 0; number++) {
		size_t length = left < PIECE ? (size_t)left : PIECE;

		make_piece(number % 3 == 0 ? &stream.seed : &none, piece);
		if (sink->write(sink->context, piece, length, &error) < 0)
			fail_msg("%s", error.message);
		left -= length;
	}
	if (sink->finish(sink->context, &fixture->arena, entry, &error) < 0)
		fail_msg("%s", error.message);
}

static void assert_stream(int fd, struct stream stream)
{
	static unsigned char wanted[PIECE], found[PIECE];
	uint64_t left = stream.size;
	uint64_t none = 0;
	off_t at = 0;

	for (unsigned number = 0; left > 0; number++) {
		size_t length = left < PIECE ? (size_t)left : PIECE;

		make_piece(number % 3 == 0 ? &stream.seed : &none, wanted);
		assert_int_equal(pread(fd, found, length, at), length);
		assert_memory_equal(found, wanted, length);
		at += (off_t)length;
		left -= length;
	}
	assert_int_equal(pread(fd, found, 1, at), 0);
}

static struct snapshot_id commit_tree(
	struct fixture *fixture, struct history_writer *writer, struct world *world)
{
	struct snapshot_note note = make_note(fixture);
	struct snapshot_id id = {0};
	struct error error = ERROR_INIT;

	if (history_commit(writer, &world->tree, &world->protection, NULL, &note, &id, &error) < 0)
		fail_msg("%s", error.message);
	return id;
}

static int temporary_file(const struct fixture *fixture)
{
	int fd = openat(fixture->state, "out", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	return fd;
}

static void big_contents_come_back(void **state)
{
	static const enum content_kind kinds[] = {CONTENT_PUBLIC, CONTENT_PROTECTED};
	struct fixture *fixture = *state;
	const struct stream stream = {.size = BIG, .seed = 99};

	for (size_t i = 0; i < 2; i++) {
		struct world *world = new_world(fixture);
		struct history_writer *writer;
		struct content_sink sink;
		struct error error = ERROR_INIT;
		struct stat status;
		struct snapshot_id id;
		struct tree tree;
		int fd;

		shell_quiet(fixture->directory, "rm -f history.git/refs/heads/main");
		writer = begin(fixture);
		sink = history_writer_sink(writer);
		add_directory(world, "/");
		(void)add_content(world, "/big", kinds[i], "");
		feed_stream(&sink, fixture, &world->tree.entries[1], stream);
		assert_int_equal(world->tree.entries[1].content, kinds[i]);
		id = commit_tree(fixture, writer, world);
		reopen(fixture);
		tree = read_back(fixture, &id, NULL, 0);
		fd = temporary_file(fixture);
		if (history_copy(fixture->history, &tree.entries[1], fd, &error) < 0)
			fail_msg("%s", error.message);
		assert_stream(fd, stream);
		/* Two thirds are holes. */
		assert_int_equal(fstat(fd, &status), 0);
		assert_true(status.st_blocks * 512 < BIG / 2);
		(void)close(fd);
	}
	assert_sound(fixture);
}

static void small_files_have_holes_as_well(void **state)
{
	static const struct {
		uint64_t size;
		bool hole;
	} cases[] = {{1, false}, {4096, false}, {65535, false}, {65536, true}, {65537, true},
		{200000, true}, {1000000, true}};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct stream zeros = {.size = cases[i].size};
		struct world *world = new_world(fixture);
		struct history_writer *writer = begin(fixture);
		struct content_sink sink = history_writer_sink(writer);
		struct error error = ERROR_INIT;
		struct stat status;
		int fd = temporary_file(fixture);

		(void)add_file(world, "/zeros", "");
		feed_stream(&sink, fixture, &world->tree.entries[0], zeros);
		shell_quiet(fixture->directory, "rm -f history.git/refs/heads/main");
		(void)commit_tree(fixture, writer, world);
		assert_int_equal(
			history_copy(fixture->history, &world->tree.entries[0], fd, &error), 0);
		assert_stream(fd, zeros);
		assert_int_equal(fstat(fd, &status), 0);
		assert_int_equal(status.st_blocks == 0, cases[i].hole);
		(void)close(fd);
		fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
		assert_int_equal(
			history_copy(fixture->history, &world->tree.entries[0], fd, &error), 0);
		(void)close(fd);
	}
}

/* Peak memory of a child that records and copies a huge file. */
static void huge_files_need_no_memory(void **state)
{
	struct fixture *fixture = *state;
	const struct stream stream = {.size = (uint64_t)192 << 20, .seed = 7};
	struct rusage before, after;
	struct world *world = new_world(fixture);
	struct history_writer *writer = begin(fixture);
	struct content_sink sink = history_writer_sink(writer);
	struct error error = ERROR_INIT;
	int fd = temporary_file(fixture);

	assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);
	(void)add_file(world, "/huge", "");
	feed_stream(&sink, fixture, &world->tree.entries[0], stream);
	(void)commit_tree(fixture, writer, world);
	assert_int_equal(history_copy(fixture->history, &world->tree.entries[0], fd, &error), 0);
	assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
	(void)close(fd);
	/* Sanitizers keep what was freed for a while. */
	assert_true(after.ru_maxrss - before.ru_maxrss < (SANITIZED ? 128 : 16) * 1024);
}

/* size: what was announced; written: what came. */
static void check_size(struct fixture *fixture, enum content_kind kind, size_t size, size_t written)
{
	static unsigned char piece[PIECE];
	struct world *world = new_world(fixture);
	struct history_writer *writer = begin(fixture);
	struct content_sink sink = history_writer_sink(writer);
	struct entry *entry = add_content(world, "/f", kind, "");
	struct error error = ERROR_INIT;

	entry->size = size;
	assert_int_equal(sink.begin(sink.context, entry, &error), 0);
	for (size_t left = written; left > 0;) {
		size_t length = left < PIECE ? left : PIECE;

		assert_int_equal(sink.write(sink.context, piece, length, &error), 0);
		left -= length;
	}
	assert_int_equal(sink.finish(sink.context, &fixture->arena, entry, &error), 0);
	if (size == written) {
		assert_int_equal(entry->content, kind);
		assert_true(entry->has_blob);
	} else {
		assert_int_equal(entry->content, CONTENT_UNREADABLE);
		assert_int_equal(entry->problem, EAGAIN);
		assert_false(entry->has_blob);
		assert_null(entry->seal);
	}
	history_writer_abandon(writer);
}

static void a_size_that_does_not_hold_is_no_content(void **state)
{
	static const enum content_kind kinds[] = {
		CONTENT_PUBLIC, CONTENT_PROTECTED, CONTENT_DIGEST_ONLY};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < 3; i++) {
		check_size(fixture, kinds[i], 10, 10);
		check_size(fixture, kinds[i], 10, 9);
		check_size(fixture, kinds[i], 10, 11);
		check_size(fixture, kinds[i], BIG, BIG);
		check_size(fixture, kinds[i], BIG, BIG - 1);
		check_size(fixture, kinds[i], BIG, BIG + 1);
	}
	shell_quiet(fixture->directory, "find history.git protected.git -name '*tmp*'");
}

static void a_secret_under_another_name_is_one(void **state)
{
	struct fixture *fixture = *state;
	struct world *world = new_world(fixture);
	struct snapshot_id id;

	add_directory(world, "/");
	add_content(world, "/a-secret", CONTENT_PROTECTED, "pass\n");
	add_content(world, "/b-empty", CONTENT_PROTECTED, "");
	id = commit(fixture, world, NULL);
	add_file(world, "/copy", "pass\n");
	add_file(world, "/empty", "");
	add_file(world, "/other", "other\n");
	(void)commit(fixture, world, &id);
	assert_int_equal(tree_find(&world->tree, "/copy")->content, CONTENT_PROTECTED);
	assert_int_equal(tree_find(&world->tree, "/empty")->content, CONTENT_PUBLIC);
	assert_int_equal(tree_find(&world->tree, "/other")->content, CONTENT_PUBLIC);
	assert_contents(fixture, world, &world->tree);
	shell_quiet(fixture->directory,
		"git -C history.git cat-file --batch-all-objects --batch | grep -a -e '^pass'; :");
	assert_sound(fixture);
}

static void limits_hold(void **state)
{
	struct fixture *fixture = *state;
	struct world *world = new_world(fixture);
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	struct error error = ERROR_INIT;
	const struct entry *entry;

	add_directory(world, "/");
	add_file(world, "/f", "12345678");
	(void)commit(fixture, world, NULL);
	entry = tree_find(&world->tree, "/f");
	assert_int_equal(history_read(fixture->history, entry, 7, &bytes, &error), -EFBIG);
	assert_int_equal(bytes.length, 0);
	assert_int_equal(history_read(fixture->history, entry, 8, &bytes, &error), 0);
	assert_int_equal(bytes.length, 8);
}

static void abandoned_files_can_be_begun_again(void **state)
{
	struct fixture *fixture = *state;
	struct world *world = new_world(fixture);
	struct history_writer *writer = begin(fixture);
	struct content_sink sink = history_writer_sink(writer);
	const struct stream stream = {.size = BIG, .seed = 5};
	struct entry *entry = add_file(world, "/f", "");
	struct error error = ERROR_INIT;
	int fd = temporary_file(fixture);

	entry->size = BIG;
	assert_int_equal(sink.begin(sink.context, entry, &error), 0);
	assert_int_equal(sink.write(sink.context, "half", 4, &error), 0);
	sink.abandon(sink.context);
	sink.abandon(sink.context);
	feed_stream(&sink, fixture, entry, stream);
	(void)commit_tree(fixture, writer, world);
	assert_int_equal(history_copy(fixture->history, entry, fd, &error), 0);
	assert_stream(fd, stream);
	(void)close(fd);
	shell_quiet(fixture->directory, "find history.git protected.git -name '*tmp*'");
}

static void a_damaged_big_content_is_an_error(void **state)
{
	struct fixture *fixture = *state;
	struct world *world = new_world(fixture);
	struct history_writer *writer = begin(fixture);
	struct content_sink sink = history_writer_sink(writer);
	const struct stream stream = {.size = BIG, .seed = 5};
	struct entry *entry = add_file(world, "/f", "");
	struct string_list problems = {0};
	struct error error = ERROR_INIT;
	int fd = temporary_file(fixture);

	feed_stream(&sink, fixture, entry, stream);
	(void)commit_tree(fixture, writer, world);
	shell_quiet(fixture->directory,
		"f=$(find history.git/objects -size +1M); chmod u+w $f; printf x |"
		" dd of=$f bs=1 seek=100000 conv=notrunc status=none");
	assert_int_equal(history_copy(fixture->history, entry, fd, &error), -EBADMSG);
	assert_int_equal(history_verify(fixture->history, &fixture->arena, &problems, &error), 0);
	assert_int_equal(problems.count, 1);
	shell_quiet(fixture->directory, "rm -f $(find history.git/objects -size +1M)");
	assert_int_equal(history_copy(fixture->history, entry, fd, &error), -EBADMSG);
	(void)close(fd);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(huge_files_need_no_memory),
		TEST(big_contents_come_back),
		TEST(small_files_have_holes_as_well),
		TEST(a_size_that_does_not_hold_is_no_content),
		TEST(a_secret_under_another_name_is_one),
		TEST(limits_hold),
		TEST(abandoned_files_can_be_begun_again),
		TEST(a_damaged_big_content_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

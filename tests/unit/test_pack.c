// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the pack writer, held against git index-pack, fsck and show-index.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <sys/mount.h>
#include <unistd.h>

#include <git2.h>

#include "base/text.h"
#include "system/pack.h"
#include "system/pack_index.h"
#include "shell.h"

struct fixture {
	char *directory; /* a bare repository made by git */
	int packs;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	char path[128];

	assert_non_null(fixture);
	(void)git_libgit2_init();
	fixture->directory = make_directory();
	shell_quiet(fixture->directory, "git init -q --bare -b main");
	(void)snprintf(path, sizeof path, "%s/objects/pack", fixture->directory);
	fixture->packs = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	assert_true(fixture->packs >= 0);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	(void)close(fixture->packs);
	remove_directory(fixture->directory);
	free(fixture);
	(void)git_libgit2_shutdown();
	return 0;
}

static size_t count_files(const struct fixture *fixture)
{
	int fd = openat(fixture->packs, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fdopendir(fd);
	const struct dirent *entry;
	size_t count = 0;

	assert_non_null(directory);
	while ((entry = readdir(directory)) != NULL)
		count += entry->d_name[0] != '.';
	(void)closedir(directory);
	return count;
}

static void create(
	const struct fixture *fixture, const char *name, const void *bytes, size_t length)
{
	int fd = openat(fixture->packs, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, length), length);
	(void)close(fd);
}

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void random_bytes(uint64_t *seed, struct text *result)
{
	size_t wish = next_random(seed) % 20;
	size_t length = next_random(seed) % (wish == 0 ? 300000 : wish < 4 ? 20 : 3000);
	uint64_t mask = next_random(seed) % 2 == 0 ? 0xff : 0x03;

	text_clear(result);
	for (size_t i = 0; i < length; i++)
		text_byte(result, (char)(next_random(seed) & mask));
}

static void empty_pack_leaves_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct error error = ERROR_INIT;
	struct pack *pack = pack_begin(fixture->packs);

	assert_int_equal(pack_count(pack), 0);
	assert_false(pack_has(pack, (const unsigned char[BLOB_SIZE]){0}));
	assert_int_equal(pack_finish(pack, NULL, &error), 0);
	assert_int_equal(count_files(fixture), 0);
	pack_abandon(NULL);
}

static void one_object_is_found_by_git(void **state)
{
	struct fixture *fixture = *state;
	struct error error = ERROR_INIT;
	struct pack *pack = pack_begin(fixture->packs);
	TEXT_CLEANUP struct text output = TEXT_INIT;
	unsigned char id[BLOB_SIZE], again[BLOB_SIZE];

	assert_int_equal(pack_add(pack, PACK_BLOB, "hello\n", 6, id, &error), 0);
	assert_true(pack_has(pack, id));
	assert_int_equal(pack_add(pack, PACK_BLOB, "hello\n", 6, again, &error), 0);
	assert_memory_equal(id, again, BLOB_SIZE);
	assert_int_equal(pack_count(pack), 1);
	assert_int_equal(pack_finish(pack, NULL, &error), 0);
	assert_int_equal(count_files(fixture), 2);
	assert_int_equal(
		shell(fixture->directory,
			"git cat-file blob ce013625030ba8dba906f756967f9e9ca394464a", &output),
		0);
	assert_string_equal(text_string(&output), "hello\n");
	shell_quiet(fixture->directory,
		"git fsck --full --strict --no-dangling 2>&1 | sed '/^notice:/d'");
}

/* Every object comes back from git as it went in; the index is the one that git itself makes. */
static void random_objects_equal_what_git_makes(void **state)
{
	struct fixture *fixture = *state;
	struct error error = ERROR_INIT;
	uint64_t seed = 88172645463325252U;

	for (int round = 0; round < 4; round++) {
		struct pack *pack = pack_begin(fixture->packs);
		TEXT_CLEANUP struct text bytes = TEXT_INIT;
		size_t wanted = round == 3 ? 3000 : (size_t)(next_random(&seed) % 40 + 1);

		for (size_t i = 0; i < wanted; i++) {
			unsigned char id[BLOB_SIZE];
			git_oid oid;

			random_bytes(&seed, &bytes);
			assert_int_equal(pack_add(pack, PACK_BLOB, text_string(&bytes),
						 bytes.length, id, &error),
				0);
			assert_int_equal(git_odb_hash(&oid, text_string(&bytes), bytes.length,
						 GIT_OBJECT_BLOB),
				0);
			assert_memory_equal(oid.id, id, BLOB_SIZE);
			if (next_random(&seed) % 4 == 0)
				assert_int_equal(pack_add(pack, PACK_BLOB, text_string(&bytes),
							 bytes.length, id, &error),
					0);
		}
		assert_int_equal(pack_finish(pack, NULL, &error), 0);
	}
	shell_quiet(fixture->directory,
		"for p in objects/pack/*.pack; do git index-pack --strict -o x.idx $p >hash &&"
		" cmp x.idx ${p%.pack}.idx && echo $p | grep -q $(cat hash) || echo $p differs;"
		" rm -f x.idx *.rev objects/pack/*.rev; done");
	shell_quiet(fixture->directory,
		"git fsck --full --strict --no-dangling 2>&1 | sed '/^notice:/d'");
}

static void commits_and_trees_make_a_branch(void **state)
{
	struct fixture *fixture = *state;
	struct error error = ERROR_INIT;
	struct pack *pack = pack_begin(fixture->packs);
	TEXT_CLEANUP struct text tree = TEXT_INIT;
	TEXT_CLEANUP struct text commit = TEXT_INIT;
	TEXT_CLEANUP struct text line = TEXT_INIT;
	unsigned char blob[BLOB_SIZE], id[BLOB_SIZE];
	char hex[GIT_OID_HEXSZ + 1] = "";

	assert_int_equal(pack_add(pack, PACK_BLOB, "x", 1, blob, &error), 0);
	text_append(&tree, "100644 x", 9);
	text_append(&tree, blob, sizeof blob);
	assert_int_equal(pack_add(pack, PACK_TREE, tree.bytes, tree.length, id, &error), 0);
	git_oid_fmt(hex, (const git_oid *)id);
	text_format(
		&commit, "tree %s\nauthor a <a@b> 1 +0000\ncommitter a <a@b> 1 +0000\n\nm\n", hex);
	assert_int_equal(pack_add(pack, PACK_COMMIT, commit.bytes, commit.length, id, &error), 0);
	assert_int_equal(pack_finish(pack, NULL, &error), 0);
	git_oid_fmt(hex, (const git_oid *)id);
	text_format(&line, "git update-ref refs/heads/main %s && git fsck --full --strict", hex);
	shell_quiet(fixture->directory, text_string(&line));
	shell_quiet(fixture->directory, "test \"$(git show main:x)\" = x");
}

static void an_abandoned_pack_leaves_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct error error = ERROR_INIT;
	struct pack *pack = pack_begin(fixture->packs);
	unsigned char id[BLOB_SIZE];

	assert_int_equal(pack_add(pack, PACK_BLOB, "x", 1, id, &error), 0);
	assert_int_equal(count_files(fixture), 1);
	pack_abandon(pack);
	assert_int_equal(count_files(fixture), 0);
}

static void sweeping_takes_litter_only(void **state)
{
	struct fixture *fixture = *state;
	struct error error = ERROR_INIT;
	struct pack *pack = pack_begin(fixture->packs);
	unsigned char id[BLOB_SIZE];

	assert_int_equal(pack_add(pack, PACK_BLOB, "x", 1, id, &error), 0);
	assert_int_equal(pack_finish(pack, NULL, &error), 0);
	create(fixture, "tmp_pack_1", "x", 1);
	create(fixture, "tmp_idx_1", "x", 1);
	create(fixture, "pack_git2_abc", "x", 1);
	create(fixture, "pack-1234.idx", "x", 1);
	create(fixture, "pack-5678.pack", "x", 1);
	pack_sweep(fixture->packs);
	assert_int_equal(count_files(fixture), 3);
	assert_int_equal(faccessat(fixture->packs, "pack-5678.pack", F_OK, 0), 0);
	shell_quiet(fixture->directory, "git cat-file -e $(printf x | git hash-object --stdin)");
}

/* The state between the two renames of pack_finish(). */
static void a_pack_without_its_index_is_swept_when_proven_ours(void **state)
{
	struct fixture *fixture = *state;
	struct error error = ERROR_INIT;
	struct pack *pack = pack_begin(fixture->packs);
	unsigned char id[BLOB_SIZE];

	assert_int_equal(pack_add(pack, PACK_BLOB, "x", 1, id, &error), 0);
	assert_int_equal(pack_finish(pack, NULL, &error), 0);
	shell_quiet(fixture->directory, "cp objects/pack/*.idx objects/pack/tmp_idx_2");
	pack_sweep(fixture->packs);
	assert_int_equal(count_files(fixture), 2);
	shell_quiet(fixture->directory, "mv objects/pack/*.idx objects/pack/tmp_idx_2");
	pack_sweep(fixture->packs);
	assert_int_equal(count_files(fixture), 0);
}

/* Versions of one text, packed by git with deltas by id. */
static void make_deltas(const struct fixture *fixture, const char *by_offset)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	text_format(&line,
		"for i in $(seq 60); do printf 'commit refs/heads/main\\ncommitter a <a@b> %%d"
		" +0000\\ndata 0\\nM 644 inline f\\ndata <<X\\n' $i; seq $i 400;"
		" printf 'X\\n\\n'; done | git fast-import --quiet;"
		" git -c repack.useDeltaBaseOffset=%s -c repack.writeBitmaps=false repack -adfq;"
		" rm -f objects/pack/*.rev",
		by_offset);
	shell_quiet(fixture->directory, text_string(&line));
}

static void pack_name(const struct fixture *fixture, char name[PACK_NAME_SIZE])
{
	TEXT_CLEANUP struct text output = TEXT_INIT;

	assert_int_equal(
		shell(fixture->directory,
			"cd objects/pack; ls *.pack | sed s/.pack$// | tr -d '\\n'", &output),
		0);
	assert_int_equal(output.length, PACK_NAME_SIZE - 1);
	memcpy(name, text_string(&output), PACK_NAME_SIZE);
}

static void a_rewritten_pack_is_the_same_but_smaller(void **state)
{
	struct fixture *fixture = *state;
	char name[PACK_NAME_SIZE], result[PACK_NAME_SIZE] = "";
	TEXT_CLEANUP struct text line = TEXT_INIT;
	struct error error = ERROR_INIT;

	make_deltas(fixture, "false");
	pack_name(fixture, name);
	shell_quiet(fixture->directory, "git cat-file --batch-all-objects --batch >before");
	if (pack_rewrite(fixture->packs, name, result, &error) < 0)
		fail_msg("%s", error.message);
	assert_string_not_equal(name, result);
	text_format(&line,
		"test $(wc -c <objects/pack/%s.pack) -lt $(($(wc -c <objects/pack/%s.pack) - 900)) &&"
		" rm -f objects/pack/%s.* && git cat-file --batch-all-objects --batch >after &&"
		" cmp before after && git fsck --full --strict --no-dangling &&"
		" git index-pack --strict -o x.idx objects/pack/%s.pack >/dev/null &&"
		" cmp x.idx objects/pack/%s.idx",
		result, name, name, result, result);
	shell_quiet(fixture->directory, text_string(&line));
}

static void a_pack_that_cannot_be_rewritten_stays(void **state)
{
	struct fixture *fixture = *state;
	char name[PACK_NAME_SIZE], result[PACK_NAME_SIZE] = "";
	struct error error = ERROR_INIT;

	make_deltas(fixture, "true");
	pack_name(fixture, name);
	assert_int_equal(pack_rewrite(fixture->packs, name, result, &error), -EBADMSG);
	assert_int_equal(pack_rewrite(fixture->packs, "pack-0", result, &error), -ENOENT);
	assert_int_equal(count_files(fixture), 2);
	assert_string_equal(result, "");
}

static void the_index_holds_long_offsets(void **state)
{
	struct fixture *fixture = *state;
	struct error error = ERROR_INIT;
	TEXT_CLEANUP struct text output = TEXT_INIT;
	struct packed_object objects[3] = {
		{.offset = 0x80000000u, .crc = 1, .id = {3}},
		{.offset = 0x7fffffffu, .crc = 2, .id = {1}},
		{.offset = 0x123456789au, .crc = 3, .id = {0xff}},
	};
	struct packed_list found = {0};
	int fd = openat(fixture->packs, "i", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	assert_int_equal(
		pack_index_write(fd, objects, 3, (const unsigned char[BLOB_SIZE]){7}, &error), 0);
	(void)close(fd);
	assert_int_equal(shell(fixture->directory, "git show-index <objects/pack/i", &output), 0);
	assert_string_equal(text_string(&output),
		"2147483647 0100000000000000000000000000000000000000 (00000002)\n"
		"2147483648 0300000000000000000000000000000000000000 (00000001)\n"
		"78187493530 ff00000000000000000000000000000000000000 (00000003)\n");
	assert_int_equal(pack_index_read(fixture->packs, "i", &found, &error), 0);
	assert_int_equal(found.count, 3);
	assert_int_equal(found.items[1].id[0], 3);
	assert_int_equal(found.items[1].crc, 1);
	assert_int_equal(found.items[0].offset, 0x7fffffff);
	assert_int_equal(found.items[1].offset, 0x80000000);
	assert_int_equal(found.items[2].offset, 0x123456789a);
	free(found.items);
}

static void a_broken_index_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct error error = ERROR_INIT;
	struct packed_list found = {0};
	char bytes[1072] = "\377tOc\0\0\0\2";

	bytes[1031] = 1; /* one object, no room for it */
	create(fixture, "short", bytes, 20);
	create(fixture, "lying", bytes, sizeof bytes);
	create(fixture, "empty", "", 0);
	assert_int_equal(pack_index_read(fixture->packs, "short", &found, &error), -EBADMSG);
	assert_int_equal(pack_index_read(fixture->packs, "lying", &found, &error), -EBADMSG);
	assert_int_equal(pack_index_read(fixture->packs, "empty", &found, &error), -EBADMSG);
	assert_int_equal(pack_index_read(fixture->packs, "none", &found, &error), -ENOENT);
	assert_int_equal(found.count, 0);
}

static void a_full_disk_is_an_error(void **state)
{
	struct fixture *fixture = *state;
	struct error error = ERROR_INIT;
	struct pack *pack;
	unsigned char id[BLOB_SIZE];

	if (mount("none", fixture->directory, "tmpfs", 0, "size=64k") < 0)
		skip();
	(void)close(fixture->packs);
	fixture->packs = open(fixture->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	pack = pack_begin(fixture->packs);
	for (uint64_t i = 0, seed = 1; i < 5000 && error.code == 0; i++) {
		seed = next_random(&seed);
		(void)pack_add(pack, PACK_BLOB, &seed, sizeof seed, id, &error);
	}
	if (error.code == 0)
		(void)pack_finish(pack, NULL, &error);
	else
		pack_abandon(pack);
	assert_int_equal(error.code, ENOSPC);
	assert_int_equal(count_files(fixture), 0);
	(void)umount2(fixture->directory, MNT_DETACH);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(empty_pack_leaves_nothing),
		TEST(one_object_is_found_by_git),
		TEST(random_objects_equal_what_git_makes),
		TEST(commits_and_trees_make_a_branch),
		TEST(an_abandoned_pack_leaves_nothing),
		TEST(sweeping_takes_litter_only),
		TEST(a_pack_without_its_index_is_swept_when_proven_ours),
		TEST(a_rewritten_pack_is_the_same_but_smaller),
		TEST(a_pack_that_cannot_be_rewritten_stays),
		TEST(the_index_holds_long_offsets),
		TEST(a_broken_index_is_refused),
		TEST(a_full_disk_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of many snapshots: lists, names, random changes, merging of packs, verification.
#include "history_fixture.h"

#include <sys/stat.h>

enum {
	PATHS_MAX = 64,
};

/* A small tree whose files can be changed one by one. */
static struct world *numbered_world(struct fixture *fixture, const unsigned *versions, size_t count)
{
	struct world *world = new_world(fixture);
	char path[64], bytes[256];

	add_directory(world, "/");
	add_directory(world, "/d");
	for (size_t i = 0; i < count; i++) {
		(void)snprintf(path, sizeof path, "/d/s%zu", i / 8);
		if (i % 8 == 0)
			add_directory(world, path);
		(void)snprintf(path, sizeof path, "/d/s%zu/f%zu", i / 8, i);
		(void)snprintf(bytes, sizeof bytes,
			"# file %zu\nkey = value\nother = thing\nversion = %u\n", i, versions[i]);
		add_file(world, path, bytes);
	}
	return world;
}

static struct snapshot_list list(
	struct fixture *fixture, size_t count, const char *const *paths, size_t paths_count)
{
	struct snapshot_list result = {0};
	struct error error = ERROR_INIT;

	if (history_list(fixture->history, &fixture->arena, count, paths, paths_count, &result,
		    &error) < 0)
		fail_msg("%s", error.message);
	return result;
}

static void snapshots_are_listed_by_path(void **state)
{
	struct fixture *fixture = *state;
	unsigned versions[24] = {0};
	const char *path = "/d/s1/f9";
	const char *parent = "/d/s1";
	const char *both[] = {"/d/s0/f1", "/d/s2"};
	const char *never = "/x/y";
	struct world *world;
	struct snapshot_id ids[5];

	ids[0] = commit(fixture, numbered_world(fixture, versions, 24), NULL);
	versions[9]++;
	ids[1] = commit(fixture, numbered_world(fixture, versions, 24), &ids[0]);
	versions[1]++;
	ids[2] = commit(fixture, numbered_world(fixture, versions, 24), &ids[1]);
	/* Its mode only, and next to it a time stamp only. */
	world = numbered_world(fixture, versions, 24);
	world->tree.entries[world->tree.count - 1].mode = 0600;
	world->tree.entries[world->tree.count - 2].seconds++;
	ids[3] = commit(fixture, world, &ids[2]);
	versions[9]++;
	ids[4] = commit(fixture, numbered_world(fixture, versions, 24), &ids[3]);

	assert_int_equal(list(fixture, 0, NULL, 0).count, 5);
	assert_int_equal(list(fixture, 2, NULL, 0).count, 2);
	assert_memory_equal(&list(fixture, 2, NULL, 0).items[1].id, &ids[3], sizeof ids[3]);
	assert_memory_equal(&list(fixture, 2, NULL, 0).items[1].parent, &ids[2], sizeof ids[2]);
	assert_int_equal(list(fixture, 0, &path, 1).count, 3);
	assert_memory_equal(&list(fixture, 0, &path, 1).items[0].id, &ids[4], sizeof ids[4]);
	assert_memory_equal(&list(fixture, 0, &path, 1).items[1].id, &ids[1], sizeof ids[1]);
	assert_memory_equal(&list(fixture, 0, &path, 1).items[2].id, &ids[0], sizeof ids[0]);
	assert_int_equal(list(fixture, 1, &path, 1).count, 1);
	assert_int_equal(list(fixture, 0, &parent, 1).count, 3);
	assert_int_equal(list(fixture, 0, both, 2).count, 4);
	assert_int_equal(list(fixture, 0, &never, 1).count, 0);
	path = "/";
	assert_int_equal(list(fixture, 0, &path, 1).count, 5);
	/* f22 had only its time stamp changed, f23 its mode, there and back. */
	path = "/d/s2/f22";
	assert_int_equal(list(fixture, 0, &path, 1).count, 1);
	path = "/d/s2/f23";
	assert_int_equal(list(fixture, 0, &path, 1).count, 3);
}

static void snapshots_are_found_by_their_beginning(void **state)
{
	struct fixture *fixture = *state;
	unsigned versions[1] = {0};
	struct snapshot_id id = {0}, found, parent;
	struct error error = ERROR_INIT;
	char hex[SNAPSHOT_HEX_SIZE];

	for (size_t i = 0; i < 20; i++) {
		parent = id;
		id = commit(fixture, numbered_world(fixture, versions, 1), i > 0 ? &parent : NULL);
		versions[0]++;
	}
	snapshot_hex(&parent, hex);
	assert_int_equal(history_find(fixture->history, hex, &found, &error), 0);
	assert_memory_equal(&found, &parent, sizeof found);
	hex[0] = (char)(hex[0] >= 'a' ? hex[0] - 32 : hex[0]);
	hex[12] = '\0';
	assert_int_equal(history_find(fixture->history, hex, &found, &error), 0);
	hex[3] = '\0';
	assert_int_equal(history_find(fixture->history, hex, &found, &error), -ENOENT);
	assert_int_equal(history_find(fixture->history, "zzzz", &found, &error), -ENOENT);
	assert_int_equal(history_find(fixture->history, "", &found, &error), -ENOENT);
}

/* Among 2000 snapshots some share their first four digits. */
static void an_ambiguous_beginning_is_refused(void **state)
{
	struct fixture *fixture = *state;
	TEXT_CLEANUP struct text digits = TEXT_INIT;
	struct snapshot_id found;
	struct error error = ERROR_INIT;

	assert_int_equal(
		shell(fixture->directory,
			"for i in $(seq 2000); do printf"
			" 'commit refs/heads/main\ncommitter a <a@b> %d +0000\ndata 0\n\n' $i;"
			" done | git -C history.git fast-import --quiet;"
			" git -C history.git rev-list main | cut -c1-4 | sort | uniq -d |"
			" head -1 | tr -d '\n'",
			&digits),
		0);
	assert_int_equal(digits.length, 4);
	assert_int_equal(
		history_find(fixture->history, text_string(&digits), &found, &error), -EEXIST);
}

/* The tree of a snapshot as the model knows it. */
struct recorded {
	struct snapshot_id id;
	struct world *world;
};

static void mutate(uint64_t *seed, unsigned *versions, size_t count)
{
	for (size_t changes = next_random(seed) % 5 + 1; changes > 0; changes--)
		versions[next_random(seed) % count]++;
}

static void assert_all_read_back(
	struct fixture *fixture, const struct recorded *recorded, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct tree tree = read_back(fixture, &recorded[i].id, NULL, 0);

		assert_same_tree(&recorded[i].world->tree, &tree);
		assert_contents(fixture, recorded[i].world, &tree);
	}
}

static void assert_packs(const struct fixture *fixture, const char *count)
{
	TEXT_CLEANUP struct text output = TEXT_INIT;

	assert_int_equal(
		shell(fixture->directory, "ls history.git/objects/pack/*.pack | wc -l", &output),
		0);
	assert_string_equal(text_string(&output), count);
}

static void merging_packs_changes_no_snapshot(void **state)
{
	enum {
		ROUNDS = 30
	};
	struct fixture *fixture = *state;
	struct recorded recorded[ROUNDS];
	unsigned versions[40] = {0};
	uint64_t seed = 4711;
	struct error error = ERROR_INIT;

	for (size_t i = 0; i < ROUNDS; i++) {
		recorded[i].world = numbered_world(fixture, versions, 40);
		recorded[i].id =
			commit(fixture, recorded[i].world, i > 0 ? &recorded[i - 1].id : NULL);
		mutate(&seed, versions, 40);
		if (i == 12)
			assert_int_equal(history_consolidate(fixture->history, 5, &error), 0);
	}
	assert_packs(fixture, "18\n");
	assert_int_equal(history_consolidate(fixture->history, 18, &error), 0);
	assert_packs(fixture, "18\n");
	assert_all_read_back(fixture, recorded, ROUNDS);
	if (history_consolidate(fixture->history, 17, &error) < 0)
		fail_msg("%s", error.message);
	assert_packs(fixture, "1\n");
	assert_all_read_back(fixture, recorded, ROUNDS);
	reopen(fixture);
	assert_all_read_back(fixture, recorded, ROUNDS);
	assert_sound(fixture);
}

/* Another git may have packed everything in the meantime, refs too. */
static void the_work_of_gits_gc_is_understood(void **state)
{
	struct fixture *fixture = *state;
	struct recorded recorded[3];
	unsigned versions[40] = {0};
	struct snapshot_id peeked;

	for (size_t i = 0; i < 3; i++) {
		recorded[i].world = numbered_world(fixture, versions, 40);
		recorded[i].id =
			commit(fixture, recorded[i].world, i > 0 ? &recorded[i - 1].id : NULL);
		versions[i]++;
		shell_quiet(fixture->directory, "git -C history.git gc -q");
		reopen(fixture);
		assert_int_equal(history_peek(fixture->state, &peeked), 0);
		assert_memory_equal(&peeked, &recorded[i].id, sizeof peeked);
	}
	assert_all_read_back(fixture, recorded, 3);
	assert_sound(fixture);
}

static void a_kept_pack_is_not_merged(void **state)
{
	struct fixture *fixture = *state;
	unsigned versions[8] = {0};
	struct snapshot_id id = commit(fixture, numbered_world(fixture, versions, 8), NULL);
	struct error error = ERROR_INIT;

	shell_quiet(fixture->directory,
		"cd history.git/objects/pack; for p in *.pack; do touch ${p%.pack}.keep; done");
	for (size_t i = 0; i < 3; i++) {
		versions[i]++;
		id = commit(fixture, numbered_world(fixture, versions, 8), &id);
	}
	assert_int_equal(history_consolidate(fixture->history, 2, &error), 0);
	assert_packs(fixture, "2\n");
	assert_sound(fixture);
}

/* Trees of random shape: what comes back is what was written, part by part as well. */
static void add_random_entry(struct world *world, uint64_t *seed, const char *path)
{
	char bytes[64];
	struct entry *entry;

	(void)snprintf(bytes, sizeof bytes, "%u\n", (unsigned)(next_random(seed) % 50));
	switch (next_random(seed) % 8) {
	case 0:
		add_link(world, path, bytes);
		break;
	case 1:
		add(world, ENTRY_FIFO, path);
		break;
	case 2:
		entry = add_content(world, path, CONTENT_PROTECTED, bytes);
		entry->mode = 0600;
		break;
	case 3:
		entry = add(world, ENTRY_FILE, path);
		entry->content = CONTENT_UNREADABLE;
		entry->problem = EACCES;
		break;
	default:
		(void)snprintf(
			bytes, sizeof bytes, "%u public\n", (unsigned)(next_random(seed) % 50));
		entry = add_file(world, path, bytes);
		entry->mode = (uint32_t)(next_random(seed) % 01000);
		entry->seconds = (int64_t)(next_random(seed) % 2000000000);
	}
}

static struct world *random_world(struct fixture *fixture, uint64_t *seed)
{
	static const char *const names[] = {"a", "b", "a.b", "a-b", "a0", ".git", "GIT~1", "%25",
		".acl", "x y", "\n", "\xff", "\xc3\xa4", ".gitignore", "b\\.git", "-x", "*"};
	struct world *world = new_world(fixture);
	const char *directories[PATHS_MAX] = {"/"};
	size_t count = 1;

	add_directory(world, "/");
	for (size_t wish = next_random(seed) % 60; wish > 0; wish--) {
		const char *parent = directories[next_random(seed) % count];
		const char *name = names[next_random(seed) % (sizeof names / sizeof names[0])];
		const char *path = path_join(&fixture->arena, parent, name);
		bool known = false;

		for (size_t i = 0; i < world->tree.count; i++)
			known = known || strcmp(world->tree.entries[i].path, path) == 0;
		if (known)
			continue;
		if (next_random(seed) % 3 == 0 && count < PATHS_MAX) {
			add_directory(world, path);
			directories[count++] = path;
		} else {
			add_random_entry(world, seed, path);
		}
	}
	return world;
}

static void random_trees_come_back(void **state)
{
	enum {
		ROUNDS = 60
	};
	struct fixture *fixture = *state;
	struct recorded recorded[ROUNDS];
	uint64_t seed = 20231114;
	struct error error = ERROR_INIT;

	for (size_t i = 0; i < ROUNDS; i++) {
		struct tree tree;

		recorded[i].world = random_world(fixture, &seed);
		recorded[i].id =
			commit(fixture, recorded[i].world, i > 0 ? &recorded[i - 1].id : NULL);
		tree = read_back(fixture, &recorded[i].id, NULL, 0);
		assert_same_tree(&recorded[i].world->tree, &tree);
	}
	assert_int_equal(history_consolidate(fixture->history, 10, &error), 0);
	assert_all_read_back(fixture, recorded, ROUNDS);
	assert_sound(fixture);
}

static struct string_list verify(struct fixture *fixture)
{
	struct string_list problems = {0};
	struct error error = ERROR_INIT;

	reopen(fixture);
	if (history_verify(fixture->history, &fixture->arena, &problems, &error) < 0)
		fail_msg("%s", error.message);
	return problems;
}

/* Whatever byte of a pack is turned over, it is seen. */
static void damage_is_found(void **state)
{
	struct fixture *fixture = *state;
	unsigned versions[3] = {0};
	TEXT_CLEANUP struct text output = TEXT_INIT;
	off_t size;
	int fd;

	(void)commit(fixture, numbered_world(fixture, versions, 3), NULL);
	assert_int_equal(verify(fixture).count, 0);
	assert_int_equal(
		shell(fixture->directory,
			"cp history.git/objects/pack/*.pack pack.bak; ls $PWD/history.git/objects/pack/*.pack | tr -d '\\n'",
			&output),
		0);
	fd = open(text_string(&output), O_RDWR | O_CLOEXEC);
	assert_true(fd >= 0);
	size = lseek(fd, 0, SEEK_END);
	for (off_t at = 0; at < size; at += 7) {
		unsigned char byte, turned;

		assert_int_equal(pread(fd, &byte, 1, at), 1);
		turned = (unsigned char)(byte ^ 0x10);
		assert_int_equal(pwrite(fd, &turned, 1, at), 1);
		if (verify(fixture).count == 0)
			fail_msg("byte %d of the pack was changed unseen", (int)at);
		assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	}
	(void)close(fd);
	assert_int_equal(verify(fixture).count, 0);
	shell_quiet(fixture->directory, "rm -f history.git/objects/pack/*.pack");
	assert_true(verify(fixture).count > 0);
}

static void a_manifest_that_makes_no_sense_is_found(void **state)
{
	struct fixture *fixture = *state;
	unsigned versions[3] = {0};
	struct string_list problems;

	(void)commit(fixture, numbered_world(fixture, versions, 3), NULL);
	/* A sound repository for git, but the size of a file is no number. */
	shell_quiet(fixture->directory,
		"export GIT_DIR=$PWD/history.git GIT_INDEX_FILE=$PWD/index GIT_AUTHOR_NAME=a"
		" GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b;"
		" git read-tree main; b=$(git show main:.confwatch/meta/d/s0/.mtree |"
		" sed s/size=/size=x/ | git hash-object -w --stdin);"
		" git update-index --add --cacheinfo 100644,$b,.confwatch/meta/d/s0/.mtree;"
		" git update-ref refs/heads/main $(git commit-tree -m x $(git write-tree))");
	problems = verify(fixture);
	assert_int_equal(problems.count, 1);
	assert_non_null(strstr(problems.items[0], "'.mtree' line 3"));
}

static void what_forget_took_is_no_damage(void **state)
{
	struct fixture *fixture = *state;
	struct world *world = new_world(fixture);
	struct snapshot_id id;
	struct tree tree;
	TEXT_CLEANUP struct text bytes = TEXT_INIT;
	struct error error = ERROR_INIT;

	add_directory(world, "/");
	add_content(world, "/shadow", CONTENT_PROTECTED, "secret\n");
	id = commit(fixture, world, NULL);
	shell_quiet(fixture->directory, "rm protected.git/packed-refs");
	assert_int_equal(verify(fixture).count, 0);
	tree = read_back(fixture, &id, NULL, 0);
	assert_int_equal(
		history_read(fixture->history, tree_find(&tree, "/shadow"), 100, &bytes, &error),
		-ENOENT);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(snapshots_are_listed_by_path),
		TEST(snapshots_are_found_by_their_beginning),
		TEST(an_ambiguous_beginning_is_refused),
		TEST(merging_packs_changes_no_snapshot),
		TEST(the_work_of_gits_gc_is_understood),
		TEST(a_kept_pack_is_not_merged),
		TEST(random_trees_come_back),
		TEST(damage_is_found),
		TEST(a_manifest_that_makes_no_sense_is_found),
		TEST(what_forget_took_is_no_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

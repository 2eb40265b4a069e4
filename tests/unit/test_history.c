// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the history: what is written comes back, by our reader and by git itself.
#include "history_fixture.h"

static void an_empty_history_says_so(void **state)
{
	struct fixture *fixture = *state;
	struct snapshot_list list = {.count = 9};
	struct snapshot_id id;
	struct error error = ERROR_INIT;

	assert_int_equal(history_peek(fixture->state, &id), -ENOENT);
	assert_int_equal(history_head(fixture->history, &id, &error), -ENOENT);
	assert_int_equal(
		history_list(fixture->history, &fixture->arena, 0, NULL, 0, &list, &error), 0);
	assert_int_equal(list.count, 0);
	assert_int_equal(history_find(fixture->history, "1234", &id, &error), -ENOENT);
	assert_sound(fixture);
}

static void creating_twice_changes_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct error error = ERROR_INIT;

	shell_quiet(fixture->directory, "find . -exec touch -h -d @1 {} +");
	assert_int_equal(history_create(fixture->state, &error), 0);
	shell_quiet(fixture->directory, "find . -newermt @2");
	shell_quiet(fixture->directory, "find history.git protected.git -perm /077");
	shell_quiet(fixture->directory, "mkdir -p new.git/objects; rm -r protected.git");
	assert_int_equal(history_create(fixture->state, &error), 0);
	shell_quiet(fixture->directory, "test ! -e new.git && test -d protected.git/objects/pack");
}

static void without_init_there_is_no_history(void **state)
{
	struct fixture *fixture = *state;
	struct history *history = NULL;
	struct error error = ERROR_INIT;

	shell_quiet(fixture->directory, "mv history.git away.git");
	assert_int_equal(history_open(fixture->state, &history, &error), -ENOENT);
	assert_null(history);
	shell_quiet(fixture->directory, "mv away.git history.git; chmod 770 history.git");
	assert_int_equal(history_open(fixture->state, &history, &error), -EPERM);
	shell_quiet(fixture->directory, "chmod 700 history.git");
	if (geteuid() != 0)
		return;
	shell_quiet(fixture->directory, "chown 1 history.git");
	assert_int_equal(history_open(fixture->state, &history, &error), -EPERM);
}

/* One of every kind, with hostile names. */
static struct world *make_world(struct fixture *fixture)
{
	static const struct attribute attribute = {"user.note", (const unsigned char *)"a\0b\n", 4};
	static const struct attributes attributes = {
		.access_acl = "user::rw-\nuser:1000:r--\ngroup::r--\nmask::r--\nother::---\n",
		.list = &attribute,
		.count = 1,
	};
	static const struct attributes defaults = {
		.default_acl = "user::rwx\nuser:7:r-x\ngroup::r-x\nmask::r-x\nother::---\n"};
	struct world *world = new_world(fixture);
	struct entry *entry;

	add_directory(world, "/")->ancestor = true;
	add_directory(world, "/etc")->attributes = &defaults;
	add_directory(world, "/etc/empty");
	add_directory(world, "/etc/foo");
	add_file(world, "/etc/foo/x", "x\n")->mode = 0755;
	add_file(world, "/etc/foo.bar", "bar\n")->attributes = &attributes;
	add_file(world, "/etc/foo-bar", "");
	add_file(world, "/etc/foo0", "0\n");
	add_file(world, "/etc/.git", "not git\n");
	add_directory(world, "/etc/.Git ");
	add_file(world, "/etc/.Git /config", "not git either\n");
	add_file(world, "/etc/.mtree", "not ours\n");
	add_file(world, "/etc/%41", "percent\n");
	add_file(world, "/etc/new\nline \xff\x1b[1m", "odd\n");
	add_link(world, "/etc/.gitmodules", "../x y\n");
	add_link(world, "/etc/dangling", "/nowhere");
	entry = add_file(world, "/etc/zlink", "x\n");
	entry->same_as = "/etc/foo/x";
	entry = add_content(world, "/etc/shadow", CONTENT_PROTECTED, "root:secret:::\n");
	entry->mode = 0600;
	entry->user = "root";
	entry->group = "shadow";
	entry->gid = 42;
	add_content(world, "/etc/luks", CONTENT_DIGEST_ONLY, "key\n");
	entry = add(world, ENTRY_FILE, "/etc/broken");
	entry->content = CONTENT_UNREADABLE;
	entry->problem = EIO;
	entry = add_directory(world, "/etc/locked");
	entry->content = CONTENT_UNREADABLE;
	entry->problem = EACCES;
	entry = add_link(world, "/etc/loop", "loop");
	entry->content = CONTENT_UNREADABLE;
	entry->problem = EIO;
	add(world, ENTRY_FIFO, "/etc/fifo");
	add(world, ENTRY_SOCKET, "/etc/socket");
	entry = add(world, ENTRY_BLOCK_DEVICE, "/etc/disk");
	entry->major = 8;
	entry->minor = 17;
	add_directory(world, "/.confwatch");
	add_file(world, "/.confwatch/meta", "a file\n");
	(void)protection_remember(&world->protection, "/etc/shadow");
	protection_sort(&world->protection);
	return world;
}

static void every_kind_of_entry_comes_back(void **state)
{
	struct fixture *fixture = *state;
	struct world *world = make_world(fixture);
	struct protection protection = {.arena = &fixture->arena};
	struct error error = ERROR_INIT;
	struct snapshot_id peeked, id = commit(fixture, world, NULL);
	struct tree tree;

	assert_int_equal(history_peek(fixture->state, &peeked), 0);
	assert_memory_equal(&peeked, &id, sizeof id);
	reopen(fixture);
	tree = read_back(fixture, &id, NULL, 0);
	assert_same_tree(&world->tree, &tree);
	assert_contents(fixture, world, &tree);
	assert_int_equal(history_protection(fixture->history, &id, &protection, &error), 0);
	assert_int_equal(protection.count, 1);
	assert_string_equal(protection.ever[0], "/etc/shadow");
	assert_sound(fixture);
}

static void plain_git_reads_it(void **state)
{
	struct fixture *fixture = *state;
	TEXT_CLEANUP struct text output = TEXT_INIT;
	struct world *world = make_world(fixture);

	(void)commit(fixture, world, NULL);
	assert_int_equal(shell(fixture->directory,
				 "cd history.git; git show main:etc/foo.bar;"
				 " git ls-tree main etc/foo/x etc/foo.bar etc/dangling | cut -c1-6;"
				 " git show main:.confwatch/protected;"
				 " git show main:.confwatch/meta/etc/foo/.mtree | head -2;"
				 " git log --format='%an|%ae|%cn|%ce|%aI'; ls objects/pack | wc -l",
				 &output),
		0);
	assert_string_equal(text_string(&output),
		"bar\n120000\n100644\n100755\n/etc/shadow\n"
		"#mtree\n. type=dir mode=0755 uid=0 gid=0 time=1600000000.000000007\n"
		"Jane Doe|jane@example.org|confwatch|confwatch@mail|2023-11-14T23:13:20+01:00\n2\n");
}

static void no_secret_reaches_the_history(void **state)
{
	struct fixture *fixture = *state;
	struct world *world = make_world(fixture);

	(void)commit(fixture, world, NULL);
	shell_quiet(fixture->directory,
		"cd history.git; git cat-file --batch-all-objects --batch |"
		" grep -a -e secret -e '^key' -e $(printf 'root:secret:::\\n' | git hash-object "
		"--stdin)"
		" -e $(printf 'root:secret:::\\n' | sha256sum | cut -c1-64); :");
}

/* A read of some paths is what a filter of the whole would leave. */
static void a_part_is_a_part_of_the_whole(void **state)
{
	static const char *const wishes[][2] = {
		{"/etc/foo", NULL},
		{"/etc/foo/x", NULL},
		{"/etc/foo", "/etc/shadow"},
		{"/etc/foo.bar", "/nowhere/at/all"},
		{"/", NULL},
		{"/etc/.Git /config", "/etc/.Git "},
		{"/etc/empty", NULL},
		{"/.confwatch", NULL},
	};
	struct fixture *fixture = *state;
	struct world *world = make_world(fixture);
	struct snapshot_id id = commit(fixture, world, NULL);

	for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++) {
		size_t count = wishes[i][1] != NULL ? 2 : 1;
		struct tree found = read_back(fixture, &id, wishes[i], count);
		struct tree expected;

		tree_init(&expected, &fixture->arena);
		for (size_t k = 0; k < world->tree.count; k++) {
			const struct entry *entry = &world->tree.entries[k];
			bool wanted = false;

			for (size_t w = 0; w < count; w++)
				wanted = wanted || path_is_within(entry->path, wishes[i][w]) ||
					(entry->kind == ENTRY_DIRECTORY &&
						path_is_within(wishes[i][w], entry->path));
			if (wanted)
				*tree_add(&expected) = *entry;
		}
		assert_same_tree(&expected, &found);
	}
}

static void an_unchanged_tree_makes_no_snapshot(void **state)
{
	struct fixture *fixture = *state;
	struct snapshot_id next = {0}, id = commit(fixture, make_world(fixture), NULL);
	struct error error = ERROR_INIT;

	shell_quiet(fixture->directory, "find history.git protected.git -exec touch -d @1 {} +");
	assert_int_equal(try_commit(fixture, make_world(fixture), &id, &next, &error), -EEXIST);
	shell_quiet(fixture->directory,
		"find history.git protected.git -type f -newermt @2; ls history.git | grep tmp; :");
	assert_int_equal(next.bytes[0], 0);
}

static void a_changed_snapshot_holds_only_what_is_new(void **state)
{
	struct fixture *fixture = *state;
	struct snapshot_id id = commit(fixture, make_world(fixture), NULL);
	struct world *world = make_world(fixture);
	TEXT_CLEANUP struct text output = TEXT_INIT;
	struct tree tree;

	shell_quiet(fixture->directory, "ls history.git/objects/pack/*.idx >first");
	add_file(world, "/etc/foo/new", "new\n");
	id = commit(fixture, world, &id);
	tree = read_back(fixture, &id, NULL, 0);
	assert_same_tree(&world->tree, &tree);
	/* The blob; foo's manifest; foo, etc and / of both halves, .confwatch and the commit. */
	assert_int_equal(shell(fixture->directory,
				 "for i in history.git/objects/pack/*.idx; do grep -q $i first ||"
				 " git show-index <$i | wc -l; done",
				 &output),
		0);
	assert_string_equal(text_string(&output), "10\n");
	assert_sound(fixture);
}

static void a_moved_ref_refuses_the_snapshot(void **state)
{
	struct fixture *fixture = *state;
	struct snapshot_id first = commit(fixture, make_world(fixture), NULL);
	struct world *world = make_world(fixture);
	struct snapshot_id second, head, result = {0};
	struct error error = ERROR_INIT;

	add_file(world, "/etc/a", "a\n");
	second = commit(fixture, world, &first);
	world = make_world(fixture);
	add_file(world, "/etc/b", "b\n");
	assert_int_equal(try_commit(fixture, world, &first, &result, &error), -ESTALE);
	assert_int_equal(try_commit(fixture, world, NULL, &result, &error), -ESTALE);
	assert_int_equal(history_head(fixture->history, &head, &error), 0);
	assert_memory_equal(&head, &second, sizeof head);
	assert_sound(fixture);
}

static void litter_of_killed_runs_is_swept(void **state)
{
	struct fixture *fixture = *state;

	shell_quiet(fixture->directory,
		"cd history.git; touch refs/heads/main.lock packed-refs.lock HEAD.lock"
		" objects/pack/tmp_pack_1 objects/tmp_object_git2_1 objects/pack/pack_git2_1");
	(void)commit(fixture, make_world(fixture), NULL);
	shell_quiet(fixture->directory, "find . -name '*tmp*' -o -name '*.lock' -o -name '*git2*'");
}

static void an_abandoned_writer_leaves_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct world *world = make_world(fixture);
	struct history_writer *writer = begin(fixture);
	struct content_sink sink = history_writer_sink(writer);

	feed_files(&sink, world);
	history_writer_abandon(writer);
	shell_quiet(fixture->directory,
		"find history.git/objects protected.git/objects -type f; ls protected.git | grep "
		"refs$ >/dev/null");
	(void)commit(fixture, make_world(fixture), NULL);
	assert_sound(fixture);
}

static void gits_own_settings_have_no_say(void **state)
{
	struct fixture *fixture = *state;
	TEXT_CLEANUP struct text config = TEXT_INIT;
	struct snapshot_id id;

	shell_quiet(fixture->directory,
		"mkdir home && printf '[core\\nnonsense' >home/.gitconfig && cp home/.gitconfig "
		"home/config");
	text_format(&config, "%s/home", fixture->directory);
	(void)setenv("HOME", text_string(&config), 1);
	(void)setenv("XDG_CONFIG_HOME", text_string(&config), 1);
	(void)setenv("GIT_DIR", "/nonexistent", 1);
	(void)setenv("GIT_OBJECT_DIRECTORY", "/nonexistent", 1);
	(void)setenv("GIT_CONFIG_GLOBAL", "/nonexistent", 1);
	reopen(fixture);
	id = commit(fixture, make_world(fixture), NULL);
	(void)read_back(fixture, &id, NULL, 0);
	(void)unsetenv("HOME");
	(void)unsetenv("XDG_CONFIG_HOME");
	(void)unsetenv("GIT_DIR");
	(void)unsetenv("GIT_OBJECT_DIRECTORY");
	(void)unsetenv("GIT_CONFIG_GLOBAL");
	assert_sound(fixture);
}

static void authors_cannot_forge_a_header(void **state)
{
	struct fixture *fixture = *state;
	struct world *world = make_world(fixture);
	struct history_writer *writer = begin(fixture);
	struct content_sink sink = history_writer_sink(writer);
	struct snapshot_note note = make_note(fixture);
	struct snapshot snapshot;
	struct snapshot_id id;
	struct error error = ERROR_INIT;

	note.author_name = " <a>\nparent 0000\n ";
	note.author_mail = "<>\n";
	note.host = NULL;
	note.zone = -90;
	note.time = -5;
	tree_sort(&world->tree);
	feed_files(&sink, world);
	assert_int_equal(
		history_commit(writer, &world->tree, &world->protection, NULL, &note, &id, &error),
		0);
	assert_int_equal(
		history_snapshot(fixture->history, &fixture->arena, &id, &snapshot, &error), 0);
	assert_string_equal(snapshot.author, "aparent 0000 <unknown@localhost>");
	assert_int_equal(snapshot.zone, -90);
	assert_int_equal(snapshot.time, 0);
	assert_false(snapshot.has_parent);
	assert_sound(fixture);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_history_says_so),
		TEST(creating_twice_changes_nothing),
		TEST(without_init_there_is_no_history),
		TEST(every_kind_of_entry_comes_back),
		TEST(plain_git_reads_it),
		TEST(no_secret_reaches_the_history),
		TEST(a_part_is_a_part_of_the_whole),
		TEST(an_unchanged_tree_makes_no_snapshot),
		TEST(a_changed_snapshot_holds_only_what_is_new),
		TEST(a_moved_ref_refuses_the_snapshot),
		TEST(litter_of_killed_runs_is_swept),
		TEST(an_abandoned_writer_leaves_nothing),
		TEST(gits_own_settings_have_no_say),
		TEST(authors_cannot_forge_a_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

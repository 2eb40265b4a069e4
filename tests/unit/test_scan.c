// SPDX-License-Identifier: GPL-2.0-or-later
// system/scan: what is looked at, and everything that belongs to it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/xattr.h>

#include "system/attributes.h"
#include "watched.h"

static struct scan look(struct watched *watched)
{
	struct scan_options options = watched_options(watched);
	struct scan scan;

	if (watched_scan(watched, &options, &scan) < 0)
		fail_msg("%s", watched->error.message);
	return scan;
}

static struct scan look_at(struct watched *watched, const char *const *paths, size_t count)
{
	struct scan_options options = watched_options(watched);
	struct scan scan;

	options.paths = paths;
	options.paths_count = count;
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	return scan;
}

static void watch(struct watched *watched, const char *path)
{
	string_list_add(&watched->configuration.watch, &watched->arena, path);
}

/* The whole tree in one string: paths, those of ancestors in brackets. */
static void assert_paths(struct watched *watched, const struct scan *scan, const char *expected)
{
	const char *found = "";

	for (size_t i = 0; i < scan->tree.count; i++) {
		const struct entry *entry = &scan->tree.entries[i];

		found = arena_format(
			&watched->arena, entry->ancestor ? "%s[%s]" : "%s%s ", found, entry->path);
	}
	assert_string_equal(found, expected);
}

static const struct entry *get(const struct scan *scan, const char *path)
{
	const struct entry *entry = tree_find(&scan->tree, path);

	if (entry == NULL)
		fail_msg("no '%s'", path);
	return entry;
}

static void test_metadata_of_a_file(void **state)
{
	struct watched *watched = *state;
	const struct timespec times[] = {{5, 6}, {1000000007, 123456789}};
	struct scan scan;
	const struct entry *entry;

	temporary_text(&watched->root, "w/file", "hello\n");
	assert_int_equal(fchownat(watched->root.fd, "w/file", 77, 78, 0), 0);
	assert_int_equal(fchmodat(watched->root.fd, "w/file", 06755, 0), 0);
	assert_int_equal(utimensat(watched->root.fd, "w/file", times, 0), 0);
	scan = look(watched);
	entry = get(&scan, "/w/file");
	assert_int_equal(entry->kind, ENTRY_FILE);
	assert_int_equal(entry->mode, 06755);
	assert_int_equal(entry->uid, 77);
	assert_int_equal(entry->gid, 78);
	assert_string_equal(entry->user, "somebody");
	assert_string_equal(entry->group, "some");
	assert_int_equal(entry->size, 6);
	assert_int_equal(entry->seconds, 1000000007);
	assert_int_equal(entry->nanoseconds, 123456789);
	assert_int_equal(entry->content, CONTENT_PUBLIC);
	assert_true(entry->has_blob);
	assert_int_equal(entry->blob[0], 0xce);
	assert_int_equal(entry->blob[19], 0x4a);
	assert_null(entry->attributes);
	assert_null(entry->target);
	assert_null(entry->same_as);
	assert_false(entry->ancestor);
	assert_int_equal(scan.read, 1);
}

static void test_owners_without_a_name(void **state)
{
	struct watched *watched = *state;
	struct scan scan;

	temporary_text(&watched->root, "w/file", "");
	assert_int_equal(fchownat(watched->root.fd, "w/file", 4000000000, 99999, 0), 0);
	scan = look(watched);
	assert_int_equal(get(&scan, "/w/file")->uid, 4000000000);
	assert_null(get(&scan, "/w/file")->user);
	assert_null(get(&scan, "/w/file")->group);
}

static void test_attributes_of_every_kind(void **state)
{
	static const struct attribute list[] = {
		{"security.capability",
			(const unsigned char *)"\1\0\0\2\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20},
		{"trusted.note", (const unsigned char *)"x", 1},
		{"user.note", (const unsigned char *)"yz", 2},
	};
	const struct attributes wanted = {
		.access_acl = "user::rw-\nuser:77:r--\ngroup::r--\nmask::r--\nother::---\n",
		.list = list,
		.count = 3,
	};
	struct watched *watched = *state;
	struct scan scan;
	int fd;

	temporary_text(&watched->root, "w/file", "");
	fd = openat(watched->root.fd, "w/file", O_RDONLY | O_CLOEXEC);
	if (attributes_write(fd, ENTRY_FILE, &wanted, &watched->error) < 0) {
		files_close(&fd);
		print_message("%s\n", watched->error.message);
		skip();
	}
	files_close(&fd);
	scan = look(watched);
	assert_true(same_attributes(get(&scan, "/w/file")->attributes, &wanted));
	assert_int_equal(get(&scan, "/w/file")->mode, 0640);
}

static void make_special(struct watched *watched)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(
		address.sun_path, sizeof address.sun_path, "%s/w/socket", watched->root.path);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
	files_close(&fd);
	assert_int_equal(mkfifoat(watched->root.fd, "w/fifo", 0620), 0);
	temporary_directory(&watched->root, "w/empty");
}

/* Opening the FIFO would block for ever. */
static void test_what_is_no_file(void **state)
{
	struct watched *watched = *state;
	struct scan scan;

	make_special(watched);
	scan = look(watched);
	assert_int_equal(get(&scan, "/w/socket")->kind, ENTRY_SOCKET);
	assert_int_equal(get(&scan, "/w/fifo")->kind, ENTRY_FIFO);
	assert_int_equal(get(&scan, "/w/fifo")->content, CONTENT_NONE);
	assert_int_equal(get(&scan, "/w/fifo")->size, 0);
	assert_int_equal(get(&scan, "/w/empty")->kind, ENTRY_DIRECTORY);
	assert_int_equal(scan.read, 0);
}

static void test_devices(void **state)
{
	struct watched *watched = *state;
	struct scan scan;

	if (mknodat(watched->root.fd, "w/tty", S_IFCHR | 0600, makedev(511, 300)) < 0 ||
		mknodat(watched->root.fd, "w/disk", S_IFBLK | 0600, makedev(7, 200)) < 0) {
		print_message("devices cannot be made here\n");
		skip();
	}
	scan = look(watched);
	assert_int_equal(get(&scan, "/w/tty")->kind, ENTRY_CHARACTER_DEVICE);
	assert_int_equal(get(&scan, "/w/tty")->major, 511);
	assert_int_equal(get(&scan, "/w/tty")->minor, 300);
	assert_int_equal(get(&scan, "/w/disk")->kind, ENTRY_BLOCK_DEVICE);
	assert_int_equal(get(&scan, "/w/disk")->minor, 200);
}

static void test_links_are_not_followed(void **state)
{
	struct watched *watched = *state;
	char target[3000];
	struct scan scan;

	memset(target, 'x', sizeof target - 1);
	target[sizeof target - 1] = '\0';
	assert_int_equal(symlinkat(target, watched->root.fd, "w/long"), 0);
	assert_int_equal(symlinkat("/etc", watched->root.fd, "w/directory"), 0);
	scan = look(watched);
	assert_string_equal(get(&scan, "/w/long")->target, target);
	assert_int_equal(get(&scan, "/w/directory")->kind, ENTRY_LINK);
	assert_string_equal(get(&scan, "/w/directory")->target, "/etc");
	assert_null(tree_find(&scan.tree, "/w/directory/passwd"));
}

static void test_hard_links_name_the_first(void **state)
{
	struct watched *watched = *state;
	struct scan scan;
	int root = watched->root.fd;

	temporary_directory(&watched->root, "w/d");
	temporary_text(&watched->root, "w/z", "x");
	assert_int_equal(linkat(root, "w/z", root, "w/d/b", 0), 0);
	assert_int_equal(linkat(root, "w/z", root, "w/d-", 0), 0);
	assert_int_equal(linkat(root, "w/z", root, "outside", 0), 0);
	temporary_text(&watched->root, "w/alone", "x");
	assert_int_equal(linkat(root, "w/alone", root, "outside2", 0), 0);
	scan = look(watched);
	assert_null(get(&scan, "/w/d/b")->same_as);
	assert_string_equal(get(&scan, "/w/d-")->same_as, "/w/d/b");
	assert_string_equal(get(&scan, "/w/z")->same_as, "/w/d/b");
	assert_null(get(&scan, "/w/alone")->same_as);
	assert_memory_equal(get(&scan, "/w/z")->blob, get(&scan, "/w/d/b")->blob, BLOB_SIZE);
}

static void test_many_hard_links(void **state)
{
	struct watched *watched = *state;
	char names[2][32];
	struct scan scan;

	for (int i = 0; i < 200; i++) {
		(void)snprintf(names[0], sizeof names[0], "w/a%d", i);
		(void)snprintf(names[1], sizeof names[1], "w/b%d", i);
		temporary_text(&watched->root, names[0], "x");
		assert_int_equal(
			linkat(watched->root.fd, names[0], watched->root.fd, names[1], 0), 0);
	}
	scan = look(watched);
	for (int i = 0; i < 200; i++) {
		(void)snprintf(names[0], sizeof names[0], "/w/a%d", i);
		(void)snprintf(names[1], sizeof names[1], "/w/b%d", i);
		assert_string_equal(get(&scan, names[1])->same_as, names[0]);
	}
}

static void test_names_of_any_bytes_in_order(void **state)
{
	static const char *const names[] = {"\n", "\x1b[31m", "\xff\xfe", "-rf", ".git", ".mtree",
		" ", "a", "a b", "a-b", "a.b", "%2e", "\\", "'", "\"", "*"};
	struct watched *watched = *state;
	char name[300];
	struct scan scan;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		(void)snprintf(name, sizeof name, "w/%s", names[i]);
		temporary_directory(&watched->root, name);
		(void)snprintf(name, sizeof name, "w/%s/x", names[i]);
		temporary_text(&watched->root, name, names[i]);
	}
	memset(name, 'n', sizeof name);
	memcpy(name, "w/", 2);
	name[2 + 255] = '\0';
	temporary_text(&watched->root, name, "");
	scan = look(watched);
	assert_int_equal(scan.tree.count, 2 * (sizeof names / sizeof names[0]) + 3);
	for (size_t i = 1; i < scan.tree.count; i++)
		assert_true(
			path_compare(scan.tree.entries[i - 1].path, scan.tree.entries[i].path) < 0);
	assert_int_equal(get(&scan, "/w/\n/x")->size, 1);
	assert_int_equal(strlen(scan.tree.entries[scan.tree.count - 3].path), 3 + 255);
}

static void test_watched_paths_of_every_kind(void **state)
{
	struct watched *watched = *state;
	struct scan scan;

	temporary_text(&watched->root, "w/file", "");
	temporary_text(&watched->root, "other", "");
	temporary_directory(&watched->root, "usr");
	temporary_directory(&watched->root, "usr/lib");
	temporary_directory(&watched->root, "usr/lib/units");
	temporary_text(&watched->root, "usr/lib/units/a.service", "");
	temporary_text(&watched->root, "usr/lib/units/b.service", "");
	assert_int_equal(symlinkat("usr/lib", watched->root.fd, "lib"), 0);
	assert_int_equal(symlinkat("x", watched->root.fd, "link"), 0);
	watch(watched, "/usr/lib/units/b.service");
	watch(watched, "/usr/lib/units/b.service");
	watch(watched, "/usr/lib/units/none.service");
	watch(watched, "/lib/units/a.service");
	watch(watched, "/link");
	watch(watched, "//w/./file");
	watch(watched, "/none/at/all");
	scan = look(watched);
	assert_paths(watched, &scan,
		"[/]/lib /link [/usr][/usr/lib][/usr/lib/units]/usr/lib/units/b.service /w "
		"/w/file ");
	assert_int_equal(scan.probe_count, 2);
	assert_string_equal(scan.probes[0].path, "/none");
	assert_false(scan.probes[0].exists);
	assert_string_equal(scan.probes[1].path, "/usr/lib/units/none.service");
}

static void test_everything_but_our_own(void **state)
{
	struct watched *watched = *state;
	struct scan scan;

	temporary_text(&watched->root, "state/x", "");
	temporary_directory(&watched->root, "state2");
	watch(watched, "/");
	scan = look(watched);
	assert_paths(watched, &scan, "/ /etc /etc/group /etc/passwd /state2 /w ");
}

static void test_what_was_asked_for(void **state)
{
	static const char *const paths[] = {"/w/a/file", "/w/b", "/w/none/x", "/elsewhere"};
	static const char *const above[] = {"/"};
	struct watched *watched = *state;
	struct scan scan;

	temporary_directory(&watched->root, "w/a");
	temporary_directory(&watched->root, "w/b");
	temporary_directory(&watched->root, "w/c");
	temporary_text(&watched->root, "w/a/file", "");
	temporary_text(&watched->root, "w/a/other", "");
	temporary_text(&watched->root, "w/b/file", "");
	temporary_text(&watched->root, "w/c/file", "");
	scan = look_at(watched, paths, 4);
	assert_paths(watched, &scan, "[/][/w][/w/a]/w/a/file /w/b /w/b/file ");
	scan = look_at(watched, above, 1);
	assert_paths(
		watched, &scan, "[/]/w /w/a /w/a/file /w/a/other /w/b /w/b/file /w/c /w/c/file ");
	scan = look_at(watched, &paths[3], 1);
	assert_paths(watched, &scan, "[/]");
}

static void ignore(struct watched *watched, const char *pattern, const char *when_exists)
{
	const struct ignore rule = {pattern, "a reason", when_exists};

	configuration_add_ignore(&watched->configuration, &watched->arena, &rule);
}

static void test_ignored_paths(void **state)
{
	struct watched *watched = *state;
	struct scan scan;

	ignore(watched, "*.tmp", NULL);
	ignore(watched, "/w/store", "HEAD");
	ignore(watched, "/w/bare", "HEAD");
	ignore(watched, "/w/conf", "/etc/passwd");
	temporary_text(&watched->root, "w/x.tmp", "");
	temporary_directory(&watched->root, "w/store");
	temporary_text(&watched->root, "w/store/HEAD", "");
	temporary_directory(&watched->root, "w/bare");
	temporary_text(&watched->root, "w/bare/x", "");
	temporary_text(&watched->root, "w/conf", "");
	scan = look(watched);
	assert_paths(watched, &scan, "[/]/w /w/bare /w/bare/x ");
	assert_int_equal(scan.probe_count, 3);
	assert_string_equal(scan.probes[0].path, "/w/bare/HEAD");
	assert_false(scan.probes[0].exists);
	assert_string_equal(scan.probes[1].path, "/etc/passwd");
	assert_true(scan.probes[1].exists);
}

/* Who names a path wants it, whatever is ignored around it. */
static void test_watched_below_ignored(void **state)
{
	struct watched *watched = *state;
	struct scan scan;

	ignore(watched, "/w/skip", NULL);
	ignore(watched, "/w/wanted", NULL);
	temporary_directory(&watched->root, "w/skip");
	temporary_text(&watched->root, "w/skip/a", "");
	temporary_text(&watched->root, "w/skip/b", "");
	temporary_directory(&watched->root, "w/wanted");
	temporary_text(&watched->root, "w/wanted/a", "");
	watch(watched, "/w/skip/b");
	watch(watched, "/w/wanted");
	scan = look(watched);
	assert_paths(watched, &scan, "[/]/w [/w/skip]/w/skip/b /w/wanted /w/wanted/a ");
}

static void test_content_follows_protection(void **state)
{
	static const char *const secret[] = {"*.key"};
	static const char *const open[] = {"/w/open.key"};
	struct watched *watched = *state;
	struct scan scan;

	watched->protection.secret = secret;
	watched->protection.secret_count = 1;
	watched->protection.open = open;
	watched->protection.open_count = 1;
	string_list_add(&watched->configuration.digest_only, &watched->arena, "*.luks");
	temporary_text(&watched->root, "w/a.key", "x");
	temporary_text(&watched->root, "w/open.key", "x");
	temporary_text(&watched->root, "w/header.luks", "x");
	temporary_text(&watched->root, "w/plain", "x");
	temporary_directory(&watched->root, "w/shut");
	temporary_directory(&watched->root, "w/shut/below");
	temporary_text(&watched->root, "w/shut/below/file", "x");
	assert_int_equal(fchmodat(watched->root.fd, "w/shut", 0700, 0), 0);
	scan = look(watched);
	assert_int_equal(get(&scan, "/w/a.key")->content, CONTENT_PROTECTED);
	assert_non_null(get(&scan, "/w/a.key")->seal);
	assert_int_equal(get(&scan, "/w/open.key")->content, CONTENT_PUBLIC);
	assert_null(get(&scan, "/w/open.key")->seal);
	assert_int_equal(get(&scan, "/w/header.luks")->content, CONTENT_DIGEST_ONLY);
	assert_non_null(get(&scan, "/w/header.luks")->seal);
	assert_int_equal(get(&scan, "/w/plain")->content, CONTENT_PUBLIC);
	assert_int_equal(get(&scan, "/w/shut/below/file")->content, CONTENT_PROTECTED);
	/* Once, and for everything that will be in there. */
	assert_int_equal(watched->protection.count, 2);
	assert_string_equal(watched->protection.ever[0], "/w/a.key");
	assert_string_equal(watched->protection.ever[1], "/w/shut");
	assert_int_equal(fchmodat(watched->root.fd, "w/shut", 0755, 0), 0);
	scan = look(watched);
	assert_int_equal(get(&scan, "/w/shut/below/file")->content, CONTENT_PROTECTED);
}

/* The root itself may keep others out: that is no path to remember. */
static void test_shut_root(void **state)
{
	struct watched *watched = *state;
	struct scan scan;

	temporary_text(&watched->root, "w/file", "x");
	assert_int_equal(fchmod(watched->root.fd, 0700), 0);
	scan = look(watched);
	assert_int_equal(get(&scan, "/w/file")->content, CONTENT_PROTECTED);
	assert_int_equal(watched->protection.count, 1);
	assert_string_equal(watched->protection.ever[0], "/w");
}

static void make_deep(struct watched *watched, size_t levels)
{
	int fd = openat(watched->root.fd, "w", O_PATH | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; i < levels; i++) {
		int below;

		assert_int_equal(mkdirat(fd, "d", 0755), 0);
		below = openat(fd, "d", O_PATH | O_DIRECTORY | O_CLOEXEC);
		files_close(&fd);
		fd = below;
		if (i % 50 == 0)
			assert_int_equal(mkdirat(fd, "e", 0755), 0);
	}
	files_close(&fd);
}

static void remove_deep(struct watched *watched, size_t levels)
{
	int fd = openat(watched->root.fd, "w", O_PATH | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; i < levels; i++) {
		int below = openat(fd, "d", O_PATH | O_DIRECTORY | O_CLOEXEC);

		files_close(&fd);
		fd = below;
	}
	for (size_t i = 0; i < levels; i++) {
		int above = openat(fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);

		(void)unlinkat(fd, "e", AT_REMOVEDIR);
		(void)unlinkat(above, "d", AT_REMOVEDIR);
		files_close(&fd);
		fd = above;
	}
	files_close(&fd);
}

/* Deeper than there are descriptors, and deeper than any path can say. */
static void test_deep_trees(void **state)
{
	enum {
		LEVELS = 2100,
	};
	struct watched *watched = *state;
	const struct entry *last;
	struct rlimit before, few;
	struct scan scan;
	size_t directories = 0;

	make_deep(watched, LEVELS);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = (struct rlimit){.rlim_cur = 300, .rlim_max = before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	scan = look(watched);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	for (size_t i = 0; i < scan.tree.count; i++)
		directories += strcmp(path_name(scan.tree.entries[i].path), "e") == 0;
	remove_deep(watched, LEVELS);
	assert_int_equal(directories, 41);
	assert_int_equal(scan.unreadable, 1);
	last = &scan.tree.entries[scan.tree.count - 1 - directories];
	assert_int_equal(last->content, CONTENT_UNREADABLE);
	assert_int_equal(last->problem, ENAMETOOLONG);
	assert_in_range(strlen(last->path), 4090, 4095);
}

static void count_progress(void *context, size_t entries)
{
	size_t *last = context;

	assert_true(entries > *last);
	*last = entries;
}

static void test_progress(void **state)
{
	struct watched *watched = *state;
	struct scan_options options = watched_options(watched);
	size_t last = 0;
	struct scan scan;
	char name[32];

	for (int i = 0; i < 1100; i++) {
		(void)snprintf(name, sizeof name, "w/%d", i);
		assert_int_equal(symlinkat("x", watched->root.fd, name), 0);
	}
	options.progress = count_progress;
	options.progress_context = &last;
	assert_int_equal(watched_scan(watched, &options, &scan), 0);
	assert_in_range(last, 512, 1102);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, watched_set_up, watched_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_metadata_of_a_file),
		TEST(test_owners_without_a_name),
		TEST(test_attributes_of_every_kind),
		TEST(test_what_is_no_file),
		TEST(test_devices),
		TEST(test_links_are_not_followed),
		TEST(test_hard_links_name_the_first),
		TEST(test_many_hard_links),
		TEST(test_names_of_any_bytes_in_order),
		TEST(test_watched_paths_of_every_kind),
		TEST(test_everything_but_our_own),
		TEST(test_what_was_asked_for),
		TEST(test_ignored_paths),
		TEST(test_watched_below_ignored),
		TEST(test_content_follows_protection),
		TEST(test_shut_root),
		TEST(test_deep_trees),
		TEST(test_progress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

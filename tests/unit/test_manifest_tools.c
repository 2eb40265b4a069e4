// SPDX-License-Identifier: GPL-2.0-or-later
// manifest: mtree, setfacl and setfattr mend a directory with nothing but our texts.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/xattr.h>

#include "base/path.h"
#include "core/manifest.h"
#include "made_entry.h"
#include "shell.h"
#include "system/attributes.h"

static const char *const file_names[] = {"plain", "-dash", " blank ", "new\nline", "\033[31mred",
	"\377\376", "#hash", "x=y", "back\\slash", "*?[glob]", "tab\t", "'\"$`", ".hidden", "...",
	"gr\303\274n", "\\043", "%25"};

enum {
	LINK_SECONDS = 1600000000,
	FILE_COUNT = sizeof file_names / sizeof file_names[0],
};

/* A directory with files of these names below a place for the texts. */
struct fixture {
	char *place;
	char *directory; /* place/d */
	struct arena arena;
	struct tree tree;
	struct manifest manifest;
};

static char *path_of(struct fixture *fixture, const char *name)
{
	return arena_format(&fixture->arena, "%s/%s", fixture->directory, name);
}

static void make_file(struct fixture *fixture, const char *name)
{
	FILE *file = fopen(path_of(fixture, name), "wbe");

	assert_non_null(file);
	(void)fputs("content\n", file);
	assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);

	assert_non_null(fixture);
	fixture->place = make_directory();
	fixture->directory = arena_format(&fixture->arena, "%s/d", fixture->place);
	assert_int_equal(mkdir(fixture->directory, 0755), 0);
	tree_init(&fixture->tree, &fixture->arena);
	for (size_t i = 0; i < FILE_COUNT; i++)
		make_file(fixture, file_names[i]);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	remove_directory(fixture->place);
	manifest_release(&fixture->manifest);
	arena_release(&fixture->arena);
	free(fixture);
	return 0;
}

static bool have(const char *tool)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;
	TEXT_CLEANUP struct text output = TEXT_INIT;

	text_format(&line, "command -v %s", tool);
	if (shell("/", text_string(&line), &output) == 0)
		return true;
	print_message("there is no %s here\n", tool);
	return false;
}

/* The entry of what lies at directory/name, as a scan would make it. */
static struct entry *look(struct fixture *fixture, const char *name)
{
	const char *path = name[0] == '\0' ? fixture->directory : path_of(fixture, name);
	struct entry *entry = tree_add(&fixture->tree);
	struct stat status;
	char target[100];
	ssize_t length;

	assert_int_equal(lstat(path, &status), 0);
	entry->path = name[0] == '\0' ? "/d" : arena_format(&fixture->arena, "/d/%s", name);
	made_of(entry, &status);
	if (entry->kind == ENTRY_LINK) {
		length = readlink(path, target, sizeof target);
		assert_true(length >= 0);
		entry->target = arena_bytes(&fixture->arena, target, (size_t)length);
	}
	return entry;
}

/* Writes the manifest of the tree, and each part as place/NAME. */
static void write_manifest(struct fixture *fixture)
{
	const struct entry **children =
		arena_new_array(&fixture->arena, fixture->tree.count, const struct entry *);

	tree_sort(&fixture->tree);
	for (size_t i = 1; i < fixture->tree.count; i++)
		children[i - 1] = &fixture->tree.entries[i];
	manifest_write(
		&fixture->tree.entries[0], children, fixture->tree.count - 1, &fixture->manifest);
	for (int part = 0; part < MANIFEST_PARTS; part++) {
		const struct text *text = &fixture->manifest.parts[part];
		const char *path = arena_format(&fixture->arena, "%s/%s", fixture->place,
			manifest_part_name((enum manifest_part)part));
		FILE *file = fopen(path, "wbe");

		assert_non_null(file);
		assert_int_equal(fwrite(text_string(text), 1, text->length, file), text->length);
		assert_int_equal(fclose(file), 0);
	}
}

static void set_time(struct fixture *fixture, const char *name, int64_t seconds, long nanoseconds)
{
	const struct timespec times[2] = {{seconds, nanoseconds}, {seconds, nanoseconds}};

	assert_int_equal(
		utimensat(AT_FDCWD, path_of(fixture, name), times, AT_SYMLINK_NOFOLLOW), 0);
}

static void make_socket(struct fixture *fixture)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", fixture->directory);
	assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(close(fd), 0);
}

/* Every kind of entry; devices only where this may be done. */
static void make_kinds(struct fixture *fixture)
{
	assert_int_equal(symlink("a b\n=\\", path_of(fixture, "link")), 0);
	set_time(fixture, "link", LINK_SECONDS, 7);
	(void)look(fixture, "link");
	assert_int_equal(mkfifo(path_of(fixture, "fifo"), 0640), 0);
	(void)look(fixture, "fifo");
	make_socket(fixture);
	(void)look(fixture, "socket");
	if (mknod(path_of(fixture, "null"), S_IFCHR | 0600, makedev(1, 3)) == 0)
		(void)look(fixture, "null");
	if (mknod(path_of(fixture, "disk"), S_IFBLK | 0600, makedev(259, 70000)) == 0)
		(void)look(fixture, "disk");
}

static void check_clean(struct fixture *fixture)
{
	shell_quiet(fixture->place, "mtree -p d -f .mtree");
}

static void test_mtree_accepts_compares_and_mends(void **state)
{
	static const uint32_t modes[] = {0644, 0600, 04755, 02644, 01644, 0000, 0777};
	struct fixture *fixture = *state;
	TEXT_CLEANUP struct text output = TEXT_INIT;

	if (!have("mtree"))
		skip();
	for (size_t i = 0; i < FILE_COUNT; i++) {
		assert_int_equal(chmod(path_of(fixture, file_names[i]), modes[i % 7]), 0);
		set_time(fixture, file_names[i], i % 3 == 0 ? -315619200 : 1700000000,
			i % 2 == 0 ? 5 : 999999999);
		(void)look(fixture, file_names[i]);
	}
	make_kinds(fixture);
	/* Last, when nothing moves its time any more. */
	look(fixture, "")->ancestor = true;
	write_manifest(fixture);
	if (shell(fixture->place, "mtree -C -f .mtree", &output) != 0)
		fail_msg("%s", text_string(&output));
	check_clean(fixture);
	shell_quiet(fixture->place,
		"find d ! -type l -exec chmod 0707 {} + && find d -exec touch -h {} + && "
		"ln -sfn elsewhere d/link");
	assert_int_not_equal(shell(fixture->place, "mtree -p d -f .mtree", &output), 0);
	(void)shell(fixture->place, "mtree -t -u -p d -f .mtree", &output);
	/* mtree mends where a link points, but not its time, and so moves that of the directory. */
	set_time(fixture, "link", LINK_SECONDS, 7);
	(void)shell(fixture->place, "mtree -t -u -p d -f .mtree", &output);
	check_clean(fixture);
}

static void test_mtree_sees_owners_by_number(void **state)
{
	struct fixture *fixture = *state;
	TEXT_CLEANUP struct text output = TEXT_INIT;
	struct stat status;

	if (!have("mtree") || geteuid() != 0) {
		print_message("needs mtree and root\n");
		skip();
	}
	(void)look(fixture, "");
	for (size_t i = 0; i < FILE_COUNT; i++) {
		struct entry *entry = look(fixture, file_names[i]);

		/* Numbers decide, whatever the names say, and whether mtree knows them or not. */
		entry->user = i % 2 == 0 ? "root" : "no such user";
		entry->group = i % 2 == 0 ? "root" : "\377#=";
		entry->uid = 4321;
		entry->gid = 1234;
	}
	write_manifest(fixture);
	(void)shell(fixture->place, "mtree -u -p d -f .mtree", &output);
	assert_int_equal(lstat(path_of(fixture, "plain"), &status), 0);
	assert_int_equal(status.st_uid, 4321);
	assert_int_equal(status.st_gid, 1234);
	assert_int_equal(lstat(path_of(fixture, "\377\376"), &status), 0);
	assert_int_equal(status.st_uid, 4321);
}

/* What a file has now must be what its entry says. */
static void check_attributes(struct fixture *fixture, const struct entry *entry)
{
	const char *name = strcmp(entry->path, "/d") == 0 ? "." : path_name(entry->path);
	int fd = open(path_of(fixture, name), O_RDONLY | O_CLOEXEC);
	const struct attributes *wanted = entry->attributes;
	const struct attributes *found = NULL;
	struct error error = ERROR_INIT;

	assert_true(fd >= 0);
	assert_int_equal(
		attributes_read(&fixture->arena, fd, (enum entry_kind)entry->kind, &found, &error),
		0);
	(void)close(fd);
	assert_non_null(found);
	assert_int_equal(wanted->access_acl == NULL, found->access_acl == NULL);
	if (wanted->access_acl != NULL)
		assert_string_equal(found->access_acl, wanted->access_acl);
	assert_int_equal(wanted->default_acl == NULL, found->default_acl == NULL);
	if (wanted->default_acl != NULL)
		assert_string_equal(found->default_acl, wanted->default_acl);
	assert_int_equal(found->count, wanted->count);
	for (size_t i = 0; i < wanted->count; i++) {
		assert_string_equal(found->list[i].name, wanted->list[i].name);
		assert_int_equal(found->list[i].length, wanted->list[i].length);
		if (wanted->list[i].length > 0)
			assert_memory_equal(found->list[i].value, wanted->list[i].value,
				wanted->list[i].length);
	}
}

static void look_at_all(
	struct fixture *fixture, const struct attributes *directory, const struct attributes *file)
{
	look(fixture, "")->attributes = directory;
	for (size_t i = 0; i < FILE_COUNT; i++)
		look(fixture, file_names[i])->attributes = file;
	write_manifest(fixture);
}

/* 1: done; 0: the file system or we cannot do it. */
static int run_or_skip(struct fixture *fixture, const char *line)
{
	TEXT_CLEANUP struct text output = TEXT_INIT;
	int status = shell(fixture->directory, line, &output);

	if (status == 0)
		return 1;
	if (strstr(text_string(&output), "not supported") == NULL &&
		strstr(text_string(&output), "not permitted") == NULL)
		fail_msg("%s: %s", line, text_string(&output));
	print_message("cannot be done here: %s", text_string(&output));
	return 0;
}

static void test_setfacl_restores(void **state)
{
	static const struct attributes directory = {
		.access_acl = "user::rwx\nuser:4294967294:r-x\ngroup::r-x\nmask::r-x\nother::r-x\n",
		.default_acl =
			"user::rwx\nuser:7:---\ngroup::r-x\ngroup:8:rwx\nmask::rwx\nother::---\n"};
	static const struct attributes file = {
		.access_acl = "user::rw-\nuser:1000:rw-\ngroup::---\nmask::r--\nother::---\n"};
	struct fixture *fixture = *state;
	TEXT_CLEANUP struct text output = TEXT_INIT;

	if (!have("setfacl"))
		skip();
	look_at_all(fixture, &directory, &file);
	if (run_or_skip(fixture, "setfacl --restore=../.acl") == 0)
		skip();
	for (size_t i = 0; i < fixture->tree.count; i++)
		check_attributes(fixture, &fixture->tree.entries[i]);
	/* For a plain name it is getfacl's own text. */
	assert_int_equal(shell(fixture->directory, "getfacl -nE plain", &output), 0);
	assert_non_null(
		strstr(text_string(&fixture->manifest.parts[MANIFEST_ACL]), text_string(&output)));
	assert_int_equal(shell(fixture->directory, "getfacl -nE .", &output), 0);
	assert_non_null(
		strstr(text_string(&fixture->manifest.parts[MANIFEST_ACL]), text_string(&output)));
}

static void test_setfacl_brings_flags_back(void **state)
{
	static const struct attributes directory = {
		.access_acl = "user::rwx\nuser:1000:rwx\ngroup::rwx\nmask::rwx\nother::rwx\n"};
	struct fixture *fixture = *state;
	struct stat status;

	if (!have("setfacl"))
		skip();
	assert_int_equal(chmod(fixture->directory, 03777), 0);
	look(fixture, "")->attributes = &directory;
	write_manifest(fixture);
	assert_int_equal(chmod(fixture->directory, 0700), 0);
	if (run_or_skip(fixture, "setfacl --restore=../.acl") == 0)
		skip();
	assert_int_equal(lstat(fixture->directory, &status), 0);
	assert_int_equal(status.st_mode & 07777, 03777);
}

static const struct attribute attribute_list[] = {
	{"user.binary", (const unsigned char *)"\000\001\377\n", 4},
	{"user.empty", (const unsigned char *)"", 0},
	{"user.label", (const unsigned char *)"a:b\000", 4},
	{"user.odd =\n\\name", (const unsigned char *)"v", 1},
	{"user.quoted", (const unsigned char *)"a\"b\\c\\001", 9},
	{"user.text", (const unsigned char *)"plain text", 10},
};

static void test_setfattr_restores(void **state)
{
	static const struct attributes attributes = {
		.list = attribute_list, .count = sizeof attribute_list / sizeof attribute_list[0]};
	struct fixture *fixture = *state;
	TEXT_CLEANUP struct text output = TEXT_INIT;

	if (!have("setfattr"))
		skip();
	look_at_all(fixture, &attributes, &attributes);
	if (run_or_skip(fixture, "setfattr -h --restore=../.xattr") == 0)
		skip();
	for (size_t i = 0; i < fixture->tree.count; i++)
		check_attributes(fixture, &fixture->tree.entries[i]);
	/* For a printable value it is getfattr's own text. */
	assert_int_equal(shell(fixture->directory, "getfattr -n user.text plain", &output), 0);
	assert_string_equal(text_string(&output), "# file: plain\nuser.text=\"plain text\"\n\n");
	assert_non_null(strstr(text_string(&fixture->manifest.parts[MANIFEST_XATTR]),
		"\nuser.text=\"plain text\"\n\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_mtree_accepts_compares_and_mends, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_mtree_sees_owners_by_number, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_setfacl_restores, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_setfacl_brings_flags_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_setfattr_restores, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

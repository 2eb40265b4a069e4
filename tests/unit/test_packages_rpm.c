// SPDX-License-Identifier: GPL-2.0-or-later
// system/packages_rpm: what rpm prints, and a database that cannot be read.
#include "package_world.h"

#include <errno.h>

#include "system/packages_rpm.h"

#define SHA256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Both answers together; -EBADMSG, or the facts' lines. */
static int parse(struct package_world *world, const char *list_text, const char *files_text,
	struct text *result)
{
	struct arena arena = ARENA_INIT;
	struct error error = ERROR_INIT;
	struct facts_scope scope;
	struct packages_request request = {.scope = &scope, .merged = 2};
	struct facts_parts parts = {0};
	struct rpm_list list;
	struct facts facts;
	int code = rpm_parse_list(&arena, 1, list_text, strlen(list_text), &list, &error);

	facts_scope_make(&arena, &world->watch, &scope);
	if (code == 0)
		code = rpm_parse_files(
			&arena, &request, files_text, strlen(files_text), &list, &error);
	for (size_t i = 0; code == 0 && i < list.count; i++)
		*facts_part_add(&parts, &arena) = list.items[i].part;
	text_clear(result);
	if (code == 0) {
		facts_from_parts(&arena, &parts, &facts);
		facts_write(&facts, result);
	}
	arena_release(&arena);
	return code;
}

static void expect(
	struct package_world *world, const char *list, const char *files, const char *lines)
{
	static const char heading[] = "confwatch-packages 1\n";
	TEXT_CLEANUP struct text text = TEXT_INIT;

	assert_int_equal(parse(world, list, files, &text), 0);
	assert_string_equal(text_string(&text) + sizeof heading - 1, lines);
}

static void test_packages(void **state)
{
	expect(*state, "", "", "");
	expect(*state,
		"12 zlib 1.2-3 x86_64 1700000000 aa bb\n"
		"1 gpg-pubkey 39db7c82-66c5 (none) 1700000000 (none) (none)\n"
		"7 bash 2:5.1-1 x86_64 1700000000 aa (none)\n"
		"9 bash 2:5.1-1 i586 1700000000 aa (none)\n",
		"",
		"installed rpm bash 2:5.1-1\ninstalled rpm bash 2:5.1-1\ninstalled rpm zlib "
		"1.2-3\n");
}

static void test_files(void **state)
{
	expect(*state, "3 a 1-1 noarch 1 a b\n",
		"P 3 8\nD '/etc/'\nD '/etc/it'\\''s\n new/'\nD '/usr/bin/'\n"
		"F 0 17 100640 0 =" SHA256 " 'root' 'mail' 'noreplace'\n"
		"F 0 1 100644 0 =" SHA256 " 'root' 'root' 'config'\n"
		"F 0 9 100644 0 =" SHA256 " 'root' 'root' 'missingok'\n"
		"F 0 64 100000 0 = 'root' 'root' 'ghost'\n"
		"F 0 65 100600 0 = 'root' 'root' 'ghost-config'\n"
		"F 0 0 120777 0 = 'root' 'root' 'link'\n"
		"F 0 0 40755 0 = 'root' 'root' 'directory'\n"
		"F 1 2 104755 0 =" SHA256 " 'o'\\''r' 'r' '\n'\n"
		"F 2 0 100755 0 =" SHA256 " 'root' 'root' 'a'\n",
		"installed rpm a 1-1\n"
		"owned /etc/config a config sha256:" SHA256 " 0644 root root\n"
		"owned /etc/directory a - - 0755 root root\n"
		"owned /etc/ghost a ghost -\n"
		"owned /etc/ghost-config a config,ghost - 0600 root root\n"
		"owned /etc/it's\\012\\040new/\\012 a - sha256:" SHA256 " 4755 o'r r\n"
		"owned /etc/link a - - 0777 root root\n"
		"owned /etc/missingok a config,missingok sha256:" SHA256 " 0644 root root\n"
		"owned /etc/noreplace a config,noreplace sha256:" SHA256 " 0640 root mail\n");
}

static void test_states_and_packages(void **state)
{
	/* Replaced by another package, left out, on a shared file system, of another processor. */
	expect(*state, "3 a 1-1 noarch 1 a b\n4 b 1-1 noarch 1 a b\n5 empty 1-1 noarch 1 a b\n",
		"P 5 8\n(none)(none)"
		"P 3 8\nD '/etc/'\n"
		"F 0 0 100644 1 =" SHA256 " 'root' 'root' 'replaced'\n"
		"F 0 0 100644 2 =" SHA256 " 'root' 'root' 'left-out'\n"
		"F 0 0 100644 3 =" SHA256 " 'root' 'root' 'shared'\n"
		"F 0 0 100644 4 =" SHA256 " 'root' 'root' 'other'\n"
		"F 0 0 100644 0 =" SHA256 " 'root' 'root' 'mine'\n"
		"P 99 8\nD '/etc/'\n"
		"F 0 0 100644 0 =" SHA256 " 'root' 'root' 'of-nobody'\n"
		"P 4 8\nD '/'\nD '/etc/'\n"
		"F 0 0 40755 0 = 'root' 'root' ''\n"
		"F 1 0 100644 0 =" SHA256 " 'root' 'root' 'replaced'\n",
		"installed rpm a 1-1\ninstalled rpm b 1-1\ninstalled rpm empty 1-1\n"
		"owned /etc/mine a - sha256:" SHA256 " 0644 root root\n"
		"owned /etc/replaced b - sha256:" SHA256 " 0644 root root\n");
}

static void test_digests(void **state)
{
	static const char *const kinds[][3] = {
		{"(none)", "0123456789abcdef0123456789abcdef",
			"md5:0123456789abcdef0123456789abcdef"},
		{"1", "0123456789abcdef0123456789abcdef", "md5:0123456789abcdef0123456789abcdef"},
		{"2", "0123456789abcdef0123456789abcdef01234567",
			"sha1:0123456789abcdef0123456789abcdef01234567"},
		{"8", SHA256, "sha256:" SHA256},
		{"10", SHA256 SHA256, "sha512:" SHA256 SHA256},
		/* Of another length, of another alphabet, of a kind that we do not know. */
		{"8", "0123456789abcdef0123456789abcdef", "-"},
		{"1", "0123456789ABCDEF0123456789abcdef", "-"},
		{"12", SHA256, "-"},
	};
	struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		expect(*state, "3 a 1-1 noarch 1 a b\n",
			arena_format(&arena,
				"P 3 %s\nD '/etc/'\nF 0 0 100644 0 =%s 'root' 'root' 'x'\n",
				kinds[i][0], kinds[i][1]),
			arena_format(&arena,
				"installed rpm a 1-1\nowned /etc/x a - %s 0644 root root\n",
				kinds[i][2]));
	arena_release(&arena);
}

/* Vendor places: files only. What lies in /lib is really in /usr/lib here. */
static void test_vendor_places(void **state)
{
	expect(*state, "3 a 1-1 noarch 1 a b\n",
		"P 3 8\nD '/usr/lib/pam.d/'\nD '/lib/systemd/system/'\nD '/usr/etc/'\n"
		"F 0 0 100644 0 =" SHA256 " 'root' 'root' 'imap'\n"
		"F 0 0 120777 0 = 'root' 'root' 'link'\n"
		"F 0 0 40755 0 = 'root' 'root' 'directory'\n"
		"F 1 0 100644 0 =" SHA256 " 'root' 'root' 'a.service'\n"
		"F 2 1 100644 0 =" SHA256 " 'root' 'root' 'hosts'\n",
		"installed rpm a 1-1\n"
		"owned /usr/etc/hosts a config sha256:" SHA256 " 0644 root root\n"
		"owned /usr/lib/pam.d/imap a - sha256:" SHA256 " 0644 root root\n"
		"owned /usr/lib/systemd/system/a.service a - sha256:" SHA256 " 0644 root root\n");
}

static void test_other_words_are_refused(void **state)
{
	static const char *const lists[] = {"a\n", "1 a\n", "1 a 1-1\n", "x a 1-1 n\n",
		"1  1-1 noarch\n", "1 a 1-1 noarch", "99999999999999999999 a 1-1 noarch\n"};
	static const char *const files[] = {"Q\n", "P 3\n", "P x 8\n", "P 3 8\nD '/etc/\n",
		"P 3 8\nD '/etc/'x\n", "P 3 8\nD /etc/\n", "P 3 8\nF 0 0 100644 0 = 'r' 'r' 'x'\n",
		"P 3 8\nD '/etc/'\nF 1 0 100644 0 = 'r' 'r' 'x'\n",
		"P 3 8\nD '/etc/'\nF 0 0 100648 0 = 'r' 'r' 'x'\n",
		"P 3 8\nD '/etc/'\nF 0 0 100644 0 = 'r' 'x'\n",
		"P 3 8\nD '/etc/'\nF 0 0 100644 0 = 'r' 'r' 'x'",
		"P 3 8\nD '/etc/'\nF 0 0 100644 0 = 'r' 'r' 'x'y'\n", "error: something\n"};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		assert_int_equal(parse(*state, lists[i], "", &text), -EBADMSG);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		assert_int_equal(
			parse(*state, "3 a 1-1 noarch 1 a b\n", files[i], &text), -EBADMSG);
}

/* 0: that many packages; what they are called and own follows from the list. */
static int parse_new(struct package_world *world, const char *text, struct rpm_list *list)
{
	struct error error = ERROR_INIT;
	struct facts_scope scope;
	struct packages_request request = {.scope = &scope, .seed = 1};

	facts_scope_make(&world->arena, &world->watch, &scope);
	*list = (struct rpm_list){.room = 2};
	list->items = arena_new_array(&world->arena, 2, struct rpm_package);
	return rpm_parse_files(&world->arena, &request, text, strlen(text), list, &error);
}

#define NEW_3 "N 3 a 1-1 noarch 1 a b\nP 3 8\nD '/etc/'\n"
#define FILE_OF_3 "F 0 0 100644 0 =" SHA256 " 'root' 'root' '\nN 4 b 1-1 n 1 a b\n'\n"
#define NEW_9 "N 9 c 3:2-1 noarch 1 a b\nP 9 8\n(none)(none)"

static void test_new_packages(void **state)
{
	static const char *const refused[] = {NEW_9 NEW_3, NEW_3 NEW_3,
		NEW_3 NEW_9 "N 10 d 1-1 noarch 1 a b\n", "N 3 a\n", "N 3 a 1-1 noarch 1 a b"};
	static const char listed[] = "3 a 1-1 noarch 1 a b\n";
	struct package_world *world = *state;
	struct error error = ERROR_INIT;
	struct rpm_list list, same;

	assert_int_equal(parse_new(world, NEW_3 FILE_OF_3 NEW_9, &list), 0);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[0].part.package.name, "a");
	assert_int_equal(list.items[0].part.owned_count, 1);
	assert_string_equal(list.items[1].part.package.version, "3:2-1");
	assert_int_equal(rpm_instance_of(list.items[1].part.mark), 9);
	/* It is known again, whichever way it was asked for. */
	assert_int_equal(
		rpm_parse_list(&world->arena, 1, listed, strlen(listed), &same, &error), 0);
	assert_true(same.items[0].part.mark == list.items[0].part.mark);
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		assert_int_equal(parse_new(world, refused[i], &list), -EBADMSG);
}

/* rpm or no rpm on this machine: a database that is none is an error, and stays as it is. */
static void test_no_database_behind_the_name(void **state)
{
	struct package_world *world = *state;
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error error = ERROR_INIT;
	struct stat status;

	temporary_directory(&world->root, "var/lib/rpm");
	assert_int_equal(world_read(world, -1, &text, &error), 0);
	temporary_text(&world->root, "var/lib/rpm/Packages", "no Berkeley DB\n");
	assert_true(world_read(world, -1, &text, &error) < 0);
	assert_int_equal(strncmp(error.message, "cannot read the packages of rpm: ", 33), 0);
	assert_non_null(strstr(error.message, "'/var/lib/rpm/Packages'"));
	assert_int_equal(fstatat(world->root.fd, "var/lib/rpm/rpmdb.sqlite", &status, 0), -1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_packages),
		TEST(test_files),
		TEST(test_states_and_packages),
		TEST(test_digests),
		TEST(test_vendor_places),
		TEST(test_other_words_are_refused),
		TEST(test_new_packages),
		TEST(test_no_database_behind_the_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// system/vendor and system/diary: what lies on the refs beside the snapshots.
#include "history_fixture.h"
#include "system/branch.h"
#include "system/diary.h"
#include "system/vendor.h"

static struct vendor_text make_text(const char *path, const char *version, const char *bytes)
{
	return (struct vendor_text){path, "postfix", version, bytes, strlen(bytes)};
}

static void record(struct fixture *fixture, const struct vendor_text *texts, size_t count)
{
	struct protection protection = {.arena = &fixture->arena,
		.secret = protection_shipped,
		.secret_count = protection_shipped_count};
	struct error error = ERROR_INIT;

	(void)protection_remember(&protection, "/etc/once-secret");
	protection_sort(&protection);
	if (vendor_record(fixture->history, &protection, texts, count, fixture->now++, &error) < 0)
		fail_msg("%s", error.message);
}

static void assert_vendor(struct fixture *fixture, const char *path, const char *bytes)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error error = ERROR_INIT;
	int code = vendor_read(fixture->history, path, 1024, &text, &error);

	if (bytes == NULL) {
		assert_int_equal(code, -ENOENT);
		return;
	}
	assert_int_equal(code, 0);
	assert_string_equal(text_string(&text), bytes);
}

/* What git says, with line ends as they are. */
static void assert_git(struct fixture *fixture, const char *command, const char *expected)
{
	TEXT_CLEANUP struct text output = TEXT_INIT;

	assert_int_equal(shell(fixture->directory, command, &output), 0);
	assert_string_equal(text_string(&output), expected);
}

static void texts_come_back_and_the_newest_counts(void **state)
{
	struct fixture *fixture = *state;
	const struct vendor_text first[] = {
		make_text("/etc/postfix/main.cf", "1", "one\n"),
		make_text("/etc/postfix/master.cf", "1", "master\n"),
		make_text("/etc/postfix.cf", "1", "flat\n"),
		make_text("/etc/.gitmodules", "1", "odd\n"),
		make_text("/usr/etc/x", "1", ""),
	};
	const struct vendor_text second = make_text("/etc/postfix/main.cf", "2", "two\n");

	assert_vendor(fixture, "/etc/postfix/main.cf", NULL);
	record(fixture, first, 5);
	record(fixture, &second, 1);
	assert_vendor(fixture, "/etc/postfix/main.cf", "two\n");
	assert_vendor(fixture, "/etc/postfix/master.cf", "master\n");
	assert_vendor(fixture, "/etc/postfix.cf", "flat\n");
	assert_vendor(fixture, "/etc/.gitmodules", "odd\n");
	assert_vendor(fixture, "/usr/etc/x", "");
	assert_vendor(fixture, "/etc/postfix", NULL);
	assert_vendor(fixture, "/etc/nothing", NULL);
	assert_git(fixture,
		"git -C history.git log --format='%s|%(trailers:key=Confwatch-Package)' vendor",
		"vendor: 1 text|Confwatch-Package: postfix 2\n\n"
		"vendor: 5 texts|Confwatch-Package: postfix 1\n\n");
	assert_git(fixture, "git -C history.git diff --name-only vendor~1 vendor",
		"etc/postfix/main.cf\n");
	assert_sound(fixture);
}

static void what_is_there_is_not_written_again(void **state)
{
	struct fixture *fixture = *state;
	const struct vendor_text texts[] = {
		make_text("/etc/a", "1", "a\n"), make_text("/etc/b/c", "1", "c\n")};

	record(fixture, texts, 2);
	shell_quiet(fixture->directory,
		"find . | sort > ../list; cat history.git/refs/heads/vendor >> ../list");
	record(fixture, texts, 2);
	record(fixture, texts + 1, 1);
	record(fixture, texts, 0);
	shell_quiet(fixture->directory,
		"(find . | sort; cat history.git/refs/heads/vendor) | cmp - ../list; rm ../list");
}

static void a_directory_may_become_a_file_and_back(void **state)
{
	struct fixture *fixture = *state;
	const struct vendor_text texts[] = {
		make_text("/etc/a/b/c", "1", "deep\n"),
		make_text("/etc/a", "2", "flat\n"),
		make_text("/etc/a/d", "3", "again\n"),
	};

	record(fixture, texts, 1);
	record(fixture, texts + 1, 1);
	assert_vendor(fixture, "/etc/a", "flat\n");
	assert_vendor(fixture, "/etc/a/b/c", NULL);
	record(fixture, texts + 2, 1);
	assert_vendor(fixture, "/etc/a", NULL);
	assert_vendor(fixture, "/etc/a/d", "again\n");
	/* One of them wins, and git has no complaint. */
	record(fixture, texts, 3);
	assert_vendor(fixture, "/etc/a/b/c", "deep\n");
	assert_sound(fixture);
}

static void of_one_path_the_last_text_wins(void **state)
{
	struct fixture *fixture = *state;
	const struct vendor_text texts[] = {make_text("/etc/a", "1", "old\n"),
		make_text("/etc/z", "1", "z\n"), make_text("/etc/a", "2", "new\n")};

	record(fixture, texts, 3);
	assert_vendor(fixture, "/etc/a", "new\n");
	assert_sound(fixture);
}

static void secrets_are_left_out(void **state)
{
	struct fixture *fixture = *state;
	struct world *world = new_world(fixture);
	const struct vendor_text texts[] = {
		make_text("/etc/shadow", "1", "by name\n"),
		make_text("/etc/once-secret", "1", "remembered\n"),
		make_text("/etc/once-secret.rpmsave", "1", "its leftover\n"),
		make_text("/etc/public", "1", "root:secret:::\n"),
		make_text("/etc/good", "1", "good\n"),
	};

	add_directory(world, "/");
	add_directory(world, "/etc");
	add_content(world, "/etc/private", CONTENT_PROTECTED, "root:secret:::\n")->mode = 0600;
	(void)commit(fixture, world, NULL);
	record(fixture, texts, 5);
	assert_vendor(fixture, "/etc/good", "good\n");
	for (size_t i = 0; i < 4; i++)
		assert_vendor(fixture, texts[i].path, NULL);
	record(fixture, texts, 4);
	assert_git(fixture, "git -C history.git log --format=%s vendor", "vendor: 1 text\n");
	assert_git(fixture, "git -C history.git ls-tree -r --name-only vendor", "etc/good\n");
}

static void bounds_hold(void **state)
{
	struct fixture *fixture = *state;
	char *big = arena_alloc(&fixture->arena, VENDOR_TEXT_MOST + 1);
	struct vendor_text texts[] = {{"/etc/big", NULL, NULL, big, VENDOR_TEXT_MOST + 1},
		{"/etc/most", NULL, NULL, big, VENDOR_TEXT_MOST}};
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct error error = ERROR_INIT;

	record(fixture, texts, 2);
	assert_vendor(fixture, "/etc/big", NULL);
	assert_int_equal(vendor_read(fixture->history, "/etc/most", 1024, &text, &error), -EFBIG);
	assert_int_equal(
		vendor_read(fixture->history, "/etc/most", VENDOR_TEXT_MOST, &text, &error), 0);
	assert_int_equal(text.length, VENDOR_TEXT_MOST);
}

/* Packs are merged now and then: nobody else's objects may be lost. */
static void texts_outlive_a_merge_of_packs(void **state)
{
	struct fixture *fixture = *state;
	struct world *world = new_world(fixture);
	struct error error = ERROR_INIT;
	const struct vendor_text texts[] = {
		make_text("/etc/a", "1", "1\n"), make_text("/etc/a", "2", "2\n")};

	add_directory(world, "/");
	add_directory(world, "/etc");
	(void)commit(fixture, world, NULL);
	record(fixture, texts, 1);
	record(fixture, texts + 1, 1);
	assert_int_equal(history_consolidate(fixture->history, 1, &error), 0);
	reopen(fixture);
	assert_vendor(fixture, "/etc/a", "2\n");
	assert_git(fixture, "git -C history.git show vendor~1:etc/a", "1\n");
	assert_git(fixture, "ls history.git/objects/pack/*.pack | wc -l", "1\n");
	assert_sound(fixture);
}

static void killed_writers_locks_do_not_stay(void **state)
{
	struct fixture *fixture = *state;
	const struct vendor_text text = make_text("/etc/a", "1", "1\n");

	shell_quiet(fixture->directory, "touch history.git/refs/heads/vendor.lock");
	record(fixture, &text, 1);
	assert_vendor(fixture, "/etc/a", "1\n");
}

static struct diary load(struct fixture *fixture)
{
	struct error error = ERROR_INIT;
	struct diary diary;

	if (diary_load(fixture->history, &fixture->arena, &diary, &error) < 0)
		fail_msg("%s", error.message);
	return diary;
}

static const char *write_entry(struct fixture *fixture, int64_t time, const char *text)
{
	static const char *const paths[] = {"/etc/pam.d/imap"};
	static const char *const tags[] = {DIARY_REASON};
	const struct diary_entry entry = {
		.time = time,
		.author = "Jane Doe <jane@example.org>",
		.paths = paths,
		.path_count = 1,
		.tags = tags,
		.tag_count = 1,
		.text = text,
	};
	struct error error = ERROR_INIT;
	const char *id = NULL;

	if (diary_add(fixture->history, &fixture->arena, &entry, "mail", &id, &error) < 0)
		fail_msg("%s", error.message);
	return id;
}

static void diary_entries_come_back_in_order(void **state)
{
	struct fixture *fixture = *state;
	const char *second, *first;
	struct diary diary = load(fixture);

	assert_int_equal(diary.count, 0);
	second = write_entry(fixture, 1763571660, "Because of LDAP.\nReally.");
	first = write_entry(fixture, 1763571600, "first");
	/* The same words in the same second are an entry of their own. */
	assert_string_not_equal(
		second, write_entry(fixture, 1763571660, "Because of LDAP.\nReally."));
	reopen(fixture);
	diary = load(fixture);
	assert_int_equal(diary.count, 3);
	assert_string_equal(diary.entries[0].id, first);
	assert_string_equal(diary.entries[0].text, "first");
	assert_string_equal(diary.entries[1].text, "Because of LDAP.\nReally.");
	assert_string_equal(
		diary_reason(&diary, "/etc/pam.d/imap")->text, "Because of LDAP.\nReally.");
	assert_git(fixture, "git -C history.git log -2 --format='%an %ae %cn@%ce %at %s|%b' diary",
		"Jane Doe jane@example.org confwatch@confwatch@mail 1763571660 "
		"diary: reason /etc/pam.d/imap|Because of LDAP.\n\n"
		"Jane Doe jane@example.org confwatch@confwatch@mail 1763571600 "
		"diary: reason /etc/pam.d/imap|first\n\n");
	assert_sound(fixture);
}

static void what_is_no_entry_does_not_hide_others(void **state)
{
	struct fixture *fixture = *state;
	const struct branch_file files[] = {
		{"/README", "hello\n", 6}, {"/bad.md", "no head\n", 8}, {"/.md", "", 0}};
	const struct snapshot_note note = {.time = 1};
	struct error error = ERROR_INIT;
	struct diary diary;

	(void)write_entry(fixture, 1763571600, "good");
	assert_int_equal(branch_write(fixture->history, "refs/heads/diary", files, 3, &note,
				 "by hand\n", &error),
		1);
	diary = load(fixture);
	assert_int_equal(diary.count, 1);
	assert_string_equal(diary.entries[0].text, "good");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(texts_come_back_and_the_newest_counts),
		TEST(what_is_there_is_not_written_again),
		TEST(a_directory_may_become_a_file_and_back),
		TEST(of_one_path_the_last_text_wins),
		TEST(secrets_are_left_out),
		TEST(bounds_hold),
		TEST(texts_outlive_a_merge_of_packs),
		TEST(killed_writers_locks_do_not_stay),
		TEST(diary_entries_come_back_in_order),
		TEST(what_is_no_entry_does_not_hide_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

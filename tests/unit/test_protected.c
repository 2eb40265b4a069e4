// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the protected store: generations, and the proof that forgotten bytes are gone.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shell.h"
#include "system/protected.h"

struct fixture {
	char *directory;
	int state;
	struct seal_key key;
	struct protected_store *store;
};

static void open_store(struct fixture *fixture)
{
	struct error error = ERROR_INIT;

	protected_close(fixture->store);
	fixture->store = NULL;
	if (protected_open(fixture->state, &fixture->key, &fixture->store, &error) < 0)
		fail_msg("%s", error.message);
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	struct error error = ERROR_INIT;

	assert_non_null(fixture);
	fixture->directory = make_directory();
	fixture->state = open(fixture->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	memset(fixture->key.bytes, 7, sizeof fixture->key.bytes);
	assert_int_equal(protected_create(fixture->state, &error), 0);
	assert_int_equal(protected_create(fixture->state, &error), 0);
	open_store(fixture);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	protected_close(fixture->store);
	(void)close(fixture->state);
	remove_directory(fixture->directory);
	free(fixture);
	return 0;
}

static void seal(const struct fixture *fixture, const char *bytes, unsigned char result[SEAL_SIZE])
{
	struct digest digest;

	digest_begin(&digest, 0, &fixture->key, false, true);
	digest_add(&digest, bytes, strlen(bytes));
	digest_seal(&digest, result);
}

static void put(const struct fixture *fixture, const char *path, const char *bytes)
{
	struct error error = ERROR_INIT;
	unsigned char sealed[SEAL_SIZE];

	seal(fixture, bytes, sealed);
	assert_int_equal(
		protected_put(fixture->store, path, sealed, bytes, strlen(bytes), &error), 0);
}

static void flush(const struct fixture *fixture)
{
	struct error error = ERROR_INIT;

	assert_int_equal(protected_flush(fixture->store, &error), 0);
}

/* 0 and the right bytes, or -errno. */
static int get(const struct fixture *fixture, const char *path, const char *bytes)
{
	TEXT_CLEANUP struct text found = TEXT_INIT;
	struct error error = ERROR_INIT;
	unsigned char sealed[SEAL_SIZE];
	int result;

	seal(fixture, bytes, sealed);
	result = protected_get(fixture->store, path, sealed, 1 << 30, &found, &error);
	if (result == 0)
		assert_string_equal(text_string(&found), bytes);
	else
		assert_int_equal(error.code, -result);
	return result;
}

static void assert_refs(const struct fixture *fixture, const char *expected)
{
	TEXT_CLEANUP struct text output = TEXT_INIT;

	assert_int_equal(shell(fixture->directory,
				 "git -C protected.git for-each-ref --format='%(refname)' |"
				 " sed 's/-[0-9a-f]*$//'",
				 &output),
		0);
	assert_string_equal(text_string(&output), expected);
}

/* No object of the store, whether git can reach it or not, and no other file has the word. */
static void assert_nowhere(const struct fixture *fixture, const char *word)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	text_format(&line,
		"cd protected.git && git cat-file --batch-all-objects --batch | grep -a -e '%s';"
		" grep -ra -e '%s' . || :",
		word, word);
	shell_quiet(fixture->directory, text_string(&line));
}

static void assert_sound(const struct fixture *fixture)
{
	struct arena arena = ARENA_INIT;
	struct string_list problems = {0};

	protected_verify(fixture->store, &arena, &problems);
	assert_int_equal(problems.count, 0);
	arena_release(&arena);
	shell_quiet(fixture->directory,
		"git -C protected.git fsck --full --strict --no-dangling 2>&1 | sed '/^notice:/d'");
}

static void what_was_put_is_found_after_reopening(void **state)
{
	struct fixture *fixture = *state;

	assert_true(protected_is_empty(fixture->store));
	put(fixture, "/etc/shadow", "root:secret\n");
	put(fixture, "/etc/a b%\n\xff.conf", "other\n");
	flush(fixture);
	open_store(fixture);
	assert_false(protected_is_empty(fixture->store));
	assert_int_equal(get(fixture, "/etc/shadow", "root:secret\n"), 0);
	assert_int_equal(get(fixture, "/etc/a b%\n\xff.conf", "other\n"), 0);
	assert_int_equal(get(fixture, "/etc/renamed", "other\n"), 0);
	assert_int_equal(get(fixture, "/etc/shadow", "never\n"), -ENOENT);
	assert_refs(fixture,
		"refs/protected/%2fetc%2fa%20b%25%0a%ff%2econf/1\n"
		"refs/protected/%2fetc%2fshadow/1\n");
	assert_sound(fixture);
}

static void generations_grow_only_with_new_bytes(void **state)
{
	struct fixture *fixture = *state;
	unsigned char sealed[SEAL_SIZE];
	struct error error = ERROR_INIT;

	put(fixture, "/a", "one\n");
	put(fixture, "/a", "one\n");
	put(fixture, "/a", "two\n");
	flush(fixture);
	open_store(fixture);
	put(fixture, "/a", "two\n");
	put(fixture, "/a", "one\n");
	put(fixture, "/b", "one\n");
	seal(fixture, "two\n", sealed);
	assert_true(protected_knows(fixture->store, sealed));
	assert_int_equal(protected_adopt(fixture->store, "/c", sealed, &error), 0);
	seal(fixture, "three\n", sealed);
	assert_false(protected_knows(fixture->store, sealed));
	assert_int_equal(protected_adopt(fixture->store, "/c", sealed, &error), -ENOENT);
	flush(fixture);
	assert_refs(fixture,
		"refs/protected/%2fa/1\nrefs/protected/%2fa/2\n"
		"refs/protected/%2fa/3\nrefs/protected/%2fb/1\n"
		"refs/protected/%2fc/1\n");
	shell_quiet(fixture->directory, "test $(ls protected.git/objects/pack/*.pack | wc -l) = 1");
	assert_sound(fixture);
}

static void nothing_is_written_when_nothing_was_put(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "/a", "one\n");
	flush(fixture);
	shell_quiet(fixture->directory, "find . -exec touch -h -d @1 {} +");
	put(fixture, "/a", "one\n");
	flush(fixture);
	shell_quiet(fixture->directory, "find . -newermt @2");
}

static void what_was_not_flushed_was_never_there(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "/a", "one\n");
	open_store(fixture);
	assert_int_equal(get(fixture, "/a", "one\n"), -ENOENT);
	shell_quiet(fixture->directory, "ls protected.git/objects/pack");
}

static void old_generations_expire(void **state)
{
	struct fixture *fixture = *state;
	struct error error = ERROR_INIT;

	for (char digit = '1'; digit <= '7'; digit++) {
		const char bytes[] = {'v', digit, '\n', '\0'};

		put(fixture, "/a", bytes);
		flush(fixture);
	}
	put(fixture, "/b", "b\n");
	flush(fixture);
	assert_int_equal(protected_expire(fixture->store, 2, &error), 0);
	open_store(fixture);
	assert_refs(fixture,
		"refs/protected/%2fa/6\nrefs/protected/%2fa/7\n"
		"refs/protected/%2fb/1\n");
	assert_int_equal(get(fixture, "/a", "v5\n"), -ENOENT);
	assert_int_equal(get(fixture, "/a", "v6\n"), 0);
	assert_int_equal(protected_consolidate(fixture->store, 8, &error), 0);
	shell_quiet(fixture->directory, "test $(ls protected.git/objects/pack/*.pack | wc -l) = 8");
	assert_int_equal(protected_consolidate(fixture->store, 7, &error), 0);
	shell_quiet(fixture->directory, "test $(ls protected.git/objects/pack/*.pack | wc -l) = 1");
	assert_nowhere(fixture, "^v5");
	assert_int_equal(get(fixture, "/a", "v7\n"), 0);
	put(fixture, "/a", "v8\n");
	flush(fixture);
	assert_int_equal(protected_expire(fixture->store, 0, &error), 0);
	assert_int_equal(get(fixture, "/a", "v8\n"), 0);
	assert_sound(fixture);
}

/* Big contents are loose objects, small ones lie in packs: both must go. */
static void put_big(struct fixture *fixture, const char *path, const char *word)
{
	struct error error = ERROR_INIT;
	struct blob_writer *writer = NULL;
	unsigned char blob[BLOB_SIZE], sealed[SEAL_SIZE];

	seal(fixture, word, sealed);
	assert_int_equal(
		blob_begin(protected_repository(fixture->store), strlen(word), &writer, &error), 0);
	assert_int_equal(blob_write(writer, word, strlen(word), &error), 0);
	assert_int_equal(blob_finish(writer, blob, &error), 0);
	protected_note(fixture->store, path, sealed, blob);
	flush(fixture);
}

static struct forget_result forget(struct fixture *fixture, const char *path)
{
	struct forget_result result = {.left = 99};
	struct error error = ERROR_INIT;

	if (protected_forget(fixture->store, &path, 1, &result, &error) < 0)
		fail_msg("%s", error.message);
	return result;
}

static void fill_store(struct fixture *fixture)
{
	put(fixture, "/etc/ssl/key", "FORGETME old key\n");
	put(fixture, "/etc/shadow", "KEEP shadow\n");
	flush(fixture);
	put(fixture, "/etc/ssl/key", "FORGETME new key\n");
	put(fixture, "/etc/ssl/copy", "KEEP shadow\n");
	flush(fixture);
	put_big(fixture, "/etc/ssl/big", "FORGETME big\n");
	put_big(fixture, "/etc/big", "KEEP big\n");
}

static void forgotten_bytes_are_gone(void **state)
{
	struct fixture *fixture = *state;
	struct forget_result result;

	fill_store(fixture);
	result = forget(fixture, "/etc/ssl");
	assert_int_equal(result.generations, 4);
	assert_int_equal(result.objects, 3);
	assert_int_equal(result.shared, 1);
	assert_int_equal(result.left, 0);
	assert_nowhere(fixture, "FORGETME");
	assert_refs(fixture, "refs/protected/%2fetc%2fbig/1\nrefs/protected/%2fetc%2fshadow/1\n");
	assert_int_equal(get(fixture, "/etc/ssl/key", "FORGETME new key\n"), -ENOENT);
	assert_int_equal(get(fixture, "/etc/shadow", "KEEP shadow\n"), 0);
	assert_int_equal(get(fixture, "/etc/big", "KEEP big\n"), 0);
	open_store(fixture);
	assert_int_equal(get(fixture, "/etc/shadow", "KEEP shadow\n"), 0);
	assert_sound(fixture);
}

static void a_name_that_only_begins_alike_stays(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "/etc/ssl2", "KEEP\n");
	put(fixture, "/etc/ssl", "FORGETME\n");
	flush(fixture);
	assert_int_equal(forget(fixture, "/etc/ssl").generations, 1);
	assert_int_equal(get(fixture, "/etc/ssl2", "KEEP\n"), 0);
	assert_int_equal(forget(fixture, "/").generations, 1);
	assert_nowhere(fixture, "KEEP");
	shell_quiet(fixture->directory, "ls protected.git/objects/pack");
}

/* As after a kill behind the change of the refs, with litter of killed writers. */
static void a_killed_forget_is_completed(void **state)
{
	struct fixture *fixture = *state;
	struct forget_result result;

	fill_store(fixture);
	shell_quiet(fixture->directory,
		"sed -i /ssl/d protected.git/packed-refs; cd protected.git/objects;"
		" echo FORGETME >pack/tmp_pack_1; echo FORGETME >tmp_object_git2_x;"
		" echo FORGETME >$(ls -d ?? | head -1)/tmp_obj_x");
	open_store(fixture);
	result = forget(fixture, "/etc/ssl");
	assert_int_equal(result.generations, 0);
	assert_int_equal(result.left, 0);
	assert_nowhere(fixture, "FORGETME");
	assert_int_equal(get(fixture, "/etc/shadow", "KEEP shadow\n"), 0);
	assert_int_equal(forget(fixture, "/etc/ssl").left, 0);
	assert_sound(fixture);
}

/* What cannot be read cannot be carried over: then nothing must be removed. */
static void a_damaged_store_is_left_as_it_is(void **state)
{
	struct fixture *fixture = *state;
	const char *path = "/etc/ssl";
	struct forget_result result = {0};
	struct error error = ERROR_INIT;
	struct arena arena = ARENA_INIT;
	struct string_list problems = {0};

	put(fixture, "/etc/shadow", "shadow\n");
	flush(fixture);
	put(fixture, "/etc/other", "other\n");
	flush(fixture);
	shell_quiet(
		fixture->directory, "rm -f $(ls -t protected.git/objects/pack/*.pack | tail -1)");
	open_store(fixture);
	assert_true(protected_forget(fixture->store, &path, 1, &result, &error) < 0);
	shell_quiet(fixture->directory, "test $(ls protected.git/objects/pack/*.pack | wc -l) = 1");
	protected_verify(fixture->store, &arena, &problems);
	assert_int_equal(problems.count, 1);
	arena_release(&arena);
}

static void another_key_does_not_fit(void **state)
{
	struct fixture *fixture = *state;
	unsigned char sealed[SEAL_SIZE];
	TEXT_CLEANUP struct text found = TEXT_INIT;
	struct error error = ERROR_INIT;

	put(fixture, "/a", "one\n");
	flush(fixture);
	seal(fixture, "one\n", sealed);
	fixture->key.bytes[0]++;
	open_store(fixture);
	assert_int_equal(
		protected_get(fixture->store, "/a", sealed, 100, &found, &error), -EBADMSG);
	assert_int_equal(found.length, 0);
}

static void a_limit_holds(void **state)
{
	struct fixture *fixture = *state;
	unsigned char sealed[SEAL_SIZE];
	TEXT_CLEANUP struct text found = TEXT_INIT;
	struct error error = ERROR_INIT;

	put(fixture, "/a", "12345678");
	flush(fixture);
	seal(fixture, "12345678", sealed);
	assert_int_equal(protected_get(fixture->store, "/a", sealed, 7, &found, &error), -EFBIG);
	assert_int_equal(protected_get(fixture->store, "/a", sealed, 8, &found, &error), 0);
}

static void bad_refs_are_refused(void **state)
{
	static const char *const lines[] = {
		"refs/protected/%2fa/1-00",
		"refs/protected/%2fa/x-%s",
		"refs/protected/a/1-%s",
		"refs/protected/%2/1-%s",
		"refs/protected/%00/1-%s",
		"refs/protected/%2fa1-%s",
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		char line[512];
		struct protected_store *store = NULL;
		struct error error = ERROR_INIT;

		(void)snprintf(line, sizeof line,
			"echo ce013625030ba8dba906f756967f9e9ca394464a '%s' |"
			" sed s/%%s/$(printf %%064d 0)/ >protected.git/packed-refs",
			lines[i]);
		shell_quiet(fixture->directory, line);
		assert_int_equal(
			protected_open(fixture->state, &fixture->key, &store, &error), -EBADMSG);
		assert_null(store);
	}
}

/* Hundreds of paths and contents against a plain model. */
static void many_generations_keep_their_order(void **state)
{
	enum {
		PATHS = 40,
		ROUNDS = 600
	};
	struct fixture *fixture = *state;
	unsigned newest[PATHS] = {0};
	char path[16], bytes[16];

	for (unsigned round = 1; round <= ROUNDS; round++) {
		unsigned number = (round * 7919u) % PATHS;

		newest[number] = round;
		(void)snprintf(path, sizeof path, "/p%u/x", number);
		(void)snprintf(bytes, sizeof bytes, "%u", round);
		put(fixture, path, bytes);
	}
	flush(fixture);
	open_store(fixture);
	for (unsigned number = 0; number < PATHS; number++) {
		struct error error = ERROR_INIT;

		assert_int_equal(protected_expire(fixture->store, 1, &error), 0);
		(void)snprintf(path, sizeof path, "/p%u/x", number);
		(void)snprintf(bytes, sizeof bytes, "%u", newest[number]);
		assert_int_equal(get(fixture, path, bytes), 0);
	}
	assert_int_equal(get(fixture, "/p1/x", "1"), -ENOENT);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_put_is_found_after_reopening),
		TEST(generations_grow_only_with_new_bytes),
		TEST(nothing_is_written_when_nothing_was_put),
		TEST(what_was_not_flushed_was_never_there),
		TEST(old_generations_expire),
		TEST(forgotten_bytes_are_gone),
		TEST(a_name_that_only_begins_alike_stays),
		TEST(a_killed_forget_is_completed),
		TEST(a_damaged_store_is_left_as_it_is),
		TEST(another_key_does_not_fit),
		TEST(a_limit_holds),
		TEST(bad_refs_are_refused),
		TEST(many_generations_keep_their_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

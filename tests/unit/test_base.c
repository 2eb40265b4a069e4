// SPDX-License-Identifier: GPL-2.0-or-later
// base: errors, arenas, texts, numbers, paths.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/hex.h"
#include "base/number.h"
#include "base/path.h"
#include "base/slice.h"
#include "base/text.h"

static void test_error_names_each_layer(void **state)
{
	struct error error = ERROR_INIT;

	(void)state;
	assert_int_equal(error_system(&error, EROFS, "cannot create '%s'", "x"), -EROFS);
	assert_int_equal(error_context(&error, "restore '%s'", "/etc/x"), -EROFS);
	assert_string_equal(
		error.message, "restore '/etc/x': cannot create 'x': Read-only file system");
}

static void test_error_is_bounded(void **state)
{
	struct error error = ERROR_INIT;
	char longest[4096];

	(void)state;
	memset(longest, 'a', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	(void)error_system(&error, EIO, "%s", longest);
	(void)error_context(&error, "%s", longest);
	assert_int_equal(strlen(error.message), sizeof error.message - 1);
}

static void test_arena_keeps_pieces_apart(void **state)
{
	struct arena arena = ARENA_INIT;
	char *strings[2000];

	(void)state;
	for (size_t i = 0; i < 2000; i++) {
		uint64_t *number = arena_new(&arena, uint64_t);

		assert_int_equal((uintptr_t)number % _Alignof(uint64_t), 0);
		assert_int_equal(*number, 0);
		*number = UINT64_MAX;
		strings[i] = arena_format(&arena, "string %zu", i);
		(void)arena_alloc(&arena, i * 37 % 30000);
	}
	for (size_t i = 0; i < 2000; i++) {
		char expected[32];

		(void)snprintf(expected, sizeof expected, "string %zu", i);
		assert_string_equal(strings[i], expected);
	}
	arena_release(&arena);
	assert_null(arena.newest);
}

static void test_arena_regrow_keeps_what_was_there(void **state)
{
	struct arena arena = ARENA_INIT;
	uint32_t *numbers = NULL;
	size_t count = 0;

	(void)state;
	for (size_t room = 4; room <= 262144; room *= 2) {
		numbers = arena_regrow(
			&arena, numbers, count * sizeof *numbers, room * sizeof *numbers);
		for (; count < room; count++)
			numbers[count] = (uint32_t)count * 7;
		(void)arena_alloc(&arena, room % 1000 + 1);
	}
	for (size_t i = 0; i < count; i++)
		assert_int_equal(numbers[i], (uint32_t)i * 7);
	arena_release(&arena);
}

static void test_arena_grows_by_what_is_needed(void **state)
{
	struct arena arena = ARENA_INIT;
	uint32_t *numbers = NULL;
	size_t capacity = 0;
	const uint32_t *before;

	(void)state;
	for (size_t i = 0; i < 100000; i++) {
		numbers = arena_grow(&arena, numbers, &capacity, i + 1, sizeof *numbers);
		assert_true(capacity > i);
		numbers[i] = (uint32_t)i * 7;
	}
	for (size_t i = 0; i < 100000; i++)
		assert_int_equal(numbers[i], (uint32_t)i * 7);
	before = numbers;
	assert_ptr_equal(arena_grow(&arena, numbers, &capacity, capacity, sizeof *numbers), before);
	numbers = arena_grow(&arena, numbers, &capacity, 5 * capacity, sizeof *numbers);
	assert_true(capacity >= 500000);
	numbers[capacity - 1] = 3;
	assert_int_equal(numbers[99999], 99999 * 7);
	arena_release(&arena);
}

static void test_text_grows_and_holds_any_byte(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	assert_string_equal(text_string(&text), "");
	for (int i = 0; i < 1000; i++)
		text_byte(&text, (char)i);
	assert_int_equal(text.length, 1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(text.bytes[i], (char)i);
	text_clear(&text);
	text_format(&text, "%d-%s", 7, "x");
	assert_string_equal(text_string(&text), "7-x");
}

static struct slice slice_of(const char *string)
{
	return (struct slice){string, strlen(string)};
}

static void test_slices_are_cut_where_they_say(void **state)
{
	struct slice rest = slice_of("a=b\n\nlast"), line, name, value;

	(void)state;
	assert_true(slice_line(&rest, &line));
	assert_true(slice_cut(line, '=', &name, &value));
	assert_true(slice_is(name, "a") && slice_is(value, "b"));
	assert_false(slice_cut(value, '=', &name, &value));
	assert_true(slice_line(&rest, &line) && line.length == 0);
	assert_true(slice_line(&rest, &line) && slice_is(line, "last"));
	assert_false(slice_line(&rest, &line));
	assert_true(slice_begins(line, "las") && !slice_begins(line, "lasts"));
	assert_true(slice_after(line, "la", &rest) && slice_is(rest, "st"));
	assert_false(slice_after(line, "x", &rest));
	assert_false(slice_is(line, "las") || slice_is(line, "lasts"));
	assert_true(slice_is(slice_take(&rest, 't'), "s") && rest.length == 0);
	assert_true(slice_is(slice_trim(slice_of("\t x y \r")), "x y"));
	assert_true(slice_is(slice_trim_end(slice_of(" x ")), " x"));
	assert_int_equal(slice_trim(slice_of(" \t")).length, 0);
}

static void test_hex_is_written_and_read_in_lower_case(void **state)
{
	static const unsigned char bytes[] = {0x00, 0x9a, 0xff};
	unsigned char read[3] = {1, 2, 3};
	char hex[7] = {0};

	(void)state;
	hex_write(bytes, sizeof bytes, hex);
	assert_string_equal(hex, "009aff");
	assert_true(hex_read(hex, sizeof read, read));
	assert_memory_equal(read, bytes, sizeof bytes);
	assert_false(hex_read("009aFF", sizeof read, read));
	assert_false(hex_read("009a g", sizeof read, read));
	assert_false(hex_read("0 9aff", sizeof read, read));
}

static void test_number_is_strict(void **state)
{
	static const char *const wrong[] = {"", "-1", "+1", " 1", "1 ", "0x1", "8", "19"};
	uint64_t value = 77;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_false(number_parse(wrong[i], strlen(wrong[i]), 8, 0777, &value));
	assert_int_equal(value, 77);
	assert_true(number_parse("777", 3, 8, 0777, &value));
	assert_int_equal(value, 0777);
	assert_false(number_parse("1000", 4, 8, 0777, &value));
	assert_true(number_parse("18446744073709551615", 20, 10, UINT64_MAX, &value));
	assert_false(number_parse("18446744073709551616", 20, 10, UINT64_MAX, &value));
}

static void test_path_order_keeps_subtrees_together(void **state)
{
	static const char *const sorted[] = {"/", "/etc", "/etc/a", "/etc/a/z", "/etc/a\x01",
		"/etc/a-b", "/etc/b", "/etc-old", "/etc-old/x", "/etcetera"};

	(void)state;
	for (size_t i = 0; i < sizeof sorted / sizeof sorted[0]; i++)
		for (size_t j = 0; j < sizeof sorted / sizeof sorted[0]; j++) {
			int order = path_compare(sorted[i], sorted[j]);

			assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
		}
}

static void test_a_path_has_a_place_among_sorted_ones(void **state)
{
	static const char *const sorted[] = {"/a", "/a/b", "/a-c", "/b"};

	(void)state;
	assert_int_equal(path_place(sorted, 0, "/a"), 0);
	assert_int_equal(path_place(sorted, 4, "/"), 0);
	assert_int_equal(path_place(sorted, 4, "/a/b"), 1);
	assert_int_equal(path_place(sorted, 4, "/a/c"), 2);
	assert_int_equal(path_place(sorted, 4, "/c"), 4);
	for (size_t i = 0; i < 4; i++)
		assert_true(path_is_among(sorted, 4, sorted[i]));
	assert_false(path_is_among(sorted, 4, "/a/c"));
	assert_false(path_is_among(sorted, 3, "/b"));
	assert_false(path_is_among(sorted, 4, "/c"));
}

static void test_path_parts(void **state)
{
	struct arena arena = ARENA_INIT;

	(void)state;
	assert_true(path_is_within("/etc/pam.d/imap", "/etc"));
	assert_true(path_is_within("/etc", "/etc"));
	assert_true(path_is_within("/etc", "/"));
	assert_false(path_is_within("/etcetera", "/etc"));
	assert_string_equal(path_parent(&arena, "/etc"), "/");
	assert_string_equal(path_parent(&arena, "/etc/passwd"), "/etc");
	assert_string_equal(path_name("/etc/passwd"), "passwd");
	assert_true(path_ends_in("/etc/a.rpmnew", ".rpmnew"));
	assert_false(path_ends_in("/etc/a.rpmnew2", ".rpmnew"));
	assert_false(path_ends_in(".rpmnew", ".rpmnew"));
	assert_false(path_ends_in("new", ".rpmnew"));
	assert_string_equal(path_join(&arena, "/", "etc"), "/etc");
	assert_string_equal(path_join(&arena, "/etc", "x"), "/etc/x");
	assert_string_equal(path_normalise(&arena, "/a/b", "../c//./d/"), "/a/c/d");
	assert_string_equal(path_normalise(&arena, "/", "../../x"), "/x");
	assert_string_equal(path_normalise(&arena, "/a", ".."), "/");
	arena_release(&arena);
}

static void test_path_patterns(void **state)
{
	(void)state;
	assert_true(path_matches("*.db", "/etc/aliases.db"));
	assert_false(path_matches("*.db", "/etc/aliases.db/x"));
	assert_true(path_matches("/etc/*-", "/etc/passwd-"));
	assert_false(path_matches("/etc/*", "/etc/a/b"));
	assert_true(path_matches("/etc/**/key", "/etc/a/b/key"));
	assert_true(path_matches("/etc/**/key", "/etc/key"));
	assert_true(path_matches("/etc/lvm/archive/**", "/etc/lvm/archive/a/b"));
	assert_false(path_matches("/etc/lvm/archive", "/etc/lvm/archive/a"));
	assert_true(path_matches("[", "/etc/["));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_error_names_each_layer),
		cmocka_unit_test(test_error_is_bounded),
		cmocka_unit_test(test_arena_keeps_pieces_apart),
		cmocka_unit_test(test_arena_regrow_keeps_what_was_there),
		cmocka_unit_test(test_arena_grows_by_what_is_needed),
		cmocka_unit_test(test_text_grows_and_holds_any_byte),
		cmocka_unit_test(test_slices_are_cut_where_they_say),
		cmocka_unit_test(test_hex_is_written_and_read_in_lower_case),
		cmocka_unit_test(test_number_is_strict),
		cmocka_unit_test(test_path_order_keeps_subtrees_together),
		cmocka_unit_test(test_a_path_has_a_place_among_sorted_ones),
		cmocka_unit_test(test_path_parts),
		cmocka_unit_test(test_path_patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// system/patch: unified differences of two contents.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "system/patch.h"

static struct text text_of(const char *bytes)
{
	struct text text = TEXT_INIT;

	text_add(&text, bytes);
	return text;
}

static void check(
	const char *before, const char *after, enum difference_kind kind, const char *hunks)
{
	TEXT_CLEANUP struct text left = text_of(before != NULL ? before : "");
	TEXT_CLEANUP struct text right = text_of(after != NULL ? after : "");
	DIFFERENCE_CLEANUP struct difference difference = DIFFERENCE_INIT;
	struct error error = ERROR_INIT;

	assert_int_equal(patch_contents(before != NULL ? &left : NULL,
				 after != NULL ? &right : NULL, &difference, &error),
		0);
	assert_int_equal(difference.kind, kind);
	assert_string_equal(text_string(&difference.hunks), hunks);
}

static void shows_lines(void **state)
{
	(void)state;
	check("a\nb\nc\n", "a\nB\nc\n", DIFFERENCE_TEXT, "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
	check("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n", DIFFERENCE_TEXT,
		"@@ -7,3 +7,4 @@\n 7\n 8\n 9\n+10\n");
}

static void knows_absent_from_empty(void **state)
{
	(void)state;
	check(NULL, "a\n", DIFFERENCE_TEXT, "@@ -0,0 +1 @@\n+a\n");
	check("a\n", NULL, DIFFERENCE_TEXT, "@@ -1 +0,0 @@\n-a\n");
	check("", "a\n", DIFFERENCE_TEXT, "@@ -0,0 +1 @@\n+a\n");
	check(NULL, "", DIFFERENCE_NONE, "");
	check("a\n", "a\n", DIFFERENCE_NONE, "");
}

static void marks_a_missing_newline(void **state)
{
	(void)state;
	check("a\n", "a", DIFFERENCE_TEXT, "@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n");
}

/* White space is never ignored, bytes are never converted. */
static void keeps_bytes(void **state)
{
	(void)state;
	check("a\r\n", "a\n", DIFFERENCE_TEXT, "@@ -1 +1 @@\n-a\r\n+a\n");
	check("a \n", "a\n", DIFFERENCE_TEXT, "@@ -1 +1 @@\n-a \n+a\n");
	check("\xff\n", "\xfe\n", DIFFERENCE_TEXT, "@@ -1 +1 @@\n-\xff\n+\xfe\n");
}

static void finds_binary(void **state)
{
	struct text zero = TEXT_INIT;
	TEXT_CLEANUP struct text plain = text_of("a\n");
	DIFFERENCE_CLEANUP struct difference difference = DIFFERENCE_INIT;
	struct error error = ERROR_INIT;

	(void)state;
	text_append(&zero, "a\0b", 3);
	assert_int_equal(patch_contents(&zero, &plain, &difference, &error), 0);
	assert_int_equal(difference.kind, DIFFERENCE_BINARY);
	assert_int_equal(patch_contents(&plain, &zero, &difference, &error), 0);
	assert_int_equal(difference.kind, DIFFERENCE_BINARY);
	assert_int_equal(patch_contents(NULL, &zero, &difference, &error), 0);
	assert_int_equal(difference.kind, DIFFERENCE_BINARY);
	assert_int_equal(difference.hunks.length, 0);
	text_release(&zero);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_lines),
		cmocka_unit_test(knows_absent_from_empty),
		cmocka_unit_test(marks_a_missing_newline),
		cmocka_unit_test(keeps_bytes),
		cmocka_unit_test(finds_binary),
	};

	return cmocka_run_group_tests_name("system/patch", tests, NULL, NULL);
}

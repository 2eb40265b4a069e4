// SPDX-License-Identifier: GPL-2.0-or-later
// vis: any bytes -> one word -> the same bytes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/vis.h"

static void check_encoded(const char *bytes, const char *expected)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct arena arena = ARENA_INIT;

	vis_append(&text, bytes, strlen(bytes));
	assert_string_equal(text_string(&text), expected);
	assert_string_equal(vis_decode(&arena, expected, strlen(expected)), bytes);
	arena_release(&arena);
}

static void test_encodes_as_mtree_does(void **state)
{
	(void)state;
	check_encoded("imapd.conf", "imapd.conf");
	check_encoded("", "");
	check_encoded("a b\n", "a\\040b\\012");
	check_encoded("\\#=*?[]", "\\134\\043\\075\\052\\077\\133]");
	check_encoded("\033\177\200\377", "\\033\\177\\200\\377");
	check_encoded("~!\"$%&'()+,-./:;<>@^_`{|}", "~!\"$%&'()+,-./:;<>@^_`{|}");
}

static void test_every_byte_comes_back(void **state)
{
	struct arena arena = ARENA_INIT;

	(void)state;
	for (unsigned byte = 1; byte < 256; byte++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		char bytes[4] = {'x', (char)byte, '7', '\0'};

		vis_append(&text, bytes, 3);
		for (size_t i = 0; i < text.length; i++)
			assert_in_range((unsigned char)text.bytes[i], '!', '~');
		assert_string_equal(vis_decode(&arena, text.bytes, text.length), bytes);
	}
	arena_release(&arena);
}

static void test_other_forms_are_refused(void **state)
{
	static const char *const bad[] = {"\\", "a\\", "\\0", "\\01", "\\400", "\\000", "\\08a",
		"\\n", "\\\\", "a b", "a\n", "#", "a=b", "*", "\200", "\\+12"};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_null(vis_decode(&arena, bad[i], strlen(bad[i])));
	assert_null(vis_decode(&arena, "a\0b", 3));
	assert_null(vis_decode(&arena, "\\1011", 3));
	assert_null(vis_decode(&arena, " 101", 4));
	assert_string_equal(vis_decode(&arena, "ab\\", 2), "ab");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encodes_as_mtree_does),
		cmocka_unit_test(test_every_byte_comes_back),
		cmocka_unit_test(test_other_forms_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// percent: values that can stand in a header, and come back byte for byte.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "core/percent.h"

static const struct {
	const char *bytes;
	const char *escaped;
} cases[] = {
	{"", ""},
	{"cyrus-imapd 2.4.20-1 -> 3.0.7-1", "cyrus-imapd 2.4.20-1 -> 3.0.7-1"},
	{"100%", "100%25"},
	{"a\nb\r\t\033\177", "a%0Ab%0D%09%1B%7F"},
	{" x ", "%20x%20"},
	{" ", "%20"},
	{"gr\303\274n \342\202\254 \360\237\220\247", "gr\303\274n \342\202\254 \360\237\220\247"},
	/* C1 controls, which some terminals obey */
	{"\302\233m", "%C2%9Bm"},
	{"\302\240", "\302\240"},
	/* not UTF-8: alone, cut short, overlong, a surrogate, over U+10FFFF */
	{"\377\200", "%FF%80"},
	{"\303", "%C3"},
	{"\303x", "%C3x"},
	{"\300\257", "%C0%AF"},
	{"\340\237\277", "%E0%9F%BF"},
	{"\340\240\200", "\340\240\200"},
	{"\355\237\277", "\355\237\277"},
	{"\355\240\200", "%ED%A0%80"},
	{"\360\217\277\277", "%F0%8F%BF%BF"},
	{"\360\220\200\200", "\360\220\200\200"},
	{"\364\217\277\277", "\364\217\277\277"},
	{"\364\220\200\200", "%F4%90%80%80"},
	{"\365\200\200\200", "%F5%80%80%80"},
};

static void test_escaped_and_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		struct arena arena = ARENA_INIT;
		const char *back;

		percent_append(&text, cases[i].bytes, strlen(cases[i].bytes), 1000, '\0');
		assert_string_equal(text_string(&text), cases[i].escaped);
		back = percent_decode(&arena, text_string(&text), text.length, '\0');
		assert_non_null(back);
		assert_string_equal(back, cases[i].bytes);
		arena_release(&arena);
	}
}

static void test_one_byte_may_be_kept(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	struct arena arena = ARENA_INIT;

	(void)state;
	percent_append(&text, "\na\r\n", 4, 1000, '\n');
	assert_string_equal(text_string(&text), "\na%0D\n");
	assert_string_equal(percent_decode(&arena, "\na", 2, '\n'), "\na");
	assert_null(percent_decode(&arena, "\na", 2, '\0'));
	arena_release(&arena);
}

static void test_a_cut_leaves_whole_characters(void **state)
{
	static const char bytes[] = "a\342\202\254\377\377b";
	static const char *const cut[] = {"", "a", "a", "a", "a\342\202\254", "a\342\202\254%FF",
		"a\342\202\254%FF%FF", "a\342\202\254%FF%FFb", "a\342\202\254%FF%FFb"};

	(void)state;
	for (size_t most = 0; most < sizeof cut / sizeof cut[0]; most++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;

		percent_append(&text, bytes, sizeof bytes - 1, most, '\0');
		assert_string_equal(text_string(&text), cut[most]);
	}
}

static void test_what_would_be_escaped_is_refused(void **state)
{
	static const char *const bad[] = {
		"%", "%4", "%zz", "%00", "a\n", " a", "a ", "\033", "\377"};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_null(percent_decode(&arena, bad[i], strlen(bad[i]), '\0'));
	assert_null(percent_decode(&arena, "a\0b", 3, '\0'));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escaped_and_back),
		cmocka_unit_test(test_one_byte_may_be_kept),
		cmocka_unit_test(test_a_cut_leaves_whole_characters),
		cmocka_unit_test(test_what_would_be_escaped_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

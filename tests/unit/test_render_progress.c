// SPDX-License-Identifier: GPL-2.0-or-later
// The progress line: when it comes, how often, and that it goes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "render/progress.h"

static void assert_tells(struct progress *progress, int64_t now, size_t done, const char *expected)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	assert_int_equal(progress_tell(progress, now, done, &line), *expected != '\0');
	assert_string_equal(text_string(&line), expected);
}

static void assert_wipes(struct progress *progress, const char *expected)
{
	TEXT_CLEANUP struct text line = TEXT_INIT;

	progress_wipe(progress, &line);
	assert_string_equal(text_string(&line), expected);
}

static void test_short_work_says_nothing(void **state)
{
	struct progress progress = {.begun = 5000};

	(void)state;
	assert_tells(&progress, 5000, 1, "");
	assert_tells(&progress, 5999, 100000, "");
	assert_wipes(&progress, "");
}

/* The clock may have begun when the work did. */
static void test_long_work_tells_at_once_when_a_second_is_over(void **state)
{
	struct progress first = {.begun = 0};
	struct progress later = {.begun = 5000};

	(void)state;
	assert_tells(&first, 1000, 1, "\r\033[K1 entry");
	assert_tells(&later, 6000, 512, "\r\033[K512 entries");
}

static void test_it_is_not_written_all_the_time(void **state)
{
	struct progress progress = {.begun = 0};

	(void)state;
	assert_tells(&progress, 2000, 1024, "\r\033[K1024 entries");
	assert_tells(&progress, 2000, 1025, "");
	assert_tells(&progress, 2199, 1500, "");
	assert_tells(&progress, 2200, 1501, "\r\033[K1501 entries");
}

static void test_it_goes_once(void **state)
{
	struct progress progress = {.begun = 0};

	(void)state;
	assert_tells(&progress, 2000, 3, "\r\033[K3 entries");
	assert_wipes(&progress, "\r\033[K");
	assert_wipes(&progress, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_short_work_says_nothing),
		cmocka_unit_test(test_long_work_tells_at_once_when_a_second_is_over),
		cmocka_unit_test(test_it_is_not_written_all_the_time),
		cmocka_unit_test(test_it_goes_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

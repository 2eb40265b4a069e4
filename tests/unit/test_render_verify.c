// SPDX-License-Identifier: GPL-2.0-or-later
// render/verify: hooks, and packages that changed without them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "render/verify.h"
#include "printed.h"

static const struct text_options wide = {.program = "confwatch"};

static void verify_tells_of_hooks(void **state)
{
	static const struct verify_hook hooks[] = {{"zypp",
							   "/a/"
							   "\x1b",
							   false, 0},
		{"rpm", "/b", true, 0}, {"apt", "/c", true, 1795107600}};
	static struct package_event events[] = {{1795107600, false, "a\n", "1", "2", "rpm"},
		{1795107660, false, "b", NULL, "2", "dpkg"},
		{1795107660, false, "c", "1", NULL, "dpkg"}};
	struct package_event_list unrecorded = {events, 3, 3};
	struct verify_view verify = {.full = true,
		.snapshots = 1,
		.hooks = hooks,
		.hooks_count = 3,
		.unrecorded = &unrecorded};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_verify(&verify, &wide, &text);
	assert_text(&text,
		"1 snapshot intact, 0 entries read again\n"
		"zypp  NOT RECORDED: there is no /a/\\033\n"
		"rpm   recorded; did not run yet\n"
		"apt   recorded; ran last 2026-11-19 17:00\n"
		"UPGRADE RAN UNRECORDED: 3 packages\n"
		"  2026-11-19 17:00 a\\012 1 -> 2\n"
		"  2026-11-19 17:01 b 2\n"
		"  2026-11-19 17:01 c 1 removed\n");
}

static size_t count_of(const struct text *text, const char *part)
{
	size_t count = 0;

	for (const char *at = text_string(text); (at = strstr(at, part)) != NULL; at++)
		count++;
	return count;
}

/* A whole distribution upgrade is not listed unless somebody wants to see it. */
static void verify_lists_ten_packages(void **state)
{
	static const struct text_options verbose = {.verbose = true};
	struct package_event events[12];
	struct package_event_list unrecorded = {events, 12, 12};
	struct verify_view verify = {.full = true, .unrecorded = &unrecorded};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	for (size_t i = 0; i < 12; i++)
		events[i] = (struct package_event){.name = "a", .after = "1", .manager = "rpm"};
	text_verify(&verify, &wide, &text);
	assert_non_null(strstr(text_string(&text), "12 packages\n"));
	assert_non_null(strstr(text_string(&text), "  and 2 more\n"));
	assert_int_equal(count_of(&text, " a 1\n"), 10);
	text_clear(&text);
	text_verify(&verify, &verbose, &text);
	assert_null(strstr(text_string(&text), "more"));
	assert_int_equal(count_of(&text, " a 1\n"), 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verify_tells_of_hooks),
		cmocka_unit_test(verify_lists_ten_packages),
	};

	return cmocka_run_group_tests_name("render/verify", tests, NULL, NULL);
}

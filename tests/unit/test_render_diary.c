// SPDX-License-Identifier: GPL-2.0-or-later
// render/diary: entries as a list, one by one, and for programs.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "render/diary.h"
#include "render_fixture.h"

enum {
	NOON = 1795089600, /* 2026-11-19 12:00 UTC */
};

static const char *const paths[] = {"/etc/pam.d/imap", "/a\n", "/b", "/c", "/d"};
static const char *const tags[] = {"reason", "<b>\x1b"};

static struct diary_entry entries[] = {
	{.id = "20261119-120000-00aa",
		.time = NOON,
		.author = "Anna \xff <anna@mail>",
		.paths = paths,
		.path_count = 5,
		.tags = tags,
		.tag_count = 2,
		.has_snapshot = true,
		.snapshot = {{0x1a, 0x2b, 0x3c, 0x4d}},
		.owner = "mail team",
		.ticket = "T-1",
		.review_by = "2026-11-20",
		.text = "mail users come from LDAP, through SSSD\nsecond \x1b line"},
	{.id = "20261119-130000-00ab", .time = NOON + 3600, .text = "relay\xe2\x80\xae"},
	{.id = "20261119-140000-00ac"},
};
static const struct diary diary = {.entries = entries, .count = 3};

static void assert_text(const struct text *text, const char *expected)
{
	assert_string_equal(text_string(text), expected);
}

static void the_newest_comes_first(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_diary_list(&diary, 0, &plain, &text);
	assert_text(&text,
		"20261119-140000-00ac\n"
		"20261119-130000-00ab\n"
		"  relay\\342\\200\\256\n"
		"20261119-120000-00aa  reason, <b>\\033\n"
		"  /etc/pam.d/imap\n"
		"  /a\\012\n"
		"  /b\n"
		"  and 2 more paths\n"
		"  mail users come from LDAP, through\n"
		"  SSSD ...\n");
}

static void only_some_are_listed(void **state)
{
	static const struct diary none;
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_diary_list(&diary, 1, &plain, &text);
	assert_text(&text, "20261119-140000-00ac\n");
	text_clear(&text);
	text_diary_list(&none, 1, &plain, &text);
	assert_text(&text, "No such entries.\n");
}

static void one_is_shown_whole(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_diary_show(&entries[0], NOON, &plain, &text);
	assert_text(&text,
		"20261119-120000-00aa  reason, <b>\\033\n"
		"  2026-11-19 12:00, by Anna \\377\n"
		"  <anna@mail>, owner mail team, ticket\n"
		"  T-1, review by 2026-11-20\n"
		"  snapshot 1a2b3c4\n"
		"  /etc/pam.d/imap\n"
		"  /a\\012\n"
		"  /b\n"
		"  /c\n"
		"  /d\n"
		"\n"
		"  mail users come from LDAP, through\n"
		"  SSSD\n"
		"  second \\033 line\n");
	text_clear(&text);
	text_diary_show(&entries[2], NOON, &plain, &text);
	assert_text(&text, "20261119-140000-00ac\n  1970-01-01 00:00\n\n");
}

static void what_is_overdue_says_so(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_diary_particulars(&entries[0], NOON + 2 * 86400, &plain, &text);
	assert_text(&text,
		"  2026-11-19 12:00, by Anna \\377\n"
		"  <anna@mail>, owner mail team, ticket\n"
		"  T-1\n"
		"  OVERDUE: it was to be thought of again\n"
		"  by 2026-11-20\n");
}

static void terms_of_the_ledger(void **state)
{
	static const char *const ids[] = {"0123456789abcdef", "\x1b"};
	const struct diary_entry entry = {.id = "20261119-120000-00aa",
		.time = NOON,
		.zone = 60,
		.findings = ids,
		.finding_count = 2,
		.until = NOON + 3600,
		.times = 2};
	const struct diary one = {.entries = (struct diary_entry[]){entry}, .count = 1};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_diary_show(&entry, NOON, &plain, &text);
	assert_text(&text,
		"20261119-120000-00aa\n"
		"  2026-11-19 12:00, until 2026-11-19\n"
		"  13:00, for 2 changes\n"
		"  findings 0123456789abcdef \\033\n"
		"\n");
	text_clear(&text);
	json_diary(&one, 0, &text);
	assert_non_null(strstr(text_string(&text),
		"\"findings\": [\n        \"0123456789abcdef\",\n        \"\\u001b\"\n      ],\n"
		"      \"until\": \"2026-11-19T14:00:00+01:00\",\n      \"times\": 2,\n"));
}

static void one_line_of_it(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_diary_line(&entries[1], &plain, &text);
	text_diary_line(&entries[2], &plain, &text);
	assert_text(&text,
		"  : relay\\342\\200\\256\n    (20261119-130000-00ab)\n"
		"   (20261119-140000-00ac)\n");
}

static void what_was_recorded(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_diary_recorded(&entries[0], &text);
	assert_text(&text, "recorded as 20261119-120000-00aa\n");
}

static void programs_get_all_of_it(void **state)
{
	static const struct diary none;
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	json_diary(&diary, 1, &text);
	assert_text(&text,
		"{\n"
		"  \"schema\": \"confwatch/diary/1\",\n"
		"  \"entries\": [\n"
		"    {\n"
		"      \"id\": \"20261119-140000-00ac\",\n"
		"      \"time\": \"1970-01-01T00:00:00+00:00\",\n"
		"      \"author\": null,\n"
		"      \"paths\": [],\n"
		"      \"tags\": [],\n"
		"      \"snapshot\": null,\n"
		"      \"owner\": null,\n"
		"      \"ticket\": null,\n"
		"      \"review_by\": null,\n"
		"      \"findings\": [],\n"
		"      \"until\": null,\n"
		"      \"times\": null,\n"
		"      \"text\": null\n"
		"    }\n"
		"  ]\n"
		"}\n");
	text_clear(&text);
	json_diary(&diary, 0, &text);
	assert_non_null(strstr(text_string(&text), "\"/a\\n\""));
	assert_non_null(strstr(text_string(&text), "\"relay\\u202e\""));
	text_clear(&text);
	json_diary(&none, 0, &text);
	assert_text(&text, "{\n  \"schema\": \"confwatch/diary/1\",\n  \"entries\": []\n}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_newest_comes_first),
		cmocka_unit_test(only_some_are_listed),
		cmocka_unit_test(one_is_shown_whole),
		cmocka_unit_test(what_is_overdue_says_so),
		cmocka_unit_test(terms_of_the_ledger),
		cmocka_unit_test(one_line_of_it),
		cmocka_unit_test(what_was_recorded),
		cmocka_unit_test(programs_get_all_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// render/ledger: what was accepted, expected and pinned, at 40 columns.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "render/ledger.h"
#include "render_fixture.h"

static struct finding findings[] = {
	{.class = CLASS_OVERWRITTEN,
		.severity = SEVERITY_CRITICAL,
		.path = "/etc/pam.d/imap",
		.folded = 1},
	{.class = CLASS_EDITED, .severity = SEVERITY_NOTICE, .path = HOSTILE, .folded = 1},
};
static const struct change *const unknown[2];

static void everything_that_was_accepted_is_named(void **state)
{
	const struct finding_list list = {findings, 2, 2};
	const struct accept_view view = {&list, unknown, "1", &fixture_snapshot.id, 1795114800};
	TEXT_CLEANUP struct text text = TEXT_INIT, question = TEXT_INIT;

	(void)state;
	text_accept(&view, &plain, &text);
	assert_string_equal(text_string(&text),
		"accepted: 2 findings\n"
		"REPLACED  /etc/pam.d/imap\n"
		"CHANGED   /etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n"
		"open again after 2026-11-19 19:00\n"
		"recorded in 1a2b3c4\n");
	text_accept_question(&view, &plain, &question);
	assert_string_equal(text_string(&question),
		"REPLACED  /etc/pam.d/imap\n"
		"CHANGED   /etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n");
}

static void nothing_is_said_to_be_nothing(void **state)
{
	const struct finding_list list = {0};
	const struct accept_view view = {.findings = &list};
	TEXT_CLEANUP struct text text = TEXT_INIT, json = TEXT_INIT;

	(void)state;
	text_accept(&view, &plain, &text);
	assert_string_equal(text_string(&text), "nothing is open that could be accepted\n");
	json_accept(&view, &json);
	assert_string_equal(text_string(&json),
		"{\n"
		"  \"schema\": \"confwatch/accept/1\",\n"
		"  \"entry\": null,\n"
		"  \"findings\": [],\n"
		"  \"snapshot\": null,\n"
		"  \"left\": 0,\n"
		"  \"until\": null\n"
		"}\n");
}

static const char *const paths[] = {"/etc/postfix", HOSTILE};
static const struct diary_entry entry = {
	.id = "1",
	.time = 1795107600,
	.author = "Anna <anna@mail>",
	.paths = paths,
	.path_count = 2,
	.until = 1795114800,
	.times = 2,
	.text = "the move",
};

static void what_is_expected_is_listed_with_its_end(void **state)
{
	static const struct occasion occasions[] = {{NULL, 1795107700}};
	static const struct expectation items[] = {{&entry, occasions, 1}};
	const struct expect_view view = {"1", items, 1}, none = {0};
	TEXT_CLEANUP struct text text = TEXT_INIT, nothing = TEXT_INIT;

	(void)state;
	text_expect(&view, &plain, &text);
	assert_string_equal(text_string(&text),
		"expected:\n"
		"/etc/postfix\n"
		"/etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n"
		"  until 2026-11-19 19:00, 2 changes\n"
		"  (came: 1)\n"
		"  the move\n"
		"  2026-11-19 17:00, by Anna <anna@mail>\n");
	text_expect(&none, &plain, &nothing);
	assert_string_equal(text_string(&nothing), "nothing is expected\n");
}

static void what_is_pinned_is_listed_with_its_reason(void **state)
{
	static const struct diary_entry bare = {.id = "2", .time = 1795107600};
	static const struct pin items[] = {{"/etc/postfix", &entry}, {HOSTILE, &bare}};
	const struct pin_view view = {"pin", "1", items, 2}, none = {.command = "unpin"};
	TEXT_CLEANUP struct text text = TEXT_INIT, nothing = TEXT_INIT, json = TEXT_INIT;

	(void)state;
	text_pin(&view, &plain, &text);
	assert_string_equal(text_string(&text),
		"pinned:\n"
		"/etc/postfix\n"
		"  the move\n"
		"  2026-11-19 17:00, by Anna <anna@mail>\n"
		"/etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n"
		"  2026-11-19 17:00\n");
	text_pin(&none, &plain, &nothing);
	assert_string_equal(text_string(&nothing), "nothing is pinned\n");
	json_pin(&none, &json);
	assert_string_equal(text_string(&json),
		"{\n"
		"  \"schema\": \"confwatch/unpin/1\",\n"
		"  \"entry\": null,\n"
		"  \"pinned\": []\n"
		"}\n");
}

static void programs_get_the_same(void **state)
{
	static const struct expectation expected[] = {{&entry, NULL, 0}};
	static const struct pin pins[] = {{"/etc/postfix", &entry}};
	const struct expect_view expect = {"1", expected, 1};
	const struct pin_view pin = {"pin", "1", pins, 1};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	json_expect(&expect, &text);
	json_pin(&pin, &text);
	assert_non_null(strstr(text_string(&text), "\"until\": \"2026-11-19T19:00:00+00:00\""));
	assert_non_null(strstr(text_string(&text), "\"times\": 2"));
	assert_non_null(strstr(text_string(&text), "\"used\": 0"));
	assert_non_null(strstr(text_string(&text), "\"path\": \"/etc/postfix\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_that_was_accepted_is_named),
		cmocka_unit_test(nothing_is_said_to_be_nothing),
		cmocka_unit_test(what_is_expected_is_listed_with_its_end),
		cmocka_unit_test(what_is_pinned_is_listed_with_its_reason),
		cmocka_unit_test(programs_get_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// render/ledger: what was accepted, at 40 columns.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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
	const struct accept_view view = {&list, unknown, "1", &fixture_snapshot.id, 1};
	TEXT_CLEANUP struct text text = TEXT_INIT, question = TEXT_INIT;

	(void)state;
	text_accept(&view, &plain, &text);
	assert_string_equal(text_string(&text),
		"accepted: 2 findings\n"
		"REPLACED  /etc/pam.d/imap\n"
		"CHANGED   /etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n"
		"1 finding about the whole system stays until its cause is gone\n"
		"recorded in 1a2b3c4\n");
	text_accept_question(&view, &plain, &question);
	assert_string_equal(text_string(&question),
		"REPLACED  /etc/pam.d/imap\n"
		"CHANGED   /etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n"
		"1 finding about the whole system stays until its cause is gone\n");
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
		"  \"left\": 0\n"
		"}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_that_was_accepted_is_named),
		cmocka_unit_test(nothing_is_said_to_be_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// render/why: all that is known about one path, at 40 columns.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "render/why.h"
#include "printed.h"
#include "ledger_fixture.h"

static const struct diary no_diary;
static const struct finding_list no_findings;
static const struct snapshot_list no_snapshots;
static const struct package package = {"cyrus-imapd", "3.0.7-1", "rpm"};

static void assert_has(const struct text *text, const char *part)
{
	if (strstr(text_string(text), part) == NULL)
		fail_msg("no '%s' in '%s'", part, text_string(text));
}

static const struct result_list no_rules;
static const struct life no_life;

static const struct ledger_lines no_ledger;

static struct why_view empty_view(const char *path)
{
	return (struct why_view){.path = path,
		.diary = &no_diary,
		.findings = &no_findings,
		.settled = &no_findings,
		.ledger = &no_ledger,
		.rules = &no_rules,
		.snapshots = &no_snapshots,
		.life = &no_life};
}

static void nothing_is_known(void **state)
{
	struct why_view view = empty_view("/etc/a b");
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_why(&view, &plain, &text);
	assert_text(&text,
		"/etc/a b\n"
		"  not there\n"
		"  belongs to no package\n"
		"\n"
		"No reason is recorded: confwatch why '/etc/a b' TEXT\n");
}

static const char hunks[] = "@@ -1,2 +1,9 @@\n same\n-old \x1b\n+1\n+2\n+3\n+4\n+5\n+6\n+7\n+8\n";

static struct why_view full_view(void)
{
	static const struct owned owner = {
		.path = "/etc/pam.d/imap", .package = &package, .flags = OWNED_CONFIG};
	static const struct required_file required = {
		"/etc/pam.d/imap", ON_LOST_RESTORE, "LDAP \x1b users", SEVERITY_WARNING};
	static const struct diary_entry reason = {.time = 1795107600,
		.author = "Anna <anna@mail>",
		.owner = "mail team",
		.ticket = "T-1",
		.review_by = "2027-01-01",
		.text = "mail users come from LDAP, through SSSD\nsecond \xff line"};
	static const struct finding_list findings = {fixture_findings, 1, 1};
	static const struct pack pack = {.name = "pam"};
	static const struct rule rule = {
		.pack = &pack, .id = "pam-imap-served", .severity = SEVERITY_CRITICAL};
	static struct result results[] = {{.rule = &rule,
						  .path = "/etc/pam.d/imap",
						  .line = 3,
						  .answer = VERDICT_FAIL,
						  .message = "it is wrong",
						  .remedy = "confwatch restore /etc/pam.d/imap"},
		{.rule = &rule, .answer = VERDICT_NOT_APPLICABLE, .unadopted = true}};
	static const struct result_list rules = {results, 2, 2};
	static struct snapshot items[7];
	static const struct snapshot_list snapshots = {items, 7, 7};

	static struct life_event events[] = {
		{.time = 1795107600, .kind = LIFE_EDITED, .snapshot = &items[0]}};
	static const struct life life = {events, 1, 2};

	items[0] = fixture_snapshot;
	return (struct why_view){"/etc/pam.d/imap", &pam_before, &owner, ORIGIN_EDITED, true, true,
		&required, &reason, &no_diary, &findings, fixture_known, &said_settled, said_known,
		&said_ledger, &rules, &snapshots, &life, hunks, sizeof hunks - 1, 1795107600};
}

static void everything_is_known(void **state)
{
	struct why_view view = full_view();
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	view.settled = &no_findings;
	view.ledger = &no_ledger;
	text_why(&view, &plain, &text);
	assert_text(&text,
		"/etc/pam.d/imap\n"
		"  -rw-r-----+ root:sasl, file, protected\n"
		"  belongs to cyrus-imapd 3.0.7-1, as a\n"
		"  configuration file; its text is yours,\n"
		"  not the package's\n"
		"  the package's own text is known\n"
		"  required: restore when lost, warning:\n"
		"  LDAP \\033 users\n"
		"\n"
		"Reason\n"
		"  mail users come from LDAP, through\n"
		"  SSSD\n"
		"  second \\377 line\n"
		"  2026-11-19 17:00, by Anna <anna@mail>,\n"
		"  owner mail team, ticket T-1, review by\n"
		"  2027-01-01\n"
		"\n"
		"Open\n"
		"  GONE, your copy is imap.rpmsave\n"
		"  /etc/pam.d/imap\n"
		"  cyrus-imapd 2.4.20-1 -> 3.0.7-1\n"
		"  reason: mail users come from LDAP,\n"
		"  through SSSD\n"
		"  confwatch restore /etc/pam.d/imap\n"
		"\n"
		"Rules\n"
		"  /etc/pam.d/imap:3  critical, pam-imap-served\n"
		"    it is wrong\n"
		"    confwatch restore /etc/pam.d/imap\n"
		"  the system  not adopted, pam-imap-served\n"
		"\n"
		"The package's text (-) and what is there (+)\n"
		"  -old \\033\n"
		"  +1\n"
		"  +2\n"
		"  +3\n"
		"  +4\n"
		"  +5\n"
		"  +6\n"
		"  +7\n"
		"and 1 more line: confwatch why -v /etc/pam.d/imap\n"
		"\n"
		"Life\n"
		"1a2b3c4  2026-11-19 17:00  edited: first\n"
		"         line ...\n"
		"and 2 more: confwatch log /etc/pam.d/imap\n");
}

static void what_somebody_said(void **state)
{
	struct why_view view = full_view();
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_why(&view, &plain, &text);
	assert_has(&text,
		"Closed\n"
		"  REPLACED by the package's text\n"
		"  /etc/a\n"
		"  announced by Anna <anna@mail>,\n"
		"  2026-11-19 15:00\n"
		"  (20261119-150000-00aa): the new\n"
		"  release\n"
		"  CHANGED\n"
		"  /etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n"
		"  accepted by\n"
		"  /etc/\\033]0;x\\007\\012\\377\\342\\200\\256,\n"
		"  2026-11-19 15:00\n"
		"  (20261119-150000-00ab): right \\033 ...\n"
		"  RESTORED, was SET ASIDE\n"
		"  /etc/c\n"
		"  over: it is as before\n"
		"  CHANGED\n"
		"  /etc/d\n"
		"  over: somebody dealt with it since\n"
		"\n"
		"Accepted, announced, pinned\n"
		"  expected /etc/a, until 2026-11-19\n"
		"    17:00, 1 of 2 changes came: the new\n"
		"    release (Anna <anna@mail>,\n"
		"    2026-11-19 15:00,\n"
		"    20261119-150000-00aa)\n"
		"  pinned (2026-11-19 15:00,\n"
		"    20261119-150000-00ac)\n"
		"  accepted /etc/a,\n"
		"    /etc/\\033]0;x\\007\\012\\377\\342\\200\\256,\n"
		"    /etc/c and 1 more path: right \\033\n"
		"    ...\n"
		"    (/etc/\\033]0;x\\007\\012\\377\\342\\200\\256,\n"
		"    2026-11-19 15:00,\n"
		"    20261119-150000-00ab)\n"
		"\n");
}

static void what_packages_say(void **state)
{
	static const struct {
		unsigned flags;
		enum origin origin;
		const char *words;
	} table[] = {
		{0, ORIGIN_VENDOR, "belongs to cyrus-imapd 3.0.7-1; its text is the package's\n"},
		{OWNED_CONFIG | OWNED_OBSOLETE, ORIGIN_UNKNOWN,
			"belongs to cyrus-imapd 3.0.7-1, which ships it no more; "
			"whose text it has is not known\n"},
		{OWNED_CONFIG | OWNED_REMOVED, ORIGIN_ABSENT,
			"belongs to cyrus-imapd 3.0.7-1, which was removed\n"},
		{0, ORIGIN_GENERATED, "belongs to cyrus-imapd 3.0.7-1; its text is a program's\n"},
	};
	static const struct text_options wide = {.program = "confwatch"};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		const struct owned owner = {.package = &package, .flags = table[i].flags};
		struct why_view view = empty_view("/a");
		TEXT_CLEANUP struct text text = TEXT_INIT;
		TEXT_CLEANUP struct text expected = TEXT_INIT;

		view.owner = &owner;
		view.origin = table[i].origin;
		text_format(&expected,
			"/a\n  not there\n  %s\nNo reason is recorded: confwatch why /a TEXT\n",
			table[i].words);
		text_why(&view, &wide, &text);
		assert_text(&text, text_string(&expected));
	}
}

static void what_was_recorded(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_why_recorded("/a\n", false, &text);
	text_why_recorded("/b", true, &text);
	assert_text(&text, "recorded: /a\\012\nrecorded, and accepted: /b\n");
}

static void verbose_tells_all_of_the_difference(void **state)
{
	static const struct text_options verbose = {.verbose = true, .program = "confwatch"};
	struct why_view view = full_view();
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_why(&view, &verbose, &text);
	assert_has(&text, "\n  @@ -1,2 +1,9 @@\n   same\n  -old \\033\n");
	assert_has(&text, "\n  +8\n\nLife\n");
}

static const char about_the_file[] = "  \"path\": \"/etc/pam.d/imap\",\n"
				     "  \"type\": \"file\",\n"
				     "  \"origin\": \"edited\",\n"
				     "  \"protected\": true,\n"
				     "  \"vendor_text\": true,\n"
				     "  \"package\": {\n"
				     "    \"name\": \"cyrus-imapd\",\n"
				     "    \"version\": \"3.0.7-1\",\n"
				     "    \"manager\": \"rpm\",\n"
				     "    \"config\": true,\n"
				     "    \"ships\": true\n"
				     "  },\n"
				     "  \"required\": {\n"
				     "    \"on_lost\": \"restore\",\n"
				     "    \"severity\": \"warning\",\n"
				     "    \"reason\": \"LDAP \\u001b users\"\n"
				     "  },\n"
				     "  \"reason\": {\n"
				     "    \"id\": null,\n";

static const char about_the_entry[] =
	"      \"id\": \"20261119T170000-1\",\n"
	"      \"time\": \"2026-11-19T17:00:00+00:00\",\n"
	"      \"author\": \"Anna <anna@mail>\",\n"
	"      \"paths\": [\n"
	"        \"/etc/pam.d/imap\",\n"
	"        \"/etc/pam.d\"\n"
	"      ],\n"
	"      \"tags\": [\n"
	"        \"accepted\"\n"
	"      ],\n"
	"      \"snapshot\": \"0000000000000000000000000000000000000000\",\n"
	"      \"owner\": null,\n"
	"      \"ticket\": null,\n"
	"      \"review_by\": null,\n"
	"      \"findings\": [],\n"
	"      \"until\": null,\n"
	"      \"times\": null,\n"
	"      \"text\": \"as it \\\\xFF is\"\n";

static void programs_get_it_all(void **state)
{
	static struct snapshot item;
	static const struct snapshot_list one = {&item, 1, 1};
	static const char *const paths[] = {"/etc/pam.d/imap", "/etc/pam.d"};
	static const char *const tags[] = {"accepted"};
	static struct diary_entry noted = {.id = "20261119T170000-1",
		.time = 1795107600,
		.author = "Anna <anna@mail>",
		.paths = paths,
		.path_count = 2,
		.tags = tags,
		.tag_count = 1,
		.has_snapshot = true,
		.text = "as it \xff is"};
	static const struct diary diary = {.entries = &noted, .count = 1};
	struct why_view view = full_view();
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	item = fixture_snapshot;
	view.diary = &diary;
	view.snapshots = &one;
	json_why(&view, &text);
	assert_has(&text, about_the_file);
	assert_has(&text, "    \"class\": \"set-aside\",\n");
	assert_has(&text, "      \"rule\": \"pam-imap-served\",\n      \"pack\": \"pam\",\n");
	assert_has(&text, about_the_entry);
	assert_has(&text,
		"      \"state\": \"expected\",\n"
		"      \"said\": {\n"
		"        \"as\": \"expected\",\n"
		"        \"entry\": \"20261119-150000-00aa\",\n"
		"        \"time\": \"2026-11-19T15:00:00+00:00\",\n"
		"        \"author\": \"Anna <anna@mail>\",\n"
		"        \"text\": \"the new release\"\n"
		"      },\n");
	assert_has(&text,
		"  \"ledger\": [\n"
		"    {\n"
		"      \"as\": \"expected\",\n"
		"      \"used\": 1,\n"
		"      \"entry\": {\n"
		"        \"id\": \"20261119-150000-00aa\",\n");
	assert_has(&text, "      \"as\": \"pinned\",\n      \"used\": null,\n");
	assert_has(&text, "  \"vendor_difference\": \"@@ -1,2 +1,9 @@\\n same\\n-old \\u001b\\n+1");
	assert_has(&text, "  \"life\": [\n    {\n      \"time\": \"2026-11-19T18:00:00+01:00\",\n");
	assert_has(&text, "  \"snapshots\": [\n    {\n      \"id\": \"1a2b3c4");
}

static void programs_get_nulls_for_nothing(void **state)
{
	struct why_view view = empty_view("/etc/a b");
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	json_why(&view, &text);
	assert_text(&text,
		"{\n"
		"  \"schema\": \"confwatch/why/1\",\n"
		"  \"path\": \"/etc/a b\",\n"
		"  \"type\": null,\n"
		"  \"origin\": \"absent\",\n"
		"  \"protected\": false,\n"
		"  \"vendor_text\": false,\n"
		"  \"package\": null,\n"
		"  \"required\": null,\n"
		"  \"reason\": null,\n"
		"  \"findings\": [],\n"
		"  \"settled\": [],\n"
		"  \"ledger\": [],\n"
		"  \"rules\": [],\n"
		"  \"vendor_difference\": null,\n"
		"  \"life\": [],\n"
		"  \"diary\": [],\n"
		"  \"snapshots\": []\n"
		"}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_known),
		cmocka_unit_test(everything_is_known),
		cmocka_unit_test(what_somebody_said),
		cmocka_unit_test(verbose_tells_all_of_the_difference),
		cmocka_unit_test(programs_get_it_all),
		cmocka_unit_test(programs_get_nulls_for_nothing),
		cmocka_unit_test(what_packages_say),
		cmocka_unit_test(what_was_recorded),
	};

	return cmocka_run_group_tests_name("render/why", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// render: texts for people, word by word; nothing hostile gets through.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "render/changes.h"
#include "render/diff.h"
#include "render/forget.h"
#include "render/init.h"
#include "render/log.h"
#include "render/restore.h"
#include "render/show.h"
#include "render/snapshot.h"
#include "render/verify.h"
#include "render/words.h"
#include "printed.h"
#include "render_fixture.h"

static const struct text_options wide = {.program = "confwatch"};

static void times(void **state)
{
	static const struct {
		int64_t seconds;
		int zone;
		const char *iso;
	} table[] = {
		{0, 0, "1970-01-01T00:00:00+00:00"},
		{-1, 0, "1969-12-31T23:59:59+00:00"},
		{951782399, 0, "2000-02-28T23:59:59+00:00"},
		{951782400, 0, "2000-02-29T00:00:00+00:00"},
		{4107542400, 0, "2100-03-01T00:00:00+00:00"},
		{1795107600, 60, "2026-11-19T18:00:00+01:00"},
		{1795107600, -570, "2026-11-19T07:30:00-09:30"},
		{253402300799, 0, "9999-12-31T23:59:59+00:00"},
		{-62167219201, 0, "-0001-12-31T23:59:59+00:00"},
		{INT64_MAX, 720, "292277026596-12-05T03:30:07+12:00"},
		{INT64_MIN, -720, "-292277022657-01-26T20:29:52-12:00"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;

		words_iso_time(&text, table[i].seconds, table[i].zone);
		assert_text(&text, table[i].iso);
	}
}

/* Every day of 400 years follows the one before, by a calendar that only counts. */
static void days_follow_one_another(void **state)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int year = 1970, month = 1, day = 1;

	(void)state;
	for (int64_t count = 0; count < 146097; count++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;
		TEXT_CLEANUP struct text expected = TEXT_INIT;
		bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

		words_time(&text, count * 86400, 0);
		text_format(&expected, "%04d-%02d-%02d 00:00", year, month, day);
		assert_text(&text, text_string(&expected));
		if (++day <= lengths[month - 1] + (month == 2 && leap))
			continue;
		day = 1;
		if (++month <= 12)
			continue;
		month = 1;
		year++;
	}
}

static void sizes(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *words;
	} table[] = {
		{0, "0 bytes"},
		{1, "1 byte"},
		{1023, "1023 bytes"},
		{1024, "1.0 KiB"},
		{1229, "1.2 KiB"},
		{1048523, "1023.9 KiB"},
		{1048524, "1.0 MiB"},
		{3221225472, "3.0 GiB"},
		{UINT64_MAX, "16.0 EiB"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;

		words_size(&text, table[i].bytes);
		assert_text(&text, table[i].words);
	}
}

static void modes(void **state)
{
	struct entry entry = {.kind = ENTRY_DIRECTORY, .mode = 01777, .uid = 5, .group = "a\x1b"};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	words_mode(&text, &entry);
	text_byte(&text, ' ');
	words_owner(&text, &entry);
	text_byte(&text, ' ');
	entry.kind = ENTRY_FILE;
	entry.mode = 06754;
	entry.attributes = &fixture_acl;
	words_mode(&text, &entry);
	text_byte(&text, ' ');
	entry.mode = 07000;
	entry.attributes = NULL;
	words_mode(&text, &entry);
	assert_text(&text, "drwxrwxrwt 5:a\\033 -rwsr-sr--+ ---S--S--T");
}

static void commands_fit_a_shell(void **state)
{
	const struct text_options options = {.program = "confwatch --root='/mnt/a b'"};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	words_command(&text, &options, "restore", "/etc/it's");
	assert_text(&text, "confwatch --root='/mnt/a b' restore $'/etc/it\\'s'");
}

static void wraps_only_on_a_terminal(void **state)
{
	const struct text_options narrow = {.columns = 12};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	style_wrap(&text, &narrow, 2, 4, "one two three-four-five-six \xc3\xa4\xc3\xb6\xc3\xbc x");
	assert_text(&text, "one two\n    three-four-five-six\n    \xc3\xa4\xc3\xb6\xc3\xbc x");
	text_clear(&text);
	style_wrap(&text, &wide, 2, 4, "one two three four five six seven");
	assert_text(&text, "one two three four five six seven");
}

static void change_lists(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_changes(&fixture_list, &plain, &text);
	assert_text(&text,
		"added    /etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n"
		"removed  /etc/null\n"
		"changed  /etc/odd\n"
		"         content unreadable\n"
		"removed  /etc/pam.d/imap\n"
		"changed  /etc/postfix/main.cf\n"
		"         content 1.2 KiB -> 1.4 KiB\n"
		"         owner root (0) -> cyrus (96)\n"
		"         acl added:\n"
		"         user::rw-,user:96:r--,group::r--,mask::r--,other::---\n"
		"         user.\\033 removed: \"a\"\n"
		"removed  /etc/sasl2\n"
		"removed  /etc/sasl2/a.conf\n"
		"changed  /etc/sasldb2\n"
		"         content changed (protected)\n"
		"         mode 0640 -> 0644, now readable\n"
		"         by everyone\n"
		"retyped  /etc/unit\n"
		"         file -> symbolic link\n");
}

static void show_difference(const struct change *change, enum difference_kind kind,
	const char *hunks, struct text *result)
{
	static const struct diff_sides sides = {{.snapshot = &fixture_snapshot}, {0}};
	DIFFERENCE_CLEANUP struct difference difference = DIFFERENCE_INIT;

	difference.kind = kind;
	text_add(&difference.hunks, hunks);
	text_clear(result);
	text_diff_change(&sides, change, &difference, NULL, &plain, result);
}

static void differences(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	show_difference(&fixture_changes[4], DIFFERENCE_TEXT,
		"@@ -1 +1 @@\n-a \x1b[2J\n+s/\\(a\\)/\\1/\xff\r\n\\ No newline at end of file\n",
		&text);
	assert_text(&text,
		"changed /etc/postfix/main.cf\n"
		"  owner root (0) -> cyrus (96)\n"
		"  acl added:\n"
		"  user::rw-,user:96:r--,group::r--,mask::r--,other::---\n"
		"  user.\\033 removed: \"a\"\n"
		"--- a/etc/postfix/main.cf\t(snapshot 1a2b3c4, 2026-11-19 17:00)\n"
		"+++ b/etc/postfix/main.cf\t(now)\n"
		"@@ -1 +1 @@\n"
		"-a \\033[2J\n"
		"+s/\\(a\\)/\\1/\\377\\015\n"
		"\\ No newline at end of file\n");
	show_difference(&fixture_changes[4], DIFFERENCE_BINARY, "", &text);
	assert_non_null(strstr(
		text_string(&text), "binary: 1.2 KiB (110000000000) -> 1.4 KiB (220000000000)\n"));
	show_difference(&fixture_changes[3], DIFFERENCE_BINARY, "", &text);
	assert_text(&text, "removed /etc/pam.d/imap (file)\nbinary: 121 bytes (aabb00000000)\n");
	show_difference(&fixture_changes[0], DIFFERENCE_TEXT, "@@ -0,0 +1 @@\n+a\n", &text);
	assert_non_null(strstr(text_string(&text), "\n--- /dev/null\t(snapshot 1a2b3c4, "));
	assert_printable(&text);
	show_difference(&fixture_changes[8], DIFFERENCE_NONE, "", &text);
	assert_text(&text, "retyped /etc/unit\n  file -> symbolic link\n+ link to a\\033 b\n");
}

/* Neither size nor digest of protected content shows, whatever it was compared as. */
static void differences_keep_secrets(void **state)
{
	(void)state;
	for (int kind = DIFFERENCE_NONE; kind <= DIFFERENCE_UNREADABLE; kind++) {
		TEXT_CLEANUP struct text text = TEXT_INIT;

		show_difference(&fixture_changes[7], (enum difference_kind)kind, "", &text);
		assert_null(strstr(text_string(&text), "96.5 KiB"));
		assert_null(strstr(text_string(&text), "98765"));
		assert_null(strstr(text_string(&text), "77000000"));
	}
}

static void logs(void **state)
{
	static const char *const packages[] = {"cyrus-imapd 2.4.20-1 -> 3.0.7-1"};
	struct snapshot items[] = {fixture_snapshot, fixture_snapshot};
	struct snapshot_list list = {items, 2, 2};
	const struct finding_list findings[] = {{0}, fixture_finding_list};
	static const char *const tag = "accepted", *const paths[] = {"/a", "/b\n", "/c", "/d"};
	static struct diary_entry entry = {.id = "20261119-180000-1a2b",
		.tags = &tag,
		.tag_count = 1,
		.paths = paths,
		.path_count = 4,
		.text = "as it \x1b is\nmore"};
	const struct diary diary[] = {{&entry, 1, 1}, {0}};
	const struct log_view view = {&list, findings, diary};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	items[1] = (struct snapshot){.kind = SNAPSHOT_BEFORE_UPGRADE,
		.manager = "zypper",
		.transaction = "17",
		.packages = packages,
		.package_count = 1};
	text_log(&view, &wide, &text);
	assert_text(&text,
		"1a2b3c4  2026-11-19 17:00  manual\n"
		"  1 added, 2 changed\n"
		"  by Anna \\033[1m <anna@mail>\n"
		"  first line\n"
		"  second \\377 line\n"
		"  accepted /a /b\\012 /c ...: as it \\033 is ... (20261119-180000-1a2b)\n"
		"0000000  1970-01-01 00:00  before-upgrade\n"
		"  zypper 17\n"
		"  cyrus-imapd 2.4.20-1 -> 3.0.7-1\n"
		"  1 unreadable, 1 set-aside, 1 overwritten, 2 removed-unexplained, "
		"14 vendor-updated, 1 edited, 1 unwitnessed, 1 metadata-reset\n");
	text_clear(&text);
	text_log_line(&items[0], &wide, &text);
	text_log_line(&items[1], &wide, &text);
	assert_text(&text,
		"1a2b3c4  2026-11-19 17:00  manual  first line\n"
		"0000000  1970-01-01 00:00  before-upgrade  cyrus-imapd 2.4.20-1 -> 3.0.7-1\n");
}

/* A snapshot that an upgrade ended with shows what it left. */
static void shows_of_upgrades(void **state)
{
	static const struct finding_list findings = {fixture_findings, 1, 1};
	struct show_view view = {.snapshot = &fixture_snapshot, .findings = &findings};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_show(&view, &wide, &text);
	assert_non_null(strstr(text_string(&text),
		"\n\n"
		"  SET ASIDE, your copy is imap.rpmsave\n"
		"  /etc/pam.d/imap\n"
		"  cyrus-imapd 2.4.20-1 -> 3.0.7-1\n"));
}

static void shows(void **state)
{
	const struct entry *children[] = {&pam_before, &device, &link_other};
	struct text content = TEXT_INIT;
	struct show_view view = {
		.snapshot = &fixture_snapshot, .entry = &directory, .children = children};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	view.children_count = 3;
	text_show(&view, &plain, &text);
	assert_text(&text,
		"drwxr-xr-x 0:0 1970-01-01 00:00 /etc/sasl2\n"
		"-rw-r-----+ root:sasl 2026-11-19 17:00 /etc/pam.d/imap\n"
		"crw-rw-rw- 7:8 1970-01-01 00:00 /etc/null (1:3)\n"
		"lrwxrwxrwx 0:0 1970-01-01 00:00 /etc/unit -> a\\033 b\n");
	text_clear(&text);
	text_append(&content, "\x1b\0\n", 3);
	view = (struct show_view){
		.snapshot = &fixture_snapshot, .entry = &pam_before, .content = &content};
	text_show(&view, &plain, &text);
	assert_text(&text, "\\033\\000\n");
	text_clear(&text);
	text_show(&view, &wide, &text);
	assert_int_equal(text.length, 3);
	assert_memory_equal(text.bytes, "\x1b\0\n", 3);
	text_clear(&text);
	view.content = NULL;
	view.withheld = "protected";
	text_show(&view, &wide, &text);
	assert_non_null(strstr(text_string(&text), "/etc/pam.d/imap\nprotected\n"));
	text_release(&content);
}

static void plans(void **state)
{
	struct entry present = pam_before;
	struct entry second = pam_before;
	struct step steps[] = {
		{.kind = STEP_CREATE, .path = "/etc/pam.d/imap", .wanted = &pam_before},
		{.kind = STEP_METADATA,
			.path = "/etc/pam.d/smtp",
			.wanted = &pam_before,
			.present = &present},
		{.kind = STEP_METADATA,
			.path = "/etc/time",
			.wanted = &plain_file,
			.present = &plain_file},
		{.kind = STEP_REPLACE,
			.path = "/etc/unit",
			.wanted = &link_other,
			.present = &plain_file},
		{.kind = STEP_LINK, .path = "/etc/b", .wanted = &second},
		{.kind = STEP_REMOVE, .path = HOSTILE, .present = &plain_file},
	};
	struct refusal refusals[] = {{HOSTILE, "a directory stands where a file is wanted", "mv"}};
	struct refusal notes[] = {{"/run/s", "a socket is never made again", NULL}};
	struct plan plan = {.steps = steps,
		.step_count = 6,
		.refusals = refusals,
		.refusal_count = 1,
		.notes = notes,
		.note_count = 1,
		.id = "0123456789abcdef"};
	struct restore_view view = {
		.command = "restore", .source = &fixture_snapshot, .plan = &plan};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	present.mode = 0600;
	second.same_as = "/etc/a\x1b";
	text_plan(&view, &plain, &text);
	assert_text(&text,
		"from 1a2b3c4 (2026-11-19 17:00)\n"
		"plan 0123456789abcdef: 6 steps, 1 refused\n"
		"create   /etc/pam.d/imap\n"
		"         file, -rw-r-----+ root:sasl\n"
		"mend     /etc/pam.d/smtp\n"
		"         mode 0600 -> 0640, now readable\n"
		"         by group sasl, now readable by\n"
		"         user 96\n"
		"mend     /etc/time\n"
		"         modification time\n"
		"replace  /etc/unit\n"
		"         symbolic link, lrwxrwxrwx 0:0\n"
		"         -> a\\033 b\n"
		"link     /etc/b\n"
		"         = /etc/a\\033\n"
		"remove   /etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n"
		"refused  /etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n"
		"         a directory stands where a file\n"
		"         is wanted\n"
		"         mv\n"
		"note     /run/s\n"
		"         a socket is never made again\n");
}

static void restore_results(void **state)
{
	struct step steps[6] = {{0}};
	struct refusal refusals[] = {{HOSTILE, "because", NULL}};
	struct plan plan = {
		.steps = steps, .step_count = 6, .refusals = refusals, .refusal_count = 1};
	static const char *const effective[] = {"postmap /etc/postfix/\x1b"};
	struct restore_view view = {.command = "restore",
		.source = &fixture_snapshot,
		.plan = &plan,
		.effective = effective,
		.effective_count = 1};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	view.done = 3;
	view.applied = true;
	view.snapshot = &fixture_snapshot.id;
	text_restore(&view, &wide, &text);
	assert_printable(&text);
	assert_non_null(strstr(text_string(&text), "3 of 6 steps done, recorded as 1a2b3c4\n"));
	assert_non_null(strstr(text_string(&text), "\n  postmap /etc/postfix/\\033\n"));
	text_clear(&text);
	plan = (struct plan){0};
	text_plan(&view, &wide, &text);
	assert_text(
		&text, "from 1a2b3c4 (2026-11-19 17:00)\nnothing to do: everything is as it was\n");
}

static void init_results(void **state)
{
	static const struct watched_path watched[] = {
		{"/etc", true, 2986}, {HOSTILE, true, 0}, {"/none", false, 0}};
	static const struct ignore ignored[] = {{"/etc/mtab", "mounted \x1b", NULL}};
	struct init_view view = {.state = "/var/lib/confwatch",
		.created = true,
		.watched = watched,
		.watched_count = 3,
		.ignored = ignored,
		.ignored_count = 1,
		.changed = true,
		.snapshot = &fixture_snapshot.id,
		.entries = 2987,
		.unreadable = 1};
	struct text_options verbose = wide;
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	verbose.verbose = true;
	text_init(&view, &verbose, &text);
	assert_text(&text,
		"history made in /var/lib/confwatch\n"
		"watched:\n"
		"  /etc (2986 entries)\n"
		"  /etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n"
		"  and 1 path that does not exist yet\n"
		"ignored:\n"
		"  /etc/mtab: mounted \\033\n"
		"snapshot 1a2b3c4: 2987 entries, 1 unreadable\n");
	text_clear(&text);
	view = (struct init_view){.state = "/s", .watched = watched, .watched_count = 1};
	text_init(&view, &wide, &text);
	assert_text(&text,
		"history is in /s\nwatched:\n  /etc (2986 entries)\n"
		"nothing changed since the last snapshot\n");
}

static void snapshot_results(void **state)
{
	struct snapshot_view view = {
		.changed = true, .snapshot = &fixture_snapshot.id, .changes = &fixture_list};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_snapshot(&view, &wide, &text);
	assert_text(&text, "1a2b3c4d00000000000000000000000000000000\n");
	text_clear(&text);
	view = (struct snapshot_view){.unreadable = 2};
	text_snapshot(&view, &wide, &text);
	assert_text(&text, "nothing changed\n2 files could not be read\n");
	text_clear(&text);
	view = (struct snapshot_view){.dry_run = true, .changed = true, .changes = &fixture_list};
	text_snapshot(&view, &wide, &text);
	assert_non_null(strstr(text_string(&text), "9 changes, not recorded\nadded    /etc/"));
}

static void forget_and_verify_results(void **state)
{
	static const char *const paths[] = {HOSTILE};
	static const struct verify_problem problems[] = {{"history", "no \x1b object"}};
	struct forget_view forget = {paths, 1, 5, 4, 0, 0};
	static const struct package_event_list none;
	struct verify_view verify = {
		.full = true, .snapshots = 3, .entries = 77, .unrecorded = &none};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_forget(&forget, &wide, &text);
	assert_text(&text,
		"forgotten: /etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n"
		"5 generations dropped, 4 objects removed\n"
		"looked again: nothing of it is left\n");
	text_clear(&text);
	forget.shared = 1;
	text_clear(&text);
	text_forget(&forget, &wide, &text);
	assert_non_null(strstr(text_string(&text),
		"1 content stays: another path has the same\n"
		"looked again: nothing else of it is left\n"));
	forget.left = 1;
	text_clear(&text);
	text_forget(&forget, &wide, &text);
	assert_non_null(strstr(text_string(&text), "1 object can still be found\n"));
	assert_null(strstr(text_string(&text), "looked again"));
	text_clear(&text);
	text_verify(&verify, &wide, &text);
	assert_text(&text, "3 snapshots intact, 77 entries read again\n");
	text_clear(&text);
	verify.full = false;
	verify.last_full = 1795107600;
	verify.full_due = true;
	text_verify(&verify, &wide, &text);
	assert_text(&text,
		"3 snapshots intact\n"
		"the files themselves were read 2026-11-19 17:00; due now: confwatch verify --full\n");
	text_clear(&text);
	verify.problems = problems;
	verify.problems_count = 1;
	text_verify(&verify, &wide, &text);
	assert_text(&text, "history: no \\033 object\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times),
		cmocka_unit_test(days_follow_one_another),
		cmocka_unit_test(sizes),
		cmocka_unit_test(modes),
		cmocka_unit_test(commands_fit_a_shell),
		cmocka_unit_test(wraps_only_on_a_terminal),
		cmocka_unit_test(change_lists),
		cmocka_unit_test(differences),
		cmocka_unit_test(differences_keep_secrets),
		cmocka_unit_test(logs),
		cmocka_unit_test(shows),
		cmocka_unit_test(shows_of_upgrades),
		cmocka_unit_test(plans),
		cmocka_unit_test(restore_results),
		cmocka_unit_test(init_results),
		cmocka_unit_test(snapshot_results),
		cmocka_unit_test(forget_and_verify_results),
	};

	return cmocka_run_group_tests_name("render", tests, NULL, NULL);
}

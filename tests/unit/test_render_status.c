// SPDX-License-Identifier: GPL-2.0-or-later
// render/status, finding, phrase: what happened and to whom, worst first, at 40 columns.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "render/changes.h"
#include "render/phrase.h"
#include "render/status.h"
#include "printed.h"
#include "ledger_fixture.h"
#include "render_fixture.h"

static const struct text_options wide = {.program = "confwatch"};
static const struct text_options colored = {.color = true, .program = "confwatch"};

/* No line is longer, but for names, commands and what cannot be broken. */
static size_t longest_line(const struct text *text)
{
	const char *line = text_string(text);
	size_t longest = 0;

	while (*line != '\0') {
		size_t length = strcspn(line, "\n");

		longest = length > longest ? length : longest;
		line += length + (line[length] == '\n');
	}
	return longest;
}

static const struct transaction running = {
	.id = "0123456789abcdef", .via = "zypp\x1b", .begun = 1795107600};
static const struct status_pending pending[] = {{&running, true}, {&running, false}};

static const struct status_view fixture_view = {
	.last = &fixture_snapshot,
	.changes = &fixture_list,
	.findings = &fixture_finding_list,
	.known = fixture_known,
	.settled = &said_settled,
	.settled_known = said_known,
	.ledger = &said_ledger,
	.pending = pending,
	.pending_count = 1,
};

static void status_at_40_columns(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_status(&fixture_view, &plain, &text);
	assert_text(&text,
		"8 findings; last snapshot 1a2b3c4\n"
		"(2026-11-19 17:00)\n"
		"zypp\\033 is at work since 2026-11-19\n"
		"17:00\n"
		"\n"
		"1 GONE, your copy is imap.rpmsave\n"
		"  /etc/pam.d/imap\n"
		"  cyrus-imapd 2.4.20-1 -> 3.0.7-1\n"
		"  reason: mail users come from LDAP,\n"
		"  through SSSD\n"
		"  confwatch restore /etc/pam.d/imap\n"
		"2 PERMISSIONS RESET, now readable by\n"
		"  everyone\n"
		"  /etc/sasldb2\n"
		"  mode 0640 -> 0644\n"
		"  cyrus-sasl 2.1.28-1 reinstalled\n"
		"  confwatch restore --metadata-only /etc/sasldb2\n"
		"3 GONE, with 1 entry below it\n"
		"  /etc/sasl2\n"
		"  confwatch restore /etc/sasl2\n"
		"4 RESTORED, was REPLACED by the\n"
		"  package's text\n"
		"  /etc/unit\n"
		"  pam-config rewrote /etc/unit and \\033\n"
		"  lost settings of yours\n"
		"5 UNREADABLE: Permission denied\n"
		"  /etc/odd\n"
		"6 UPGRADE RAN UNRECORDED\n"
		"  rpm changed 3 packages on 2026-11-19,\n"
		"  and no hook saw it\n"
		"  confwatch verify\n"
		"7 RULE FAILED: pam-imap-exists\n"
		"  /etc/\\033]0;x\\007\\012\\377\\342\\200\\256:7\n"
		"  /etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n"
		"  confwatch restore '/etc/\\033]0;x\\007\\012\\377\\342\\200\\256'\n"
		"8 REPLACED, permissions too\n"
		"  /etc/postfix/main.cf\n"
		"  owner root (0) -> cyrus (96)\n"
		"  acl added:\n"
		"    user::rw-,user:96:r--,group::r--,mask::r--,other::---\n"
		"  user.\\033 removed: \"a\"\n"
		"  confwatch diff /etc/postfix/main.cf\n"
		"\n"
		"1 note more, such as updates of files\n"
		"that you had not changed:\n"
		"confwatch status -v\n"
		"\n"
		"1 change came as it was announced:\n"
		"confwatch status -v\n"
		"\n"
		"Keep all of it: confwatch snapshot\n"
		"\n"
		"Right as it is now: confwatch accept NUMBER\n");
	assert_printable(&text);
}

/* What need not be read is there for those who want to. */
static void verbose_tells_everything(void **state)
{
	static const struct text_options verbose = {.verbose = true, .program = "confwatch"};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_status(&fixture_view, &verbose, &text);
	assert_non_null(strstr(text_string(&text),
		"9 UPDATED, 14 files\n"
		"  /etc/a\n"
		"  postfix 3.7 -> 3.8\n"));
	assert_non_null(strstr(text_string(&text), "moved your /etc/pam.d/imap away\n"));
	assert_null(strstr(text_string(&text), "note more"));
	assert_non_null(strstr(text_string(&text),
		"\nClosed\n"
		"  REPLACED by the package's text\n"
		"  /etc/a\n"
		"  announced by Anna <anna@mail>, 2026-11-19 15:00 (20261119-150000-00aa): the new "
		"release\n"
		"  CHANGED\n"));
	assert_non_null(strstr(text_string(&text),
		"\nAccepted, announced, pinned\n"
		"  expected /etc/a, until 2026-11-19 17:00, 1 of 2 changes came: the new release "
		"(Anna <anna@mail>, 2026-11-19 15:00, 20261119-150000-00aa)\n"
		"  pinned (2026-11-19 15:00, 20261119-150000-00ac)\n"));
	assert_non_null(strstr(text_string(&text),
		"and 2 accepted before: confwatch diary list --tag=accepted\n"));
}

/* That an announced change came is no change, but it is not nothing. */
static void only_announced_changes(void **state)
{
	static const struct change_list no_changes = {0};
	struct status_view view = fixture_view;
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	view.findings = &(struct finding_list){0};
	view.changes = &no_changes;
	view.pending_count = 0;
	text_status(&view, &wide, &text);
	assert_text(&text,
		"nothing to act on; last snapshot 1a2b3c4 (2026-11-19 17:00)\n"
		"\n"
		"1 change came as it was announced:\n"
		"confwatch status -v\n");
}

static void status_short_and_empty(void **state)
{
	static const struct change_list no_changes = {0};
	struct finding_list findings = {fixture_findings, 4, 4};
	struct status_view view = fixture_view;
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	view.findings = &findings;
	text_status_short(&view, &plain, &text);
	assert_text(&text,
		"GONE               /etc/pam.d/imap\n"
		"PERMISSIONS RESET  /etc/sasldb2\n"
		"GONE               /etc/sasl2\n"
		"RESTORED           /etc/unit\n");
	text_clear(&text);
	view = (struct status_view){.last = &fixture_snapshot, .changes = &no_changes};
	view.findings = view.settled = &(struct finding_list){0};
	view.ledger = &(struct ledger_lines){0};
	text_status(&view, &wide, &text);
	assert_text(&text, "nothing changed since 1a2b3c4 (2026-11-19 17:00)\n");
	text_clear(&text);
	view.pending = &pending[1];
	view.pending_count = 1;
	view.findings = &(struct finding_list){fixture_findings + 8, 1, 1};
	view.known = fixture_known + 8;
	text_status(&view, &wide, &text);
	assert_text(&text,
		"nothing to act on; last snapshot 1a2b3c4 (2026-11-19 17:00)\n"
		"zypp\\033 was broken off; it began 2026-11-19 17:00\n"
		"\n"
		"1 note more, such as updates of files that you had not changed:\n"
		"confwatch status -v\n");
	text_clear(&text);
	view.last = NULL;
	text_status(&view, &wide, &text);
	assert_text(&text, "no snapshot yet: confwatch init\n");
}

/* The more there are, the less of each, so that one screen names them all. */
static void many_on_one_screen(void **state)
{
	enum {
		MANY = 17
	};
	struct finding items[MANY];
	const struct change *known[MANY] = {0};
	struct finding_list findings = {items, 9, MANY};
	struct status_view view = fixture_view;
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		items[i] = fixture_findings[0], known[i] = fixture_known[0];
	items[1].reason = NULL;
	items[2].path = NULL;
	view.findings = &findings;
	view.known = known;
	text_status(&view, &wide, &text);
	assert_non_null(strstr(text_string(&text),
		"\n1 GONE, your copy is imap.rpmsave\n"
		"  /etc/pam.d/imap (cyrus-imapd)\n"
		"  reason: mail users come from LDAP, through SSSD\n"
		"2 GONE, your copy is imap.rpmsave\n"
		"  /etc/pam.d/imap (cyrus-imapd)\n"
		"3 GONE, your copy is /etc/pam.d/imap.rpmsave\n"
		"  cyrus-imapd"));
	assert_non_null(
		strstr(text_string(&text), "\nAll about one of them: confwatch why NUMBER\n"));
	text_clear(&text);
	findings.count = MANY;
	text_status(&view, &wide, &text);
	assert_non_null(strstr(text_string(&text),
		"\n 1 GONE  /etc/pam.d/imap\n 2 GONE  /etc/pam.d/imap\n 3 GONE  -\n"));
	assert_non_null(strstr(text_string(&text), "\n17 GONE  /etc/pam.d/imap\n\nAll about one"));
}

/* Only what somebody should act on counts. */
static void notes_do_not_count(void **state)
{
	struct finding_list notes = {fixture_findings + 8, 1, 1};

	(void)state;
	assert_int_equal(status_count(&fixture_finding_list), fixture_finding_list.count - 1);
	assert_int_equal(status_count(&notes), 0);
}

static const char *phrase_of(
	struct arena *arena, const struct finding *finding, const struct change *change)
{
	TEXT_CLEANUP struct text phrase = TEXT_INIT;
	TEXT_CLEANUP struct text word = TEXT_INIT;

	phrase_finding(finding, change, &phrase);
	phrase_word(finding, change, &word);
	assert_int_equal(strncmp(text_string(&phrase), text_string(&word), word.length), 0);
	return arena_format(arena, "%s|%s", text_string(&word), text_string(&phrase));
}

static void phrases_of_edits(void **state)
{
	static const struct metadata_change narrower[] = {
		{"mode", "0644", "0640", "no longer readable by everyone"}};
	static const struct metadata_change note[] = {{"user.note", "a", "b", NULL}};
	static const struct metadata_change elsewhere[] = {{"target", "a", "b", NULL}};
	static const struct finding edited = {.class = CLASS_EDITED, .path = "/a", .folded = 1};
	static const struct {
		struct change change;
		const char *phrase;
	} table[] = {
		{{"/a", CHANGE_CHANGED, true, false, &main_before, &main_after, NULL, 0},
			"CHANGED|CHANGED"},
		{{"/a", CHANGE_CHANGED, false, false, &main_before, &main_after, wider, 1},
			"PERMISSIONS CHANGED|PERMISSIONS CHANGED, now readable by everyone"},
		{{"/a", CHANGE_CHANGED, false, false, &main_before, &main_after, narrower, 1},
			"PERMISSIONS CHANGED|PERMISSIONS CHANGED, no longer readable by everyone"},
		{{"/a", CHANGE_CHANGED, false, false, &main_before, &main_after, note, 1},
			"ATTRIBUTES CHANGED|ATTRIBUTES CHANGED"},
		{{"/a", CHANGE_CHANGED, true, false, &main_before, &main_after, note, 1},
			"CHANGED|CHANGED"},
		{{"/a", CHANGE_CHANGED, true, false, &main_before, &main_after, wider, 1},
			"REPLACED|REPLACED, permissions too, now readable by everyone"},
		{{"/a", CHANGE_CHANGED, false, false, &link_other, &link_other, elsewhere, 1},
			"TARGET CHANGED|TARGET CHANGED"},
		{{"/a", CHANGE_ADDED, false, false, NULL, &main_after, NULL, 0}, "NEW|NEW"},
		{{"/a", CHANGE_CHANGED, false, true, &plain_file, &unreadable, NULL, 0},
			"CHANGED|CHANGED"},
	};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		assert_string_equal(phrase_of(&arena, &edited, &table[i].change), table[i].phrase);
	assert_string_equal(phrase_of(&arena, &edited, NULL), "CHANGED|CHANGED");
	arena_release(&arena);
}

static void phrases_of_upgrades(void **state)
{
	static const struct entry busy = {
		.kind = ENTRY_FILE, .content = CONTENT_UNREADABLE, .problem = EAGAIN};
	static const struct change gone = {
		"/a/b", CHANGE_REMOVED, false, false, &main_before, NULL, NULL, 0};
	static const struct change other = {
		"/a/b", CHANGE_CHANGED, true, false, &main_before, &main_after, NULL, 0};
	static const struct change null = {
		"/a/b", CHANGE_TYPE_CHANGED, false, false, &main_before, &link_null, NULL, 0};
	static const struct change unread = {
		"/a/b", CHANGE_CHANGED, false, true, &main_before, &busy, NULL, 0};
	static const struct {
		enum finding_class class;
		const char *leftover;
		const struct change *change;
		const char *phrase;
	} table[] = {
		{CLASS_SET_ASIDE, "/a/b.rpmsave", &gone, "GONE|GONE, your copy is b.rpmsave"},
		{CLASS_SET_ASIDE, "/a/c/b", &gone, "GONE|GONE, your copy is /a/c/b"},
		{CLASS_SET_ASIDE, "/a/b.rpmsave", &other,
			"REPLACED|REPLACED by the package's text, your copy is b.rpmsave"},
		{CLASS_SET_ASIDE, "/a/b.rpmsave", NULL,
			"SET ASIDE|SET ASIDE, your copy is b.rpmsave"},
		{CLASS_REMOVED_EDITED, NULL, &gone, "GONE|GONE, no copy left"},
		{CLASS_REMOVED_UNEXPLAINED, NULL, NULL, "GONE|GONE, no copy left"},
		{CLASS_REMOVED_UNEXPLAINED, "/x/b", &gone, "GONE|GONE, the same text is in /x/b"},
		{CLASS_OVERWRITTEN, NULL, &other, "REPLACED|REPLACED by the package's text"},
		{CLASS_UPDATE_PENDING, "/a/b.rpmnew", NULL,
			"NEW VERSION WAITING|NEW VERSION WAITING in b.rpmnew"},
		{CLASS_INTERRUPTED, "/a/b.dpkg-new", NULL,
			"UPDATE BROKEN OFF|UPDATE BROKEN OFF, left: b.dpkg-new"},
		{CLASS_STRAY_ACTIVE, "/a/b~", NULL, "BACKUP COPY IN USE|BACKUP COPY IN USE: b~"},
		{CLASS_MASKED, NULL, &null, "MASKED|MASKED, now a link to /dev/null"},
		{CLASS_MASKED, NULL, &other, "EMPTIED|EMPTIED"},
		{CLASS_TYPE_CHANGED, NULL, &null,
			"TYPE CHANGED|TYPE CHANGED: file -> symbolic link"},
		{CLASS_UNREADABLE, NULL, &unread,
			"UNREADABLE|UNREADABLE: it kept changing while it was read"},
		{CLASS_ORPHANED, NULL, NULL, "NO LONGER READ|NO LONGER READ"},
		{CLASS_METADATA_RESET, NULL, NULL, "PERMISSIONS RESET|PERMISSIONS RESET"},
	};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct finding finding = {.class = table[i].class,
			.path = "/a/b",
			.leftover = table[i].leftover,
			.folded = 1};

		assert_string_equal(phrase_of(&arena, &finding, table[i].change), table[i].phrase);
	}
	arena_release(&arena);
}

static void packages_with_their_versions(void **state)
{
	static const struct {
		const char *package, *before, *after, *words;
		enum finding_class class;
	} table[] = {
		{"a", "1", "2", "a 1 -> 2", CLASS_OVERWRITTEN},
		{"a", "1", "1", "a 1 reinstalled", CLASS_OVERWRITTEN},
		{"a", "1", NULL, "a 1 removed", CLASS_REMOVED_EDITED},
		{"a", "1", "2", "during a 1 -> 2", CLASS_REMOVED_UNEXPLAINED},
		{"a", NULL, "2", "a 2", CLASS_OVERWRITTEN},
		{"a\n", NULL, NULL, "a\\012", CLASS_OVERWRITTEN},
		{NULL, "1", "2", "", CLASS_EDITED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct finding finding = {.class = table[i].class,
			.package = table[i].package,
			.version_before = table[i].before,
			.version_after = table[i].after};
		TEXT_CLEANUP struct text text = TEXT_INIT;

		phrase_package(&finding, &text);
		assert_text(&text, table[i].words);
	}
}

/* Each escape sequence is one of ours, and each colour is ended. */
static void colour_is_ended(void **state)
{
	TEXT_CLEANUP struct text text = TEXT_INIT;
	int open = 0;

	(void)state;
	text_status(&fixture_view, &colored, &text);
	text_status_short(&fixture_view, &colored, &text);
	text_changes(&fixture_list, &colored, &text);
	for (const char *at = strchr(text_string(&text), '\033'); at != NULL;
		at = strchr(at + 1, '\033')) {
		assert_int_equal(at[1], '[');
		assert_int_equal(at[2 + strspn(at + 2, "0123456789;")], 'm');
		open += at[2] == 'm' ? -1 : 1;
		assert_in_range(open, 0, 1);
	}
	assert_int_equal(open, 0);
}

static void narrow_screens(void **state)
{
	struct finding_list findings = {fixture_findings, 1, 1};
	struct status_view view = fixture_view;
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	view.findings = &findings;
	text_status(&view, &plain, &text);
	assert_in_range(longest_line(&text), 1, 52);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_at_40_columns),
		cmocka_unit_test(verbose_tells_everything),
		cmocka_unit_test(only_announced_changes),
		cmocka_unit_test(status_short_and_empty),
		cmocka_unit_test(many_on_one_screen),
		cmocka_unit_test(notes_do_not_count),
		cmocka_unit_test(phrases_of_edits),
		cmocka_unit_test(phrases_of_upgrades),
		cmocka_unit_test(packages_with_their_versions),
		cmocka_unit_test(colour_is_ended),
		cmocka_unit_test(narrow_screens),
	};

	return cmocka_run_group_tests_name("render/status", tests, NULL, NULL);
}

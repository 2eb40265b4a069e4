// SPDX-License-Identifier: GPL-2.0-or-later
// render/status, render/finding: what happened and to whom, worst first, at 40 columns.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "render/changes.h"
#include "render/finding.h"
#include "render/status.h"
#include "render_fixture.h"

static const struct text_options wide = {.program = "confwatch"};
static const struct text_options colored = {.color = true, .program = "confwatch"};

static void assert_text(const struct text *text, const char *expected)
{
	assert_string_equal(text_string(text), expected);
}

static void assert_printable(const struct text *text)
{
	for (size_t i = 0; i < text->length; i++) {
		unsigned char byte = (unsigned char)text->bytes[i];

		assert_true(byte == '\n' || byte == '\t' || (byte >= 0x20 && byte != 0x7f));
	}
	assert_null(strstr(text_string(text), "\xe2\x80\xae"));
	assert_null(strchr(text_string(text), '\xff'));
}

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

static struct status_view make_status(struct arena *arena, struct finding_list *findings)
{
	findings_from_changes(arena, &fixture_list, findings);
	return (struct status_view){&fixture_snapshot, &fixture_list, findings};
}

static void status_at_40_columns(void **state)
{
	struct arena arena = ARENA_INIT;
	struct finding_list findings;
	struct status_view view = make_status(&arena, &findings);
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	text_status(&view, &plain, &text);
	assert_text(&text,
		"8 changes since 1a2b3c4 (2026-11-19\n"
		"17:00)\n"
		"\n"
		"1 GONE\n"
		"  /etc/null\n"
		"  confwatch restore /etc/null\n"
		"2 GONE\n"
		"  /etc/pam.d/imap\n"
		"  confwatch restore /etc/pam.d/imap\n"
		"3 GONE, with 1 entry below it\n"
		"  /etc/sasl2\n"
		"  confwatch restore /etc/sasl2\n"
		"4 TYPE CHANGED: file -> symbolic link\n"
		"  /etc/unit\n"
		"  confwatch restore /etc/unit\n"
		"5 REPLACED, permissions too, now\n"
		"  readable by everyone\n"
		"  /etc/sasldb2\n"
		"  mode 0640 -> 0644\n"
		"  confwatch diff /etc/sasldb2\n"
		"6 REPLACED, permissions too\n"
		"  /etc/postfix/main.cf\n"
		"  owner root (0) -> cyrus (96)\n"
		"  acl added:\n"
		"    user::rw-,user:96:r--,group::r--,mask::r--,other::---\n"
		"  user.\\033 removed: \"a\"\n"
		"  confwatch diff /etc/postfix/main.cf\n"
		"7 UNREADABLE: Permission denied\n"
		"  /etc/odd\n"
		"  confwatch status /etc/odd\n"
		"8 NEW\n"
		"  /etc/\\033]0;x\\007\\012\\377\\342\\200\\256\n"
		"  confwatch diff $'/etc/\\033]0;x\\007\\012\\377\\342\\200\\256'\n"
		"\n"
		"Keep all of it: confwatch snapshot\n");
	assert_printable(&text);
	arena_release(&arena);
}

static void status_short_and_empty(void **state)
{
	struct arena arena = ARENA_INIT;
	struct finding_list findings;
	struct status_view view = make_status(&arena, &findings);
	struct change_list no_changes = {0};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	findings.count = 4;
	text_status_short(&view, &plain, &text);
	assert_text(&text,
		"GONE          /etc/null\n"
		"GONE          /etc/pam.d/imap\n"
		"GONE          /etc/sasl2\n"
		"TYPE CHANGED  /etc/unit\n");
	text_clear(&text);
	view.changes = &no_changes;
	findings_from_changes(&arena, &no_changes, &findings);
	text_status(&view, &wide, &text);
	assert_text(&text, "nothing changed since 1a2b3c4 (2026-11-19 17:00)\n");
	text_clear(&text);
	view.last = NULL;
	text_status(&view, &wide, &text);
	assert_text(&text, "no snapshot yet: confwatch init\n");
	arena_release(&arena);
}

static const char *phrase_of(struct arena *arena, const struct change *change)
{
	struct change copy = *change;
	struct change_list list = {.changes = &copy, .count = 1};
	struct finding_list findings;

	findings_from_changes(arena, &list, &findings);
	assert_int_equal(findings.count, 1);
	return arena_format(arena, "%s %s: %s", severity_name(findings.items[0].severity),
		findings.items[0].class_name, findings.items[0].phrase);
}

static void phrases(void **state)
{
	static const struct metadata_change narrower[] = {
		{"mode", "0644", "0640", "no longer readable by everyone"}};
	static const struct metadata_change note[] = {{"user.note", "a", "b", NULL}};
	static const struct metadata_change elsewhere[] = {{"target", "a", "b", NULL}};
	static const struct entry busy = {
		.kind = ENTRY_FILE, .content = CONTENT_UNREADABLE, .problem = EAGAIN};
	static const struct entry recorded_secret = {
		.kind = ENTRY_FILE, .content = CONTENT_PROTECTED};
	static const struct {
		struct change change;
		const char *phrase;
	} table[] = {
		{{"/a", CHANGE_CHANGED, true, false, &main_before, &main_after, NULL, 0},
			"notice edited: CHANGED"},
		{{"/a", CHANGE_CHANGED, true, false, &main_before, &main_empty, NULL, 0},
			"critical masked: EMPTIED"},
		{{"/a", CHANGE_CHANGED, true, false, &secret, &recorded_secret, NULL, 0},
			"notice edited: CHANGED"},
		{{"/a", CHANGE_CHANGED, false, false, &main_before, &main_after, wider, 1},
			"critical edited: PERMISSIONS CHANGED, now readable by everyone"},
		{{"/a", CHANGE_CHANGED, false, false, &main_before, &main_after, narrower, 1},
			"warning edited: PERMISSIONS CHANGED, no longer readable by everyone"},
		{{"/a", CHANGE_CHANGED, false, false, &main_before, &main_after, note, 1},
			"notice edited: ATTRIBUTES CHANGED"},
		{{"/a", CHANGE_CHANGED, true, false, &main_before, &main_after, note, 1},
			"notice edited: CHANGED"},
		{{"/a", CHANGE_CHANGED, false, false, &link_other, &link_null, target, 1},
			"critical masked: MASKED, now a link to /dev/null"},
		{{"/a", CHANGE_CHANGED, false, false, &link_null, &link_null, note, 1},
			"notice edited: ATTRIBUTES CHANGED"},
		{{"/a", CHANGE_CHANGED, false, false, &link_other, &link_other, elsewhere, 1},
			"notice edited: TARGET CHANGED"},
		{{"/a", CHANGE_TYPE_CHANGED, false, false, &plain_file, &link_null, NULL, 0},
			"critical masked: MASKED, now a link to /dev/null"},
		{{"/a", CHANGE_TYPE_CHANGED, false, false, &directory, &plain_file, NULL, 0},
			"critical type-changed: TYPE CHANGED: directory -> file"},
		{{"/a", CHANGE_CHANGED, false, true, &plain_file, &busy, NULL, 0},
			"warning unreadable: UNREADABLE: it kept changing while it was read"},
		{{"/a", CHANGE_ADDED, false, true, NULL, &unreadable, NULL, 0},
			"warning unreadable: UNREADABLE: Permission denied"},
		{{"/a", CHANGE_REMOVED, false, true, &unreadable, NULL, NULL, 0},
			"critical removed-unexplained: GONE"},
	};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		assert_string_equal(phrase_of(&arena, &table[i].change), table[i].phrase);
	arena_release(&arena);
}

/* What lies below a directory that came or went is counted, not listed. */
static void directories_fold(void **state)
{
	struct change changes[] = {
		{.path = "/a", .kind = CHANGE_ADDED, .after = &directory},
		{.path = "/a/b", .kind = CHANGE_ADDED, .after = &directory},
		{.path = "/a/b/c", .kind = CHANGE_ADDED, .after = &plain_file},
		{.path = "/ab", .kind = CHANGE_ADDED, .after = &plain_file},
		{.path = "/d",
			.kind = CHANGE_TYPE_CHANGED,
			.before = &directory,
			.after = &plain_file},
		{.path = "/d/e", .kind = CHANGE_REMOVED, .before = &plain_file},
		{.path = "/f",
			.kind = CHANGE_TYPE_CHANGED,
			.before = &plain_file,
			.after = &directory},
		{.path = "/f/g", .kind = CHANGE_ADDED, .after = &plain_file},
		{.path = "/h",
			.kind = CHANGE_CHANGED,
			.before = &directory,
			.after = &directory,
			.metadata = wider,
			.metadata_count = 1},
		{.path = "/h/i", .kind = CHANGE_REMOVED, .before = &plain_file},
	};
	static const char *const expected[] = {"/h/i GONE",
		"/d TYPE CHANGED: directory -> file, with 1 entry below it",
		"/f TYPE CHANGED: file -> directory, with 1 entry below it",
		"/h PERMISSIONS CHANGED, now readable by everyone",
		"/a NEW, with 2 entries below it", "/ab NEW"};
	struct change_list list = {changes, sizeof changes / sizeof *changes, 0};
	struct arena arena = ARENA_INIT;
	struct finding_list findings;

	(void)state;
	findings_from_changes(&arena, &list, &findings);
	assert_int_equal(findings.count, sizeof expected / sizeof *expected);
	for (size_t i = 0; i < findings.count; i++)
		assert_string_equal(arena_format(&arena, "%s %s", findings.items[i].change->path,
					    findings.items[i].phrase),
			expected[i]);
	arena_release(&arena);
}

/* Each escape sequence is one of ours, and each colour is ended. */
static void colour_is_ended(void **state)
{
	struct arena arena = ARENA_INIT;
	struct finding_list findings;
	struct status_view view = make_status(&arena, &findings);
	TEXT_CLEANUP struct text text = TEXT_INIT;
	int open = 0;

	(void)state;
	text_status(&view, &colored, &text);
	text_status_short(&view, &colored, &text);
	text_changes(&fixture_list, &colored, &text);
	for (const char *at = strchr(text_string(&text), '\033'); at != NULL;
		at = strchr(at + 1, '\033')) {
		assert_int_equal(at[1], '[');
		assert_int_equal(at[2 + strspn(at + 2, "0123456789;")], 'm');
		open += at[2] == 'm' ? -1 : 1;
		assert_in_range(open, 0, 1);
	}
	assert_int_equal(open, 0);
	arena_release(&arena);
}

static void narrow_screens(void **state)
{
	struct arena arena = ARENA_INIT;
	struct change_list list = {fixture_changes + 7, 2, 0};
	struct finding_list findings;
	struct status_view view = {&fixture_snapshot, &list, &findings};
	TEXT_CLEANUP struct text text = TEXT_INIT;

	(void)state;
	findings_from_changes(&arena, &list, &findings);
	text_status(&view, &plain, &text);
	assert_in_range(longest_line(&text), 1, 40);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_at_40_columns),
		cmocka_unit_test(status_short_and_empty),
		cmocka_unit_test(phrases),
		cmocka_unit_test(directories_fold),
		cmocka_unit_test(colour_is_ended),
		cmocka_unit_test(narrow_screens),
	};

	return cmocka_run_group_tests_name("render/status", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Prints what a command's JSON can hold at its fullest and emptiest, for tests/checks/schemas.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "render/check.h"
#include "render/diary.h"
#include "render/diff.h"
#include "render/forget.h"
#include "render/init.h"
#include "render/ledger.h"
#include "render/log.h"
#include "render/nightly.h"
#include "render/report.h"
#include "render/restore.h"
#include "render/rules.h"
#include "render/show.h"
#include "render/snapshot.h"
#include "render/status.h"
#include "render/verify.h"
#include "render/why.h"
#include "report_fixture.h"

static const char *const strings[] = {HOSTILE, "/b"};
static const struct change_list no_changes;

static void sample_init(bool full, struct text *result)
{
	static const struct watched_path watched[] = {{HOSTILE, true, 1}, {"/none", false, 0}};
	static const struct ignore ignored[] = {{"*~", "\xff", NULL}, {"*", NULL, NULL}};
	struct init_view view = {.state = "/var/lib/confwatch"};

	if (full)
		view = (struct init_view){HOSTILE, true, watched, 2, ignored, 2, true,
			&fixture_snapshot.id, 3, 4, 5, 6};
	json_init_result(&view, result);
}

static void sample_snapshot(bool full, struct text *result)
{
	struct snapshot_view view = {0};

	if (full)
		view = (struct snapshot_view){
			true, true, &fixture_snapshot.id, &fixture_list, 5, 6};
	json_snapshot(&view, result);
}

static void sample_status(bool full, struct text *result)
{
	static const struct transaction transaction = {
		.id = "0123456789abcdef", .via = "zypp", .manager = HOSTILE, .begun = 1};
	static const struct status_pending pending[] = {{&transaction, true}};
	static const struct finding_list no_findings;
	static const struct ledger_lines no_ledger;
	struct status_view view = {.changes = &no_changes,
		.findings = &no_findings,
		.settled = &no_findings,
		.ledger = &no_ledger};

	if (full)
		view = (struct status_view){&fixture_snapshot, &fixture_list, &fixture_finding_list,
			fixture_known, &said_settled, said_known, &said_ledger, pending, 1};
	json_status(&view, result);
}

static const char *setting_words[] = {HOSTILE, "/b"};

static struct setting_change setting_changes[] = {
	{.kind = SETTING_CHANGED,
		.name = HOSTILE,
		.before = "a b",
		.after = "a \xff",
		.line_before = 1,
		.line_after = 2,
		.gone = {setting_words, 2, 2},
		.came = {setting_words, 1, 1}},
	{.kind = SETTING_ADDED, .name = "", .unread = true, .after = HOSTILE, .line_after = 3},
	{.kind = SETTING_REMOVED, .name = "x", .line_before = 3},
	{.kind = SETTING_REORDERED, .name = "auth"},
};

/* Every change as every kind of difference. */
static void sample_diff(bool full, struct text *result)
{
	const struct diff_sides sides = {
		{.snapshot = full ? &fixture_snapshot : NULL}, {.root = full ? HOSTILE : NULL}};
	struct json json = json_init(result);
	const struct setting_changes changed = {setting_changes, 4, 4};
	const struct settings_view settings = {"pam", false, &changed};

	json_diff_begin(&json, &sides);
	for (size_t i = 0; full && i < fixture_list.count; i++) {
		for (int kind = DIFFERENCE_NONE; kind <= DIFFERENCE_UNREADABLE; kind++) {
			DIFFERENCE_CLEANUP struct difference difference = {
				(enum difference_kind)kind, TEXT_INIT};

			json_diff_change(&json, &fixture_changes[i], &difference,
				kind % 2 == 0 ? NULL : &settings);
		}
	}
	json_diff_end(&json);
}

static void sample_log(bool full, struct text *result)
{
	struct snapshot items[] = {fixture_snapshot, {.kind = SNAPSHOT_OTHER},
		{.transaction = "1", .manager = "\xff", .packages = strings, .package_count = 2}};
	struct snapshot_list list = {items, full ? 3 : 0, 3};
	const struct finding_list findings[] = {fixture_finding_list, {0}, {0}};
	struct diary_entry entries[] = {{0}, {.id = HOSTILE, .until = 1, .times = 2}};
	const struct diary diary[] = {{entries, 2, 2}, {0}, {0}};
	const struct log_view view = {&list, findings, diary};

	json_log(&view, result);
}

static void sample_show(bool full, struct text *result)
{
	const struct entry *children[] = {
		&pam_before, &directory, &secret, &link_null, &unreadable, &device};
	const struct text content = {.bytes = (char[]){"\xff\x1b\\"}, .length = 3};
	struct show_view view = {.snapshot = &fixture_snapshot, .changes = &fixture_list};

	if (full)
		view = (struct show_view){&fixture_snapshot, NULL, &fixture_finding_list,
			&directory, children, 6, &content, "why"};
	json_show(&view, result);
}

static void sample_restore(const char *command, bool full, struct text *result)
{
	struct step steps[] = {
		{.kind = STEP_CREATE, .path = HOSTILE, .wanted = &pam_before},
		{.kind = STEP_REPLACE,
			.path = "/etc/postfix/main.cf",
			.wanted = &pam_before,
			.present = &main_before},
		{.kind = STEP_METADATA, .path = "/a", .wanted = &secret, .present = &plain_file},
		{.kind = STEP_LINK, .path = "/b", .wanted = &pam_before},
		{.kind = STEP_REMOVE, .path = "/c", .present = &device},
	};
	struct refusal refusals[] = {{HOSTILE, "why", "how"}, {"/b", "why", NULL}};
	struct plan plan = {.id = ""};
	struct restore_view view = {.command = command, .plan = &plan};

	if (full) {
		plan = (struct plan){.steps = steps,
			.step_count = 5,
			.refusals = refusals,
			.refusal_count = 2,
			.notes = refusals,
			.note_count = 1,
			.id = "0123456789abcdef"};
		view = (struct restore_view){command, &fixture_snapshot, &plan, true, 5,
			&fixture_snapshot.id, strings, 2};
	}
	json_restore(&view, result);
}

static void sample_forget(bool full, struct text *result)
{
	struct forget_view view = {strings, full ? 2 : 0, 1, 2, 3, 4};

	json_forget(&view, result);
}

static void sample_accept(bool full, struct text *result)
{
	static const struct finding_list no_findings;
	struct accept_view view = {.findings = &no_findings};

	if (full)
		view = (struct accept_view){
			&fixture_finding_list, fixture_known, HOSTILE, &fixture_snapshot.id, 2};
	json_accept(&view, result);
}

static struct diary_entry ledger_entries[] = {
	{.id = HOSTILE,
		.time = 1795107600,
		.author = HOSTILE,
		.paths = strings,
		.path_count = 2,
		.until = 1795108600,
		.times = 3,
		.text = HOSTILE},
	{.id = "1"},
};

static void sample_expect(bool full, struct text *result)
{
	static const struct occasion occasions[] = {{NULL, 1795107600}};
	static const struct expectation items[] = {
		{&ledger_entries[0], occasions, 1}, {&ledger_entries[1], NULL, 0}};
	struct expect_view view = {0};

	if (full)
		view = (struct expect_view){HOSTILE, items, 2};
	json_expect(&view, result);
}

static void sample_pins(const char *command, bool full, struct text *result)
{
	static const struct pin items[] = {
		{HOSTILE, &ledger_entries[0]}, {"/b", &ledger_entries[1]}};
	struct pin_view view = {.command = command};

	if (full)
		view = (struct pin_view){command, HOSTILE, items, 2};
	json_pin(&view, result);
}

static void sample_pin(bool full, struct text *result)
{
	sample_pins("pin", full, result);
}

static void sample_unpin(bool full, struct text *result)
{
	sample_pins("unpin", full, result);
}

static void sample_verify(bool full, struct text *result)
{
	static const struct verify_problem problems[] = {{"history", HOSTILE}, {"cache", ""}};
	static const struct verify_hook hooks[] = {
		{"zypp", "/a", false, 0}, {"rpm", HOSTILE, true, 1795107600}};
	static struct package_event events[] = {
		{1795107600, false, "a", NULL, NULL, "rpm"}, {0, false, HOSTILE, "1", "2", "dpkg"}};
	const struct package_event_list unrecorded = {events, full ? 2 : 0, 2};
	struct verify_view view = {
		.full = full,
		.problems = problems,
		.problems_count = full ? 2 : 0,
		.snapshots = 1,
		.entries = 2,
		.last_full = full ? 1795107600 : 0,
		.hooks = hooks,
		.hooks_count = full ? 2 : 0,
		.unrecorded = &unrecorded,
	};

	json_verify(&view, result);
}

/* Every answer with every cause. */
static void sample_check(bool full, struct text *result)
{
	static const struct pack pack = {.name = "pack"};
	static const struct rule rule = {.pack = &pack,
		.id = "id",
		.policy = HOSTILE,
		.reason = HOSTILE,
		.severity = SEVERITY_CRITICAL};
	static const struct rule bare = {.pack = &pack, .id = "bare"};
	static struct result results[16];
	struct result_list list = {.items = results};
	static const char *sentences[] = {HOSTILE, "b"};
	const struct string_list mistakes = {sentences, full ? 2 : 0, 2};
	const struct check_view view = {&list, {1, 2, 3, 4, 5}, &mistakes};

	for (int doubt = DOUBT_NONE; full && doubt <= DOUBT_UNWATCHED; doubt++)
		results[list.count++] = (struct result){.rule = &rule,
			.path = HOSTILE,
			.line = (uint32_t)doubt,
			.answer = doubt == DOUBT_NONE ? VERDICT_PASS : VERDICT_UNKNOWN,
			.doubt = (enum doubt)doubt,
			.message = doubt == DOUBT_NONE ? NULL : HOSTILE};
	if (full) {
		results[list.count++] = (struct result){
			.rule = &bare, .answer = VERDICT_FAIL, .message = "", .remedy = HOSTILE};
		results[list.count++] = (struct result){
			.rule = &rule, .answer = VERDICT_NOT_APPLICABLE, .unadopted = true};
	}
	json_check(&view, result);
}

static void sample_why(bool full, struct text *result)
{
	static const struct package package = {"a", HOSTILE, "rpm"};
	static const struct owned owner = {
		.path = HOSTILE, .package = &package, .flags = OWNED_CONFIG};
	static const struct required_file required = {
		HOSTILE, ON_LOST_RESTORE, HOSTILE, SEVERITY_INFO};
	static struct diary_entry entries[] = {{0},
		{.id = "1",
			.author = HOSTILE,
			.paths = strings,
			.path_count = 2,
			.tags = strings,
			.tag_count = 2,
			.has_snapshot = true,
			.owner = "a",
			.ticket = "b",
			.review_by = "2027-01-01",
			.text = HOSTILE}};
	static const struct diary diary = {entries, 2, 2};
	static const struct diary no_diary;
	static const struct finding_list no_findings;
	static struct snapshot items[] = {{.kind = SNAPSHOT_OTHER}};
	static const struct snapshot_list snapshots = {items, 1, 1};
	static const struct snapshot_list no_snapshots;
	static struct life_event events[] = {{.kind = LIFE_EDITED,
						     .cause = LIFE_BY_UPGRADE,
						     .snapshot = &fixture_snapshot,
						     .finding = &fixture_findings[0],
						     .package = HOSTILE},
		{.kind = LIFE_NOTED, .entry = &entries[1]}};
	static const struct life life = {events, 2, 0};
	static const struct life no_life;
	static const struct ledger_lines no_ledger;
	static const struct result_list no_rules;
	static const struct pack pack = {.name = "pack"};
	static const struct rule rule = {.pack = &pack, .id = "id"};
	static struct result failed = {
		.rule = &rule, .path = HOSTILE, .answer = VERDICT_FAIL, .message = HOSTILE};
	static const struct result_list rules = {&failed, 1, 1};
	struct why_view view = {.path = "/a",
		.rules = &no_rules,
		.diary = &no_diary,
		.findings = &no_findings,
		.settled = &no_findings,
		.ledger = &no_ledger,
		.snapshots = &no_snapshots,
		.life = &no_life};

	if (full)
		view = (struct why_view){HOSTILE, &pam_before, &owner, ORIGIN_EDITED, true, true,
			&required, &entries[1], &diary, &fixture_finding_list, fixture_known,
			&said_settled, said_known, &said_ledger, &rules, &snapshots, &life, HOSTILE,
			4, 0};
	json_why(&view, result);
}

static void sample_diary(bool full, struct text *result)
{
	static struct diary_entry entries[] = {{0},
		{.id = HOSTILE,
			.author = HOSTILE,
			.paths = strings,
			.path_count = 2,
			.tags = strings,
			.tag_count = 2,
			.has_snapshot = true,
			.owner = HOSTILE,
			.ticket = HOSTILE,
			.review_by = HOSTILE,
			.findings = strings,
			.finding_count = 2,
			.until = 1795089600,
			.times = 3,
			.text = HOSTILE}};
	const struct diary diary = {.entries = entries, .count = full ? 2 : 0};

	json_diary(&diary, 0, result);
}

static void sample_rules(bool full, struct text *result)
{
	static struct rule rules[] = {
		{.id = "a",
			.title = HOSTILE,
			.policy = "p",
			.overridden_by = HOSTILE,
			.disabled = true,
			.severity = SEVERITY_CRITICAL,
			.place = {HOSTILE, 1, 1}},
		{.id = "b", .place = {"", 2, 1}},
	};
	static struct pack packs[] = {
		{.name = "q", .title = HOSTILE, .shipped = true, .rules = rules, .rule_count = 2}};
	const struct rule_set set = {.packs = packs, .pack_count = full ? 1 : 0};
	struct string_list problems = {
		(const char *[]){HOSTILE, "\xff"}, full ? 2 : 0, full ? 2 : 0};

	rules[0].pack = packs;
	rules[1].pack = packs;
	json_rules_list(&set, &problems, result);
}

static void sample_report(
	bool full, void (*render)(const struct report *, struct text *), struct text *result)
{
	struct arena arena = ARENA_INIT;
	struct report report;

	fixture_report(&arena, full, &report);
	render(&report, result);
	arena_release(&arena);
}

static void as_text(const struct report *report, struct text *result)
{
	static const struct text_options options = {.program = "confwatch"};

	text_report(report, &options, result);
}

static void as_html(const struct report *report, struct text *result)
{
	static const struct text_options options = {.program = "confwatch"};

	html_report(report, &options, result);
}

static void sample_report_html(bool full, struct text *result)
{
	sample_report(full, as_html, result);
}

static void sample_report_xml(bool full, struct text *result)
{
	sample_report(full, xml_report, result);
}

static void sample_report_text(bool full, struct text *result)
{
	sample_report(full, as_text, result);
}

static void sample_nightly(bool full, struct text *result)
{
	static const struct snapshot last = {.kind = SNAPSHOT_NIGHTLY};
	static const struct report report = {.about = {.host = HOSTILE, .last = &last}};
	struct nightly_view view = {.skipped = true};

	if (full)
		view = (struct nightly_view){
			false, HOSTILE, 7, &fixture_snapshot.id, &report, MAIL_WAITS, HOSTILE};
	json_nightly(&view, result);
}

static void sample_report_json(bool full, struct text *result)
{
	sample_report(full, json_report, result);
}

int main(int argc, char *argv[])
{
	static const struct {
		const char *name;
		void (*print)(bool full, struct text *result);
	} samples[] = {
		{"init", sample_init},
		{"snapshot", sample_snapshot},
		{"status", sample_status},
		{"diff", sample_diff},
		{"log", sample_log},
		{"show", sample_show},
		{"forget", sample_forget},
		{"accept", sample_accept},
		{"expect", sample_expect},
		{"pin", sample_pin},
		{"unpin", sample_unpin},
		{"check", sample_check},
		{"verify", sample_verify},
		{"why", sample_why},
		{"diary", sample_diary},
		{"rules", sample_rules},
		{"nightly", sample_nightly},
		{"report", sample_report_json},
		{"report.html", sample_report_html},
		{"report.text", sample_report_text},
		{"report.xml", sample_report_xml},
	};
	TEXT_CLEANUP struct text text = TEXT_INIT;
	bool full = argc == 3 && strcmp(argv[2], "full") == 0;

	if (argc != 3)
		return 2;
	if (strcmp(argv[1], "restore") == 0 || strcmp(argv[1], "undo") == 0)
		sample_restore(argv[1], full, &text);
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		if (strcmp(argv[1], samples[i].name) == 0)
			samples[i].print(full, &text);
	}
	return fwrite(text_string(&text), text.length, 1, stdout) == 1 ? 0 : 2;
}

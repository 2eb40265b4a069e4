// SPDX-License-Identifier: GPL-2.0-or-later
// A week of a small mail server as a report, hostile names among it.
#ifndef REPORT_FIXTURE_H
#define REPORT_FIXTURE_H

#include "core/report.h"
#include "ledger_fixture.h"
#include "render_fixture.h"

enum {
	REPORT_DAY = 24 * 60 * 60,
	REPORT_NOW = 1795107600, /* 2026-11-19 17:00 UTC */
};

static const char *const report_words_first[] = {
	"cyrus-imapd 2.4.20-1 -> 2.4.21-1", "postfix 3.7 -> 3.8", "exim 4.9 -> none"};
static const char *const report_words_last[] = {"cyrus-imapd 2.4.21-1 -> 3.0.7-1",
	"new\x1b]0;x\a none -> 1", "no version at all \xff", "plain"};

static struct snapshot report_snapshots[] = {
	{.id = {{0x1a, 0x2b}},
		.time = REPORT_NOW - REPORT_DAY,
		.kind = SNAPSHOT_AFTER_UPGRADE,
		.manager = "zypper",
		.transaction = "0123456789abcdef",
		.author = HOSTILE,
		.packages = report_words_last,
		.package_count = 4},
	{.id = {{0x2a, 0x2b}},
		.time = REPORT_NOW - 2 * REPORT_DAY,
		.kind = SNAPSHOT_MANUAL,
		.message = HOSTILE},
	{.id = {{0x3a, 0x2b}},
		.time = REPORT_NOW - 3 * REPORT_DAY,
		.kind = SNAPSHOT_AFTER_UPGRADE,
		.manager = "zypper",
		.packages = report_words_first,
		.package_count = 3},
};
static const struct snapshot_list report_snapshot_list = {report_snapshots, 3, 3};
static const struct snapshot report_base = {
	.id = {{0x4a, 0x2b, 0x3c}}, .time = REPORT_NOW - 7 * REPORT_DAY, .kind = SNAPSHOT_INIT};

/* Beside those of render_fixture.h: versions that wait, and one that came back. */
static struct finding report_findings[] = {
	{.id = "0000000000000001",
		.class = CLASS_SET_ASIDE,
		.severity = SEVERITY_CRITICAL,
		.path = "/etc/pam.d/imap",
		.package = "cyrus-imapd",
		.version_before = "2.4.20-1",
		.version_after = "3.0.7-1",
		.transaction = "0123456789abcdef",
		.leftover = "/etc/pam.d/imap.rpmsave",
		.message = "cyrus-imapd 2.4.20-1 -> 3.0.7-1 moved your /etc/pam.d/imap away",
		.reason = "mail users come from LDAP, through SSSD",
		.remedy = "confwatch restore /etc/pam.d/imap",
		.since = REPORT_NOW - REPORT_DAY,
		.folded = 1},
	{.id = "0000000000000002",
		.class = CLASS_OVERWRITTEN,
		.severity = SEVERITY_CRITICAL,
		.path = "/etc/pam.d/smtp",
		.message = "/etc/pam.d/smtp was restored from the state before",
		.restored = true,
		.state = FINDING_RESTORED,
		.since = REPORT_NOW - REPORT_DAY,
		.folded = 1},
	{.id = "0000000000000003",
		.class = CLASS_COUNT,
		.rule = "pam-imap-exists",
		.severity = SEVERITY_WARNING,
		.path = HOSTILE,
		.line = 7,
		.message = HOSTILE "]]>--><script>&\"'",
		.remedy = "confwatch restore '" HOSTILE "'",
		.folded = 1},
	{.id = "0000000000000004",
		.class = CLASS_UPDATE_PENDING,
		.severity = SEVERITY_WARNING,
		.path = "/etc/postfix/main.cf",
		.leftover = "/etc/postfix/main.cf.rpmnew",
		.package = "postfix",
		.remedy = "confwatch show last:/etc/postfix/main.cf.rpmnew",
		.said = &said_pinned,
		.since = REPORT_NOW - 3 * REPORT_DAY,
		.folded = 1},
	{.id = "0000000000000005",
		.class = CLASS_UPDATE_PENDING,
		.severity = SEVERITY_WARNING,
		.path = "/etc/<b>&\"'",
		.leftover = "/etc/<b>&\"'.rpmnew",
		.since = REPORT_NOW - 30 * REPORT_DAY,
		.folded = 1},
	{.id = "0000000000000006",
		.class = CLASS_EDITED,
		.severity = SEVERITY_NOTICE,
		.path = "/etc/postfix/main.cf",
		.remedy = "confwatch diff /etc/postfix/main.cf",
		.folded = 1},
	{.id = "0000000000000007",
		.class = CLASS_VENDOR_UPDATED,
		.severity = SEVERITY_INFO,
		.path = "/etc/a",
		.package = "cyrus-imapd",
		.transaction = "0123456789abcdef",
		.folded = 14},
	{.id = "0000000000000008",
		.class = CLASS_OVERWRITTEN,
		.severity = SEVERITY_CRITICAL,
		.path = "/etc/<a>",
		.state = FINDING_EXPECTED,
		.said = &said_announced,
		.since = REPORT_NOW - REPORT_DAY,
		.folded = 1},
	{.id = "0000000000000009",
		.class = CLASS_SET_ASIDE,
		.severity = SEVERITY_CRITICAL,
		.path = "/etc/b",
		.state = FINDING_ACCEPTED,
		.said = &said_accepted,
		.folded = 1},
};
static const struct finding_list report_finding_list = {
	report_findings, sizeof report_findings / sizeof *report_findings, 0};
static const struct change *const report_known[] = {
	&fixture_changes[3], NULL, NULL, NULL, NULL, &fixture_changes[4], NULL, NULL, NULL};
static const struct finding_list report_left[] = {{report_findings + 6, 1, 1}, {0}, {0}};

static struct report_told report_told_items[] = {
	{"0000000000000005", REPORT_NOW - 40 * REPORT_DAY}};
static const struct report_mark report_mark = {
	true, REPORT_NOW - 7 * REPORT_DAY, report_told_items, 1};

static struct rule report_rules[] = {
	{.id = "pam-imap-exists", .disabled = true, .overridden_by = HOSTILE},
	{.id = "held"},
	{.id = "postfix-tls", .overridden_by = "/etc/confwatch/rules.d/<own>.yaml"},
};
static struct pack report_packs[] = {
	{.name = "pam", .shipped = true, .rules = report_rules, .rule_count = 3},
	{.name = "own", .rules = report_rules, .rule_count = 3},
};
static const struct rule_set report_rule_set = {.packs = report_packs, .pack_count = 2};

/* full: all of the above; else before the first snapshot. */
static inline void fixture_report(struct arena *arena, bool full, struct report *result)
{
	static const struct report_difference differences[] = {
		{DIFFERENCE_NONE, "", 0, 0},
		{DIFFERENCE_NOT_KEPT, "", 0, 0},
		{DIFFERENCE_UNREADABLE, "", 0, 0},
		{DIFFERENCE_TEXT, "@@ -1 +0,0 @@\n-<script>\x1b]]>\xff&\n", 30, 99},
		{DIFFERENCE_BINARY, "", 0, 0},
		{DIFFERENCE_NONE, "", 0, 0},
		{DIFFERENCE_TOO_LARGE, "", 0, 0},
		{DIFFERENCE_PROTECTED, "", 0, 0},
		{DIFFERENCE_NONE, "", 0, 0},
	};
	static const struct occasion came[] = {{"0123456789abcdef", SAID_AT}};
	static const struct expectation expected[] = {{&said_announced, came, 1}};
	static struct diary_entry said[3];
	static const struct diary diary = {said, 3, 3};
	struct report_input input = {.host = "mx1", .now = REPORT_NOW, .since = REPORT_NOW};

	for (size_t i = 0; i < 3; i++)
		report_rules[i].pack = report_packs;
	said[0] = said_announced;
	said[1] = said_accepted;
	said[2] = said_pinned;
	if (full)
		input = (struct report_input){
			.host = "mx1\x1b<&>",
			.now = REPORT_NOW,
			.from = REPORT_FROM_SENT,
			.since = REPORT_NOW - 7 * REPORT_DAY,
			.last = &fixture_snapshot,
			.findings = &report_finding_list,
			.known = report_known,
			.diary = &diary,
			.expected = expected,
			.expected_count = 1,
			.mark = &report_mark,
			.snapshots = &report_snapshot_list,
			.left = report_left,
			.base = &report_base,
			.changes = &fixture_list,
			.differences = differences,
			.rules = &report_rule_set,
			.life = {812, true, {30, 1, 1, 20, 5}, REPORT_NOW - REPORT_DAY, "zypp"},
			.mail_down = REPORT_NOW - 2 * REPORT_DAY,
		};
	report_make(arena, &input, result);
}

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// A small mail server's changes, hostile names among them: what the renderers are tested with.
#ifndef RENDER_FIXTURE_H
#define RENDER_FIXTURE_H

#include <errno.h>

#include "core/diff.h"
#include "core/finding.h"
#include "core/plan.h"
#include "core/snapshot.h"
#include "render/style.h"

#define HOSTILE "/etc/\x1b]0;x\a\n\xff\xe2\x80\xae"

static const struct text_options plain = {.columns = 40, .program = "confwatch"};

static const struct snapshot fixture_snapshot = {
	.id = {{0x1a, 0x2b, 0x3c, 0x4d}},
	.time = 1795107600, /* 2026-11-19 17:00 UTC */
	.zone = 60,
	.kind = SNAPSHOT_MANUAL,
	.author = "Anna \x1b[1m <anna@mail>",
	.message = "first line\nsecond \xff line",
	.added = 1,
	.changed = 2,
};

static const struct attributes fixture_acl = {
	.access_acl = "user::rw-\nuser:96:r--\ngroup::r--\nmask::r--\nother::---\n",
	.list = (const struct attribute[]){{"user.note", (const unsigned char *)"a\0\xff", 3}},
	.count = 1,
};

static const struct entry pam_before = {
	.path = "/etc/pam.d/imap",
	.kind = ENTRY_FILE,
	.content = CONTENT_PUBLIC,
	.mode = 0640,
	.user = "root",
	.group = "sasl",
	.gid = 45,
	.size = 121,
	.seconds = 1795107600,
	.attributes = &fixture_acl,
	.has_blob = true,
	.blob = {0xaa, 0xbb},
};
static const struct entry directory = {.path = "/etc/sasl2", .kind = ENTRY_DIRECTORY, .mode = 0755};
static const struct entry file_below = {
	.path = "/etc/sasl2/a.conf", .kind = ENTRY_FILE, .content = CONTENT_PUBLIC, .mode = 0644};
static const struct entry main_before = {.path = "/etc/postfix/main.cf",
	.kind = ENTRY_FILE,
	.content = CONTENT_PUBLIC,
	.size = 1229,
	.has_blob = true,
	.blob = {0x11}};
static const struct entry main_after = {.path = "/etc/postfix/main.cf",
	.kind = ENTRY_FILE,
	.content = CONTENT_PUBLIC,
	.size = 1434,
	.has_blob = true,
	.blob = {0x22}};
static const struct entry main_empty = {.path = "/etc/postfix/main.cf",
	.kind = ENTRY_FILE,
	.content = CONTENT_PUBLIC,
	.has_blob = true,
	.blob = {0xe6}};
static const struct entry secret = {.path = "/etc/sasldb2",
	.kind = ENTRY_FILE,
	.content = CONTENT_PROTECTED,
	.mode = 0644,
	.size = 98765,
	.has_blob = true,
	.blob = {0x77}};
static const struct entry link_null = {
	.path = "/etc/unit", .kind = ENTRY_LINK, .target = "/dev/null", .mode = 0777};
static const struct entry link_other = {
	.path = "/etc/unit", .kind = ENTRY_LINK, .target = "a\x1b b", .mode = 0777};
static const struct entry plain_file = {
	.path = "/etc/unit", .kind = ENTRY_FILE, .content = CONTENT_PUBLIC, .mode = 0644};
static const struct entry unreadable = {
	.path = "/etc/odd", .kind = ENTRY_FILE, .content = CONTENT_UNREADABLE, .problem = EACCES};
static const struct entry device = {.path = "/etc/null",
	.kind = ENTRY_CHARACTER_DEVICE,
	.major = 1,
	.minor = 3,
	.mode = 0666,
	.uid = 7,
	.gid = 8};

static const struct metadata_change wider[] = {
	{"mode", "0640", "0644", "now readable by everyone"},
};
static const struct metadata_change many[] = {
	{"owner", "root (0)", "cyrus (96)", NULL},
	{"acl", NULL, "user::rw-,user:96:r--,group::r--,mask::r--,other::---", NULL},
	{"user.\x1b", "\"a\"", NULL, NULL},
};
static const struct metadata_change target[] = {{"target", "old", "/dev/null", NULL}};

static struct change fixture_changes[] = {
	{.path = HOSTILE, .kind = CHANGE_ADDED, .after = &file_below},
	{.path = "/etc/null", .kind = CHANGE_REMOVED, .before = &device},
	{.path = "/etc/odd",
		.kind = CHANGE_CHANGED,
		.unreadable = true,
		.before = &file_below,
		.after = &unreadable},
	{.path = "/etc/pam.d/imap", .kind = CHANGE_REMOVED, .before = &pam_before},
	{.path = "/etc/postfix/main.cf",
		.kind = CHANGE_CHANGED,
		.content = true,
		.before = &main_before,
		.after = &main_after,
		.metadata = many,
		.metadata_count = 3},
	{.path = "/etc/sasl2", .kind = CHANGE_REMOVED, .before = &directory},
	{.path = "/etc/sasl2/a.conf", .kind = CHANGE_REMOVED, .before = &file_below},
	{.path = "/etc/sasldb2",
		.kind = CHANGE_CHANGED,
		.content = true,
		.before = &secret,
		.after = &secret,
		.metadata = wider,
		.metadata_count = 1},
	{.path = "/etc/unit",
		.kind = CHANGE_TYPE_CHANGED,
		.before = &plain_file,
		.after = &link_other},
};
static const struct change_list fixture_list = {
	.changes = fixture_changes,
	.count = sizeof fixture_changes / sizeof *fixture_changes,
};

/* What such a server may be told after an upgrade, one finding of each shape. */
static struct finding fixture_findings[] = {
	{.id = "0000000000000001",
		.class = CLASS_SET_ASIDE,
		.severity = SEVERITY_CRITICAL,
		.path = "/etc/pam.d/imap",
		.package = "cyrus-imapd",
		.version_before = "2.4.20-1",
		.version_after = "3.0.7-1",
		.transaction = "0123456789abcdef",
		.has_snapshot = true,
		.snapshot = {{0x1a}},
		.leftover = "/etc/pam.d/imap.rpmsave",
		.message = "cyrus-imapd 2.4.20-1 -> 3.0.7-1 moved your /etc/pam.d/imap away",
		.reason = "mail users come from LDAP, through SSSD",
		.remedy = "confwatch restore /etc/pam.d/imap",
		.folded = 1},
	{.id = "0000000000000002",
		.class = CLASS_METADATA_RESET,
		.severity = SEVERITY_CRITICAL,
		.path = "/etc/sasldb2",
		.package = "cyrus-sasl",
		.version_before = "2.1.28-1",
		.version_after = "2.1.28-1",
		.transaction = "0123456789abcdef",
		.message = "",
		.remedy = "confwatch restore --metadata-only /etc/sasldb2",
		.folded = 1},
	{.id = "0000000000000003",
		.class = CLASS_REMOVED_UNEXPLAINED,
		.severity = SEVERITY_CRITICAL,
		.path = "/etc/sasl2",
		.remedy = "confwatch restore /etc/sasl2",
		.folded = 2},
	{.id = "0000000000000004",
		.class = CLASS_OVERWRITTEN,
		.severity = SEVERITY_CRITICAL,
		.path = "/etc/unit",
		.transaction = "0123456789abcdef",
		.message = "pam-config rewrote /etc/unit and \x1b lost settings of yours",
		.remedy = "confwatch restore /etc/unit",
		.restored = true,
		.state = FINDING_RESTORED,
		.folded = 1},
	{.id = "0000000000000005",
		.class = CLASS_UNREADABLE,
		.severity = SEVERITY_WARNING,
		.path = "/etc/odd",
		.folded = 1},
	{.id = "0000000000000006",
		.class = CLASS_UNWITNESSED,
		.severity = SEVERITY_WARNING,
		.message = "rpm changed 3 packages on 2026-11-19, and no hook saw it",
		.remedy = "confwatch verify",
		.folded = 1},
	{.id = "0000000000000007",
		.class = CLASS_COUNT,
		.rule = "pam-imap-exists",
		.severity = SEVERITY_WARNING,
		.path = HOSTILE,
		.line = 7,
		.message = HOSTILE,
		.remedy = "confwatch restore '" HOSTILE "'",
		.folded = 1},
	{.id = "0000000000000008",
		.class = CLASS_EDITED,
		.severity = SEVERITY_NOTICE,
		.path = "/etc/postfix/main.cf",
		.remedy = "confwatch diff /etc/postfix/main.cf",
		.folded = 1},
	{.id = "0000000000000009",
		.class = CLASS_VENDOR_UPDATED,
		.severity = SEVERITY_INFO,
		.path = "/etc/a",
		.package = "postfix",
		.version_before = "3.7",
		.version_after = "3.8",
		.transaction = "0123456789abcdef",
		.folded = 14},
};
static const struct finding_list fixture_finding_list = {
	.items = fixture_findings,
	.count = sizeof fixture_findings / sizeof *fixture_findings,
};

/* What became of their paths, as far as it is known. */
static const struct change *const fixture_known[] = {&fixture_changes[3], &fixture_changes[7],
	&fixture_changes[5], &fixture_changes[8], &fixture_changes[2], NULL, NULL,
	&fixture_changes[4], NULL};

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// A small mail server's changes, hostile names among them: what the renderers are tested with.
#ifndef RENDER_FIXTURE_H
#define RENDER_FIXTURE_H

#include <errno.h>

#include "core/diff.h"
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

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// What somebody said of findings and paths, and findings that are open no more for it.
#ifndef LEDGER_FIXTURE_H
#define LEDGER_FIXTURE_H

#include "core/ledger_lines.h"
#include "render_fixture.h"

enum {
	SAID_AT = 1795100400, /* 2026-11-19 15:00 UTC */
};

static const char *const said_paths[] = {"/etc/a", HOSTILE, "/etc/c", "/etc/d"};
static const char *const said_tags[] = {DIARY_EXPECTED, DIARY_ACCEPTED, DIARY_PINNED};
static const char *const said_ids[] = {"0123456789abcdef"};

static const struct diary_entry said_announced = {
	.id = "20261119-150000-00aa",
	.time = SAID_AT,
	.author = "Anna <anna@mail>",
	.paths = said_paths,
	.path_count = 1,
	.tags = &said_tags[0],
	.tag_count = 1,
	.until = SAID_AT + 7200,
	.times = 2,
	.text = "the new release",
};
static const struct diary_entry said_accepted = {
	.id = "20261119-150000-00ab",
	.time = SAID_AT,
	.author = HOSTILE,
	.paths = said_paths,
	.path_count = 4,
	.tags = &said_tags[1],
	.tag_count = 1,
	.findings = said_ids,
	.finding_count = 1,
	.text = "right \x1b\n* more",
};
static const struct diary_entry said_pinned = {
	.id = "20261119-150000-00ac", .time = SAID_AT, .tags = &said_tags[2], .tag_count = 1};

static struct finding said_findings[] = {
	{.id = "00000000000000a1",
		.class = CLASS_OVERWRITTEN,
		.severity = SEVERITY_CRITICAL,
		.path = "/etc/a",
		.state = FINDING_EXPECTED,
		.said = &said_announced,
		.remedy = "confwatch restore /etc/a",
		.folded = 1},
	{.id = "00000000000000a2",
		.class = CLASS_EDITED,
		.severity = SEVERITY_NOTICE,
		.path = HOSTILE,
		.state = FINDING_ACCEPTED,
		.said = &said_accepted,
		.folded = 1},
	{.id = "00000000000000a3",
		.class = CLASS_SET_ASIDE,
		.severity = SEVERITY_CRITICAL,
		.path = "/etc/c",
		.state = FINDING_RESTORED,
		.folded = 1},
	{.id = "00000000000000a4",
		.class = CLASS_EDITED,
		.severity = SEVERITY_NOTICE,
		.path = "/etc/d",
		.state = FINDING_GONE,
		.folded = 1},
};
static const struct finding_list said_settled = {said_findings, 4, 4};
static const struct change *const said_known[] = {NULL, NULL, NULL, NULL};

static struct ledger_line said_lines[] = {
	{DIARY_EXPECTED, &said_announced, 1},
	{DIARY_PINNED, &said_pinned, 0},
	{DIARY_ACCEPTED, &said_accepted, 0},
};
static const struct ledger_lines said_ledger = {said_lines, 3, 3, 2};

#endif

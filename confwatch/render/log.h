// SPDX-License-Identifier: GPL-2.0-or-later
// log: snapshots, newest first.
#ifndef RENDER_LOG_H
#define RENDER_LOG_H

#include "core/diary.h"
#include "core/finding.h"
#include "core/snapshot.h"
#include "render/json.h"
#include "render/style.h"

struct log_view {
	const struct snapshot_list *snapshots;
	const struct finding_list *findings; /* of each snapshot's own transaction */
	const struct diary *diary;	     /* of each: what was written when it was the newest */
};

void text_log(const struct log_view *view, const struct text_options *options, struct text *result);
void json_log(const struct log_view *view, struct text *result);

/* One snapshot's lines without its changes; its object. snapshot NULL: null. */
void text_log_snapshot(
	const struct snapshot *snapshot, const struct text_options *options, struct text *result);

void json_log_snapshot(struct json *json, const char *key, const struct snapshot *snapshot);

/* All of it on one line: id, time, kind, and who or what made it. */
void text_log_line(
	const struct snapshot *snapshot, const struct text_options *options, struct text *result);

#endif

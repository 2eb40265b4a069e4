// SPDX-License-Identifier: GPL-2.0-or-later
// show: one snapshot with what it changed, or what it holds at a path.
#ifndef RENDER_SHOW_H
#define RENDER_SHOW_H

#include "core/diff.h"
#include "core/finding.h"
#include "core/snapshot.h"
#include "render/style.h"

struct show_view {
	const struct snapshot *snapshot;
	const struct change_list *changes;   /* show S; NULL: show S:PATH */
	const struct finding_list *findings; /* of its own transaction; NULL: show S:PATH */
	const struct entry *entry;	     /* show S:PATH; NULL: show S */
	const struct entry *const *children; /* of a directory */
	size_t children_count;
	const struct text *content; /* of a regular file; NULL: not shown */
	/* Why content is NULL for a regular file: "protected: use --show-secrets on a terminal" */
	const char *withheld;
};

/* Without a terminal (columns 0) content is the bytes as they are, and nothing else. */
void text_show(
	const struct show_view *view, const struct text_options *options, struct text *result);
void json_show(const struct show_view *view, struct text *result);

#endif

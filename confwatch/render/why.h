// SPDX-License-Identifier: GPL-2.0-or-later
// why: everything that is known about one path.
#ifndef RENDER_WHY_H
#define RENDER_WHY_H

#include "core/classify.h"
#include "core/diary.h"
#include "core/evaluate.h"
#include "core/ledger_lines.h"
#include "core/life.h"
#include "render/finding.h"

struct why_view {
	const char *path;
	const struct entry *entry; /* NULL: not there */
	const struct owned *owner; /* NULL: nobody owns it */
	enum origin origin;
	bool is_protected;
	bool has_vendor_text;
	const struct required_file *required; /* NULL: it is not */
	const struct diary_entry *reason;     /* NULL: none */
	const struct diary *diary;	      /* about it, oldest first */
	const struct finding_list *findings;
	const struct change *const *known;  /* for each finding, as text_finding() takes it */
	const struct finding_list *settled; /* open no more */
	const struct change *const *settled_known;
	const struct ledger_lines *ledger; /* what was accepted, announced and pinned */
	const struct result_list *rules;   /* what rules say of it */
	const struct snapshot_list *snapshots;
	const struct life *life;
	const char *since_vendor; /* hunks from the package's text to what is there; NULL: none */
	size_t since_vendor_length;
	int64_t now; /* whether the reason is overdue */
};

void text_why(const struct why_view *view, const struct text_options *options, struct text *result);
void json_why(const struct why_view *view, struct text *result);

/* What recording a reason prints. */
void text_why_recorded(const char *path, bool accepted, struct text *result);

#endif

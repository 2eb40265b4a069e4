// SPDX-License-Identifier: GPL-2.0-or-later
// status: the first screen, readable at 40 columns.
#ifndef RENDER_STATUS_H
#define RENDER_STATUS_H

#include "core/ledger_lines.h"
#include "core/snapshot.h"
#include "core/transaction.h"
#include "render/finding.h"

/* A begun upgrade that no hook has ended yet. */
struct status_pending {
	const struct transaction *transaction;
	bool running; /* false: its package manager is gone */
};

struct status_view {
	const struct snapshot *last; /* NULL: no snapshot yet */
	const struct change_list *changes;
	const struct finding_list *findings; /* sorted: those that are only told come last */
	const struct change *const *known;   /* for each finding, as text_finding() takes it */
	const struct finding_list *settled;  /* open no more: accepted, announced, dealt with */
	const struct change *const *settled_known;
	const struct ledger_lines *ledger; /* what counts now */
	const struct status_pending *pending;
	size_t pending_count;
};

/* Findings that somebody should act on or know: all but SEVERITY_INFO. */
size_t status_count(const struct finding_list *findings);

void text_status(
	const struct status_view *view, const struct text_options *options, struct text *result);

/* --short: a line each: word and path. */
void text_status_short(
	const struct status_view *view, const struct text_options *options, struct text *result);
void json_status(const struct status_view *view, struct text *result);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// status: the first screen, readable at 40 columns.
#ifndef RENDER_STATUS_H
#define RENDER_STATUS_H

#include "core/snapshot.h"
#include "render/finding.h"

struct status_view {
	const struct snapshot *last; /* NULL: no snapshot yet */
	const struct change_list *changes;
	const struct finding_list *findings; /* findings_from_changes() of them */
};

void text_status(
	const struct status_view *view, const struct text_options *options, struct text *result);

/* --short: a line each: word and path. */
void text_status_short(
	const struct status_view *view, const struct text_options *options, struct text *result);
void json_status(
	const struct status_view *view, const struct text_options *options, struct text *result);

#endif

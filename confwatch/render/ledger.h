// SPDX-License-Identifier: GPL-2.0-or-later
// accept: what is right as it is.
#ifndef RENDER_LEDGER_H
#define RENDER_LEDGER_H

#include "core/diff.h"
#include "core/finding.h"
#include "render/style.h"

struct accept_view {
	const struct finding_list *findings;
	const struct change *const *known;  /* for each, as text_finding() takes it */
	const char *entry;		    /* of the diary; NULL: nothing was accepted */
	const struct snapshot_id *snapshot; /* that was made for it; NULL: none */
	size_t left;			    /* findings that nobody can accept */
};

/* What would be accepted, before somebody is asked. */
void text_accept_question(
	const struct accept_view *view, const struct text_options *options, struct text *result);

void text_accept(
	const struct accept_view *view, const struct text_options *options, struct text *result);
void json_accept(const struct accept_view *view, struct text *result);

#endif

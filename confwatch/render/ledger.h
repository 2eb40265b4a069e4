// SPDX-License-Identifier: GPL-2.0-or-later
// accept, expect, pin: what people said about findings and paths.
#ifndef RENDER_LEDGER_H
#define RENDER_LEDGER_H

#include "core/diff.h"
#include "core/ledger.h"
#include "render/style.h"

struct accept_view {
	const struct finding_list *findings;
	const struct change *const *known;  /* for each, as text_finding() takes it */
	const char *entry;		    /* of the diary; NULL: nothing was accepted */
	const struct snapshot_id *snapshot; /* that was made for it; NULL: none */
	int64_t until;			    /* open again after that; 0: never */
};

/* What would be accepted, before somebody is asked. */
void text_accept_question(
	const struct accept_view *view, const struct text_options *options, struct text *result);

void text_accept(
	const struct accept_view *view, const struct text_options *options, struct text *result);
void json_accept(const struct accept_view *view, struct text *result);

struct expect_view {
	const char *entry;		 /* of the diary, just written; NULL: none */
	const struct expectation *items; /* all that is expected still */
	size_t count;
};

void text_expect(
	const struct expect_view *view, const struct text_options *options, struct text *result);
void json_expect(const struct expect_view *view, struct text *result);

struct pin_view {
	const char *command;	 /* "pin", "unpin" */
	const char *entry;	 /* of the diary, just written; NULL: there was nothing to say */
	const struct pin *items; /* all that is pinned now */
	size_t count;
};

void text_pin(const struct pin_view *view, const struct text_options *options, struct text *result);
void json_pin(const struct pin_view *view, struct text *result);

#endif

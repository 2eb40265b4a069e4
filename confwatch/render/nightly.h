// SPDX-License-Identifier: GPL-2.0-or-later
// nightly: what was done, in a few lines.
#ifndef RENDER_NIGHTLY_H
#define RENDER_NIGHTLY_H

#include "core/outbox.h"
#include "core/report.h"
#include "render/style.h"

struct nightly_view {
	bool skipped;	     /* the rest is not set but for manager and pid */
	const char *manager; /* of packages, at work; NULL: none is */
	long pid;
	const struct snapshot_id *snapshot; /* NULL: nothing changed */
	const struct report *report;
	enum mail_outcome mail;
	const char *problem; /* why it was not sent; NULL: it was, or need not be */
};

void text_nightly(
	const struct nightly_view *view, const struct text_options *options, struct text *result);
void json_nightly(const struct nightly_view *view, struct text *result);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// What says it when mail cannot: at login, in the journal, to a monitor. Counts and times alone.
#ifndef RENDER_NOTICE_H
#define RENDER_NOTICE_H

#include "base/text.h"
#include "core/notice.h"
#include "render/style.h"

/* One sentence for the journal, without an end. */
void notice_sentence(
	const struct notice *notice, const struct text_options *options, struct text *result);

/* Some lines for people who log in. */
void notice_login(
	const struct notice *notice, const struct text_options *options, struct text *result);

/* For Prometheus, in its text format, version 0.0.4. */
void notice_metrics(const struct notice *notice, struct text *result);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// The report: one model in every format.
#ifndef RENDER_REPORT_H
#define RENDER_REPORT_H

#include "core/report.h"
#include "render/style.h"

/*
 * "[confwatch] mx1: 2 to act on: GONE /etc/pam.d/imap, 1 more" or "[confwatch] mx1: nothing to do":
 * exactly what the body says first. One line without its end, of printable UTF-8, not long.
 */
void report_subject(const struct report *report, struct text *result);

void text_report(
	const struct report *report, const struct text_options *options, struct text *result);

/* One file that asks for nothing: no script, nothing from elsewhere. */
void html_report(
	const struct report *report, const struct text_options *options, struct text *result);

/* For programs: all findings whole, whatever people are told of them. */
void json_report(const struct report *report, struct text *result);
void xml_report(const struct report *report, struct text *result);

#endif

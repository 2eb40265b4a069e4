// SPDX-License-Identifier: GPL-2.0-or-later
// Words that the report for people has in each of its formats.
#ifndef RENDER_REPORT_WORDS_H
#define RENDER_REPORT_WORDS_H

#include "render/report.h"

/* The subject without what stands before every one. */
void report_headline(const struct report *report, struct text *result);

/* "since 2026-11-19 02:00 (the last report), until 2026-11-20 02:00" */
void report_period(const struct report *report, struct text *result);

/* Since when it is open, once that is a day ago; nothing for what is over. */
void report_since(const struct report *report, const struct report_item *item, struct text *result);

/* All of it on one line: "GONE /etc/pam.d/imap, 3 days"; escaped. */
void report_short_line(
	const struct report *report, const struct report_item *item, struct text *result);

/* "accepted /etc/a: words (who, when, id)"; escaped. */
void report_said_line(
	const struct report *report, const struct ledger_line *line, struct text *result);

/* "12 more: confwatch log" */
void report_where(const struct text_options *options, size_t hidden, const char *command,
	struct text *result);

/* "diff --from=1a2b3c4": what changed since then, line by line. */
void report_diff_command(const struct report *report, struct text *result);

/* How many notes there are, and where; nothing when there are none. */
void report_notes(
	const struct report *report, const struct text_options *options, struct text *result);

/* "To act on", ... */
const char *report_part_title(enum report_part part) __attribute__((returns_nonnull));

/* "cyrus-imapd 2.4.20-1 -> 3.0.7-1, 14 files updated"; escaped. */
void report_package_line(const struct report_package *package, struct text *result);

/* "pam-imap-exists, disabled in /etc/confwatch/rules.d/own.yaml"; escaped. */
void report_rule_line(const struct rule *rule, struct text *result);

/* Sentences that prove that somebody looked; escaped. */
void report_looked(const struct report *report, struct text *result);
void report_last_upgrade(const struct report *report, struct text *result);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Words that the report for people has in each of its formats.
#ifndef RENDER_REPORT_WORDS_H
#define RENDER_REPORT_WORDS_H

#include "render/report.h"

/* The subject without what stands before every one. */
void report_headline(const struct report *report, struct text *result);

/* "since 2026-11-19 02:00 (the last report), until 2026-11-20 02:00" */
void report_period(const struct report *report, struct text *result);

/* "3 days", "1 hour" */
void report_age(const struct report *report, int64_t since, struct text *result);

/* "TO ACT ON", ... */
const char *report_part_title(enum report_part part) __attribute__((returns_nonnull));

/* "cyrus-imapd 2.4.20-1 -> 3.0.7-1, 14 files updated"; escaped. */
void report_package_line(const struct report_package *package, struct text *result);

/* "pam-imap-exists, disabled in /etc/confwatch/rules.d/own.yaml"; escaped. */
void report_rule_line(const struct rule *rule, struct text *result);

/* Sentences that prove that somebody looked; escaped. */
void report_looked(const struct report *report, struct text *result);
void report_last_upgrade(const struct report *report, struct text *result);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// What a finding says first: "GONE, your copy is imap.rpmsave".
#ifndef RENDER_PHRASE_H
#define RENDER_PHRASE_H

#include "core/diff.h"
#include "core/finding.h"

/*
 * change: from the state before the finding to now; NULL: not known, or the same again. Escaped;
 * no newline.
 */
void phrase_finding(
	const struct finding *finding, const struct change *change, struct text *result);

/* The words in capitals that it begins with: "GONE", "NEW VERSION WAITING". */
void phrase_word(const struct finding *finding, const struct change *change, struct text *result);

/* What the change means for others, if the phrase says it: "now readable by everyone"; or NULL. */
const char *phrase_remark(const struct finding *finding, const struct change *change);

/* "cyrus-imapd 2.4.20-1 -> 3.0.7-1", "exim 4.9 removed"; escaped, nothing without a package. */
void phrase_package(const struct finding *finding, struct text *result);

#endif

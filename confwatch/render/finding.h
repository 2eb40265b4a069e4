// SPDX-License-Identifier: GPL-2.0-or-later
// Findings: numbered for people, and as the object that every JSON output shares.
#ifndef RENDER_FINDING_H
#define RENDER_FINDING_H

#include "core/diff.h"
#include "core/finding.h"
#include "render/json.h"
#include "render/style.h"

/* number is its place in the list, from 1, in a column of that width; 0: blanks stand there. */
struct finding_place {
	size_t number;
	size_t width;
	bool terse; /* where many stand on one screen: phrase, path, package, reason */
};

/* change: from the state before it to now; NULL: not known, or the same again. */
void text_finding(const struct finding *finding, const struct change *change,
	struct finding_place place, const struct text_options *options, struct text *result);

/*
 * What the phrase, the package and the command do not say: the sentence, where it says more or is
 * asked for; else the package. Escaped; may be nothing.
 */
void finding_facts(const struct finding *finding, bool sentence, struct text *result);

/* "announced by WHO, WHEN (ID): WORDS", or how else it came to its state; escaped; or nothing. */
void finding_said(const struct finding *finding, int zone, struct text *result);

/* One line: its word, padded to width, and its path. */
void text_finding_short(const struct finding *finding, const struct change *change, size_t width,
	const struct text_options *options, struct text *result);

/* The object, or only what is in it. */
void json_finding(struct json *json, const struct finding *finding);
void json_finding_members(struct json *json, const struct finding *finding);
/* "open", "restored", ... */
const char *finding_state_name(enum finding_state state) __attribute__((returns_nonnull));
/* For programs: what finding->said, which is not NULL, made of it. */
const char *finding_said_as(const struct finding *finding) __attribute__((returns_nonnull));

void json_findings(struct json *json, const char *key, const struct finding_list *findings);

#endif

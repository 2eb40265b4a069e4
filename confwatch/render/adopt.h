// SPDX-License-Identifier: GPL-2.0-or-later
// rules adopt: which policies hold, what is adopted, and what is not, and why.
#ifndef RENDER_ADOPT_H
#define RENDER_ADOPT_H

#include "core/adopted.h"
#include "core/evaluate.h"
#include "render/style.h"

struct adopt_line {
	const char *policy;
	bool adopted; /* before this */
	enum verdict answer;
	const struct result *result; /* what fails or is unknown; else NULL */
};

struct adopt_view {
	const char *file;
	bool written; /* false: only told what would be */
	const struct adopt_line *policies;
	size_t policy_count;
	const struct adopted *added;
	size_t restored; /* of added->required */
	size_t unnamed;
};

void text_adopt(
	const struct adopt_view *view, const struct text_options *options, struct text *result);
void json_adopt(const struct adopt_view *view, struct text *result);

#endif

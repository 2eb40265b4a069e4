// SPDX-License-Identifier: GPL-2.0-or-later
// verify: whether history and cache can be relied on.
#ifndef RENDER_VERIFY_H
#define RENDER_VERIFY_H

#include <stddef.h>
#include <stdint.h>

#include "render/style.h"

struct verify_problem {
	const char *part; /* "history", "protected", "cache", "state" */
	const char *message;
};

struct verify_view {
	bool full; /* every byte of the watched tree was read again */
	const struct verify_problem *problems;
	size_t problems_count;
	size_t snapshots;  /* checked */
	size_t entries;	   /* of the watched tree; 0 unless full */
	int64_t last_full; /* when every byte was read last; 0: never */
	bool full_due;	   /* longer ago than it should be */
};

void text_verify(
	const struct verify_view *view, const struct text_options *options, struct text *result);
void json_verify(const struct verify_view *view, struct text *result);

#endif

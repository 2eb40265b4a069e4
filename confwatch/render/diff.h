// SPDX-License-Identifier: GPL-2.0-or-later
// diff: one change at a time, so that the caller can write each before the next is computed.
#ifndef RENDER_DIFF_H
#define RENDER_DIFF_H

#include "core/diff.h"
#include "core/difference.h"
#include "core/snapshot.h"
#include "render/json.h"
#include "render/settings.h"
#include "render/style.h"

/* One side: a snapshot, or another root, or (both NULL) now. */
struct diff_side {
	const struct snapshot *snapshot;
	const char *root;
};

struct diff_sides {
	struct diff_side before;
	struct diff_side after;
};

/* settings NULL: the contents are shown instead. */
void text_diff_change(const struct diff_sides *sides, const struct change *change,
	const struct difference *difference, const struct settings_view *settings,
	const struct text_options *options, struct text *result);

/* json_diff_begin(), json_diff_change() for each, json_diff_end(). */
void json_diff_begin(struct json *json, const struct diff_sides *sides);
void json_diff_change(struct json *json, const struct change *change,
	const struct difference *difference, const struct settings_view *settings);
void json_diff_end(struct json *json);

#endif

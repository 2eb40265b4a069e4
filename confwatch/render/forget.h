// SPDX-License-Identifier: GPL-2.0-or-later
// forget: what was removed for good, and the proof.
#ifndef RENDER_FORGET_H
#define RENDER_FORGET_H

#include <stddef.h>

#include "render/style.h"

struct forget_view {
	const char *const *paths;
	size_t paths_count;
	size_t generations; /* dropped */
	size_t objects;	    /* removed */
	size_t left;	    /* objects of these paths that can still be found, but should not */
	size_t shared;	    /* contents that stay because another path has the same bytes */
};

void text_forget(
	const struct forget_view *view, const struct text_options *options, struct text *result);
void json_forget(const struct forget_view *view, struct text *result);

#endif

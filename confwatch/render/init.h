// SPDX-License-Identifier: GPL-2.0-or-later
// init: what will be watched, and the first snapshot.
#ifndef RENDER_INIT_H
#define RENDER_INIT_H

#include "core/configuration.h"
#include "core/snapshot.h"
#include "render/style.h"

struct watched_path {
	const char *path;
	bool present;
	size_t entries; /* recorded at and below it */
};

struct init_view {
	const char *state;
	bool created; /* false: STATE was there already */
	const struct watched_path *watched;
	size_t watched_count;
	const struct ignore *ignored; /* the rules in force, each with its reason */
	size_t ignored_count;
	bool changed;			    /* a snapshot was made */
	const struct snapshot_id *snapshot; /* it; NULL: nothing changed */
	size_t entries;
	size_t unreadable;
	size_t policies; /* that hold and could be adopted; 0 when nothing changed */
	size_t custom;	 /* files that could be */
};

void text_init(
	const struct init_view *view, const struct text_options *options, struct text *result);
void json_init_result(const struct init_view *view, struct text *result);

#endif

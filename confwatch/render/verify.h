// SPDX-License-Identifier: GPL-2.0-or-later
// verify: whether history and cache can be relied on, and whether upgrades are recorded.
#ifndef RENDER_VERIFY_H
#define RENDER_VERIFY_H

#include <stddef.h>
#include <stdint.h>

#include "core/package_event.h"
#include "render/style.h"

struct verify_problem {
	const char *part; /* "history", "protected", "cache", "state" */
	const char *message;
};

/* A package manager of this root, and what calls us for it. */
struct verify_hook {
	const char *via;
	const char *path; /* of the hook */
	bool installed;
	int64_t last_seen; /* when it ran; 0: never yet */
};

struct verify_view {
	bool full; /* every byte of the watched tree was read again */
	const struct verify_problem *problems;
	size_t problems_count;
	size_t snapshots;  /* checked */
	size_t entries;	   /* of the watched tree; 0 unless full */
	int64_t last_full; /* when every byte was read last; 0: never */
	bool full_due;	   /* longer ago than it should be */
	const struct verify_hook *hooks;
	size_t hooks_count;
	const struct package_event_list *unrecorded; /* oldest first */
};

void text_verify(
	const struct verify_view *view, const struct text_options *options, struct text *result);
void json_verify(const struct verify_view *view, struct text *result);

#endif

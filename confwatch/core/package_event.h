// SPDX-License-Identifier: GPL-2.0-or-later
// A package that came, went or changed at some time, as a package manager's own log says.
#ifndef CORE_PACKAGE_EVENT_H
#define CORE_PACKAGE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct package_event {
	int64_t time;	  /* seconds since 1970 */
	bool is_local;	  /* time is that of a calendar in the local zone, read as if it were UTC */
	const char *name; /* of the package */
	const char *before; /* version; NULL: not installed, or not said */
	const char *after;
	const char *manager; /* "dpkg", "zypp", "dnf", "rpm" */
};

struct package_event_list {
	struct package_event *items;
	size_t count;
	size_t capacity;
};

void package_event_add(
	struct package_event_list *list, struct arena *arena, const struct package_event *event);

/* Between the two ends of a recorded transaction. */
struct recorded_span {
	int64_t begun;
	int64_t ended;
};

/*
 * What happened since then outside of every span, oldest first, each package once a minute. Times
 * must not be local.
 */
void package_events_unrecorded(struct arena *arena, const struct package_event_list *events,
	const struct recorded_span *spans, size_t span_count, int64_t since,
	struct package_event_list *result);

#endif

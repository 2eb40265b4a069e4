// SPDX-License-Identifier: GPL-2.0-or-later
// Package events, and which of them nobody recorded.
#include "core/package_event.h"

#include <stdlib.h>
#include <string.h>

enum {
	/* Logs know seconds, and are written a moment after what they tell. */
	SLACK = 3,
	SAME = 60, /* a removal and the purge behind it, two logs of one run */
};

void package_event_add(
	struct package_event_list *list, struct arena *arena, const struct package_event *event)
{
	list->items = arena_grow(
		arena, list->items, &list->capacity, list->count + 1, sizeof *list->items);
	list->items[list->count++] = *event;
}

static bool is_recorded(
	const struct package_event *event, const struct recorded_span *spans, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (event->time >= spans[i].begun - SLACK && event->time <= spans[i].ended + SLACK)
			return true;
	}
	return false;
}

static int compare_events(const void *a, const void *b)
{
	const struct package_event *left = a;
	const struct package_event *right = b;

	if (left->time != right->time)
		return left->time < right->time ? -1 : 1;
	return strcmp(left->name, right->name);
}

static bool is_known(const struct package_event_list *list, const struct package_event *event)
{
	for (size_t i = list->count; i > 0; i--) {
		const struct package_event *known = &list->items[i - 1];

		if (event->time - known->time > SAME)
			return false;
		if (strcmp(known->name, event->name) == 0)
			return true;
	}
	return false;
}

void package_events_unrecorded(struct arena *arena, const struct package_event_list *events,
	const struct recorded_span *spans, size_t span_count, int64_t since,
	struct package_event_list *result)
{
	struct package_event_list open = {0};
	struct package_event_list once = {0};

	for (size_t i = 0; i < events->count; i++) {
		const struct package_event *event = &events->items[i];

		if (event->time >= since && !is_recorded(event, spans, span_count))
			package_event_add(&open, arena, event);
	}
	if (open.count > 1)
		qsort(open.items, open.count, sizeof *open.items, compare_events);
	for (size_t i = 0; i < open.count; i++) {
		if (!is_known(&once, &open.items[i]))
			package_event_add(&once, arena, &open.items[i]);
	}
	*result = once;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// What the last report that was sent told: a paragraph with its time, and one for each finding.
#include "core/report_mark.h"

#include <stdlib.h>
#include <string.h>

#include "core/paragraph.h"

static int compare_told(const void *a, const void *b)
{
	return strcmp(((const struct report_told *)a)->id, ((const struct report_told *)b)->id);
}

const struct report_told *report_mark_find(const struct report_mark *mark, const char *id)
{
	const struct report_told wanted = {.id = id};

	if (id == NULL || mark->count == 0)
		return NULL;
	return bsearch(&wanted, mark->told, mark->count, sizeof *mark->told, compare_told);
}

void report_mark_write(struct report_mark *mark, struct text *result)
{
	if (mark->count > 1)
		qsort(mark->told, mark->count, sizeof *mark->told, compare_told);
	paragraph_number(result, "sent", (uint64_t)mark->sent);
	text_byte(result, '\n');
	for (size_t i = 0; i < mark->count; i++) {
		if (i > 0 && compare_told(&mark->told[i - 1], &mark->told[i]) == 0)
			continue;
		paragraph_string(result, "id", mark->told[i].id);
		paragraph_number(result, "since", (uint64_t)mark->told[i].since);
		text_byte(result, '\n');
	}
}

static int64_t need_time(struct paragraph *reader, const char *key)
{
	uint64_t seconds = 0;

	if (!paragraph_next_number(reader, key, INT64_MAX, &seconds))
		paragraph_fail(reader, "no time");
	return (int64_t)seconds;
}

static void add_told(struct paragraph *reader, struct report_mark *mark, size_t *capacity)
{
	mark->told = arena_grow(
		reader->arena, mark->told, capacity, mark->count + 1, sizeof *mark->told);
	mark->told[mark->count].id = paragraph_need(reader, "id");
	mark->told[mark->count].since = need_time(reader, "since");
	paragraph_close(reader);
	mark->count++;
}

int report_mark_read(struct arena *arena, const char *bytes, size_t length,
	struct report_mark *result, struct error *error)
{
	struct report_mark mark = {.exists = true};
	struct paragraph reader;
	size_t capacity = 0;

	paragraph_begin(&reader, arena, "report-sent", bytes, length, error);
	mark.sent = need_time(&reader, "sent");
	paragraph_close(&reader);
	while (!paragraph_at_end(&reader)) {
		add_told(&reader, &mark, &capacity);
		if (mark.count > 1 && paragraph_status(&reader) == 0 &&
			compare_told(&mark.told[mark.count - 2], &mark.told[mark.count - 1]) >= 0)
			paragraph_fail(&reader, "out of order");
	}
	if (paragraph_status(&reader) < 0)
		return -error->code;
	*result = mark;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Alerts <-> their text in STATE, and the part of a report that they are about.
#include "core/alert.h"

#include <string.h>

#include "core/paragraph.h"

const struct alert *alert_find(const struct alert_list *list, const char *transaction)
{
	for (size_t i = 0; transaction != NULL && i < list->count; i++)
		if (strcmp(list->items[i].transaction, transaction) == 0)
			return &list->items[i];
	return NULL;
}

void alert_add(struct alert_list *list, struct arena *arena, const struct alert *alert)
{
	if (alert_find(list, alert->transaction) != NULL)
		return;
	list->items = arena_grow(
		arena, list->items, &list->capacity, list->count + 1, sizeof *list->items);
	list->items[list->count++] = *alert;
}

void alert_write(const struct alert_list *list, struct text *result)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct alert *alert = &list->items[i];

		paragraph_string(result, "transaction", alert->transaction);
		paragraph_number(result, "begun", alert->begun > 0 ? (uint64_t)alert->begun : 0);
		text_byte(result, '\n');
	}
}

static void read_one(struct paragraph *reader, struct alert_list *list)
{
	struct alert alert = {.transaction = paragraph_need(reader, "transaction")};
	uint64_t begun = 0;

	if (!paragraph_next_number(reader, "begun", INT64_MAX, &begun))
		paragraph_fail(reader, "no time");
	paragraph_close(reader);
	if (paragraph_status(reader) < 0)
		return;
	if (alert_find(list, alert.transaction) != NULL)
		paragraph_fail(reader, "the same again");
	alert.begun = (int64_t)begun;
	alert_add(list, reader->arena, &alert);
}

int alert_read(struct arena *arena, const char *bytes, size_t length, struct alert_list *result,
	struct error *error)
{
	struct alert_list list = {0};
	struct paragraph reader;

	paragraph_begin(&reader, arena, "mail-due", bytes, length, error);
	while (!paragraph_at_end(&reader))
		read_one(&reader, &list);
	if (paragraph_status(&reader) == 0)
		*result = list;
	return paragraph_status(&reader);
}

bool alert_is_worth(const struct finding *finding)
{
	return finding->severity == SEVERITY_CRITICAL && report_needs_human(finding);
}

void alert_make(struct arena *arena, const struct report *whole, const struct alert_list *alerts,
	const struct report_mark *sent, struct report *result)
{
	const size_t count = whole->about.findings->count;
	struct report_input about = whole->about;
	struct finding_list *findings = arena_new(arena, struct finding_list);
	const struct change **known = arena_new_array(arena, count + 1, const struct change *);

	for (size_t i = 0; i < count; i++) {
		const struct finding *finding = &whole->about.findings->items[i];

		if (!alert_is_worth(finding) || alert_find(alerts, finding->transaction) == NULL)
			continue;
		if (finding->id != NULL && report_mark_find(sent, finding->id) != NULL)
			continue;
		if (about.known != NULL)
			known[findings->count] = about.known[i];
		*finding_add(findings, arena) = *finding;
	}
	about.findings = findings;
	about.known = known;
	about.mark = NULL;
	about.base = NULL;
	about.changes = NULL;
	about.differences = NULL;
	about.rules = NULL;
	report_make(arena, &about, result);
}

// SPDX-License-Identifier: GPL-2.0-or-later
// What a report tells: which findings, in which order, and how much of each.
#include "core/report.h"

#include <string.h>

#include "core/report_parts.h"

enum {
	FULL_MOST = 25,	       /* findings of one part that are told with all about them */
	SHORT_MOST = 100,      /* and on a line each */
	BYTES_MOST = 48 << 10, /* of all that is told of findings, near enough */
	WORDS_MOST = 600,      /* bytes of one sentence or reason */
};

const char *report_part_name(enum report_part part)
{
	static const char *const names[] = {
		[REPORT_ACTION] = "action",
		[REPORT_RESTORED] = "restored",
		[REPORT_WAITING] = "waiting",
		[REPORT_EXPECTED] = "expected",
		[REPORT_NOTE] = "note",
		[REPORT_SETTLED] = "settled",
		[REPORT_PARTS] = "",
	};

	return names[part];
}

const char *report_from_name(enum report_from from)
{
	static const char *const names[] = {
		[REPORT_FROM_ASKED] = "asked",
		[REPORT_FROM_SENT] = "sent",
		[REPORT_FROM_FIRST] = "first",
	};

	return names[from];
}

static bool is_waiting(const struct finding *finding)
{
	if (finding_is_review(finding))
		return true;
	return finding->class == CLASS_UPDATE_PENDING && finding->severity < SEVERITY_CRITICAL;
}

/* A person's own change is history as long as all rules hold. */
static bool is_edit(const struct finding *finding)
{
	return finding->class == CLASS_EDITED && finding->severity <= SEVERITY_NOTICE;
}

static bool is_restored(const struct finding *finding)
{
	return finding->restored;
}

/* An announced change is told once; nothing else that is not open needs telling. */
static enum report_part part_of_settled(
	const struct report_input *input, const struct finding *finding, bool told)
{
	if (finding->state != FINDING_EXPECTED || told || finding->since < input->since)
		return REPORT_SETTLED;
	return REPORT_EXPECTED;
}

bool report_needs_human(const struct finding *finding)
{
	return finding->state == FINDING_OPEN && !is_restored(finding) && !is_waiting(finding) &&
		!is_edit(finding) && !finding_is_note(finding);
}

static enum report_part part_of(
	const struct report_input *input, const struct finding *finding, bool told)
{
	if (is_restored(finding))
		return told || finding->since < input->since ? REPORT_NOTE : REPORT_RESTORED;
	if (finding->state != FINDING_OPEN)
		return part_of_settled(input, finding, told);
	if (report_needs_human(finding))
		return REPORT_ACTION;
	if (is_waiting(finding))
		return REPORT_WAITING;
	return REPORT_NOTE;
}

/* Not in the middle of a character. */
static const char *cut(struct arena *arena, const char *words)
{
	size_t length = words != NULL ? strlen(words) : 0;
	size_t end = WORDS_MOST;

	if (length <= WORDS_MOST)
		return words;
	while (end > 0 && ((unsigned char)words[end] & 0xc0) == 0x80)
		end--;
	return arena_format(arena, "%.*s ...", (int)end, words);
}

static const struct diary_entry *cut_entry(struct arena *arena, const struct diary_entry *entry)
{
	struct diary_entry *result;

	if (entry == NULL)
		return NULL;
	result = arena_new(arena, struct diary_entry);
	*result = *entry;
	result->text = cut(arena, entry->text);
	return result;
}

static void make_item(struct arena *arena, const struct report_input *input, size_t index,
	struct report_item *item)
{
	const struct finding *finding = &input->findings->items[index];
	const struct report_told *told =
		input->mark != NULL ? report_mark_find(input->mark, finding->id) : NULL;
	bool timed = finding->since > 0 && finding->since <= input->now;

	*item = (struct report_item){
		.finding = finding,
		.brief = *finding,
		.change = input->known != NULL ? input->known[index] : NULL,
		.part = part_of(input, finding, told != NULL),
		.told = told != NULL,
		.since = timed ? finding->since : input->now,
	};
	if (told != NULL && told->since < item->since)
		item->since = told->since;
	item->brief.message = cut(arena, finding->message);
	item->brief.reason = cut(arena, finding->reason);
	item->brief.said = cut_entry(arena, finding->said);
}

/* Items of one part, in the order in which findings are. */
static void add_part(struct report *report, const struct report_item *all, enum report_part part)
{
	for (size_t i = 0; i < report->about.findings->count; i++) {
		if (all[i].part == part)
			report->items[report->count++] = all[i];
	}
}

static size_t length_of(const char *words)
{
	return words != NULL ? strlen(words) : 0;
}

/* What an escaped name takes at most; in full a path stands there, and again in the command. */
static size_t bytes_of(const struct report_item *item, enum report_detail detail)
{
	const struct finding *brief = &item->brief;
	size_t path = 4 * length_of(brief->path);

	const size_t line = path + 4 * length_of(brief->remedy) + 80;

	if (detail == REPORT_SHORT)
		return line;
	return line + 4 * length_of(brief->leftover) + length_of(brief->message) +
		length_of(brief->reason) + 80;
}

/* Nothing is told in full twice. */
static enum report_detail wanted_detail(const struct report_item *item)
{
	if (item->part == REPORT_NOTE || item->part == REPORT_SETTLED)
		return REPORT_LEFT_OUT;
	if (item->part == REPORT_EXPECTED)
		return REPORT_SHORT;
	return item->told ? REPORT_SHORT : REPORT_FULL;
}

/* How much of the room is taken. */
struct room {
	size_t whole; /* findings of this part */
	size_t lines;
	size_t bytes;
};

static bool fits(const struct room *room, const struct report_item *item, enum report_detail detail)
{
	if (detail == REPORT_FULL && room->whole >= FULL_MOST)
		return false;
	if (detail == REPORT_SHORT && room->lines >= SHORT_MOST)
		return false;
	return room->bytes + bytes_of(item, detail) <= BYTES_MOST;
}

/* The very first is told whatever it takes: somebody who reads no further has read that. */
static void choose_detail(struct report *report, size_t index, struct room *room)
{
	struct report_item *item = &report->items[index];
	enum report_detail detail = wanted_detail(item);

	while (index > 0 && detail < REPORT_LEFT_OUT && !fits(room, item, detail))
		detail++;
	item->detail = detail;
	if (detail == REPORT_LEFT_OUT) {
		report->left_out[item->part]++;
		return;
	}
	room->bytes += bytes_of(item, detail);
	room->whole += detail == REPORT_FULL;
	room->lines += detail == REPORT_SHORT;
}

static void choose_details(struct report *report)
{
	struct room room = {0};
	size_t next = 0;

	for (int part = 0; part < REPORT_PARTS; part++) {
		room.whole = room.lines = 0;
		for (size_t i = 0; i < report->counts[part]; i++)
			choose_detail(report, next++, &room);
	}
}

static void add_items(struct arena *arena, struct report *report)
{
	const size_t count = report->about.findings->count;
	struct report_item *all = arena_new_array(arena, count + 1, struct report_item);

	report->items = arena_new_array(arena, count + 1, struct report_item);
	for (size_t i = 0; i < count; i++) {
		make_item(arena, &report->about, i, &all[i]);
		report->counts[all[i].part]++;
	}
	for (int part = 0; part < REPORT_PARTS; part++)
		add_part(report, all, (enum report_part)part);
	choose_details(report);
}

size_t report_first(const struct report *report, enum report_part part)
{
	size_t first = 0;

	for (int before = 0; before < (int)part; before++)
		first += report->counts[before];
	return first;
}

static void add_set_aside(struct arena *arena, const struct pack *pack, struct report *report)
{
	for (size_t i = 0; pack->shipped && i < pack->rule_count; i++) {
		const struct rule *rule = &pack->rules[i];

		if (!rule->disabled && rule->overridden_by == NULL)
			continue;
		report->set_aside = arena_regrow(arena, report->set_aside,
			report->set_aside_count * sizeof(struct rule *),
			(report->set_aside_count + 1) * sizeof(struct rule *));
		report->set_aside[report->set_aside_count++] = rule;
	}
}

void report_make(struct arena *arena, const struct report_input *input, struct report *result)
{
	*result = (struct report){.about = *input};
	if (input->last == NULL)
		return;
	add_items(arena, result);
	report_add_packages(arena, result);
	if (input->diary != NULL)
		ledger_since(arena, input->diary, input->expected, input->expected_count,
			input->since, &result->said);
	for (size_t i = 0; input->rules != NULL && i < input->rules->pack_count; i++)
		add_set_aside(arena, &input->rules->packs[i], result);
}

void report_remember(struct arena *arena, const struct report *report, struct report_mark *result)
{
	struct report_mark mark = {.exists = true, .sent = report->about.now};

	mark.told = arena_new_array(arena, report->count + 1, struct report_told);
	for (size_t i = 0; i < report->count; i++) {
		const struct report_item *item = &report->items[i];

		const bool is_told =
			item->detail == REPORT_FULL || item->part == REPORT_EXPECTED || item->told;

		if (!is_told)
			continue;
		if (item->finding->id == NULL || item->since < 0)
			continue;
		mark.told[mark.count++] =
			(struct report_told){.id = item->finding->id, .since = item->since};
	}
	*result = mark;
}

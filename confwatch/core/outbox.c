// SPDX-License-Identifier: GPL-2.0-or-later
// The outbox <-> its text in STATE, and the steps of sending.
#include "core/outbox.h"

#include <string.h>

#include "base/translate.h"
#include "core/paragraph.h"

enum {
	FIRST_PAUSE = 5 * 60,
	LONGEST_PAUSE = 12 * 3600,
	DOUBLINGS = 9, /* more than it takes from one to the other */
};

const char *mail_outcome_name(enum mail_outcome outcome)
{
	static const char *const names[] = {
		[MAIL_NOT_WANTED] = "not-wanted",
		[MAIL_OFF] = "off",
		[MAIL_SENT] = "sent",
		[MAIL_WAITS] = "waits",
		[MAIL_UNCERTAIN] = "uncertain",
		[MAIL_OUTCOMES] = "",
	};

	return names[outcome];
}

void mail_outcome_words(enum mail_outcome outcome, const char *problem, struct text *result)
{
	static const char uncertain[] =
		N_("nobody knows whether the report was mailed; the next one tells it again");
	static const char *const words[] = {
		[MAIL_NOT_WANTED] = N_("nothing was mailed: there is nothing to tell"),
		[MAIL_OFF] = N_("nothing was mailed: the configuration wants no mail"),
		[MAIL_SENT] = N_("the report was mailed"),
		[MAIL_WAITS] = N_("the report waits, as no mail can be sent"),
		[MAIL_UNCERTAIN] = uncertain,
		[MAIL_OUTCOMES] = "",
	};

	text_add(result, _(words[outcome]));
	if (problem != NULL)
		text_format(result, ": %s", problem);
}

static uint64_t positive(int64_t number)
{
	return number > 0 ? (uint64_t)number : 0;
}

static void write_report(const struct outbox_report *report, const char *kind, struct text *result)
{
	if (report->id == NULL)
		return;
	paragraph_string(result, kind, report->id);
	paragraph_number(result, "made", positive(report->time));
	paragraph_number(result, "mark", report->mark.length);
}

static void write_waiting(const struct outbox *outbox, struct text *result)
{
	write_report(&outbox->waiting, "waiting", result);
	if (outbox->waiting.id == NULL)
		return;
	paragraph_number(result, "message", outbox->message.length);
	for (size_t i = 0; i < outbox->to.count; i++)
		paragraph_string(result, "to", outbox->to.items[i]);
	if (outbox->begun)
		paragraph_string(result, "begun", "yes");
}

static void write_bytes(const struct outbox_bytes *bytes, struct text *result)
{
	text_append(result, bytes->bytes, bytes->length);
}

void outbox_format(const struct outbox *outbox, struct text *result)
{
	text_clear(result);
	write_report(&outbox->sent, "sent", result);
	paragraph_string(result, "alerted", outbox->alerted);
	write_waiting(outbox, result);
	paragraph_number(result, "attempts", outbox->attempts);
	paragraph_number(result, "attempted", positive(outbox->attempted));
	paragraph_number(result, "down", positive(outbox->down_since));
	paragraph_string(result, "problem", outbox->problem);
	text_byte(result, '\n');
	write_bytes(&outbox->sent.mark, result);
	write_bytes(&outbox->waiting.mark, result);
	write_bytes(&outbox->message, result);
}

static uint64_t need_number(struct paragraph *reader, const char *key, uint64_t most)
{
	uint64_t result = 0;

	if (!paragraph_next_number(reader, key, most, &result))
		paragraph_fail(reader, "a number is missing");
	return result;
}

static int64_t need_time(struct paragraph *reader, const char *key)
{
	return (int64_t)need_number(reader, key, INT64_MAX);
}

static void read_report(struct paragraph *reader, const char *kind, struct outbox_report *result)
{
	if (!paragraph_next(reader, kind, &result->id))
		return;
	result->time = need_time(reader, "made");
	result->mark.length = (size_t)need_number(reader, "mark", SIZE_MAX);
}

static void read_waiting(struct paragraph *reader, struct outbox *result)
{
	const char *value;

	read_report(reader, "waiting", &result->waiting);
	if (result->waiting.id == NULL)
		return;
	result->message.length = (size_t)need_number(reader, "message", SIZE_MAX);
	while (paragraph_next(reader, "to", &value))
		string_list_add(&result->to, reader->arena, value);
	result->begun = paragraph_next(reader, "begun", &value);
	if (result->begun && strcmp(value, "yes") != 0)
		paragraph_fail(reader, "not as it is written");
}

static void read_bytes(struct paragraph *reader, struct outbox_bytes *bytes)
{
	if (paragraph_status(reader) < 0)
		return;
	if (bytes->length > (size_t)(reader->end - reader->next)) {
		paragraph_fail(reader, "something is missing behind it");
		return;
	}
	bytes->bytes = arena_bytes(reader->arena, reader->next, bytes->length);
	reader->next += bytes->length;
}

int outbox_parse(struct arena *arena, const char *bytes, size_t length, struct outbox *result,
	struct error *error)
{
	struct outbox outbox = {0};
	struct paragraph reader;

	paragraph_begin(&reader, arena, "outbox", bytes, length, error);
	read_report(&reader, "sent", &outbox.sent);
	(void)paragraph_next(&reader, "alerted", &outbox.alerted);
	read_waiting(&reader, &outbox);
	outbox.attempts = (uint32_t)need_number(&reader, "attempts", UINT32_MAX);
	outbox.attempted = need_time(&reader, "attempted");
	outbox.down_since = need_time(&reader, "down");
	(void)paragraph_next(&reader, "problem", &outbox.problem);
	paragraph_close(&reader);
	read_bytes(&reader, &outbox.sent.mark);
	read_bytes(&reader, &outbox.waiting.mark);
	read_bytes(&reader, &outbox.message);
	if (paragraph_status(&reader) == 0 && reader.next != reader.end)
		paragraph_fail(&reader, "something more stands behind it");
	if (paragraph_status(&reader) == 0)
		*result = outbox;
	return paragraph_status(&reader);
}

static bool is_report(const struct outbox_report *report, const char *id)
{
	return report->id != NULL && strcmp(report->id, id) == 0;
}

bool outbox_absorb(struct outbox *outbox, const struct outbox_report *report,
	const struct string_list *to, struct outbox_bytes message)
{
	if (is_report(&outbox->sent, report->id) ||
		(outbox->alerted != NULL && strcmp(outbox->alerted, report->id) == 0) ||
		(outbox->begun && is_report(&outbox->waiting, report->id)))
		return false;
	outbox->waiting = *report;
	outbox->to = *to;
	outbox->message = message;
	outbox->begun = false;
	outbox->attempted = 0;
	return true;
}

bool outbox_is_due(const struct outbox *outbox, int64_t now)
{
	int64_t pause = FIRST_PAUSE;
	uint32_t doublings = outbox->attempts > DOUBLINGS ? DOUBLINGS : outbox->attempts;

	if (outbox->waiting.id == NULL || outbox->begun)
		return false;
	if (outbox->attempts == 0 || now < outbox->attempted)
		return true;
	for (uint32_t i = 1; i < doublings; i++)
		pause *= 2;
	return now - outbox->attempted >= (pause < LONGEST_PAUSE ? pause : LONGEST_PAUSE);
}

void outbox_begin(struct outbox *outbox, int64_t now)
{
	outbox->begun = true;
	outbox->attempted = now;
	if (outbox->attempts < UINT32_MAX)
		outbox->attempts++;
}

void outbox_taken(struct outbox *outbox)
{
	if (outbox->waiting.mark.length == 0)
		*outbox = (struct outbox){.sent = outbox->sent, .alerted = outbox->waiting.id};
	else
		*outbox = (struct outbox){.sent = outbox->waiting, .alerted = outbox->alerted};
}

void outbox_failed(struct outbox *outbox, bool refused, const char *problem)
{
	if (refused)
		outbox->begun = false;
	if (outbox->down_since == 0)
		outbox->down_since = outbox->attempted;
	outbox->problem = problem;
}

// SPDX-License-Identifier: GPL-2.0-or-later
// The parent's end of the confined child: what killed one is known, and not given to the next.
#include "system/judge.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/judge_frame.h"
#include "system/judge_talk.h"

enum {
	TRIES = 8,	       /* children for one request; each may be killed by another file */
	RECORDS_MOST = 100000, /* settings of one text */
	RECORDS_BYTES = 64 << 20,
};

struct judge {
	struct judge_talk talk;
	struct judge_killer *files;
	struct judge_killer *requests;
	struct text request;
};

struct judge *judge_new(const struct judge_engine *engine, const struct judge_world *world)
{
	struct judge *judge = calloc(1, sizeof *judge);

	if (judge == NULL)
		out_of_memory();
	judge->talk.engine = engine;
	judge->talk.world = world;
	return judge;
}

static void free_killers(struct judge_killer *killer)
{
	while (killer != NULL) {
		struct judge_killer *next = killer->next;

		free(killer);
		killer = next;
	}
}

void judge_free(struct judge *judge)
{
	if (judge == NULL)
		return;
	(void)judge_hang_up(&judge->talk);
	text_release(&judge->talk.variables);
	text_release(&judge->talk.in);
	text_release(&judge->talk.out);
	text_release(&judge->request);
	free_killers(judge->files);
	free_killers(judge->requests);
	free(judge);
}

static void add_killer(struct judge_killer **list, const void *bytes, size_t length, int signal)
{
	struct judge_killer *killer = malloc(sizeof *killer + length);

	if (killer == NULL)
		out_of_memory();
	*killer = (struct judge_killer){.next = *list, .signal = signal, .length = length};
	memcpy(killer->bytes, bytes, length);
	*list = killer;
}

static const struct judge_killer *find_killer(
	const struct judge_killer *list, const void *bytes, size_t length)
{
	for (; list != NULL; list = list->next)
		if (list->length == length && memcmp(list->bytes, bytes, length) == 0)
			return list;
	return NULL;
}

/* The signal of a request that killed a child, or -1. */
static int request_kills(const struct judge *judge)
{
	const struct judge_killer *found =
		find_killer(judge->requests, judge->request.bytes, judge->request.length);

	return found != NULL ? found->signal : -1;
}

/*
 * 0, -errno: no child can be had; -EOWNERDEAD: judge->request kills, with *signal. A file that
 * kills is left out from then on, and the request goes to the next child.
 */
static int converse(struct judge *judge, unsigned tries, judge_take *take, void *context,
	int *signal, struct error *error)
{
	*signal = request_kills(judge);
	if (*signal >= 0)
		return -EOWNERDEAD;
	for (unsigned i = 0; i < tries; i++) {
		char path[JUDGED_PATH_MOST];
		int code = judge_converse(&judge->talk, &judge->request, take, context, error);

		if (code != -EOWNERDEAD)
			return code;
		memcpy(path, judge->talk.delivered, sizeof path);
		*signal = judge_hang_up(&judge->talk);
		if (path[0] == '\0')
			break;
		add_killer(&judge->files, path, strlen(path), *signal);
		judge->talk.killers = judge->files;
	}
	add_killer(&judge->requests, judge->request.bytes, judge->request.length, *signal);
	return -EOWNERDEAD;
}

void judge_variable(struct judge *judge, const char *name, const char *value)
{
	frame_put_variable(&judge->talk.variables, name, value);
}

static int take_answer(void *context, struct frame *frame)
{
	if (frame->kind != FRAME_ANSWER || !frame_take_answer(frame, context))
		return -EBADMSG;
	return 1;
}

static bool is_too_long(const char *string, size_t most)
{
	return string != NULL && strlen(string) >= most;
}

/* True: it is never put to a child. */
static bool refuse_long(const struct question *question, struct answer *result)
{
	if (!is_too_long(question->file, JUDGED_PATH_MOST) &&
		!is_too_long(question->expression, FRAME_EXPRESSION_MOST) &&
		!is_too_long(question->at, FRAME_EXPRESSION_MOST) &&
		!is_too_long(question->say, FRAME_EXPRESSION_MOST))
		return false;
	memset(result, 0, sizeof *result);
	result->verdict = VERDICT_UNKNOWN;
	result->doubt = DOUBT_EXPRESSION;
	(void)snprintf(result->text, sizeof result->text, "the expression is too long");
	return true;
}

static void answer_killed(const struct question *question, int signal, struct answer *result)
{
	memset(result, 0, sizeof *result);
	result->verdict = VERDICT_UNKNOWN;
	result->doubt = DOUBT_KILLED;
	result->signal = signal;
	if (question->file != NULL)
		(void)snprintf(result->path, sizeof result->path, "%s", question->file);
}

int judge_ask(struct judge *judge, const struct question *question, struct answer *result,
	struct error *error)
{
	const struct judge_killer *file;
	int signal, code;

	if (refuse_long(question, result))
		return 0;
	text_clear(&judge->request);
	frame_put_question(&judge->request, question);
	code = converse(judge, TRIES, take_answer, result, &signal, error);
	if (code == -EOWNERDEAD) {
		answer_killed(question, signal, result);
		return 0;
	}
	if (code < 0 || result->doubt != DOUBT_KILLED)
		return code;
	file = find_killer(judge->files, result->path, strlen(result->path));
	result->signal = file != NULL ? file->signal : 0;
	return 0;
}

struct harvest {
	struct arena *arena;
	struct setting_record *records;
	size_t count, capacity, bytes;
	bool over; /* the rest is not kept */
	int code;
};

static int add_record(struct harvest *harvest, const struct setting_record *record)
{
	size_t value = record->value != NULL ? strlen(record->value) : 0;

	harvest->bytes += strlen(record->name) + value;
	if (harvest->count >= RECORDS_MOST || harvest->bytes > RECORDS_BYTES) {
		harvest->over = true;
		return 0;
	}
	harvest->records = memory_grow(
		harvest->records, &harvest->capacity, harvest->count + 1, sizeof *harvest->records);
	harvest->records[harvest->count++] = (struct setting_record){
		.name = arena_string(harvest->arena, record->name),
		.value = record->value != NULL ? arena_bytes(harvest->arena, record->value, value)
					       : NULL,
		.line = record->line,
		.unread = record->unread,
	};
	return 0;
}

static int take_settings(void *context, struct frame *frame)
{
	struct harvest *harvest = context;
	struct setting_record record;

	if (frame->kind == FRAME_END)
		return frame_take_end(frame, &harvest->code) ? 1 : -EBADMSG;
	if (frame->kind != FRAME_RECORD || !frame_take_record(frame, &record))
		return -EBADMSG;
	return add_record(harvest, &record);
}

int judge_settings(struct judge *judge, const char *format, const void *bytes, size_t length,
	struct arena *arena, struct setting_record **result, size_t *count, struct error *error)
{
	struct harvest harvest = {.arena = arena};
	int signal, code;

	if (length > JUDGED_FILE_MOST)
		return error_set(error, E2BIG, "it is too large to be read as settings");
	text_clear(&judge->request);
	frame_put_settings(&judge->request, format, bytes, length);
	code = converse(judge, 1, take_settings, &harvest, &signal, error);
	if (code == 0 && (harvest.over || harvest.code == -E2BIG))
		code = error_set(error, E2BIG, "it has too many settings");
	else if (code == 0 && harvest.code < 0)
		code = error_set(error, EINVAL, "nobody can read the format '%s'", format);
	else if (code == -EOWNERDEAD)
		code = error_set(error, EBADMSG, "reading it was ended by signal %d", signal);
	if (code == 0) {
		*result = arena_new_array(arena, harvest.count, struct setting_record);
		if (harvest.count > 0)
			memcpy(*result, harvest.records, harvest.count * sizeof **result);
		*count = harvest.count;
	}
	free(harvest.records);
	return code;
}

struct compiled {
	int code;
	uint32_t column;
	char sentence[JUDGED_TEXT_MOST];
};

static int take_compiled(void *context, struct frame *frame)
{
	struct compiled *compiled = context;

	if (frame->kind != FRAME_COMPILED ||
		!frame_take_compiled(frame, &compiled->code, &compiled->column, compiled->sentence))
		return -EBADMSG;
	return 1;
}

int judge_compile(
	struct judge *judge, const char *expression, uint32_t *column, struct error *error)
{
	struct compiled compiled = {0};
	int signal, code;

	*column = 0;
	if (is_too_long(expression, FRAME_EXPRESSION_MOST))
		return error_set(error, EINVAL, "the expression is too long");
	text_clear(&judge->request);
	frame_put_string(&judge->request, FRAME_COMPILE, expression);
	code = converse(judge, 1, take_compiled, &compiled, &signal, error);
	if (code == -EOWNERDEAD)
		return error_set(error, EINVAL, "compiling it was ended by signal %d", signal);
	if (code < 0 || compiled.code == 0)
		return code;
	*column = compiled.column;
	return error_set(error, EINVAL, "%s", compiled.sentence);
}

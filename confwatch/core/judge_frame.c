// SPDX-License-Identifier: GPL-2.0-or-later
// Frames: where one begins and ends, and what requests and their answers hold.
#include "core/judge_frame.h"

#include <errno.h>
#include <string.h>

#include "core/judge_field.h"

enum {
	SIZE = sizeof(uint32_t),
};

int frame_split(const char *bytes, size_t length, size_t most, struct frame *result)
{
	uint32_t size;

	if (length < SIZE)
		return 0;
	memcpy(&size, bytes, SIZE);
	if (size == 0 || size > most)
		return -EBADMSG;
	if (length > SIZE && (bytes[SIZE] < FRAME_VARIABLE || bytes[SIZE] > FRAME_COMPILED))
		return -EBADMSG;
	if (length - SIZE < size)
		return 0;
	*result = (struct frame){
		.kind = (enum frame_kind)bytes[SIZE],
		.at = bytes + SIZE + 1,
		.end = bytes + SIZE + size,
	};
	return (int)(SIZE + size);
}

size_t frame_begin(struct text *text, enum frame_kind kind)
{
	const uint32_t size = 0;
	size_t begun = text->length;

	text_append(text, &size, SIZE);
	text_byte(text, (char)kind);
	return begun;
}

void frame_end(struct text *text, size_t begun)
{
	uint32_t size = (uint32_t)(text->length - begun - SIZE);

	memcpy(text->bytes + begun, &size, SIZE);
}

void frame_put_variable(struct text *text, const char *name, const char *value)
{
	size_t begun = frame_begin(text, FRAME_VARIABLE);

	field_put_string(text, name);
	field_put_string(text, value);
	frame_end(text, begun);
}

bool frame_take_variable(struct frame *frame, const char **name, const char **value)
{
	*name = field_take_string(frame, JUDGED_PATH_MOST);
	*value = field_take_string(frame, FRAME_TO_CHILD_MOST);
	return field_done(frame);
}

void frame_put_question(struct text *text, const struct question *question)
{
	size_t begun = frame_begin(text, FRAME_ASK);

	field_put_number(text, question->kind);
	field_put_string(text, question->file);
	field_put_string(text, question->expression);
	field_put_string(text, question->at);
	field_put_string(text, question->say);
	frame_end(text, begun);
}

bool frame_take_question(struct frame *frame, struct question *result)
{
	result->kind = (enum question_kind)field_take_number(frame, QUESTION_STRING);
	result->file = field_take_optional(frame, JUDGED_PATH_MOST);
	result->expression = field_take_string(frame, FRAME_EXPRESSION_MOST);
	result->at = field_take_optional(frame, FRAME_EXPRESSION_MOST);
	result->say = field_take_optional(frame, FRAME_EXPRESSION_MOST);
	return field_done(frame);
}

void frame_put_answer(struct text *text, const struct answer *answer)
{
	size_t begun = frame_begin(text, FRAME_ANSWER);

	field_put_number(text, answer->verdict);
	field_put_number(text, answer->doubt);
	field_put_number(text, answer->line);
	field_put_number(text, answer->offences);
	field_put_string(text, answer->path);
	field_put_string(text, answer->text);
	frame_end(text, begun);
}

/* The signal is not the child's to tell. */
bool frame_take_answer(struct frame *frame, struct answer *result)
{
	memset(result, 0, sizeof *result);
	result->verdict = (enum verdict)field_take_number(frame, VERDICT_NOT_APPLICABLE);
	result->doubt = (enum doubt)field_take_number(frame, DOUBT_UNWATCHED);
	result->line = (uint32_t)field_take_number(frame, UINT32_MAX);
	result->offences = (uint32_t)field_take_number(frame, UINT32_MAX);
	field_take_into(frame, result->path, sizeof result->path);
	field_take_into(frame, result->text, sizeof result->text);
	return field_done(frame) &&
		(result->verdict == VERDICT_UNKNOWN) == (result->doubt != DOUBT_NONE);
}

void frame_put_settings(struct text *text, const char *format, const void *bytes, size_t length)
{
	size_t begun = frame_begin(text, FRAME_SETTINGS);

	field_put_string(text, format);
	field_put_bytes(text, bytes, length);
	frame_end(text, begun);
}

bool frame_take_settings(
	struct frame *frame, const char **format, const void **bytes, size_t *length)
{
	*format = field_take_string(frame, JUDGED_NAME_MOST);
	*bytes = field_take_bytes(frame, JUDGED_FILE_MOST, length);
	return field_done(frame);
}

void frame_put_record(struct text *text, const struct setting_record *record)
{
	size_t begun = frame_begin(text, FRAME_RECORD);

	field_put_string(text, record->name);
	field_put_string(text, record->value);
	field_put_number(text, record->line);
	field_put_number(text, record->unread);
	frame_end(text, begun);
}

bool frame_take_record(struct frame *frame, struct setting_record *result)
{
	result->name = field_take_string(frame, FRAME_FROM_CHILD_MOST);
	result->value = field_take_optional(frame, FRAME_FROM_CHILD_MOST);
	result->line = (uint32_t)field_take_number(frame, UINT32_MAX);
	result->unread = field_take_number(frame, 1) == 1;
	return field_done(frame);
}

void frame_put_end(struct text *text, int code)
{
	size_t begun = frame_begin(text, FRAME_END);

	field_put_code(text, code);
	frame_end(text, begun);
}

bool frame_take_end(struct frame *frame, int *code)
{
	*code = field_take_code(frame);
	return field_done(frame);
}

void frame_put_compiled(struct text *text, int code, uint32_t column, const char *sentence)
{
	size_t begun = frame_begin(text, FRAME_COMPILED);

	field_put_code(text, code);
	field_put_number(text, column);
	field_put_string(text, sentence);
	frame_end(text, begun);
}

bool frame_take_compiled(
	struct frame *frame, int *code, uint32_t *column, char sentence[JUDGED_TEXT_MOST])
{
	*code = field_take_code(frame);
	*column = (uint32_t)field_take_number(frame, UINT32_MAX);
	field_take_into(frame, sentence, JUDGED_TEXT_MOST);
	return field_done(frame);
}

void frame_put_parsed(struct text *text)
{
	frame_end(text, frame_begin(text, FRAME_PARSED));
}

// SPDX-License-Identifier: GPL-2.0-or-later
// Fields of frames: written by either side, believed by neither.
#include "core/judge_field.h"

#include <string.h>

enum {
	ERRNO_MOST = 4095,
};

/* The length of a string that is not there. */
#define NO_STRING UINT64_MAX

void field_put_number(struct text *text, uint64_t number)
{
	text_append(text, &number, sizeof number);
}

static uint64_t take_any(struct frame *frame)
{
	uint64_t number = 0;

	if (frame->bad || (size_t)(frame->end - frame->at) < sizeof number) {
		frame->bad = true;
		return 0;
	}
	memcpy(&number, frame->at, sizeof number);
	frame->at += sizeof number;
	return number;
}

uint64_t field_take_number(struct frame *frame, uint64_t most)
{
	uint64_t number = take_any(frame);

	if (number <= most)
		return number;
	frame->bad = true;
	return 0;
}

int64_t field_take_signed(struct frame *frame)
{
	return (int64_t)take_any(frame);
}

void field_put_bytes(struct text *text, const void *bytes, size_t length)
{
	field_put_number(text, length);
	text_append(text, bytes, length);
	text_byte(text, '\0');
}

/* length bytes and the NUL behind them. */
static const char *take_counted(struct frame *frame, uint64_t length, size_t most)
{
	const char *bytes = frame->at;

	if (frame->bad || length > most || (size_t)(frame->end - frame->at) <= length ||
		bytes[length] != '\0') {
		frame->bad = true;
		return NULL;
	}
	frame->at += length + 1;
	return bytes;
}

const void *field_take_bytes(struct frame *frame, size_t most, size_t *length)
{
	uint64_t size = field_take_number(frame, most);
	const char *bytes = take_counted(frame, size, most);

	*length = bytes != NULL ? (size_t)size : 0;
	return bytes != NULL ? bytes : "";
}

void field_put_string(struct text *text, const char *string)
{
	if (string == NULL)
		field_put_number(text, NO_STRING);
	else
		field_put_bytes(text, string, strlen(string));
}

const char *field_take_optional(struct frame *frame, size_t most)
{
	uint64_t length = take_any(frame);
	const char *string;

	if (length == NO_STRING)
		return NULL;
	string = take_counted(frame, length, most - 1);
	if (string == NULL || strlen(string) == length)
		return string;
	frame->bad = true;
	return NULL;
}

const char *field_take_string(struct frame *frame, size_t most)
{
	const char *string = field_take_optional(frame, most);

	if (string != NULL)
		return string;
	frame->bad = true;
	return "";
}

void field_take_into(struct frame *frame, char *result, size_t size)
{
	const char *string = field_take_string(frame, size);

	memcpy(result, string, strlen(string) + 1);
}

void field_put_code(struct text *text, int code)
{
	field_put_number(text, code < 0 ? (uint64_t)-code : 0);
}

int field_take_code(struct frame *frame)
{
	return -(int)field_take_number(frame, ERRNO_MOST);
}

bool field_done(const struct frame *frame)
{
	return !frame->bad && frame->at == frame->end;
}

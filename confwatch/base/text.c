// SPDX-License-Identifier: GPL-2.0-or-later
// A growing string of bytes.
#include "base/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

void text_release(struct text *text)
{
	free(text->bytes);
	*text = (struct text)TEXT_INIT;
}

void text_clear(struct text *text)
{
	text->length = 0;
	if (text->bytes != NULL)
		text->bytes[0] = '\0';
}

void text_reserve(struct text *text, size_t more)
{
	if (more >= SIZE_MAX - text->length)
		out_of_memory();
	text->bytes = memory_grow(text->bytes, &text->capacity, text->length + more + 1, 1);
}

void text_append(struct text *text, const void *bytes, size_t length)
{
	text_reserve(text, length);
	if (length > 0)
		memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *string)
{
	text_append(text, string, strlen(string));
}

void text_byte(struct text *text, char byte)
{
	text_append(text, &byte, 1);
}

void text_format(struct text *text, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		out_of_memory();
	text_reserve(text, (size_t)length);
	va_start(arguments, format);
	(void)vsnprintf(text->bytes + text->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	text->length += (size_t)length;
}

const char *text_string(const struct text *text)
{
	return text->bytes != NULL ? text->bytes : "";
}

bool text_equals(const struct text *a, const struct text *b)
{
	return a->length == b->length &&
		(a->length == 0 || memcmp(a->bytes, b->bytes, a->length) == 0);
}

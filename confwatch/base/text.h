// SPDX-License-Identifier: GPL-2.0-or-later
// A growing string of bytes.
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* bytes is NULL while empty, else NUL-terminated behind length; any byte may stand inside. */
struct text {
	char *bytes;
	size_t length;
	size_t capacity;
};

#define TEXT_INIT                                                                                  \
	{                                                                                          \
		0                                                                                  \
	}

/* Declares a text that is released at the end of its block. */
#define TEXT_CLEANUP __attribute__((cleanup(text_release)))

void text_release(struct text *text);
void text_clear(struct text *text); /* keeps the memory */

void text_reserve(struct text *text, size_t more); /* room: appending so much moves nothing */
void text_append(struct text *text, const void *bytes, size_t length);
void text_add(struct text *text, const char *string);
void text_byte(struct text *text, char byte);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Never NULL: "" while empty. Valid until the next change of the text. */
const char *text_string(const struct text *text) __attribute__((returns_nonnull));

bool text_equals(const struct text *a, const struct text *b);

#endif

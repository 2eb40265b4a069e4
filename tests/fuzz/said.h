// SPDX-License-Identifier: GPL-2.0-or-later
// What a reader found, held against what was said: the promises of render/escape.h, backwards.
#ifndef FUZZ_SAID_H
#define FUZZ_SAID_H

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/unicode.h"
#include "target.h"

/* Nothing but what is shown, and newlines (tabs come from content alone). */
static inline void must_be_harmless(const struct text *text, bool tabs)
{
	for (size_t i = 0; i < text->length;) {
		size_t size = unicode_printable(text->bytes + i, text->length - i);

		if (text->bytes[i] == '\n' || (tabs && text->bytes[i] == '\t'))
			size = 1;
		must(size > 0);
		i += size;
	}
}

static inline int half_byte(char digit)
{
	return digit <= '9' ? digit - '0' : digit - 'A' + 10;
}

/* The value of a string of JSON or XML; both may be NULL. */
static inline void must_say(const char *said, const char *meant)
{
	if (said == NULL || meant == NULL) {
		must(said == meant);
		return;
	}
	while (*said != '\0') {
		char byte = *said++;

		if (byte == '\\' && *said == 'x') {
			byte = (char)(half_byte(said[1]) * 16 + half_byte(said[2]));
			said += 3;
		} else if (byte == '\\') {
			must(*said++ == '\\');
		}
		must(byte == *meant++);
	}
	must(*meant == '\0');
}

static inline bool is_octal_digit(char byte)
{
	return byte >= '0' && byte <= '7';
}

/* A name as people see it. */
static inline void must_show(const char *said, const char *meant)
{
	while (*said != '\0') {
		char byte = *said++;

		if (byte == '\\' && *said == '\\') {
			said++;
		} else if (byte == '\\' && is_octal_digit(*said)) {
			must(is_octal_digit(said[1]) && is_octal_digit(said[2]));
			byte = (char)((said[0] - '0') * 64 + (said[1] - '0') * 8 + said[2] - '0');
			said += 3;
		}
		must(byte == *meant++);
	}
	must(*meant == '\0');
}

/* As many bytes and lines as there are, with nothing that means anything to any format. */
static inline const char *tame_bytes(struct arena *arena, const char *bytes, size_t length)
{
	static const char tame[] = "\n ->+@./_0123456789abcdefghijklmnopqrstuvwxyz";
	char *result = arena_bytes(arena, bytes, length);

	for (size_t i = 0; i < length; i++)
		if (bytes[i] == '\0' || strchr(tame, bytes[i]) == NULL)
			result[i] = 'x';
	return result;
}

static inline const char *tame(struct arena *arena, const char *words)
{
	return words != NULL ? tame_bytes(arena, words, strlen(words)) : NULL;
}

#endif

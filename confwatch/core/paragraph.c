// SPDX-License-Identifier: GPL-2.0-or-later
// Paragraphs of "key: value" lines: written in a fixed order, read back as strictly.
#include "core/paragraph.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "core/percent.h"

enum {
	MOST_VALUE = 64 * 1024,
};

void paragraph_string(struct text *text, const char *key, const char *value)
{
	if (value == NULL)
		return;
	text_format(text, "%s: ", key);
	percent_append(text, value, strlen(value), MOST_VALUE, '\0');
	text_byte(text, '\n');
}

void paragraph_number(struct text *text, const char *key, uint64_t value)
{
	text_format(text, "%s: %llu\n", key, (unsigned long long)value);
}

void paragraph_begin(struct paragraph *reader, struct arena *arena, const char *what,
	const char *bytes, size_t length, struct error *error)
{
	*reader = (struct paragraph){
		.arena = arena,
		.next = bytes,
		.end = length > 0 ? bytes + length : bytes,
		.line = 1,
		.what = what,
		.error = error,
	};
}

bool paragraph_at_end(const struct paragraph *reader)
{
	return reader->failed || reader->next == reader->end;
}

void paragraph_fail(struct paragraph *reader, const char *sentence)
{
	if (!reader->failed)
		error_set(reader->error, EBADMSG, "%s: line %zu: %s", reader->what, reader->line,
			sentence);
	reader->failed = true;
}

int paragraph_status(const struct paragraph *reader)
{
	return reader->failed ? -EBADMSG : 0;
}

/* The end of the next line, at its newline; NULL when it has none. */
static const char *end_of_line(const struct paragraph *reader)
{
	if (reader->next == reader->end)
		return NULL;
	return memchr(reader->next, '\n', (size_t)(reader->end - reader->next));
}

bool paragraph_next(struct paragraph *reader, const char *key, const char **result)
{
	size_t length = strlen(key);
	const char *stop = reader->failed ? NULL : end_of_line(reader);
	const char *value;

	if (stop == NULL || (size_t)(stop - reader->next) < length + 2 ||
		memcmp(reader->next, key, length) != 0 ||
		memcmp(reader->next + length, ": ", 2) != 0)
		return false;
	value = reader->next + length + 2;
	*result = percent_decode(reader->arena, value, (size_t)(stop - value), '\0');
	if (*result == NULL) {
		paragraph_fail(reader, "not as it is written");
		return false;
	}
	reader->next = stop + 1;
	reader->line++;
	return true;
}

const char *paragraph_need(struct paragraph *reader, const char *key)
{
	const char *result = "";

	if (!paragraph_next(reader, key, &result) && !reader->failed) {
		char sentence[64];

		(void)snprintf(sentence, sizeof sentence, "no '%s'", key);
		paragraph_fail(reader, sentence);
	}
	return result;
}

bool paragraph_next_number(
	struct paragraph *reader, const char *key, uint64_t most, uint64_t *result)
{
	const char *value;

	if (!paragraph_next(reader, key, &value))
		return false;
	if (!number_parse(value, strlen(value), 10, most, result) ||
		(value[0] == '0' && value[1] != '\0')) {
		paragraph_fail(reader, "not a number");
		return false;
	}
	return true;
}

size_t paragraph_choice(struct paragraph *reader, const char *value,
	const char *(*name)(size_t index), size_t count)
{
	for (size_t i = 0; i < count && !reader->failed; i++) {
		if (strcmp(name(i), value) == 0)
			return i;
	}
	paragraph_fail(reader, "unknown word");
	return 0;
}

void paragraph_close(struct paragraph *reader)
{
	if (reader->failed)
		return;
	if (reader->next == reader->end || *reader->next != '\n') {
		paragraph_fail(reader, "unknown or out of order");
		return;
	}
	reader->next++;
	reader->line++;
}

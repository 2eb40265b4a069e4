// SPDX-License-Identifier: GPL-2.0-or-later
// Paragraphs of "key: value" lines, percent-escaped: the text form of findings and transactions.
#ifndef CORE_PARAGRAPH_H
#define CORE_PARAGRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

/* NULL: no line. Bytes over 64 KiB are cut off. */
void paragraph_string(struct text *text, const char *key, const char *value);
void paragraph_number(struct text *text, const char *key, uint64_t value);

/* Reading goes line by line, in the order of writing: what is asked for next must stand next. */
struct paragraph {
	struct arena *arena;
	const char *next;
	const char *end;
	size_t line;	  /* of the whole text, from 1: the one that comes next */
	const char *what; /* the file, for messages */
	struct error *error;
	bool failed;
};

void paragraph_begin(struct paragraph *reader, struct arena *arena, const char *what,
	const char *bytes, size_t length, struct error *error);

/* Nothing is left, or it failed already. */
bool paragraph_at_end(const struct paragraph *reader);

/* Takes the next line when it has this key: *result is the decoded value. */
bool paragraph_next(struct paragraph *reader, const char *key, const char **result);

/* As the above, for what must be there: else the reader has failed. */
const char *paragraph_need(struct paragraph *reader, const char *key);

/* Decimal, canonical, at most `most`. An absent line leaves *result alone. */
bool paragraph_next_number(
	struct paragraph *reader, const char *key, uint64_t most, uint64_t *result);

/* The index of the value among names; the reader has failed when it is none of them. */
size_t paragraph_choice(struct paragraph *reader, const char *value,
	const char *(*name)(size_t index), size_t count);

/* The empty line that ends a paragraph. */
void paragraph_close(struct paragraph *reader);

/* Marks it as failed: "FILE: line N: SENTENCE" with EBADMSG, the first time. */
void paragraph_fail(struct paragraph *reader, const char *sentence);

/* 0 or -EBADMSG. */
int paragraph_status(const struct paragraph *reader);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// Reading JSON step by step, for what package managers say: no tree in memory, bounded depth.
#ifndef FORMATS_JSON_READ_H
#define FORMATS_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Where reading stands. The first problem stays, and every call behind it returns false. */
struct json_reader {
	struct arena *arena;
	const char *bytes;
	size_t length;
	size_t at;
	bool fresh;	     /* behind a { or [: no comma is due */
	const char *problem; /* NULL: none */
};

/* The first byte of the next value: '{', '[', '"', or one of a number or word; 0: the end. */
char json_read_peek(struct json_reader *reader);

/*
 * The members of an object: json_read_enter(r, '{'), then json_read_key() until it is false; each
 * key is followed by one value, read or skipped. Keys are in the arena.
 */
bool json_read_enter(struct json_reader *reader, char bracket);
bool json_read_key(struct json_reader *reader, const char **result);

/* The items of an array: json_read_enter(r, '['), then json_read_item() until it is false. */
bool json_read_item(struct json_reader *reader);

/* A string without NUL in it (in the arena), or a number, true, false or null as its letters. */
bool json_read_string(struct json_reader *reader, const char **result);
bool json_read_word(struct json_reader *reader, const char **result);

/* Any value, with all it holds. */
bool json_read_skip(struct json_reader *reader);

/* Nothing but blanks may follow. */
bool json_read_end(struct json_reader *reader);

#endif

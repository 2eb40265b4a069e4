// SPDX-License-Identifier: GPL-2.0-or-later
// Values of Perl that can be told without running it, and the variables that hold them.
#ifndef SETTINGS_PERL_VALUE_H
#define SETTINGS_PERL_VALUE_H

#include <libxml/hash.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"
#include "settings/document.h"
#include "settings/perl_input.h"

enum perl_kind {
	PERL_UNDEF,
	PERL_SCALAR,
	PERL_LIST,
	PERL_MAP,
	PERL_CODE, /* what it comes to, only Perl knows: its text */
};

/* How many values it is where it stands. */
enum perl_flat {
	PERL_ONE,
	PERL_PARENTHESES, /* (1): of one, it is that one */
	PERL_ARRAY,	  /* @x, or what only Perl knows: any number */
};

/* In a list, or in a map under a key. Whatever replaces it leaves it as it is. */
struct perl_value {
	enum perl_kind kind;
	enum perl_flat flat;
	bool partial; /* what it was before, another file says */
	uint32_t line;
	const char *bytes; /* of a scalar, of code */
	size_t length;
	const char *key;
	size_t key_length;
	bool key_is_code;
	struct perl_value *first; /* of a list, of a map: the last of each key counts */
	struct perl_value *last;
	struct perl_value *next;
};

struct perl_variable {
	const char *name; /* with its sigil */
	bool my;	  /* nobody sees it outside the file */
	struct perl_value *value;
	struct perl_event *event; /* that set all of it */
};

struct perl_reading {
	struct perl_input input;
	struct arena arena;
	xmlHashTablePtr variables;
	struct document *document;
	struct perl_event *first; /* read_perl.c */
	struct perl_event *last;
	size_t budget; /* of bytes that values may take, and of steps */
	unsigned depth;
	const char *counted; /* line `line` holds it */
	uint32_t line;
};

enum {
	PERL_DEPTH_MOST = 24,
	PERL_STRING_MOST = 65536,
};

uint32_t perl_line(struct perl_reading *reading, const char *at);

/* False from then on: the document is full. */
bool perl_spend(struct perl_reading *reading, size_t bytes);

struct perl_value *perl_new(struct perl_reading *reading, enum perl_kind kind, const char *at);
struct perl_value *perl_copy(struct perl_reading *reading, const struct perl_value *value);
struct perl_value *perl_scalar(
	struct perl_reading *reading, const char *at, const void *bytes, size_t length);
void perl_add(struct perl_value *list, struct perl_value *item);

/* NULL: the file does not set it. */
struct perl_variable *perl_variable(
	const struct perl_reading *reading, char sigil, const char *name, size_t length);

/* What a scalar is as a number, as Perl writes it: "1_000" no, "10.50" 10.5. False: it is none. */
bool perl_number_text(const char *bytes, size_t length, double *result);
bool perl_literal(const struct perl_token *token, struct text *result);
bool perl_write_number(double number, struct text *result);

#endif

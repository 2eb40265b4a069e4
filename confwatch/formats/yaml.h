// SPDX-License-Identifier: GPL-2.0-or-later
// A small, strict YAML: mappings, sequences and strings, each with the place where it stands.
#ifndef FORMATS_YAML_H
#define FORMATS_YAML_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

enum {
	YAML_SIZE_MAX = 1024 * 1024, /* bytes of a document */
	YAML_DEPTH_MAX = 16,	     /* mappings and sequences inside one another */
};

enum yaml_kind {
	YAML_STRING,
	YAML_SEQUENCE,
	YAML_MAPPING,
};

/* Everything lives in the arena of yaml_parse(). */
struct yaml_node {
	enum yaml_kind kind;
	uint32_t line; /* from 1 */
	uint32_t column;
	const char *key;   /* inside a mapping: what names this node; NULL elsewhere */
	uint32_t key_line; /* where the key stands */
	uint32_t key_column;
	const char *string;   /* YAML_STRING: UTF-8 without NUL, quotes and escapes resolved */
	uint32_t text_column; /* where its first character stands; 0: not written as it is read */
	struct yaml_node *first; /* what a sequence or mapping holds, in the order of the file */
	struct yaml_node *next;	 /* the next one in the same sequence or mapping */
};

/*
 * One document without anchors, aliases, tags, merge keys and duplicate keys. *result is NULL
 * for a document that holds nothing. Mistakes are -EINVAL: "FILE:LINE:COLUMN: sentence".
 */
int yaml_parse(struct arena *arena, const char *file, const void *bytes, size_t length,
	const struct yaml_node **result, struct error *error);

/* "FILE:LINE:COLUMN: sentence" for a node (for its key: yaml_key_error); returns -EINVAL. */
int yaml_error(const char *file, const struct yaml_node *node, struct error *error,
	const char *format, ...) __attribute__((format(printf, 4, 5)));
int yaml_key_error(const char *file, const struct yaml_node *node, struct error *error,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* How many a sequence or mapping holds. */
size_t yaml_count(const struct yaml_node *node);

/* "a string", "a list", "a mapping": for messages. */
const char *yaml_kind_name(enum yaml_kind kind) __attribute__((returns_nonnull));

/* Appends string as a double-quoted scalar of one line. Its bytes must be UTF-8. */
void yaml_quote(struct text *text, const char *string);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
// What the readers and writers of a manifest's parts share; for core/manifest*.c only.
#ifndef CORE_MANIFEST_PART_H
#define CORE_MANIFEST_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/slice.h"
#include "core/manifest.h"

/* Reads one part line by line, and finds the entry that a name stands for. */
struct part_reader {
	enum manifest_part part;
	const char *next;
	const char *end;
	size_t line;	   /* number of the line that was read last */
	struct tree *tree; /* gets the entries */
	const char *path;  /* of the directory */
	size_t directory;  /* its index in the tree; its children follow it */
	size_t passed;	   /* entries before this index were named already */
	struct error *error;
};

void part_reader_init(struct part_reader *reader, const struct manifest *manifest,
	enum manifest_part part, size_t directory);

/* 1: a line, without its newline; 0: the end; -EBADMSG: no newline at the end. */
int part_line(struct part_reader *reader, struct slice *line);

/* Gives each line to read(), which may take more of them; until one fails. 0, or -errno. */
int part_each_line(
	struct part_reader *reader, int (*read)(struct part_reader *reader, struct slice line));

/* Fills in the error: "'.mtree' line 7: no mode"; returns -EBADMSG. */
int part_bad(const struct part_reader *reader, const char *what);

/*
 * The entry that a vis(3) name or "." stands for. Names come in the order of the tree, each at
 * most once; NULL otherwise.
 */
struct entry *part_entry(struct part_reader *reader, struct slice name);

/* "." for the directory itself, else the last component, in vis(3) form. */
void part_append_name(struct text *text, const struct entry *entry, const struct entry *directory);

void part_append_number(struct text *text, uint64_t number);

/*
 * The order in which the children stand in every part: by name, but those with "*?[" behind the
 * others. mtree(8) takes such names for patterns and applies the first line that matches.
 */
struct part_order {
	const struct entry *const *children; /* in tree order */
	size_t count;
	size_t next;
	bool patterns; /* the second turn */
};

/* The next child that is no directory; NULL: that was all. */
const struct entry *part_order_next(struct part_order *order);

/* Two names, as strcmp() does. */
int part_order_compare(const char *a, const char *b);

void manifest_write_mtree(
	const struct entry *directory, struct part_order order, struct text *result);
int manifest_read_mtree(struct part_reader *reader);

/* One block for an entry that has an ACL, or attributes; nothing for others. */
void manifest_write_acl(
	const struct entry *entry, const struct entry *directory, struct text *result);
int manifest_read_acl(struct part_reader *reader);
void manifest_write_xattr(
	const struct entry *entry, const struct entry *directory, struct text *result);
int manifest_read_xattr(struct part_reader *reader);

#endif

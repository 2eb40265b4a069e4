// SPDX-License-Identifier: GPL-2.0-or-later
// Building the document of one configuration file: elements with the line that they stand in.
#ifndef SETTINGS_DOCUMENT_H
#define SETTINGS_DOCUMENT_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* libxml2's own cast (BAD_CAST) takes const away. */
static inline const xmlChar *xml_string(const char *string)
{
	return (const xmlChar *)string;
}

enum {
	DOCUMENT_MEMORY_MOST = 48 * 1024 * 1024, /* bytes, as counted by DOCUMENT_NODE */
	DOCUMENT_NODE = 160, /* an element, or a text, beside its bytes; an attribute is two */
	DOCUMENT_DEPTH_MOST = 64,
};

/*
 * What a reader writes. The root is <file format="...">. By custom of all readers:
 *
 *	<setting name="..." value="..." line="N"> one setting, the value as the daemon takes it
 *		(quotes resolved, continuations joined); <item value="..."/> inside for each
 *		element of a list, <word value="..."/> for each word of a command line
 *	<section name="..." line="N"> settings inside
 *	<comment line="N">text</comment> a whole-line comment without its mark; setting that is
 *		commented out stays a comment
 *	<unread line="N" why="...">text</unread> a line that the daemon would not take either, or
 *		that this reader does not know: rules about the file answer unknown
 *
 *	<overridden name="..." value="..." line="N"> a setting that another one of its name takes
 *the place of; readers that merge (shell, ini, sasl) leave one <setting> of each name
 *
 * and elements of their own where the format is no list of settings (<rule> of PAM, <service> of
 * master.cf, <user> of passwd): schemas/settings-FORMAT.rng says which. Duplicates stay, in the
 * order of the file. Bytes that XML cannot hold (no UTF-8, controls) become U+F700 + byte, one
 * for one; so do those code points themselves, byte by byte, so that no two texts look alike.
 */
struct document {
	xmlDocPtr tree;
	xmlNodePtr at; /* the open element */
	size_t memory;
	unsigned depth;	  /* of `at` below the root */
	unsigned skipped; /* opened since, but left out */
	bool full;	  /* a limit was reached: the rest was left out */
};

/* With this root, empty. NULL: there is no memory. */
xmlDocPtr document_tree(const char *element);

/* NULL when there is no memory. */
struct document *document_new(const char *format);

/* To add to a tree that is there already, which stays its owner's. */
struct document document_below(xmlNodePtr root);
void document_free(struct document *document);

/* Gives the tree away; document is freed. */
xmlDocPtr document_take(struct document *document);

/* Opens an element inside the open one. line 0: it has none. */
void document_open(struct document *document, const char *element, uint32_t line);
void document_close(struct document *document);

/* The open element, until the document is freed. NULL: it was left out. */
xmlNodePtr document_here(const struct document *document);

/* Makes a <setting> that was closed an <overridden>. NULL: nothing. */
void document_override(xmlNodePtr setting);

/* How many names a table of libxml2, which grows only to 4096 places, should have room for. */
int document_names(size_t length);

/* Opens a child of the root again, to add to it. NULL: as one that was left out. */
void document_reopen(struct document *document, xmlNodePtr element);

/* An attribute of the open element. */
void document_attribute(
	struct document *document, const char *name, const void *bytes, size_t length);
void document_attribute_string(struct document *document, const char *name, const char *value);

/* Appends what XML can hold of any bytes, as said above. */
void document_escape(struct text *result, const char *bytes, size_t length);

/* The bytes that an attribute or text of a document stands for; false: all stand for themselves. */
bool document_unescape(const char *value, struct text *result);

/* The same of what an attribute of another document holds, which is not escaped again. */
void document_attribute_copy(struct document *document, const char *name, const char *value);

/* Text inside the open element. */
void document_text(struct document *document, const void *bytes, size_t length);

/* Elements that every reader has, opened and closed. */
void document_item(
	struct document *document, const char *element, const void *value, size_t length);
void document_comment(struct document *document, uint32_t line, const void *text, size_t length);
void document_unread(
	struct document *document, uint32_t line, const char *why, const void *text, size_t length);

#endif
